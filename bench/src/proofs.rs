//! What it takes to say everything that there is to say about a charter: cold, again after an edit, and to stop half-way.

use crate::work::Random;
use charter_compiler::compiled::everything_said;
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::diagnostics::Severity;
use charter_compiler::project::load;
use charter_compiler::prove::proofs;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

const ACTIONS: u64 = 12;
const AGENTS: u64 = 30;
const GUARANTEES: usize = 50;
/// How many rules there are in a file.
const A_FILE: usize = 20;
const EDITS: usize = 25;
const STOPPED: u64 = 20;

/// Prints a table of how long it takes for so many rules each.
pub fn print(counts: &[usize]) -> Result<(), Box<dyn Error>> {
    println!(
        "| rules | guarantees | cold, ms | after an edit: median, ms | after an edit: longest, ms | to stop half-way: longest, ms |"
    );
    println!("|---|---|---|---|---|---|");
    for count in counts {
        row(*count)?;
    }
    Ok(())
}

fn row(count: usize) -> Result<(), Box<dyn Error>> {
    let mut random = Random(count as u64);
    let texts = charter(count, &mut random);
    let start = Instant::now();
    let mut db = Database::default();
    let project = load(&db, &texts).unwrap_or_else(|never: Infallible| match never {});
    check(&db, project)?;
    let cold = start.elapsed();
    let mut edits: Vec<Duration> = Vec::new();
    for _ in 0..EDITS {
        edit(&mut db, project, &mut random);
        let start = Instant::now();
        check(&db, project)?;
        edits.push(start.elapsed());
    }
    edits.sort_unstable();
    let mut stopped = Duration::ZERO;
    for part in 1..=STOPPED {
        stopped = stopped.max(stop(&texts, cold * u32::try_from(part)? / u32::try_from(STOPPED + 1)?));
    }
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (median, longest) = (edits.get(EDITS / 2).copied(), edits.last().copied());
    println!(
        "| {count} | {GUARANTEES} | {:.0} | {:.1} | {:.1} | {:.1} |",
        ms(cold),
        ms(median.unwrap_or_default()),
        ms(longest.unwrap_or_default()),
        ms(stopped)
    );
    Ok(())
}

/// Says everything, and compares it with what is known of the charter: all guarantees hold, and one rule in a hundred says
/// nothing new.
fn check(db: &Database, project: Project) -> Result<(), Box<dyn Error>> {
    let said = everything_said(db, project);
    if let Some(error) = said.iter().find(|found| found.severity() == Severity::Error) {
        return Err(format!("the generated charter has an error: {}", error.title).into());
    }
    let proved = proofs(db, project).value.proved;
    if proved != GUARANTEES {
        return Err(format!("{proved} of {GUARANTEES} guarantees are proved").into());
    }
    Ok(())
}

/// Changes an amount in one rule.
fn edit(db: &mut Database, project: Project, random: &mut Random) {
    let files: Vec<SourceFile> = project.files(db).to_vec();
    let rules: Vec<SourceFile> =
        files.into_iter().filter(|file| file.path(db).starts_with("rules")).collect();
    let Some(file) = rules.get(random.below(rules.len() as u64) as usize) else { return };
    let text = file.text(db).to_owned();
    let places: Vec<usize> = text.match_indices(">= ").map(|(place, _)| place + 3).collect();
    let Some(place) = places.get(random.below(places.len() as u64) as usize) else { return };
    let end = text[*place..].find(' ').map_or(text.len(), |length| place + length);
    let amount = random.below(40) * 1_000 + 1_000;
    file.write(db, format!("{}{amount}{}", &text[..*place], &text[end..]));
}

/// How long it takes until an edit gets through, while everything is being said.
fn stop(texts: &BTreeMap<String, String>, after: Duration) -> Duration {
    let mut db = Database::default();
    let project = load(&db, texts).unwrap_or_else(|never: Infallible| match never {});
    let reader = db.clone();
    let reading = std::thread::spawn(move || {
        // It unwinds when the edit comes.
        let said = catch_unwind(AssertUnwindSafe(|| everything_said(&reader, project).len()));
        drop(reader);
        said.is_ok()
    });
    std::thread::sleep(after);
    let start = Instant::now();
    if let Some(file) = project.files(&db).first().copied() {
        let text = format!("{}\n", file.text(&db));
        file.write(&mut db, text);
    }
    let taken = start.elapsed();
    _ = reading.join();
    taken
}

/// A charter of so many stops over twelve actions, some of them far more often than others, and of guarantees that hold.
fn charter(count: usize, random: &mut Random) -> BTreeMap<String, String> {
    let list =
        |prefix: &str, count: u64| (0..count).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>().join(", ");
    let mut vocabulary = format!(
        "object Account\n  country : one of ({})\n  amount  : money USD\n  stage   : one of ({})\n  title   : text\n  frozen  : yes/no\n\n",
        list("c", 40),
        list("s", 8)
    );
    for agent in 0..AGENTS {
        _ = writeln!(vocabulary, "agent a{agent}");
    }
    _ = writeln!(vocabulary, "role revops\n");
    for action in 0..ACTIONS {
        _ = writeln!(vocabulary, "action act{action} on Account");
    }
    _ = writeln!(vocabulary, "\nscope all\n  for {}", list("a", AGENTS));
    for action in 0..ACTIONS {
        _ = writeln!(vocabulary, "  may act{action}");
    }
    let mut texts = BTreeMap::from([("vocabulary.charter".to_owned(), vocabulary)]);
    let mut guarantees = String::new();
    for number in 0..GUARANTEES as u64 {
        let (action, agent) = (number % ACTIONS, number % AGENTS);
        let when = format!("account.frozen and account.country is c{}", number % 40);
        _ = writeln!(guarantees, "stop held{number}\n  for a{agent}\n  on act{action}\n  when {when}\n");
        _ = writeln!(guarantees, "guarantee \"held {number}\"\n  no a{agent} can act{action} when {when}\n");
    }
    texts.insert("guarantees.charter".to_owned(), guarantees);
    let mut rules = String::new();
    for number in 0..count {
        rules.push_str(&rule(number, random));
        if (number + 1) % A_FILE == 0 || number + 1 == count {
            texts.insert(format!("rules/{:05}.charter", number / A_FILE), std::mem::take(&mut rules));
        }
    }
    texts
}

fn rule(number: usize, random: &mut Random) -> String {
    // The first of the actions is the one of half of the rules, the second of a quarter, and so on.
    let action = u64::from(random.below(1 << (ACTIONS - 1)).trailing_ones());
    let mut text = format!(
        "stop rule_{number:06}\n  for a{}\n  on act{}\n",
        random.below(AGENTS),
        action.min(ACTIONS - 1)
    );
    _ = writeln!(text, "  when account.title is \"t{}\"", random.below(2_000));
    let countries = [(); 3].map(|()| random.below(40));
    _ = writeln!(
        text,
        "  when account.country is in (c{}, c{}, c{})",
        countries[0], countries[1], countries[2]
    );
    _ = writeln!(text, "  when account.amount >= {} USD", random.below(40) * 1_000 + 1_000);
    if random.below(2) == 0 {
        _ = writeln!(text, "  when account.stage is s{}", random.below(8));
    }
    text.push('\n');
    text
}
