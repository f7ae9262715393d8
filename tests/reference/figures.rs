//! Figures over the ledger.

use crate::reference::charter::{name_of, not_understood, part};
use crate::reference::conditions::{Judge, words};
use crate::reference::decimal;
use crate::reference::members::{Holds, Member};
use crate::reference::names::{Place, versions_of_event};
use crate::reference::operands::{Known, Operand};
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::progress::Progress;
use crate::reference::shares;
use crate::reference::situation::{Path, Situation, Start};
use crate::reference::value::{Fact, Type, Value};
use crate::reference::windows::{Window, window};
use crate::reference::working_time::Time;
use charter_grammar::ast::{self, AstNode};
use std::collections::BTreeSet;

/// A question to the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// The names of the actions or signals that are looked at.
    pub(crate) events: Vec<Kind>,
    /// The key, as written.
    pub(crate) key: Vec<ast::Path>,
    /// Only events of which this holds.
    pub(crate) only: Option<ast::Expr>,
    /// No events of which this holds.
    pub(crate) except: Option<ast::Expr>,
    /// How far back.
    pub(crate) window: Window,
    /// What is made of the events.
    pub(crate) measure: Measure,
    /// Whether the request at hand counts too.
    pub(crate) with_request: bool,
    /// Below so many events there is no figure.
    pub(crate) at_least: usize,
}

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The name of the action or signal.
    pub(crate) name: String,
    /// How far it has to have come.
    pub(crate) progress: Progress,
    /// Only where it touched one of these fields.
    pub(crate) fields: Option<ast::FieldNames>,
}

impl Kind {
    pub(crate) fn text(&self) -> String {
        let fields = self.fields.as_ref().map(|fields| fields.syntax().text().to_string());
        format!("{} {:?}{}", self.name, self.progress, fields.unwrap_or_default())
    }

    /// Whether an event is of this kind. One of which nobody knows what it touched may be.
    pub(crate) fn has(
        &self,
        place: &Place<'_>,
        event: &Situation<'_>,
        received: usize,
        among_all: bool,
    ) -> Holds {
        let progress = if among_all { self.progress.among_which() } else { self.progress };
        let come = progress.has(place.ledger, received, place.situation.at);
        let touched = self.touched_by(event);
        Holds { possibly: come.possibly && touched.possibly, certainly: come.certainly && touched.certainly }
    }

    fn touched_by(&self, event: &Situation<'_>) -> Holds {
        let is_named = |fields: &ast::FieldNames| {
            event
                .touched
                .iter()
                .any(|field| fields.names().any(|name| name.text() == *field) != fields.is_except())
        };
        match &self.fields {
            _ if !event.is(&self.name) => Holds { possibly: false, certainly: false },
            Some(_) if event.touched.is_empty() => Holds { possibly: true, certainly: false },
            Some(fields) if !is_named(fields) => Holds { possibly: false, certainly: false },
            Some(_) | None => Holds { possibly: true, certainly: true },
        }
    }
}

/// What is made of events.
#[derive(Debug, Clone)]
pub(crate) enum Measure {
    /// How many there are.
    Count,
    /// How many different values there are.
    Different(Counted),
    /// What the values at a path add up to.
    Sum(ast::Path),
    /// The share that a signal followed within so many nanoseconds.
    Share {
        /// The signal.
        signal: String,
        /// Within how much time.
        within: Time,
        /// Only signals of which this holds.
        only: Option<ast::Expr>,
    },
    /// How long ago the last one was.
    TimeSince,
}

/// What different ones are counted of.
#[derive(Debug, Clone)]
pub(crate) enum Counted {
    /// A path.
    Path(ast::Path),
    /// An object of this kind.
    Object(String),
    /// The agent.
    Agent,
}

/// The figure of a query as written.
pub(crate) fn of_query(
    place: &Place<'_>,
    it: &ast::EventQuery,
    judge: &mut Judge,
) -> Result<Operand, String> {
    let measure = match it.kind() {
        ast::QueryKind::No | ast::QueryKind::Any | ast::QueryKind::Count => Measure::Count,
        ast::QueryKind::CountDifferent => Measure::Different(Counted::Path(part(it.figure(), it)?)),
        ast::QueryKind::Sum => Measure::Sum(part(it.figure(), it)?),
        ast::QueryKind::TimeSince => Measure::TimeSince,
        ast::QueryKind::Share => return Err(not_understood(it)),
    };
    let targets = it.targets().map(|target| part(target.path(), &target));
    let key = targets.chain(judge.per.iter().cloned().map(Ok)).collect::<Result<_, _>>()?;
    let query = Query { measure, key, ..as_written(place, it)? };
    query.figure(place, judge)
}

