//! How far each action gets in each segment, proved.
//!
//! What the sheet says of agents is read off the rules. Of segments it cannot be: whether a rule applies to all that is in a
//! segment is a question for the solver. So it is put as what it is, a claim in the charter's own language.

use crate::check::{check_guarantee, typed_charter};
use crate::db::{Database, Project, SourceFile, file_items};
use crate::prove::{Verdict, prove};
use crate::typed::{Charter, Claim, RuleKind};
use crate::vocabulary::{Vocabulary, vocabulary};
use charter_runtime::schema::{Action, ShapeId, Type};

/// Actions and how far they get, in all and in each segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The segments, by name.
    pub segments: Vec<String>,
    /// An action each, and how far it gets: first anywhere, then in each of the segments; `None` where the action is not
    /// about what the segment is of.
    pub actions: Vec<(String, Vec<Option<Asked>>)>,
}

/// How far an action gets, whichever agent asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// It never goes ahead, whatever people approve: proved.
    Never,
    /// It goes ahead only where a person has approved: proved.
    WithAPerson,
    /// It may go ahead by itself: there is a request that does.
    Unattended,
    /// Neither proof nor request was found.
    Undecided,
}

/// A question: whether an action goes ahead, anywhere or in a segment.
struct Question {
    /// The action, by its place.
    action: usize,
    /// Which column of the answer it fills.
    column: usize,
    /// The segment, as a clause.
    when: String,
}

/// How far each action gets; `None` while the project has errors. Actions on two objects are left out.
pub fn reaches(db: &Database, project: Project) -> Option<Reach> {
    let charter = typed_charter(db, project).value.as_ref()?;
    let vocabulary = vocabulary(db, project);
    let questions = questions(charter, vocabulary);
    let answers = answers(db, project, charter, &questions)?;
    let segments: Vec<String> = vocabulary.segments.iter().map(|segment| segment.name.clone()).collect();
    let mut rows: Vec<Vec<Option<Asked>>> =
        vec![vec![None; segments.len() + 1]; charter.schema.actions.len()];
    for (question, answer) in questions.iter().zip(answers) {
        if let Some(cell) = rows.get_mut(question.action).and_then(|row| row.get_mut(question.column)) {
            *cell = answer;
        }
    }
    let names = charter.schema.actions.iter().map(|action| action.name.clone());
    // What nobody may do at all needs no line.
    let granted = |place: usize| {
        let scopes = charter.rules.iter().filter(|rule| rule.kind == RuleKind::Scope && !rule.shadow);
        let mut cases = scopes.flat_map(|scope| &scope.cases);
        cases.any(|case| case.action.index() == place)
    };
    let is_asked = |row: &[Option<Asked>]| row.first().copied().flatten().is_some();
    let rows = names.zip(rows).enumerate().filter(|(place, (_, row))| is_asked(row) && granted(*place));
    let actions = rows.map(|(_, row)| row).collect();
    Some(Reach { segments, actions })
}

fn questions(charter: &Charter, vocabulary: &Vocabulary) -> Vec<Question> {
    let mut questions = Vec::new();
    let on_one = charter.schema.actions.iter().enumerate().filter(|(_, action)| action.second.is_none());
    for (place, action) in on_one {
        questions.push(Question { action: place, column: 0, when: String::new() });
        for (number, segment) in vocabulary.segments.iter().enumerate() {
            if let Some(way) = way(vocabulary, action, segment.object) {
                let when = format!(" when {way} is {}", segment.name);
                questions.push(Question { action: place, column: number + 1, when });
            }
        }
    }
    questions
}

/// From an action's object to one of some kind: itself, or the first reference to it.
fn way(vocabulary: &Vocabulary, action: &Action, to: ShapeId) -> Option<String> {
    let object = vocabulary.objects.iter().find(|object| object.shape == action.object)?;
    if action.object == to {
        return Some(object.variable.clone());
    }
    let shape = vocabulary.schema.shapes.get(action.object.index())?;
    let leads = shape.fields.iter().find(|field| field.value == Type::Object(to))?;
    Some(format!("{}.{}", object.variable, leads.name))
}

/// For each question, how far the action gets; `None` for one that cannot be asked.
fn answers(
    db: &Database,
    project: Project,
    charter: &Charter,
    questions: &[Question],
) -> Option<Vec<Option<Asked>>> {
    let files: Vec<SourceFile> = questions
        .iter()
        .enumerate()
        .filter_map(|(number, Question { action, when, .. })| {
            let action = &charter.schema.actions.get(*action)?.name;
            let text = format!(
                "guarantee \"never\"\n  no agent can {action}{when}\n\n\
                 guarantee \"unattended\"\n  no agent can {action} unattended{when}\n"
            );
            Some(SourceFile::new(db, format!("question {number}"), text))
        })
        .collect();
    let with = [project.files(db), &files].concat();
    let asking = Project::new(db, project.manifest(db), with, project.data(db).to_vec());
    let claims: Vec<Option<Vec<Claim>>> = files
        .iter()
        .map(|file| {
            let items = file_items(db, *file).iter();
            let of_each = items.map(|item| check_guarantee(db, asking, *item).value.clone());
            let claims: Option<Vec<Vec<Claim>>> = of_each.collect();
            claims.map(|claims| claims.into_iter().flatten().collect::<Vec<_>>()).filter(|it| it.len() == 2)
        })
        .collect();
    let all: Vec<Claim> = claims.iter().flatten().flatten().cloned().collect();
    let mut verdicts = prove(charter, &all)?.into_iter();
    Some(claims.iter().map(|of| of.is_some().then(|| asked(verdicts.next(), verdicts.next()))).collect())
}

/// What follows from the two verdicts: that it never happens, and that it never happens unattended.
fn asked(never: Option<Verdict>, unattended: Option<Verdict>) -> Asked {
    match (never, unattended) {
        (Some(Verdict::Proved | Verdict::OfNothing), _) => Asked::Never,
        (_, Some(Verdict::Refuted(_))) => Asked::Unattended,
        (Some(Verdict::Refuted(_)), Some(Verdict::Proved | Verdict::OfNothing)) => Asked::WithAPerson,
        _ => Asked::Undecided,
    }
}
