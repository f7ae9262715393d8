//! E020x: names that are not there, or there twice. Every stage that looks a name up reports it here.

use super::Report;
use super::code::codes;
use crate::db::{ItemKind, Span};

codes! {
    /// A name is used that no item of the charter declares.
    E0201 unknown_name, since "0.1";
    /// Two items of one kind have the same name.
    E0202 duplicate_name, since "0.1";
    /// A field is named that an object, record, action or signal does not have.
    E0203 unknown_field, since "0.1";
    /// An object, record, action or signal declares two fields of one name.
    E0204 duplicate_field, since "0.1";
    /// A field is given a type that does not exist.
    E0205 unknown_type, since "0.1";
}

impl Report {
    /// No item of this kind has this name; `nearest` is the one that was probably meant.
    pub fn unknown_name(&mut self, at: Span, kind: ItemKind, name: &str, nearest: Option<&str>) {
        let found = self.add(E0201, at, format!("there is no {} called `{name}`", kind.noun()));
        found.label(at, format!("this {} is not declared", kind.noun()));
        if nearest.is_none() {
            found.help(format!("declare it, with a line `{} {name}`", kind.word()));
        }
        Report::suggest(found, at, nearest);
    }

    /// `needs approval from owner`, where there is no such role and the owner is found at `path`.
    pub fn role_or_path(&mut self, at: Span, name: &str, path: &str) {
        self.add(E0201, at, format!("there is no role called `{name}`"))
            .label(at, "this role is not declared")
            .help(format!("if it is the one person, write `{path}`; for everybody of a kind, declare a role"))
            .fix(format!("write `{path}`"), at, path);
    }

    /// An item has the name of an earlier one that a charter names in the same places.
    pub fn duplicate_name(
        &mut self,
        at: Span,
        kind: ItemKind,
        name: &str,
        first_kind: ItemKind,
        first: Span,
    ) {
        let title = if kind == first_kind {
            format!("there are two {}s called `{name}`", kind.noun())
        } else {
            format!("`{name}` is the name of {} and of {}", first_kind.a_noun(), kind.a_noun())
        };
        self.add(E0202, at, title)
            .label(at, "the second one")
            .label(first, "the first one")
            .help("give one of them another name, or take it away");
    }

    /// `owner` (an object, record, action or signal, by its name) has no such field.
    pub fn unknown_field(&mut self, at: Span, owner: &str, field: &str, nearest: Option<&str>) {
        let found = self.add(E0203, at, format!("`{owner}` has no field `{field}`"));
        found.label(at, format!("not a field of `{owner}`"));
        if nearest.is_none() {
            found.help(format!("use a field that `{owner}` declares, or declare `{field}` there"));
        }
        Report::suggest(found, at, nearest);
    }

    /// A field has the name of an earlier one.
    pub fn duplicate_field(&mut self, at: Span, owner: &str, field: &str, first: Span) {
        self.add(E0204, at, format!("`{owner}` has two fields called `{field}`"))
            .label(at, "the second one")
            .label(first, "the first one")
            .help("give one of them another name, or take it away");
    }

    /// Neither a type of the language nor a declared object or record.
    pub fn unknown_type(&mut self, at: Span, name: &str, nearest: Option<&str>) {
        let found = self.add(E0205, at, format!("there is no type called `{name}`"));
        found.label(at, "not a type, an object or a record");
        if nearest.is_none() {
            found.help(
                "a type is text, number, percent, money and a currency, yes/no, date, instant, duration, zone, email, \
                 domain, url, person, one of (…), list of …, or the name of an object or record",
            );
        }
        Report::suggest(found, at, nearest);
    }
}
