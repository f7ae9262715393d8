//! How paths are written.

use super::model::Table;
use crate::schema::{ActionId, Path, Root, Step, Type};

impl Table {
    /// A path as an author would write it, such as `contact.account.region`.
    ///
    /// The ledger also files facts of past events under these texts, since they outlive any one table.
    pub fn path_text(&self, path: &Path) -> String {
        let shape = path.shape.and_then(|shape| self.shape(shape));
        let mut text = match path.root {
            Root::Target => shape.map(|shape| variable(&shape.name)).unwrap_or_default(),
            Root::Old => "old".to_owned(),
            Root::New => "new".to_owned(),
            Root::Request => "request".to_owned(),
            Root::Agent => "agent".to_owned(),
            Root::Now => "now".to_owned(),
            Root::Today => "today".to_owned(),
            Root::Field => "field".to_owned(),
            Root::Session => "session".to_owned(),
            Root::Environment => "environment".to_owned(),
            Root::Principal => "principal".to_owned(),
            Root::PrincipalRoles => "roles of principal".to_owned(),
            Root::Element => "element".to_owned(),
            Root::Its => "its".to_owned(),
            Root::First => "first".to_owned(),
            Root::Second => "second".to_owned(),
            Root::Targets => "count of targets".to_owned(),
        };
        let mut at = shape;
        for step in &path.steps {
            let (field, part) = match step {
                Step::Field(field) => (at.and_then(|shape| shape.fields.get(*field as usize)), ""),
                Step::Part(part) => (None, part.name()),
            };
            text.push('.');
            text.push_str(field.map_or(part, |field| field.name.as_str()));
            at = match field.map(|field| &field.value) {
                Some(Type::Object(shape) | Type::Record(shape)) => self.shape(*shape),
                _ => None,
            };
        }
        text
    }
}

impl Table {
    /// A path as the author of a rule on an action writes it: with the names that the action gives its two objects.
    pub(crate) fn path_shown(&self, path: &Path, action: Option<ActionId>) -> String {
        let text = self.path_text(path);
        let action = action.and_then(|action| self.schema.actions.get(action.index()));
        let Some(second) = action.and_then(|action| action.second.as_ref()) else { return text };
        let named = match path.root {
            Root::First | Root::Target => &second.first,
            Root::Second => &second.name,
            Root::Old | Root::New | Root::Request | Root::Agent | Root::Now | Root::Field => return text,
            Root::Today | Root::Session | Root::Environment | Root::Principal | Root::PrincipalRoles => {
                return text;
            }
            Root::Element | Root::Its | Root::Targets => return text,
        };
        let steps = text.split_once('.').map(|(_, steps)| format!(".{steps}"));
        format!("{named}{}", steps.unwrap_or_default())
    }
}

/// The name by which rules speak of an object of a type: `SupportCase` is `support_case`.
pub fn variable(object: &str) -> String {
    let mut name = String::new();
    for letter in object.chars() {
        if letter.is_uppercase() && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    #[test]
    fn objects_are_spoken_of_in_lower_case() {
        assert_eq!(super::variable("Contact"), "contact");
        assert_eq!(super::variable("SupportCase"), "support_case");
    }
}
