//! Decisions by table against a plain scan, on the same rules and requests; every answer is compared first.

mod proofs;
mod work;

use charter_compiler::compiled::{Compiled, compiled};
use charter_compiler::db::Database;
use charter_compiler::project::load;
use charter_runtime::decide::DryRun;
use charter_runtime::engine::{Moment, Settings};
use charter_runtime::input::{Facts, Request};
use charter_runtime::table::Table;
use charter_runtime::{Engine, HostKey};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;
use work::{Asked, Random, Rule};

const REQUESTS: usize = 2_000;
const PASSES: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let about_proofs = words.first().is_some_and(|word| word == "proofs");
    if about_proofs {
        words.remove(0);
    }
    let counts: Vec<usize> = words.iter().map(|count| count.parse()).collect::<Result<_, _>>()?;
    let or = |usual: &[usize]| if counts.is_empty() { usual.to_vec() } else { counts.clone() };
    if about_proofs {
        proofs::print(&or(&[100, 1_000, 10_000]))
    } else {
        decisions(&or(&[10, 100, 1_000, 10_000]))
    }
}

fn decisions(counts: &[usize]) -> Result<(), Box<dyn Error>> {
    println!(
        "| rules | applying | engine, ns | dry run, ns | scan, ns | scan / dry run | table bytes a rule |"
    );
    println!("|---|---|---|---|---|---|---|");
    for count in counts {
        row(*count)?;
    }
    Ok(())
}

fn row(count: usize) -> Result<(), Box<dyn Error>> {
    let mut random = Random(count as u64);
    let rules = work::rules(count, &mut random);
    let asked = work::requests(REQUESTS, &mut random);
    let bytes = build(&work::charter(&rules))?;
    let table = Table::load(&bytes)?;
    let read: Result<Vec<(Request, Facts)>, Box<dyn Error>> = asked
        .iter()
        .enumerate()
        .map(|(number, asked)| {
            let request = Request::from_json(&Asked::request(number), &table)?;
            Ok((request, Facts::from_json(&asked.host(), &table)?))
        })
        .collect();
    let read = read?;
    let applying = compare(&table, &rules, &asked, &read)?;
    let dry_run = DryRun::new(Moment::from_nanoseconds(0), &HostKey::new("bench"));
    let dry = median(|| {
        let start = Instant::now();
        for (request, facts) in &read {
            let ruling = dry_run.decide(&table, request, facts);
            black_box((ruling.outcome(), ruling.applying().count(), ruling.asked().count()));
        }
        start.elapsed().as_nanos()
    });
    let by_table = median(|| {
        let engine = engine(&table);
        let start = Instant::now();
        for (request, facts) in &read {
            _ = black_box(engine.decide(request, facts));
        }
        start.elapsed().as_nanos()
    });
    let by_scan = median(|| {
        let start = Instant::now();
        for asked in &asked {
            black_box(rules.iter().filter(|rule| rule.applies(asked)).count());
        }
        start.elapsed().as_nanos()
    });
    let each = |total: u128| total / REQUESTS as u128;
    println!(
        "| {count} | {:.1} | {} | {} | {} | {:.2} | {} |",
        applying as f64 / REQUESTS as f64,
        each(by_table),
        each(dry),
        each(by_scan),
        by_scan as f64 / dry as f64,
        bytes.len() / count
    );
    Ok(())
}

fn engine(table: &Table) -> Engine {
    Engine::new(table.clone(), &HostKey::new("bench"), || Moment::from_nanoseconds(0), Settings::default())
}

fn build(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let db = Database::default();
    let texts = BTreeMap::from([("bench.charter".to_owned(), text.to_owned())]);
    let project = load(&db, &texts).unwrap_or_else(|never: Infallible| match never {});
    match &compiled(&db, project).value {
        Compiled::Table(bytes) => Ok(bytes.clone()),
        other => Err(format!("the generated charter does not compile: {other:?}").into()),
    }
}

/// Compares every answer, and counts the rules that apply.
fn compare(
    table: &Table,
    rules: &[Rule],
    asked: &[Asked],
    read: &[(Request, Facts)],
) -> Result<usize, Box<dyn Error>> {
    let engine = engine(table);
    let mut applying = 0;
    for (asked, (request, facts)) in asked.iter().zip(read) {
        let decision = engine.decide(request, facts)?.decision;
        let found: Vec<&str> = decision.rules.iter().map(|rule| rule.rule.as_str()).collect();
        let numbered = rules.iter().enumerate().filter(|(_, rule)| rule.applies(asked));
        let expected: Vec<String> = numbered.map(|(number, _)| work::name(number)).collect();
        if found != expected {
            return Err(format!("the table says {found:?}, the scan {expected:?}").into());
        }
        applying += found.len();
    }
    Ok(applying)
}

fn median(mut measure: impl FnMut() -> u128) -> u128 {
    let mut passes: Vec<u128> = (0..PASSES).map(|_| measure()).collect();
    passes.sort_unstable();
    passes.get(PASSES / 2).copied().unwrap_or_default()
}
