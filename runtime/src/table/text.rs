//! How paths are written.

use super::model::Table;
use crate::schema::{Path, Root, Step, Type};

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
            Root::Field => "field".to_owned(),
            Root::Session => "session".to_owned(),
            Root::Element => "element".to_owned(),
            Root::Its => "its".to_owned(),
        };
        let mut at = shape;
        for step in &path.steps {
            let field = match step {
                Step::Field(field) => at.and_then(|shape| shape.fields.get(*field as usize)),
                Step::Domain => None,
            };
            text.push('.');
            text.push_str(field.map_or("domain", |field| &field.name));
            at = match field.map(|field| &field.value) {
                Some(Type::Object(shape) | Type::Record(shape)) => self.shape(*shape),
                _ => None,
            };
        }
        text
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