/// The figure of a measure.
pub(crate) fn of_measure(
    place: &Place<'_>,
    measure: &ast::Measure,
    judge: &mut Judge,
) -> Result<Operand, String> {
    let key: Vec<ast::Path> = measure.per().into_iter().flat_map(|per| per.keys()).collect();
    let Some(it) = measure.query() else {
        let around = std::mem::replace(&mut judge.per, key);
        let reckoned = judge.operand(place, &part(measure.figure(), measure)?, None);
        judge.per = around;
        return reckoned;
    };
    let at_least = match measure.once_there_are().and_then(|once| once.count()) {
        Some(count) => count.digits().parse().map_err(|_| not_understood(&count))?,
        None => 0,
    };
    let measure = match it.kind() {
        ast::QueryKind::Count => Measure::Count,
        ast::QueryKind::CountDifferent => Measure::Different(Counted::Path(part(it.figure(), &it)?)),
        ast::QueryKind::Sum => Measure::Sum(part(it.figure(), &it)?),
        ast::QueryKind::Share => {
            let followed = part(it.followed_by(), &it)?;
            let within = Time::of(&part(followed.within(), &followed)?)?;
            let only = followed.filter().map(|filter| part(filter.condition(), &filter)).transpose()?;
            Measure::Share { signal: name_of(followed.signal())?, within, only }
        }
        ast::QueryKind::TimeSince => Measure::TimeSince,
        ast::QueryKind::No | ast::QueryKind::Any => return Err(not_understood(&it)),
    };
    if it.targets().next().is_some() {
        return Err(not_understood(&it));
    }
    Query { measure, key, at_least, ..as_written(place, &it)? }.figure(place, judge)
}

fn as_written(place: &Place<'_>, it: &ast::EventQuery) -> Result<Query, String> {
    let only = it.filter().map(|filter| part(filter.condition(), &filter)).transpose()?;
    let window = match (it.kind(), it.window()) {
        (ast::QueryKind::TimeSince, None) => Window::Ever,
        (ast::QueryKind::TimeSince, Some(written)) => return Err(not_understood(&written)),
        // What waits does so now.
        (_, None) if it.event().is_some_and(|event| event.state() == ast::EventState::Waiting) => {
            Window::Ever
        }
        (_, written) => window(&part(written, it)?, &place.charter.settings.zone)?,
    };
    let events = vec![kind(&part(it.event(), it)?, it.window().as_ref())?];
    Ok(Query {
        events,
        key: Vec::new(),
        only,
        except: None,
        window,
        measure: Measure::Count,
        with_request: false,
        at_least: 0,
    })
}

/// The kind of event that is named.
pub(crate) fn kind(event: &ast::EventRef, window: Option<&ast::Window>) -> Result<Kind, String> {
    let progress = Progress::written(event, window)?;
    let object = event.object().map(|object| format!(" {}", object.text())).unwrap_or_default();
    let name = format!("{}{object}", name_of(event.name_ref())?);
    Ok(Kind { name, progress, fields: event.field_names() })
}

/// `contact has replied`: any such signal about it, since its last release that counts.
pub(crate) fn of_latch(place: &Place<'_>, it: &ast::HasTest, judge: &mut Judge) -> Result<Operand, String> {
    let window = match it.window() {
        Some(written) => window(&written, &place.charter.settings.zone)?,
        None => place.latch.length.map_or(Window::SinceRelease, Window::Rolling),
    };
    let query = Query {
        events: vec![Kind { name: name_of(it.signal())?, progress: Progress::Done, fields: None }],
        key: vec![part(it.subject(), it)?],
        only: it.filter().map(|filter| part(filter.condition(), &filter)).transpose()?,
        except: it.except_where().map(|except| part(except.condition(), &except)).transpose()?,
        window,
        measure: Measure::Count,
        with_request: false,
        at_least: 0,
    };
    query.figure(place, judge)
}

