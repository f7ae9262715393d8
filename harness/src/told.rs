//! Steps, told in words.

use charter_compiler::scenario::{Act, Halted, Request, Value};
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
        Act::Halt { by, whom } => format!("{by} halts {}", halted(whom, schema)),
        Act::Resume { by, whom } => format!("{by} resumes {}", halted(whom, schema)),
        Act::ActFor { agents, person, .. } => {
            let whom = person.as_ref().map_or("nobody", |person| &person.id);
            format!("{} acts for {whom}", halted(&Halted::Agents(agents.clone()), schema))
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
    }
}

fn halted(whom: &Halted, schema: &Schema) -> String {
    match whom {
        Halted::Everything => "everything".to_owned(),
        Halted::Agents(agents) => {
            let names = agents.iter().filter_map(|agent| schema.agents.get(agent.index()));
            names.cloned().collect::<Vec<_>>().join(", ")
        }
        Halted::Action(action) => {
            schema.actions.get(action.index()).map(|action| action.name.clone()).unwrap_or_default()
        }
    }
}
