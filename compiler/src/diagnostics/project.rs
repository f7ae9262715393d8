//! E08xx: the files of a project.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// `charter.toml` is not TOML.
    E0801 not_toml, since "0.1";
    /// `charter.toml` has a key that means nothing.
    E0802 unknown_setting, since "0.1";
    /// A key of `charter.toml` has a value that it cannot have.
    E0803 wrong_setting, since "0.1";
    /// A file that the vocabulary refers to does not exist.
    E0804 missing_file, since "0.1";
    /// A CSV file has quotes where none can be.
    E0805 not_csv, since "0.1";
    /// A value in a CSV file is not of the kind that is needed there.
    E0806 wrong_value_in_file, since "0.1";
}

impl Report {
    /// `charter.toml` cannot be read; `why` is in the words of the TOML parser.
    pub fn not_toml(&mut self, at: Span, why: &str) {
        let why = why.lines().next().unwrap_or_default();
        self.add(E0801, at, "`charter.toml` cannot be read")
            .label(at, why)
            .help("each line is a key, `=` and a value, such as `name = \"outbound\"`");
    }

    /// `charter.toml` has no such key.
    pub fn unknown_setting(&mut self, at: Span, key: &str, known: &[&str], nearest: Option<&str>) {
        let found = self.add(E0802, at, format!("`charter.toml` has no setting `{key}`"));
        found.label(at, "this would change nothing").help(format!("its settings are {}", known.join(", ")));
        Report::suggest(found, at, nearest);
    }

    /// A key of `charter.toml` takes other values; `expected` says which.
    pub fn wrong_setting(&mut self, at: Span, key: &str, expected: &str) {
        self.add(E0803, at, format!("`{key}` is not {expected}"))
            .label(at, format!("{expected} is needed here"))
            .help(format!("write {expected}"));
    }

    /// There is no file at this path.
    pub fn missing_file(&mut self, at: Span, path: &str) {
        self.add(E0804, at, format!("there is no file `{path}`"))
            .label(at, "not found")
            .help("the path starts at the folder of `charter.toml`");
    }

    /// A value of a CSV file has quotes where none can be, or goes on over the end of its line.
    pub fn not_csv(&mut self, at: Span, path: &str) {
        self.add(E0805, at, format!("`{path}` cannot be read as CSV"))
            .label(at, "a quote stands here that belongs to nothing")
            .help("each line is one row; a value with a comma or a quote in it stands in double quotes");
    }

    /// A value in a CSV file is not what is `expected`, such as `a date, as 2026-12-24`.
    pub fn wrong_value_in_file(&mut self, at: Span, value: &str, expected: &str) {
        self.add(E0806, at, format!("`{value}` is not {expected}"))
            .label(at, format!("{expected} is needed here"))
            .help("every line is a value; a first line that names the column has to start with `#`");
    }
}