impl Query {
    /// The same with the zone of its window, where that is a matter of the request; `None` where nobody knows it.
    pub(crate) fn in_its_zone(&self, place: &Place<'_>) -> Result<Option<Query>, String> {
        let Window::CalendarAt(period, path) = &self.window else { return Ok(Some(self.clone())) };
        let zone = match place.fact(&place.path(path)?) {
            Fact::Known(Value::Text(zone)) if jiff::tz::TimeZone::get(&zone).is_ok() => zone,
            _ => return Ok(None),
        };
        Ok(Some(Query { window: Window::Calendar(*period, zone), ..self.clone() }))
    }

    /// What is known of the figure where it is asked for.
    pub(crate) fn figure(&self, place: &Place<'_>, judge: &mut Judge) -> Result<Operand, String> {
        let paths = self.key.iter().map(|written| place.path(written)).collect::<Result<Vec<_>, _>>()?;
        let key: Vec<Fact> = paths
            .iter()
            .map(|path| match judge.fact(place, path).known {
                Known::Fact(fact) => fact,
                Known::Constant(_) | Known::Figure(_) | Known::Between(_) => Fact::Unknown,
            })
            .collect();
        if self.window == Window::Session {
            judge.fact(place, &place.path_of(&["session".to_owned()])?);
        }
        if let Window::CalendarAt(_, path) = &self.window {
            judge.fact(place, &place.path(path)?);
        }
        let knowledge = match self.in_its_zone(place)? {
            Some(query) => query.knowledge(place, &key)?,
            None => Knowledge::AnyValue(Type::Number, true),
        };
        Ok(Operand {
            key: self.text(place, &paths),
            of: self.of(place)?,
            optional: self.at_least > 0 || matches!(self.measure, Measure::Share { .. } | Measure::TimeSince),
            known: Known::Figure(knowledge),
        })
    }

    fn of(&self, place: &Place<'_>) -> Result<Type, String> {
        match &self.measure {
            Measure::Count | Measure::Different(_) => Ok(Type::Number),
            Measure::Share { .. } => Ok(Type::Percent),
            Measure::TimeSince => Ok(Type::Duration),
            Measure::Sum(_) if self.with_request => Ok(self.value_path(place)?.of().clone()),
            Measure::Sum(written) => {
                let vocabulary = &place.charter.vocabulary;
                let field = written.segments().last().map(|name| name.text()).unwrap_or_default();
                let actions = vocabulary.actions.iter().filter(|action| self.are_of(&action.name));
                let mut fields = actions.flat_map(|action| &action.content).map(|(_, field)| field);
                let found = fields.find(|candidate| candidate.name == field);
                found.map(|field| field.of.clone()).ok_or_else(|| not_understood(written))
            }
        }
    }

    /// A text that tells a figure from all others.
    fn text(&self, place: &Place<'_>, key: &[Path]) -> String {
        let key: Vec<String> = key.iter().map(|path| place.key(path)).collect();
        let only = self.only.as_ref().map(words);
        let except = self.except.as_ref().map(words);
        let measure = match &self.measure {
            Measure::Count => "count".to_owned(),
            Measure::Different(Counted::Path(path)) | Measure::Sum(path) => path.text(),
            Measure::Different(Counted::Object(object)) => object.clone(),
            Measure::Different(Counted::Agent) => "agent".to_owned(),
            Measure::Share { signal, within, only } => {
                format!("{signal} {within:?} {:?}", only.as_ref().map(words))
            }
            Measure::TimeSince => "time since".to_owned(),
        };
        // What a limit counts of the request at hand may be known before and not after, of the one and not of the other.
        let own = self.value_path(place).ok().filter(|_| self.with_request).map(|path| place.key(&path));
        format!(
            "{measure} {own:?} {:?} {key:?} {only:?} {except:?} {} {} {}",
            self.events.iter().map(Kind::text).collect::<Vec<_>>(),
            match &self.window {
                Window::CalendarAt(period, path) => {
                    format!("{period:?} in {:?}", place.path(path).map(|path| place.key(&path)))
                }
                window => window.text(),
            },
            self.with_request,
            self.at_least
        )
    }

