//! Steps, told in words.

use charter_compiler::scenario::{Act, Request, Value};
use charter_runtime::schema::{Schema, Verb};

/// What is asked or happens in a step: `outreach send_email to jane`, `maria approves it`, `jane unsubscribed`.
pub(crate) fn told(act: &Act, schema: &Schema) -> String {
    match act {
        Act::Request(request) => asked(request, "", schema),
        Act::Did(request) => asked(request, " did", schema),
        Act::Approve { by, .. } => format!("{by} approves it"),
        Act::Refuse { by, .. } => format!("{by} refuses it"),
        Act::ApproveAll { by, rule } => format!("{by} approves all of {rule}"),
        Act::RefuseAll { by, rule } => format!("{by} refuses all of {rule}"),
        Act::Report { succeeded, .. } => if *succeeded { "it succeeds" } else { "it fails" }.to_owned(),
        Act::Signal { signal, about, fields } => {
            let signal = schema.signals.get(signal.index()).map_or("", |signal| &signal.name);
            format!("{about} {signal}{}", with_values(": ", fields))
        }
        Act::Release { by, signal, about, .. } => {
            let signal = schema.signals.get(signal.index()).map_or("", |signal| &signal.name);
            format!("{by} releases {about} from {signal}")
        }
        Act::Halt { by, whom, because } if because.is_empty() => {
            format!("{by} halts {}", whom.named(schema).1)
        }
        Act::Halt { by, whom, because } => format!("{by} halts {} because {because:?}", whom.named(schema).1),
        Act::Resume { by, whom } => format!("{by} resumes {}", whom.named(schema).1),
        Act::ActFor { agents, person, .. } => {
            let whom = person.as_ref().map_or("nobody", |person| &person.id);
            let agents = agents.iter().filter_map(|agent| schema.agents.get(agent.index()));
            format!("{} acts for {whom}", agents.cloned().collect::<Vec<_>>().join(", "))
        }
        Act::Change { id, fields, .. } => format!("{id} changes{}", with_values(": ", fields)),
    }
}

fn asked(request: &Request, how: &str, schema: &Schema) -> String {
    let asker = format!("{}{how}", request.by.id(schema));
    let action = schema.actions.get(request.action.index());
    let name = action.map_or("", |action| &action.name);
    let targets = request.targets.join(" and ");
    let session = request.session.iter().map(|session| ("session".to_owned(), Value::Text(session.clone())));
    match action.map(|action| action.verb) {
        Some(Verb::Declared) | None => {
            let content = request.takes.iter().chain(&request.says).chain(&request.knows).cloned();
            let given: Vec<_> = content.chain(session).collect();
            format!("{asker} {name} to {targets}{}", with_values(" with ", &given))
        }
        Some(verb @ (Verb::Create | Verb::Update)) => {
            let given: Vec<_> = request.new.iter().cloned().chain(session).collect();
            let on = if verb == Verb::Update { format!(" {targets}") } else { String::new() };
            format!("{asker} {name}{on}{}", with_values(": ", &given))
        }
        Some(Verb::Read | Verb::Export) if !request.fields.is_empty() => {
            format!("{asker} {name} {targets}: {}", request.fields.join(", "))
        }
        Some(Verb::Read | Verb::Export | Verb::Delete | Verb::Merge) => format!("{asker} {name} {targets}"),
    }
}

fn with_values(before: &str, fields: &[(String, Value)]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let told: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name} {}", value_told(value))).collect();
    format!("{before}{}", told.join(", "))
}

fn value_told(value: &Value) -> String {
    match value {
        Value::Unknown => "unknown".to_owned(),
        Value::Empty => "empty".to_owned(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Money(amount, currency) => format!("{amount} {currency}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) if items.is_empty() => "none".to_owned(),
        Value::List(items) => format!("({})", items.iter().map(value_told).collect::<Vec<_>>().join(", ")),
        Value::Record(fields) => with_values("", fields),
        Value::External(value) => format!("{} from external", value_told(value)),
        Value::Endorsed(value, by, _) => format!("{} endorsed by {by}", value_told(value)),
    }
}
