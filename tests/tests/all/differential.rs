//! The table and the reference interpreter agree on every request.
//!
//! `CHARTER_DIFFERENTIAL=10000:100000` takes so many decisions under so many charters; `CHARTER_SEED=7` begins there.
//! Every failure prints the seed, and a charter and a case from which nothing more can be left out.

use super::compare::difference;
use super::engine::{HOST_KEY, Refused, Sources, compile, decide, environments, load};
use super::generate::{Charter, Random, case};
use super::shrink::{shrink, shrink_defect};
use charter_tests::reference::{self, Settings, decide_under};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A charter that is compiled, and the same one as the reference reads it.
pub(crate) struct Both {
    table: charter_runtime::table::Table,
    reference: reference::Charter,
}

impl Both {
    /// Both readings of a charter, or what the compiler has against it.
    pub(crate) fn of(charter: &Charter) -> Result<Both, Refused> {
        let sources = Sources {
            zone: charter.zone.to_owned(),
            enforced: charter.enforced,
            ..Sources::of(&charter.text())
        };
        let table = load(&compile(&sources)?);
        let reference =
            read(charter, &charter.text()).expect("what the compiler understands, the reference does");
        Ok(Both { table, reference })
    }

    /// Where the two decisions of a case differ; what is wrong with the case where one of them refuses it.
    pub(crate) fn disagreement(&self, case: &Json) -> Result<Option<String>, String> {
        let table = decide(&self.table, case)?;
        Ok(difference(&table, &decide_under(&self.reference, HOST_KEY, case)?))
    }
}

/// A text under the settings of a generated charter, as the reference reads it.
pub(crate) fn read(charter: &Charter, text: &str) -> Result<reference::Charter, String> {
    let (name, version) = ("generated".to_owned(), "1".to_owned());
    let settings = Settings {
        name,
        version,
        zone: charter.zone.to_owned(),
        enforced: charter.enforced,
        environments: environments(),
        files: BTreeMap::new(),
    };
    reference::read(&[text], settings)
}

/// How many charters, and how many cases under each.
fn scale() -> (usize, usize) {
    let wanted = std::env::var("CHARTER_DIFFERENTIAL").unwrap_or_else(|_| "150:3000".to_owned());
    let (charters, decisions) = wanted.split_once(':').expect("CHARTER_DIFFERENTIAL is `charters:decisions`");
    let charters: usize = charters.parse().expect("a number of charters");
    let decisions: usize = decisions.parse().expect("a number of decisions");
    (charters, decisions.div_ceil(charters.max(1)))
}

/// Whether a failure is made small before it is shown: `CHARTER_SHRINK=no` is for those who only count failures.
fn shrinks() -> bool {
    std::env::var("CHARTER_SHRINK").map_or(true, |wanted| wanted != "no")
}

fn first_seed() -> u64 {
    std::env::var("CHARTER_SEED").map_or(0, |seed| seed.parse().expect("CHARTER_SEED is a number"))
}

/// After how many refused charters, and none that passes, something must be wrong with what is in all of them.
const HOPELESS: usize = 50;

/// After how many charters a long run says how far it is.
const PROGRESS: usize = 1000;

#[derive(Default)]
struct Counts {
    next: AtomicU64,
    charters: AtomicUsize,
    refused: AtomicUsize,
    decisions: AtomicUsize,
}

#[test]
fn the_table_and_the_reference_agree() {
    let ((charters, cases), first) = (scale(), first_seed());
    let counts = Counts { next: AtomicU64::new(first), ..Counts::default() };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(&counts, charters, cases))).collect();
        workers.into_iter().filter_map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    let (decided, accepted) = (counts.decisions.into_inner(), counts.charters.into_inner());
    let refused = counts.refused.into_inner();
    println!("{decided} decisions over {accepted} charters, {refused} charters refused by the checker");
    assert!(found.is_empty(), "\n{}", found.join("\n\n"));
    assert!(accepted > 5 * refused, "most generated charters should pass the checker");
}

/// Takes seeds until there are enough charters or something is found.
fn work(counts: &Counts, charters: usize, cases: usize) -> Option<String> {
    while counts.charters.load(Ordering::Relaxed) < charters {
        let seed = counts.next.fetch_add(1, Ordering::Relaxed);
        let before = counts.charters.load(Ordering::Relaxed);
        if before > 0 && before.is_multiple_of(PROGRESS) {
            println!("{} decisions so far, over {before} charters", counts.decisions.load(Ordering::Relaxed));
        }
        if let Some(found) = try_seed(seed, counts, cases) {
            // Nobody else needs to look further.
            counts.charters.fetch_add(charters, Ordering::Relaxed);
            return Some(format!("seed {seed}\n{found}"));
        }
    }
    None
}

/// What is found under the charter of a seed.
fn try_seed(seed: u64, counts: &Counts, cases: usize) -> Option<String> {
    let mut random = Random::new(seed);
    let charter = Charter::new(&mut random);
    let both = match Both::of(&charter) {
        Ok(both) => both,
        Err(Refused::Defect(defect)) if !shrinks() => return Some(defect),
        Err(Refused::Defect(_)) => return Some(shrink_defect(&charter)),
        Err(Refused::Errors(errors)) => {
            let refused = counts.refused.fetch_add(1, Ordering::Relaxed) + 1;
            // What stands in every charter has to pass, or no number of them is ever enough.
            let none_passes = refused >= HOPELESS && counts.charters.load(Ordering::Relaxed) == 0;
            return none_passes.then_some(errors);
        }
    };
    counts.charters.fetch_add(1, Ordering::Relaxed);
    for _ in 0..cases {
        let case = case(&charter, &mut random);
        counts.decisions.fetch_add(1, Ordering::Relaxed);
        match both.disagreement(&case) {
            Ok(None) => {}
            Ok(Some(difference)) if !shrinks() => return Some(difference),
            Ok(Some(_)) => return Some(shrink(&charter, &case)),
            Err(problem) => return Some(format!("{problem}\n{case:#}\n{}", charter.text())),
        }
    }
    None
}