    /// Whether events of a name are looked at.
    pub(crate) fn are_of(&self, name: &str) -> bool {
        self.events.iter().any(|kind| kind.name == name)
    }

    fn knowledge(&self, place: &Place<'_>, key: &[Fact]) -> Result<Knowledge, String> {
        let members = self.members(place, key)?;
        let enough = self.enough(place, key, &members)?;
        if !enough.possibly {
            return Ok(Knowledge::OneOf(vec![Outcome::Empty]));
        }
        let knowledge = self.of_members(place, key, members)?;
        Ok(if enough.certainly { knowledge } else { or_none(knowledge) })
    }

    fn of_members(
        &self,
        place: &Place<'_>,
        key: &[Fact],
        members: Vec<Member<'_>>,
    ) -> Result<Knowledge, String> {
        let own = if self.with_request { self.own(place, key)? } else { Vec::new() };
        match &self.measure {
            Measure::TimeSince => Ok(time_since(place.situation.at, &members)),
            Measure::Count => {
                let all =
                    members.iter().map(|member| member.certain).chain(own.iter().map(|(_, sure)| *sure));
                let (certain, possible): (Vec<bool>, Vec<bool>) = all.partition(|sure| *sure);
                Ok(whole(certain.len(), certain.len() + possible.len()))
            }
            Measure::Different(_) => self.different(place, &members, own),
            Measure::Sum(_) => self.sum(place, &members, own),
            Measure::Share { signal, within, only } => {
                let last = match self.window {
                    Window::Last(count) => Some(count),
                    _ => None,
                };
                let (events, at_least) = (&self.events, self.at_least);
                let only = only.as_ref();
                let share = shares::Share { events, signal, within, only, at_least, last };
                shares::share(place, &members, &share)
            }
        }
    }

    /// The request at hand as a limit counts it, with the value that will be on record: its own, and those of the other objects that it names and that count
    /// under the same key; each with whether it certainly counts.
    fn own(&self, place: &Place<'_>, key: &[Fact]) -> Result<Vec<(Fact, bool)>, String> {
        let value = match &self.measure {
            Measure::Different(_) | Measure::Sum(_) => self.value(place, place.situation)?,
            Measure::Count | Measure::Share { .. } | Measure::TimeSince => Fact::Empty,
        };
        let mut own = vec![(value, true)];
        own.extend(self.beside(place, key)?);
        Ok(own)
    }

    /// What is counted or summed, where a limit or an event stands.
    pub(crate) fn value_path(&self, place: &Place<'_>) -> Result<Path, String> {
        match &self.measure {
            Measure::Different(Counted::Path(written)) | Measure::Sum(written) => match written.single() {
                Some(field) if !place.names(&field.text()) => {
                    place.path_of(&["its".to_owned(), field.text()])
                }
                _ => place.path(written),
            },
            Measure::Different(Counted::Object(object)) => place.way_to(object),
            Measure::Different(Counted::Agent) => place.path_of(&["agent".to_owned()]),
            Measure::Count | Measure::Share { .. } | Measure::TimeSince => {
                Err("a count has no values".to_owned())
            }
        }
    }

    pub(crate) fn value(&self, place: &Place<'_>, event: &Situation<'_>) -> Result<Fact, String> {
        let there = Place { situation: event, version: recorded(event, place.version), ..*place };
        Ok(there.fact(&self.value_path(&there)?))
    }

