//! The laws of the language, each a test that is named for it.
//!
//! Charters and cases are made up at random; `CHARTER_LAWS=1000` tries so many charters.

mod constructs;
mod decisions;
mod ledger;
mod proofs;
mod small_worlds;

use super::engine::{self, Sources, compile, load};
use super::generate::{Charter, Random, case};
use charter_runtime::table::Table;
use serde_json::Value as Json;

/// Calls a law with charters and a few cases of each.
fn for_charters(law: impl Fn(&Charter, &[Json])) {
    for_more_charters(1, law);
}

/// The same with so many times as many charters: for laws that few of them have anything to do with.
fn for_more_charters(times: u64, law: impl Fn(&Charter, &[Json])) {
    let charters: u64 =
        std::env::var("CHARTER_LAWS").map_or(30, |charters| charters.parse().expect("a number"));
    let charters = charters * times;
    for seed in 0..charters {
        let mut random = Random::new(1_000_000 + seed);
        let charter = Charter::new(&mut random);
        let cases: Vec<Json> = (0..6).map(|_| case(&charter, &mut random)).collect();
        law(&charter, &cases);
    }
}

fn sources(charter: &Charter) -> Sources {
    Sources { zone: charter.zone.to_owned(), enforced: charter.enforced, ..Sources::of(&charter.text()) }
}

/// The table of a charter; `None` where the checker has something against it.
fn table(charter: &Charter) -> Option<Table> {
    compile(&sources(charter)).ok().map(|bytes| load(&bytes))
}

fn decide(table: &Table, case: &Json) -> Json {
    engine::decide(table, case).expect("generated cases are not refused")
}
