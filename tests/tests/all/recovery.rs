//! One broken clause hides none of its neighbours: every token of the example's rules is taken out in turn.

use charter_compiler::db::{Database, ItemId, Project, SourceFile, file_items, item_tree};
use charter_compiler::findings::findings;
use charter_compiler::project::load;
use charter_grammar::{GreenNode, SyntaxToken, TextRange, ast::Item};
use salsa::Setter;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;

/// At least this share of deletions inside a rule leaves what is said about all other rules as it was. (Where a scope loses
/// its fields it grants them all, and other rules rightly hear of that.)
const UNCHANGED: f64 = 0.98;

#[test]
fn a_missing_token_hides_no_neighbour() {
    let mut day = Day::open();
    let text = day.rules.text(&day.db).to_owned();
    let before = day.said();
    let trees = day.trees();
    let (mut deletions, mut unchanged) = (0_u32, 0_u32);
    for Token { item, in_rule, range } in tokens(&text) {
        day.rules.set_text(&mut day.db).to(without(&text, range));
        let after = day.trees();
        for (name, tree) in trees.iter().filter(|(name, _)| *name != &item) {
            assert_eq!(after.get(name), Some(tree), "{name} changes without {:?} in {item}", &text[range]);
        }
        if in_rule {
            deletions += 1;
            unchanged += u32::from(others(&before, &item) == others(&day.said(), &item));
        }
    }
    println!("{unchanged} of {deletions} deletions leave all other rules' diagnostics as they were");
    assert!(deletions > 300, "the example has rules");
    assert!(f64::from(unchanged) >= UNCHANGED * f64::from(deletions), "{unchanged} of {deletions}");
}

/// What is said of each rule: codes and places, counted from the rule's start.
type Said = BTreeMap<String, Vec<(&'static str, TextRange)>>;

struct Day {
    db: Database,
    project: Project,
    rules: SourceFile,
}

impl Day {
    fn open() -> Day {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/outbound");
        let mut texts = BTreeMap::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            texts.insert(name, std::fs::read_to_string(&path).unwrap());
        }
        let db = Database::default();
        let project = load(&db, &texts).unwrap_or_else(|never: Infallible| match never {});
        let rules = *project.files(&db).iter().find(|file| file.path(&db) == "outbound.charter").unwrap();
        Day { db, project, rules }
    }

    fn name(&self, item: ItemId) -> String {
        format!("{} {} {}", item.kind(&self.db).word(), item.name(&self.db), item.occurrence(&self.db))
    }

    fn trees(&self) -> BTreeMap<String, GreenNode> {
        let items = file_items(&self.db, self.rules).iter();
        items.map(|item| (self.name(*item), item_tree(&self.db, *item).clone().unwrap())).collect()
    }

    fn said(&self) -> Said {
        let mut said = Said::new();
        for found in findings(&self.db, self.project) {
            if let Some(item) = found.at.item().filter(|item| item.file(&self.db) == self.rules) {
                said.entry(self.name(item)).or_default().push((found.code.as_str(), found.at.range()));
            }
        }
        said
    }
}

fn others(said: &Said, item: &str) -> Said {
    said.iter().filter(|(name, _)| *name != item).map(|(name, found)| (name.clone(), found.clone())).collect()
}

fn without(text: &str, range: TextRange) -> String {
    format!("{}{}", &text[..usize::from(range.start())], &text[usize::from(range.end())..])
}

/// A token that is taken out.
struct Token {
    item: String,
    in_rule: bool,
    range: TextRange,
}

/// Every token of every item, but for space and comments.
fn tokens(text: &str) -> Vec<Token> {
    let mut seen: BTreeMap<(&'static str, String), u32> = BTreeMap::new();
    let mut all = Vec::new();
    for item in charter_grammar::parse(text).file().items() {
        let Some(kind) = charter_compiler::db::ItemKind::of(&item) else { continue };
        let name = item.name().map(|name| name.text()).or_else(|| item.title().map(|title| title.value()));
        let name = name.unwrap_or_default();
        let occurrence = seen.entry((kind.word(), name.clone())).or_insert(0);
        let id = format!("{} {name} {occurrence}", kind.word());
        *occurrence += 1;
        let token = |token: SyntaxToken| Token {
            item: id.clone(),
            in_rule: kind.is_rule(),
            range: token.text_range(),
        };
        all.extend(tokens_of(&item).map(token));
    }
    all
}

fn tokens_of(item: &Item) -> impl Iterator<Item = SyntaxToken> {
    use charter_grammar::ast::AstNode;
    let tokens = item.syntax().descendants_with_tokens().filter_map(|it| it.into_token());
    tokens.filter(|token| !token.kind().is_trivia())
}
