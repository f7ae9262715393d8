//! People, as the host knows them.

use std::collections::BTreeSet;

/// A person who approves, refuses, releases or halts, and the roles they hold at that moment.
///
/// The host vouches for both: it has to have authenticated the person, and must never fill this in from what an agent says.
/// A person whose id is that of an agent is refused everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's id, as fields of type `person` hold it.
    pub id: String,
    /// The roles, by name.
    pub roles: BTreeSet<String>,
}

impl Person {
    /// A person with roles.
    ///
    /// ```
    /// use charter_runtime::engine::Person;
    ///
    /// let maria = Person::new("maria", ["sdr_manager"]);
    /// assert!(maria.roles.contains("sdr_manager"));
    /// ```
    pub fn new<R: Into<String>>(id: impl Into<String>, roles: impl IntoIterator<Item = R>) -> Person {
        Person { id: id.into(), roles: roles.into_iter().map(Into::into).collect() }
    }
}
