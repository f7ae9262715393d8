//! How findings look.

use super::{Colour, json, people, short};
use crate::db::{Database, Span};
use crate::diagnostics::{Diagnostic, Report};
use crate::testing::project;
use charter_grammar::{TextRange, TextSize};
use insta::assert_snapshot;

/// A finding over the bytes `range` of a text.
fn finding(text: &str, range: std::ops::Range<u32>) -> (Database, Vec<Diagnostic>) {
    let db = Database::default();
    let project = project(&db, &[("rules/a.charter", text)]);
    let file = *project.files(&db).first().unwrap();
    let at = Span::in_file(file, TextRange::new(TextSize::new(range.start), TextSize::new(range.end)));
    let mut report = Report::new();
    report.unknown_field(at, "Contact", "titel", Some("title"));
    (db, report.into_diagnostics())
}

#[test]
fn a_person_sees_the_line() {
    let (db, found) = finding("scope a\n  may update Contact: titel\n", 30..35);
    assert_snapshot!(people(&db, &found, Colour::Off), @r"
    [E0203] Error: `Contact` has no field `titel`
       ╭─[ rules/a.charter:2:23 ]
       │
     2 │   may update Contact: titel
       │                       ──┬──
       │                         ╰──── not a field of `Contact`
       │
       │ Help: did you mean `title`?
    ───╯
    ");
    assert_snapshot!(short(&db, &found), @"rules/a.charter:2:23: error[E0203]: `Contact` has no field `titel`");
}

#[test]
fn a_program_reads_places_and_edits() {
    let (db, found) = finding("# é\nénull titel", 11..16);
    assert_snapshot!(serde_json::to_string_pretty(&json(&db, &found)).unwrap(), @r#"
    {
      "findings": [
        {
          "at": {
            "end": {
              "byte": 16,
              "column": 11,
              "line": 2
            },
            "path": "rules/a.charter",
            "start": {
              "byte": 11,
              "column": 6,
              "line": 2
            }
          },
          "code": "E0203",
          "fixes": [
            {
              "edits": [
                {
                  "at": {
                    "end": {
                      "byte": 16,
                      "column": 11,
                      "line": 2
                    },
                    "path": "rules/a.charter",
                    "start": {
                      "byte": 11,
                      "column": 6,
                      "line": 2
                    }
                  },
                  "text": "title"
                }
              ],
              "title": "write `title`"
            }
          ],
          "help": [
            "did you mean `title`?"
          ],
          "labels": [
            {
              "at": {
                "end": {
                  "byte": 16,
                  "column": 11,
                  "line": 2
                },
                "path": "rules/a.charter",
                "start": {
                  "byte": 11,
                  "column": 6,
                  "line": 2
                }
              },
              "text": "not a field of `Contact`"
            }
          ],
          "name": "unknown_field",
          "severity": "error",
          "title": "`Contact` has no field `titel`"
        }
      ],
      "format": 1
    }
    "#);
}

#[test]
fn no_place_makes_the_printer_panic() {
    for text in ["", "é\r\né\u{85}ü\u{2028}\rx\n", "\u{1b}[31mred\n\n"] {
        for (start, end) in (0..20).flat_map(|start| (start..20).map(move |end| (start, end))) {
            let (db, found) = finding(text, start..end);
            let seen = people(&db, &found, Colour::Off);
            assert!(seen.contains("E0203") && !seen.contains('\u{1b}'), "{seen}");
        }
    }
}
