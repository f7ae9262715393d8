//! The table and the reference interpreter agree on every request.

use super::generate::{Charter, Random, case};
use charter_tests::reference::{self, Settings, decide_under};

fn read(charter: &Charter) -> reference::Charter {
    let settings = Settings {
        name: "generated".to_owned(),
        version: "1".to_owned(),
        zone: charter.zone.to_owned(),
        enforced: charter.enforced,
    };
    let text = charter.text();
    reference::read(&[&text], settings).unwrap_or_else(|problem| panic!("{problem}\n\n{text}"))
}

#[test]
fn the_reference_understands_what_is_generated() {
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let charter = Charter::new(&mut random);
        let read = read(&charter);
        for _ in 0..5 {
            let case = case(&charter, &mut random);
            if let Err(problem) = decide_under(&read, b"key", &case) {
                panic!("seed {seed}: {problem}\n\n{}\n{case:#}", charter.text());
            }
        }
    }
}
