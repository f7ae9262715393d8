//! Changes of meaning are found and shown, and what changes no meaning is proved to change none.
//!
//! Charters are made up at random, and the examples are among them. `CHARTER_MEANING=1000` tries so many changes and so many
//! refactorings.

mod changed;
mod refactored;

use crate::engine::settings;
use crate::generate::{Charter, Random, Rule, case};
use charter_compiler::check::rules_charter;
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::prove::{Compared, Difference, Direction, change, difference};
use charter_compiler::table::{TableError, build};
use charter_compiler::typed;
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::Path;

/// A charter's text, rule by rule.
#[derive(Debug, Clone)]
struct Text {
    manifest: String,
    /// What exists.
    vocabulary: String,
    rules: Vec<Rule>,
    /// What lists are read from.
    data: Vec<(String, String)>,
    /// What it was generated from, to make up requests.
    generated: Option<Charter>,
}

/// A charter that was read, and its table.
struct Read {
    charter: typed::Charter,
    table: Table,
}

impl Text {
    fn of(charter: Charter) -> Text {
        Text {
            manifest: settings(charter.zone, charter.enforced),
            vocabulary: charter.vocabulary.clone(),
            rules: charter.rules.clone(),
            data: Vec::new(),
            generated: Some(charter),
        }
    }

    /// The whole, in one file.
    fn text(&self) -> String {
        let rules: Vec<String> = self.rules.iter().map(Rule::text).collect();
        format!("{}\n{}", self.vocabulary, rules.join("\n"))
    }

    /// The charter and its table; `None` where the checker has something against it.
    fn read(&self) -> Option<Read> {
        let db = Database::default();
        let file = |(path, text): &(String, String)| SourceFile::new(&db, path.clone(), text.clone());
        let manifest = file(&("charter.toml".to_owned(), self.manifest.clone()));
        let rules = file(&("rules.charter".to_owned(), self.text()));
        let project = Project::new(&db, Some(manifest), vec![rules], self.data.iter().map(file).collect());
        let charter = rules_charter(&db, project)?;
        let table = Table::load(&build(&charter).ok()?).expect("what was built can be loaded");
        Some(Read { charter, table })
    }
}

impl Read {
    fn compared(&self) -> Compared<'_> {
        Compared { charter: &self.charter, table: &self.table }
    }
}

/// How two charters differ; `None` where the two together have too many rows for a table.
fn differ(old: &Read, new: &Read) -> Option<Difference> {
    match difference(old.compared(), new.compared()) {
        Ok(difference) => Some(difference),
        Err(TableError::TooManyRows { .. } | TableError::TooLarge) => None,
        Err(defect) => panic!("{defect}"),
    }
}

/// The directions in which something was found to have changed, but for reasons.
fn directions(difference: &Difference) -> BTreeSet<Direction> {
    let found = difference.kinds.iter().map(|kind| kind.direction);
    found.filter(|direction| *direction != Direction::Reasons).collect()
}

/// Every example, without its scenarios.
fn examples() -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    ["outbound", "inbound", "enrichment", "deal-desk", "service"]
        .map(|name| example(&folder.join(name)))
        .to_vec()
}

fn example(folder: &Path) -> Text {
    let read = |path: &Path| std::fs::read_to_string(path).expect("examples can be read");
    let mut text = Text {
        manifest: read(&folder.join("charter.toml")),
        vocabulary: String::new(),
        rules: Vec::new(),
        data: Vec::new(),
        generated: None,
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".csv") {
            text.data.push((name, read(&path)));
        } else if name.ends_with(".charter") && !name.ends_with(".scenarios.charter") {
            text.take(&read(&path));
        }
    }
    text
}

impl Text {
    /// Takes in a file: rules by themselves, and everything else as it is.
    fn take(&mut self, file: &str) {
        let mut in_rule = false;
        for line in file.lines() {
            let starts = !line.starts_with(' ') && !line.trim().is_empty() && !line.starts_with('#');
            if starts {
                let word = line.trim_start_matches("shadow ").split(' ').next().unwrap_or_default();
                in_rule = ["scope", "gate", "stop", "limit", "require"].contains(&word);
                if in_rule {
                    self.rules.push(Rule { header: line.to_owned(), clauses: Vec::new() });
                    continue;
                }
            }
            match self.rules.last_mut().filter(|_| in_rule && line.starts_with("  ")) {
                Some(rule) => rule.clauses.push(line[2..].to_owned()),
                None if line.starts_with("guarantee") || line.starts_with('#') => in_rule = true,
                None if in_rule => {}
                None => self.vocabulary.push_str(&format!("{line}\n")),
            }
        }
    }
}

/// How many changes, and how many refactorings, are tried: of fewer, a share tells little.
fn count() -> usize {
    std::env::var("CHARTER_MEANING").map_or(80, |count| count.parse().expect("CHARTER_MEANING is a number"))
}

/// Calls `attempt` with one charter after another, the examples first, until it has counted as many as are wanted.
fn for_texts(mut attempt: impl FnMut(&Text, &mut Random) -> usize) {
    let (mut done, wanted) = (0, count());
    let mut random = Random::new(7);
    for text in examples() {
        done += attempt(&text, &mut random);
    }
    let mut seed = 0;
    while done < wanted {
        let mut random = Random::new(3_000_000 + seed);
        let charter = Charter::new(&mut random);
        // One of very many rules tells no more, and takes as long as ten.
        if charter.rules.len() < 16 {
            done += attempt(&Text::of(charter), &mut random);
        }
        seed += 1;
        assert!(seed < 100 * wanted as u64, "most generated charters pass the checker");
    }
}

/// Requests of a generated charter, each with how its decision changes.
fn changes(text: &Text, [old, new]: [&Read; 2], tries: usize, random: &mut Random) -> Vec<(Direction, Json)> {
    let Some(generated) = &text.generated else { return Vec::new() };
    let mut found = Vec::new();
    for _ in 0..tries {
        let case = case(generated, random);
        let decide = |read: &Read| decide_case(&read.table, &case, &HostKey::default());
        let (Ok(old), Ok(new)) = (decide(old), decide(new)) else { continue };
        if let Some(direction) = change(&old, &new).filter(|direction| *direction != Direction::Reasons) {
            found.push((direction, case));
        }
    }
    found
}
