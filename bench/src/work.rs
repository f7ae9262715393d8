//! The work: rules over one action, and requests.

use serde_json::{Value, json};
use std::fmt::Write as _;

/// A small generator of numbers that is the same everywhere: SplitMix64 (Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// How many values each choice has: agents, countries, stages, titles.
pub const AGENTS: u64 = 30;
const COUNTRIES: u64 = 40;
const STAGES: u64 = 8;
const TITLES: u64 = 6;
const THRESHOLDS: u64 = 40;

/// One rule: a stop for one agent, with its conditions.
pub struct Rule {
    agent: u64,
    countries: [u64; 3],
    at_least: Option<u64>,
    stage: Option<u64>,
    title: Option<u64>,
}

/// One request's facts.
pub struct Asked {
    agent: u64,
    country: u64,
    amount: u64,
    stage: u64,
    title: u64,
}

pub fn rules(count: usize, random: &mut Random) -> Vec<Rule> {
    let rule = |random: &mut Random| Rule {
        agent: random.below(AGENTS),
        countries: [(); 3].map(|()| random.below(COUNTRIES)),
        at_least: (random.below(2) == 0).then(|| random.below(THRESHOLDS)),
        stage: (random.below(2) == 0).then(|| random.below(STAGES)),
        title: (random.below(2) == 0).then(|| random.below(TITLES)),
    };
    (0..count).map(|_| rule(random)).collect()
}

pub fn requests(count: usize, random: &mut Random) -> Vec<Asked> {
    let asked = |random: &mut Random| Asked {
        agent: random.below(AGENTS),
        country: random.below(COUNTRIES),
        amount: random.below(THRESHOLDS * 1000),
        stage: random.below(STAGES),
        title: random.below(TITLES),
    };
    (0..count).map(|_| asked(random)).collect()
}

impl Rule {
    /// Whether the rule applies: the plain scan's answer.
    pub fn applies(&self, to: &Asked) -> bool {
        self.agent == to.agent
            && self.countries.contains(&to.country)
            && self.at_least.is_none_or(|least| to.amount >= least * 1000)
            && self.stage.is_none_or(|stage| to.stage == stage)
            && self.title.is_none_or(|title| to.title == title)
    }
}

pub fn name(number: usize) -> String {
    format!("rule_{number:06}")
}

/// The rules as a charter.
pub fn charter(rules: &[Rule]) -> String {
    let list =
        |prefix: &str, count: u64| (0..count).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "object Account\n  country : one of ({})\n  amount : money USD\n  stage : one of ({})\n  title : one of ({})\n\n",
        list("c", COUNTRIES),
        list("s", STAGES),
        list("t", TITLES)
    );
    for agent in 0..AGENTS {
        _ = writeln!(text, "agent a{agent}");
    }
    _ = writeln!(text, "\naction act on Account\n\nscope all\n  for {}\n  may act\n", list("a", AGENTS));
    for (number, rule) in rules.iter().enumerate() {
        let [one, two, three] = rule.countries;
        _ = writeln!(text, "stop {}\n  for a{}\n  on act", name(number), rule.agent);
        _ = writeln!(text, "  when account.country is in (c{one}, c{two}, c{three})");
        if let Some(least) = rule.at_least {
            _ = writeln!(text, "  when account.amount >= {}000 USD", least);
        }
        if let Some(stage) = rule.stage {
            _ = writeln!(text, "  when account.stage is s{stage}");
        }
        if let Some(title) = rule.title {
            _ = writeln!(text, "  when account.title is t{title}");
        }
        text.push('\n');
    }
    text
}

impl Asked {
    pub fn request(number: usize) -> Value {
        json!({"id": format!("r{number}"), "action": "act", "target": "acme"})
    }

    pub fn host(&self) -> Value {
        json!({"agent": format!("a{}", self.agent), "objects": {"Account": {"acme": {
            "country": format!("c{}", self.country),
            "amount": {"amount": self.amount, "currency": "USD"},
            "stage": format!("s{}", self.stage),
            "title": format!("t{}", self.title),
        }}}})
    }
}
