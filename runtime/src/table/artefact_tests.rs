//! Tables that were damaged: whatever the bytes, they are refused or they decide; they never panic.

use super::*;
use crate::engine::{Engine, Halted, Moment, Person, Settings};
use crate::input::{Facts, Request, Signal};
use crate::sample::HostKey;
use crate::sketch::Sketch;
use serde_json::json;

#[test]
fn a_table_is_read_as_it_was_written() {
    let bytes = Sketch::with_everything().table().to_bytes();
    assert_eq!(Table::load(&bytes).map(|table| table.to_bytes()), Ok(bytes));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let mut bytes = Sketch::with_everything().table().to_bytes();
    for place in 0..bytes.len() {
        let bit = 1 << (place % 8);
        bytes[place] ^= bit;
        assert!(Table::load(&bytes).is_err(), "byte {place}");
        bytes[place] ^= bit;
    }
}

#[test]
fn every_shorter_and_every_longer_table_is_refused() {
    let mut bytes = Sketch::with_everything().table().to_bytes();
    for length in 0..bytes.len() {
        assert!(Table::load(&bytes[..length]).is_err(), "{length} bytes");
    }
    bytes.push(0);
    assert!(Table::load(&bytes).is_err());
}

#[test]
fn sections_that_lie_about_where_they_are_are_refused() {
    let bytes = Sketch::with_everything().table().to_bytes();
    for section in 0..SECTIONS {
        for (field, width) in [(0, 4), (4, 8), (12, 8)] {
            for lie in [0, 1, u64::from(u32::MAX), u64::MAX] {
                let mut body = bytes[HEADER..].to_vec();
                let from = section * SECTION_ENTRY + field;
                let told = body[from..from + width].to_vec();
                body[from..from + width].copy_from_slice(&lie.to_le_bytes()[..width]);
                if body[from..from + width] != told {
                    let refused = Table::load(&sealed(&body)).unwrap_err();
                    assert!(matches!(refused, LoadError::Sections | LoadError::Truncated), "{refused:?}");
                }
            }
        }
    }
}

/// Each list question asks the one before in both of its formulas, so that every level doubles the work.
#[test]
fn questions_inside_questions_are_bounded() {
    use crate::table::model::{Classifier, Column, ColumnId, ColumnTest, Cube, Formula, FormulaId, PathId};
    let nested = |depth: u32| {
        let mut table = Sketch::open().table();
        for _ in 0..depth {
            let column = ColumnId(u32::try_from(table.columns.len() - 1).unwrap());
            let tests = vec![ColumnTest { column, classes: vec![1] }];
            let formula = FormulaId(u32::try_from(table.formulas.len()).unwrap());
            table.formulas.push(Formula { cubes: vec![Cube { tests }] });
            let classifier = Classifier::SomeElement { list: PathId(0), holds: formula, fails: formula };
            table.columns.push(Column { classifier, classes: 2, reads_new: Vec::new(), twin: None });
        }
        Table::load(&table.to_bytes()).map(|_| ())
    };
    assert_eq!(nested(16), Ok(()));
    assert_eq!(nested(17), Err(LoadError::Malformed("nesting of list questions")));
}

/// A body under a header with the right digest.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut bytes = Table::default().to_bytes()[..HEADER - 32].to_vec();
    bytes.extend_from_slice(&Sha256::digest(body));
    bytes.extend_from_slice(body);
    bytes
}

/// Damage with the digests put right again, so that the check of the structure has to find it.
///
/// `CHARTER_MUTATIONS` says how many; each is made from its own number, so that one that fails can be made again.
#[test]
fn damaged_tables_are_refused_or_decide() {
    let count =
        std::env::var("CHARTER_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let table = Sketch::with_everything().table();
    let mut loaded = 0_u64;
    for number in 0..count {
        let mut dice = Dice(number);
        let mut sections = put_sections(&table);
        for _ in 0..=dice.below(3) {
            dice.damage(&mut sections);
        }
        let identity = take_section::<Identity>(sections.first().map(Vec::as_slice).as_ref());
        let identity = identity.unwrap_or_else(|_| table.identity.clone());
        if let Ok(table) = Table::load(&assemble(&identity, sections)) {
            loaded += 1;
            use_every_way(table);
        }
    }
    assert!(loaded * 20 > count, "only {loaded} of {count} got through: the damage tests too little");
    assert!(loaded < count, "damage goes unnoticed");
}

/// Numbers that look random and are the same every time (splitmix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % bound.max(1) as u64).unwrap()
    }

    fn damage(&mut self, sections: &mut [Vec<u8>]) {
        let from = self.below(sections.len());
        let stolen = self.piece(&sections[from]);
        let at = self.below(sections.len());
        let section = &mut sections[at];
        let place = self.below(section.len());
        match self.below(6) {
            _ if section.is_empty() => section.extend(stolen),
            0 => section[place] ^= 1 << self.below(8),
            1 => section[place] = [0, 1, 2, 0x7f, 0x80, 0xff][self.below(6)],
            2 => section.truncate(place),
            3 => _ = section.splice(place..place, stolen),
            4 => {
                let end = (place + stolen.len()).min(section.len());
                section.splice(place..end, stolen);
            }
            _ => {
                let end = (place + self.below(16)).min(section.len());
                section.drain(place..end);
            }
        }
    }

    fn piece(&mut self, section: &[u8]) -> Vec<u8> {
        let from = self.below(section.len());
        let to = (from + self.below(24)).min(section.len());
        section[from..to].to_vec()
    }
}

/// Asks everything of an engine that has this table.
fn use_every_way(table: Table) {
    let names = |list: &[String]| list.first().cloned().unwrap_or_default();
    let (agent, roles) = (names(&table.schema.agents), table.schema.roles.clone());
    let actions: Vec<String> = table.schema.actions.iter().map(|action| action.name.clone()).collect();
    let signals: Vec<String> = table.schema.signals.iter().map(|signal| signal.name.clone()).collect();
    let clock = || Moment::from_nanoseconds(1_772_442_000_000_000_000);
    let engine = Engine::new(table, &HostKey::new("secret"), clock, Settings::default());
    let table = engine.table();
    let contact = json!({"email": "jane@acme.com", "account": "acme", "legal_hold": false, "tags": ["a"]});
    let host = json!({"agent": if agent.is_empty() { "nobody" } else { &agent }, "objects": {
        "Contact": {"jane": contact},
        "Account": {"acme": {"domain": "acme.com", "owner": "ines"}},
    }});
    let facts = Facts::from_json(&host, &table).unwrap();
    let person = Person::new("ines", roles);
    for (number, signal) in signals.iter().enumerate() {
        let signal = json!({"id": number.to_string(), "signal": signal, "about": "jane", "fields": {}});
        if let Ok(signal) = Signal::from_json(&signal, &table) {
            let _ = engine.observe(&signal, &facts);
            let _ = engine.release(&person, &signal.name, "jane");
        }
    }
    for (number, action) in actions.iter().chain(&actions).enumerate() {
        let request = json!({"id": number.to_string(), "action": action, "target": "jane", "takes": {"subject": "Hello"}});
        let Ok(request) = Request::from_json(&request, &table) else { continue };
        let answer = engine.decide(&request, &facts).unwrap();
        let approved = engine.approve(&person, &request, &facts).ok().and_then(|answer| answer.permit);
        if let Some(permit) = approved.or(answer.permit) {
            let _ = engine.redeem(permit, &request, &facts);
        }
    }
    let _ = engine.halt(&person, &Halted::Everything, "");
    let _ = engine.resume(&person, &Halted::Everything);
}
