//! Throttling: when a limit that stops until there is room will have some.

use super::classify::possibly;
use super::scene::AtHand;
use crate::table::Table;
use crate::table::model::{Classifier, FigureId, FormulaId, Operand, OperandId};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt;

/// When a request that is stopped for want of room may be made again.
///
/// In JSON, an instant or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TryAgain {
    /// From this moment on there is room, if nothing else comes in between; in nanoseconds since 1970.
    At(i64),
    /// Nobody can say when there will be.
    Unknown,
}

impl fmt::Display for TryAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryAgain::At(moment) => match Timestamp::from_nanosecond(i128::from(*moment)) {
                Ok(moment) => write!(f, "{moment}"),
                Err(_) => write!(f, "{moment}"),
            },
            TryAgain::Unknown => write!(f, "nobody can say when"),
        }
    }
}

impl Serialize for TryAgain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            TryAgain::At(_) => serializer.collect_str(self),
            TryAgain::Unknown => serializer.serialize_none(),
        }
    }
}

/// The first moment from which on a formula, that there is no room, cannot hold any more: as what counts now leaves its window
/// there is only ever more room, so that it is found by halving.
pub(super) fn room(table: &Table, no_room: FormulaId, scene: &AtHand<'_>) -> TryAgain {
    let figures = figures_of(table, no_room);
    let leaving = figures.into_iter().flat_map(|figure| scene.figures.leaving(figure, scene));
    let moments: BTreeSet<i64> = leaving.filter(|moment| *moment > scene.now).collect();
    let moments: Vec<i64> = moments.into_iter().collect();
    let none_at =
        |moment: &i64| possibly(table, no_room, &AtHand { as_of: Some(*moment), memo: None, ..*scene });
    moments.get(moments.partition_point(none_at)).map_or(TryAgain::Unknown, |moment| TryAgain::At(*moment))
}

fn figures_of(table: &Table, formula: FormulaId) -> BTreeSet<FigureId> {
    let mut figures = BTreeSet::new();
    for column in table.columns_of(formula) {
        match &column.classifier {
            Classifier::Cuts { operand, .. } => of_operand(table, *operand, &mut figures),
            Classifier::Pair { left, right, .. } => {
                of_operand(table, *left, &mut figures);
                of_operand(table, *right, &mut figures);
            }
            Classifier::Choices { .. } | Classifier::Texts { .. } | Classifier::Test { .. } => {}
            Classifier::Inside { .. } | Classifier::SomeElement { .. } | Classifier::Hours { .. } => {}
            Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_) => {}
            Classifier::Sampled { .. } | Classifier::Aged { .. } => {}
        }
    }
    figures
}

fn of_operand(table: &Table, operand: OperandId, figures: &mut BTreeSet<FigureId>) {
    match table.operands.get(operand.index()) {
        Some(Operand::Figure(figure)) => _ = figures.insert(*figure),
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            of_operand(table, *left, figures);
            of_operand(table, *right, figures);
        }
        Some(Operand::Path(_) | Operand::Ordinal(_) | Operand::Text(_) | Operand::Elements(_)) | None => {}
    }
}