    /// How many different values there are, at least and at most. The empty one counts for nothing; one that is unknown
    /// may be one of the others, or one more.
    fn different(
        &self,
        place: &Place<'_>,
        members: &[Member<'_>],
        own: Vec<(Fact, bool)>,
    ) -> Result<Knowledge, String> {
        let mut values = members
            .iter()
            .map(|member| Ok((self.value(place, member.situation)?, member.certain)))
            .collect::<Result<Vec<_>, String>>()?;
        values.extend(own);
        let different = |values: &[(Fact, bool)], only_certain: bool| {
            let counted = values
                .iter()
                .filter(|(fact, certain)| matches!(fact, Fact::Known(_)) && (*certain || !only_certain));
            counted.map(|(fact, _)| fact).collect::<BTreeSet<_>>().len()
        };
        let unknown = values.iter().filter(|(fact, _)| *fact == Fact::Unknown).count();
        Ok(whole(different(&values, true), different(&values, false) + unknown))
    }

    /// What the values add up to, at least and at most. An amount that is
    /// unknown or negative may be any; where there is none, none is added.
    fn sum(
        &self,
        place: &Place<'_>,
        members: &[Member<'_>],
        own: Vec<(Fact, bool)>,
    ) -> Result<Knowledge, String> {
        let (mut least, mut most) = (Some(0), Some(0));
        let (mut bounded, mut amounts) = (true, Vec::new());
        for member in members {
            amounts.push((self.value(place, member.situation)?, member.certain));
        }
        amounts.extend(own);
        for (amount, certain) in amounts {
            match amount {
                Fact::Known(Value::Whole(amount)) if amount >= 0 => {
                    most = most.and_then(|most| decimal::plus(most, amount));
                    least =
                        if certain { least.and_then(|least| decimal::plus(least, amount)) } else { least };
                }
                Fact::Empty => {}
                Fact::Known(_) | Fact::Unknown => bounded = false,
            }
        }
        Ok(match (least, most) {
            (Some(least), Some(most)) => {
                Knowledge::Between { least, most: bounded.then_some(most), step: 1, or_empty: false }
            }
            _ => Knowledge::AnyValue(Type::Number, false),
        })
    }
}

/// How long ago the last one was. One that only possibly counts and came later may be the last.
fn time_since(now: i128, members: &[Member<'_>]) -> Knowledge {
    let ago = |member: &&Member<'_>| now - member.situation.at;
    let certain = members.iter().rfind(|member| member.certain);
    let Some(least) = members.last().as_ref().map(ago) else {
        return Knowledge::OneOf(vec![Outcome::Empty]);
    };
    let most = certain.as_ref().or(members.first().as_ref()).map(ago);
    Knowledge::Between { least, most, step: 1, or_empty: certain.is_none() }
}

/// What is known, or that there may be no value.
fn or_none(knowledge: Knowledge) -> Knowledge {
    match knowledge {
        Knowledge::OneOf(ways) => Knowledge::OneOf(ways.into_iter().chain([Outcome::Empty]).collect()),
        Knowledge::AnyValue(of, _) => Knowledge::AnyValue(of, true),
        Knowledge::Between { least, most, step, or_empty: _ } => {
            Knowledge::Between { least, most, step, or_empty: true }
        }
    }
}

/// The version by which an event is on record: what came of an update; of two of a kind, the first.
fn recorded(event: &Situation<'_>, otherwise: Start) -> Start {
    versions_of_event(&event.act).into_iter().next_back().unwrap_or(otherwise)
}

/// A whole number between two.
fn whole(least: usize, most: usize) -> Knowledge {
    let units = |count: usize| count as i128 * decimal::ONE;
    Knowledge::Between { least: units(least), most: Some(units(most)), step: decimal::ONE, or_empty: false }
}

impl Place<'_> {
    /// Whether a word is the name of something that paths start with here.
    pub(crate) fn names(&self, word: &str) -> bool {
        self.path_of(&[word.to_owned()]).is_ok()
    }

    /// The path of an event that is the same as one of the request at hand: from an object of the same kind the same steps,
    /// the same words where they mean something there, else the one way to an object of that type.
    pub(crate) fn same(&self, written: &ast::Path, here: &Path) -> Result<Path, String> {
        let head = written.segments().next().map(|segment| segment.text()).unwrap_or_default();
        let shared =
            ["agent", "session", "environment", "principal", "request", "now"].contains(&head.as_str());
        let of_object = matches!(here.start, Start::Target(_) | Start::New);
        let is = |object: &str| of_object && here.start_type == Type::Object(object.to_owned());
        let second = self.situation.second().filter(|second| is(&second.object));
        match here.of() {
            _ if is(self.situation.object()) => Ok(Path { start: self.version, ..here.clone() }),
            _ if second.is_some() => Ok(Path { start: Start::Target(1), ..here.clone() }),
            _ if shared => self.path(written),
            Type::Object(object) => self.way_to(object),
            _ => Err(format!("`{}` means nothing for {}", written.syntax().text(), self.situation.object())),
        }
    }
}
