//! What `charter.toml` says.

use crate::db::{Db, Project, SourceFile, Span};
use crate::diagnostics::{Found, Report, nearest};
use charter_grammar::{TextRange, TextSize};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The edition of the language that this compiler reads.
pub const EDITION: &str = "2026";

const KEYS: [&str; 7] = ["name", "version", "edition", "zone", "mode", "environments", "tests"];

/// What a project says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Its name. Without one, that of its first file.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The edition of the language.
    pub edition: String,
    /// The time zone of its calendar periods, an IANA name.
    pub zone: String,
    /// Whether decisions are enforced. New projects only watch.
    pub enforced: bool,
    /// The environments that scopes may name.
    pub environments: Vec<String>,
    /// The folders of its scenarios and recordings.
    pub tests: Vec<String>,
}

/// What a project says about itself in `charter.toml`; what it does not say has its usual value.
#[salsa::tracked]
pub fn settings(db: &dyn Db, project: Project) -> Found<Settings> {
    let mut settings = usual(db, project);
    let mut report = Report::new();
    if let Some(file) = project.manifest(db) {
        let mut reader = Reader { file, report: &mut report };
        let (table, errors) = DeTable::parse_recoverable(file.text(db));
        for error in &errors {
            let at = reader.span(error.span().unwrap_or_default());
            reader.report.not_toml(at, error.message());
        }
        for (key, value) in table.get_ref() {
            reader.setting(&mut settings, key, value);
        }
    }
    report.with(settings)
}

fn usual(db: &dyn Db, project: Project) -> Settings {
    let first = project.files(db).first().map(|file| stem(file.path(db)));
    Settings {
        name: first.unwrap_or("charter").to_owned(),
        version: "0".to_owned(),
        edition: EDITION.to_owned(),
        zone: "UTC".to_owned(),
        enforced: false,
        environments: Vec::new(),
        tests: Vec::new(),
    }
}

/// A file's name without its folders and endings.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

struct Reader<'a> {
    file: SourceFile,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn setting(
        &mut self,
        settings: &mut Settings,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        match key.get_ref().as_ref() {
            "name" => self.text(value, "name", &mut settings.name),
            "version" => self.text(value, "version", &mut settings.version),
            "edition" => {
                let edition = self
                    .one_of(value, "edition", "\"2026\"", |text| (text == EDITION).then(|| text.to_owned()));
                settings.edition = edition.unwrap_or_else(|| EDITION.to_owned());
            }
            "zone" => {
                let expected = "a time zone in quotes, such as \"Europe/Berlin\"";
                let zone =
                    self.one_of(value, "zone", expected, |text| is_zone(text).then(|| text.to_owned()));
                settings.zone = zone.unwrap_or_else(|| "UTC".to_owned());
            }
            "mode" => {
                let enforced = self.one_of(value, "mode", "\"enforced\" or \"shadow\"", mode);
                settings.enforced = enforced.unwrap_or(false);
            }
            "environments" => self.texts(value, "environments", &mut settings.environments),
            "tests" => self.texts(value, "tests", &mut settings.tests),
            other => {
                let at = self.span(key.span());
                self.report.unknown_setting(at, other, &KEYS, nearest(other, KEYS));
            }
        }
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>, key: &str, into: &mut String) {
        let given =
            self.one_of(value, key, "a text in quotes", |text| (!text.is_empty()).then(|| text.to_owned()));
        if let Some(text) = given {
            *into = text;
        }
    }

    fn one_of<T>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let given = value.get_ref().as_str().and_then(read);
        if given.is_none() {
            let at = self.span(value.span());
            self.report.wrong_setting(at, key, expected);
        }
        given
    }

    fn texts(&mut self, value: &Spanned<DeValue<'_>>, key: &str, into: &mut Vec<String>) {
        let texts = value.get_ref().as_array().and_then(|values| {
            values.iter().map(|value| value.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        match texts {
            Some(texts) => *into = texts,
            None => {
                let at = self.span(value.span());
                self.report.wrong_setting(at, key, "a list of texts, such as [\"production\"]");
            }
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        let size = |offset: usize| TextSize::try_from(offset).unwrap_or_default();
        let (start, end) = (size(range.start), size(range.end));
        Span::in_file(self.file, TextRange::new(start.min(end), end))
    }
}

fn mode(text: &str) -> Option<bool> {
    match text {
        "enforced" => Some(true),
        "shadow" => Some(false),
        _ => None,
    }
}

/// Whether this is an IANA time zone that the compiler was built with.
pub(crate) fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZoneDatabase::bundled().get(name).is_ok()
}

/// The time zone that was probably meant.
pub(crate) fn nearest_zone(name: &str) -> Option<String> {
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let zones: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
    nearest(name, zones.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Database;
    use crate::testing::{project, said};
    use insta::assert_snapshot;

    fn read(manifest: &str) -> Settings {
        let db = Database::default();
        let project = project(&db, &[("charter.toml", manifest)]);
        settings(&db, project).value.clone()
    }

    #[test]
    fn a_project_says_what_it_is() {
        let read = read(
            r#"
            name = "outbound"
            version = "1.4.0"
            zone = "Europe/Berlin"
            mode = "enforced"
            environments = ["sandbox", "production"]
            tests = ["days"]
            "#,
        );
        assert_eq!((read.name.as_str(), read.version.as_str()), ("outbound", "1.4.0"));
        assert_eq!((read.zone.as_str(), read.enforced), ("Europe/Berlin", true));
        assert_eq!(read.environments, ["sandbox", "production"]);
        assert_eq!(read.tests, ["days"]);
    }

    #[test]
    fn a_lone_file_is_a_project_that_only_watches() {
        let db = Database::default();
        let project = project(&db, &[("rules/outbound.scenarios.charter", "")]);
        let read = &settings(&db, project).value;
        assert_eq!((read.name.as_str(), read.zone.as_str(), read.enforced), ("outbound", "UTC", false));
    }

    #[test]
    fn a_setting_that_cannot_be_leaves_the_usual_one() {
        assert!(!read("mode = \"on\"").enforced);
        assert_eq!(read("zone = \"Mars/Olympus\"").zone, "UTC");
        assert_snapshot!(said(&[("charter.toml", "mode = \"on\"\nzone = 3\nmodus = 1\ntests = [1]\nname = \"\"")]), @r#"
    charter.toml:1:8: error[E0803]: `mode` is not "enforced" or "shadow"
    charter.toml:2:8: error[E0803]: `zone` is not a time zone in quotes, such as "Europe/Berlin"
    charter.toml:3:1: error[E0802]: `charter.toml` has no setting `modus`
    charter.toml:4:9: error[E0803]: `tests` is not a list of texts, such as ["production"]
    charter.toml:5:8: error[E0803]: `name` is not a text in quotes
    "#);
    }

    #[test]
    fn what_is_no_toml_is_said_once() {
        assert_snapshot!(said(&[("charter.toml", "name = outbound\n")]), @"charter.toml:1:8: error[E0801]: `charter.toml` cannot be read");
    }
}
