//! A page: its fences, by kind and by section.

use std::collections::BTreeMap;
use std::path::Path;

/// Files by their paths.
pub(crate) type Texts = BTreeMap<String, String>;

/// The settings of a page that shows none.
const SETTINGS: &str = "name = \"page\"\nversion = \"1\"\nzone = \"Europe/Berlin\"\nmode = \"enforced\"\n";

/// A page of the specification.
pub(super) struct Page {
    /// Its path in the repository.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
    /// Its fences, in order.
    pub(super) fences: Vec<Fence>,
    /// The files of vocabulary that it links to.
    vocabulary: Texts,
    /// What cannot be read.
    pub(super) problems: Vec<String>,
}

/// A fence of a page.
#[derive(Debug, Clone)]
pub(super) struct Fence {
    /// What it holds.
    pub(super) kind: Kind,
    /// The line on which it opens, from one.
    pub(super) line: usize,
    /// What is in it.
    pub(super) text: String,
    /// The section that it stands in.
    pub(super) section: Section,
}

/// What a fence holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A part of the page's charter, which raises these warnings.
    Charter { warnings: Vec<String> },
    /// A charter that goes on from the page's and raises exactly these codes.
    Raising(Vec<String>),
    /// `charter.toml`.
    Settings,
    /// A file that the charter names.
    File(String),
    /// A case, and what is expected of its decision.
    Case,
    /// Something to look at.
    Shown,
}

/// The section of a control's page; other pages have one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// What holds throughout.
    Throughout,
    /// `## The day without it`
    Without,
    /// `## The rule`
    Rule,
    /// `## The day with it`
    With,
}

impl Section {
    fn of_heading(line: &str) -> Option<Section> {
        match line.strip_prefix("## ")?.trim() {
            "The day without it" => Some(Section::Without),
            "The rule" => Some(Section::Rule),
            "The day with it" => Some(Section::With),
            _ => None,
        }
    }
}

impl Page {
    /// Reads a page below the folder of the specification.
    pub(super) fn read(folder: &Path, path: &Path) -> Page {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let mut page = Page {
            path: format!("tests/spec/{name}"),
            vocabulary: vocabulary(folder, &text),
            text,
            fences: Vec::new(),
            problems: Vec::new(),
        };
        page.read_fences();
        page
    }

    /// Whether it shows controls.
    pub(super) fn is_control(&self) -> bool {
        self.path.contains("/controls/")
    }

    /// The path under which its charter is compiled: the same lines, and the ending of a charter.
    fn charter_path(&self) -> String {
        format!("{}.charter", self.path.trim_start_matches("tests/spec/").trim_end_matches(".md"))
    }

    /// Says paths of the compiled charter as paths of the page.
    pub(super) fn as_page(&self, said: &str) -> String {
        said.replace(&self.charter_path(), &self.path)
    }

    /// The files that some of the fences amount to. Every line of the charter is on the line of the page that it has here,
    /// so that what is said about it can be found.
    pub(super) fn sources(&self, keep: impl Fn(&Fence) -> bool) -> Texts {
        let mut files = self.vocabulary.clone();
        let mut lines: Vec<&str> = Vec::new();
        files.insert("charter.toml".to_owned(), SETTINGS.to_owned());
        for fence in self.fences.iter().filter(|fence| keep(fence)) {
            match &fence.kind {
                Kind::Charter { .. } | Kind::Raising(_) => {
                    lines.resize(fence.line, "");
                    lines.extend(fence.text.lines());
                }
                Kind::Settings => drop(files.insert("charter.toml".to_owned(), fence.text.clone())),
                Kind::File(name) => drop(files.insert(self.beside(name), fence.text.clone())),
                Kind::Case | Kind::Shown => {}
            }
        }
        files.insert(self.charter_path(), lines.join("\n") + "\n");
        files
    }

    /// A file that a charter on this page calls `name`.
    fn beside(&self, name: &str) -> String {
        let charter = self.charter_path();
        charter.rsplit_once('/').map_or(name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
    }

    /// A failure at a line of the page.
    pub(super) fn failure(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    fn read_fences(&mut self) {
        let (mut section, mut open) = (Section::Throughout, None::<Fence>);
        for (place, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, None) => section = Section::of_heading(line).unwrap_or(section),
                (None, Some(info)) => match kind(info) {
                    Ok(kind) => open = Some(Fence { kind, line: place + 1, text: String::new(), section }),
                    Err(problem) => {
                        self.problems.push(format!("{}:{}: {problem}", self.path, place + 1));
                        let kind = Kind::Shown;
                        open = Some(Fence { kind, line: place + 1, text: String::new(), section });
                    }
                },
                (Some(fence), None) => {
                    fence.text.push_str(line);
                    fence.text.push('\n');
                }
                (Some(_), Some(_)) => self.fences.extend(open.take()),
            }
        }
        if let Some(fence) = open {
            self.problems.push(format!("{}:{}: this fence has no end", self.path, fence.line));
        }
    }
}

/// What a fence holds, by the words behind its marks.
fn kind(info: &str) -> Result<Kind, String> {
    let words: Vec<&str> = info.split_whitespace().collect();
    match words.as_slice() {
        ["charter"] => Ok(Kind::Charter { warnings: Vec::new() }),
        ["charter", "with", codes @ ..] if !codes.is_empty() && codes.iter().all(is_code) => {
            Ok(Kind::Charter { warnings: owned(codes) })
        }
        ["charter", codes @ ..] if codes.iter().all(is_code) => Ok(Kind::Raising(owned(codes))),
        ["toml"] => Ok(Kind::Settings),
        ["csv", name] => Ok(Kind::File((*name).to_owned())),
        ["json", "case"] => Ok(Kind::Case),
        ["text" | "console"] => Ok(Kind::Shown),
        _ => Err(format!(
            "a fence of an unknown kind, ```{info}: write `charter`, `charter E0000`, `charter with W0000`, `toml`, \
             `csv NAME`, `json case`, `text` or `console`"
        )),
    }
}

fn is_code(word: &&str) -> bool {
    word.len() == 5 && word.starts_with(['E', 'W', 'H']) && word[1..].bytes().all(|it| it.is_ascii_digit())
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// The files of vocabulary that a text links to.
fn vocabulary(folder: &Path, text: &str) -> Texts {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let targets = links.map(|target| target.trim_start_matches("../"));
    let charters = targets.filter(|target| target.starts_with("vocabulary/") && target.ends_with(".charter"));
    charters
        .map(|target| (target.to_owned(), std::fs::read_to_string(folder.join(target)).expect(target)))
        .collect()
}
