//! The layout of each record, field by field. The order here *is* the format: a change of it is a new format version.

use super::LoadError;
use super::codec::{Codec, Input, id_records, records, variants};
use super::model::*;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::schema::*;

id_records!(ShapeId, ActionId, SignalId, ChoicesId, AgentId, RoleId, CalendarId, QueueId, RuleId);
id_records!(PathId, OperandId, ColumnId, FormulaId, FigureId);

records! {
    Identity { name, version, enforced, zone, digest }
    Shape { name, fields }
    Field { name, value, optional, fresh, external }
    crate::schema::Action { name, verb, object, content, takes, says, second, leads_to }
    Consequence { action, fields }
    Second { object, name, first }
    Signal { name, about, content }
    Halt { role, agents, actions, segments }
    Team { name, agents }
    Endorsement { object, field, roles }
    Schema { shapes, choices, actions, signals, agents, roles, endorsed, watched, teams, halts }
    Path { root, shape, steps, value, optional }
    Calendar { name, zone, days, except }
    Queue { name, owner, deadline }
    Reading { by, within, calendar }
    Stage { steps, queue, deadline, batch }
    Deadline { within, calendar, otherwise }
    Column { classifier, classes, reads_new, twin }
    Formula { cubes }
    Cube { tests }
    ColumnTest { column, classes }
    Elements { list, holds, fails, value }
    Figure { measure, sources, key, window, with_request, at_least, followed_by }
    EventSource { event, progress, key, passes, fails, value }
    Rule { name, sentence, kind, shadow, tells }
    Source { file, line }
    FileText { file, text }
    ActionRows { entries, entry_of, columns, segments }
    RowColumn { column, tested, accepts, twin }
    Approver { any, count, except, confirms }
    Entry { rule, subject, doubts, outcome, stages, queue, instead, masks, readings, release, needed, reads, room }
}

variants! {
    Outcome { 0 = Stop, 1 = Suggest, 2 = Draft, 3 = Queue, 4 = Approve, 5 = Execute }
    Verb { 0 = Declared, 1 = Create, 2 = Read, 3 = Update, 4 = Delete, 5 = Merge, 6 = Export }
    Root {
        0 = Target, 1 = Old, 2 = New, 3 = Request, 4 = Agent, 5 = Now, 6 = Field, 7 = Session, 8 = Element, 9 = Its,
        10 = First, 11 = Second, 12 = Targets, 13 = Environment, 14 = Principal, 15 = PrincipalRoles, 16 = Today,
    }
    Step { 0 = Field(field), 1 = Part(part) }
    Part { 0 = Domain, 1 = Mailbox, 2 = Registrable }
    Type {
        0 = Text, 1 = Number, 2 = Percent, 3 = Money(currency), 4 = YesNo, 5 = Date, 6 = Instant, 7 = Duration, 8 = Zone,
        9 = Email, 10 = Domain, 11 = Url, 12 = Person, 13 = OneOf(choices), 14 = List(element), 15 = Record(shape),
        16 = Object(shape),
    }
    Lapse { 0 = Leaves(outcome), 1 = Asks }
    Span { 0 = Elapsed(nanoseconds), 1 = WorkingDays(days) }
    Operand {
        0 = Path(path), 1 = Ordinal(number), 2 = Text(text), 3 = Figure(figure), 4 = Plus(left, right),
        5 = Minus(left, right), 6 = Times(left, right), 7 = Elements(of),
    }
    Classifier {
        0 = Cuts { operand, cuts, optional }, 1 = Choices { path, class_of, optional }, 2 = Texts { path, values, optional },
        3 = Test { path, test }, 4 = Pair { left, right, optional }, 5 = Inside { inner, outer },
        6 = SomeElement { list, holds, fails }, 7 = Known(path), 8 = Given(path), 9 = Sampled { path, share },
        10 = External(path),
        11 = Hours { at, calendar, zone }, 12 = Aged { at, now, within, calendar },
    }
    TextTest { 0 = Contains(text), 1 = StartsWith(text), 2 = EndsWith(text), 3 = Matches(text), 4 = Inside(text) }
    Event { 0 = Did(action), 1 = Signal(signal) }
    Progress {
        0 = Done, 1 = Requested, 2 = Waiting, 3 = Approved, 4 = Refused, 5 = Succeeded, 6 = Failed, 7 = InFlight,
    }
    Measure { 0 = Count, 1 = Different, 2 = Sum, 3 = Share(signal, within, calendar), 4 = TimeSince }
    Window {
        0 = Rolling(length), 1 = Calendar(period, zone), 2 = Last(count), 3 = Ever, 4 = SinceRelease(roles),
        5 = Among(count, figure), 6 = Since(figure), 7 = Working(within, calendar),
        8 = CalendarAt(period, zone),
    }
    Period { 0 = Hour, 1 = Day, 2 = Week, 3 = Month, 4 = Quarter, 5 = Year }
    Subject { 0 = Agents, 1 = People }
    RuleKind { 0 = Scope, 1 = Gate, 2 = Stop, 3 = Limit, 4 = Require }
    Release { 0 = Condition, 1 = Never, 2 = By(roles) }
    Holder { 0 = Role(role), 1 = Person(path) }
}

impl Codec for Currency {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, LoadError> {
        Codec::take(input).map(Currency)
    }
}
