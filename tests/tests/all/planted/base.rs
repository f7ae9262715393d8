//! Charters in which nothing is wrong: every rule has a tag of its own, so that none says what another one says.

use crate::generate::Random;

/// What a rule asks of one fact.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    /// The test.
    pub(crate) says: String,
    /// One that never holds together with it.
    pub(crate) opposite: String,
    /// One that holds wherever it does, and elsewhere too.
    pub(crate) wider: String,
    /// The same test, in other words.
    pub(crate) again: String,
}

/// A stop or a gate.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// What it does, without its kind: nothing for a stop.
    pub(crate) outcome: Option<&'static str>,
    pub(crate) on: &'static str,
    /// The tag that is its own.
    pub(crate) tag: String,
    pub(crate) tests: Vec<Test>,
}

impl Rule {
    pub(crate) fn text(&self) -> String {
        self.when(&self.condition())
    }

    /// The rule under another condition.
    pub(crate) fn when(&self, condition: &str) -> String {
        let (kind, outcome) = match self.outcome {
            None => ("stop", String::new()),
            Some(outcome) => ("gate", format!("  {outcome}\n")),
        };
        format!("{kind} {}\n  on {}\n  when {condition}\n{outcome}", self.name, self.on)
    }

    pub(crate) fn tag(&self) -> String {
        format!("contact.tag is \"{}\"", self.tag)
    }

    pub(crate) fn condition(&self) -> String {
        self.all_of(self.tests.iter().map(|test| test.says.clone()))
    }

    /// Its tag, and these tests.
    pub(crate) fn all_of(&self, tests: impl IntoIterator<Item = String>) -> String {
        let tests: Vec<String> = std::iter::once(self.tag()).chain(tests).collect();
        tests.join(" and ")
    }
}

pub(crate) const VOCABULARY: &str = "\
role revops

agent outreach
agent nurture

object Account
  arr    : money USD
  region : one of (emea, na, apac, latam)

object Contact
  account    : Account
  email      : email
  title      : text
  tag        : text
  score      : number
  seniority  : one of (intern, ic, manager, vp, c_level)
  legal_hold : yes/no

action send_email on Contact
action enroll on Contact

scope selling
  for outreach, nurture
  may send_email
  may enroll

gate asked
  on enroll
  when contact.tag is \"asked\"
  needs approval from revops
";

/// What a gate does, from the strictest to the loosest.
pub(crate) const OUTCOMES: [Option<&str>; 4] =
    [None, Some("is only suggested"), Some("is kept as a draft"), Some("needs approval from revops")];

/// Some rules that have nothing to do with one another.
pub(crate) fn rules(random: &mut Random) -> Vec<Rule> {
    let count = random.between(3, 7);
    (0..count).map(|number| rule(number, random)).collect()
}

fn rule(number: usize, random: &mut Random) -> Rule {
    let facts = FACTS.len();
    let first = random.below(facts);
    let wanted = random.between(1, 3);
    // Each of another fact.
    let tests = (0..wanted).map(|place| FACTS[(first + place) % facts](random)).collect();
    Rule {
        name: format!("rule_{number}"),
        outcome: *random.pick(&OUTCOMES),
        on: random.word(&["send_email", "enroll", "send_email, enroll"]),
        tag: format!("t{number}"),
        tests,
    }
}

/// A test of a fact that a rule does not test yet.
pub(crate) fn another(rule: &Rule, random: &mut Random) -> Test {
    let asked = |test: &Test| rule.tests.iter().any(|own| fact(&own.says) == fact(&test.says));
    std::iter::repeat_with(|| random.pick(&FACTS)(random))
        .find(|test| !asked(test))
        .expect("there are more facts")
}

/// The fact that a test is about.
fn fact(test: &str) -> &str {
    test.trim_start_matches("not ").split(' ').next().unwrap_or_default()
}

const FACTS: [fn(&mut Random) -> Test; 7] = [score, seniority, region, arr, title, domain, sent];

fn score(random: &mut Random) -> Test {
    let least = random.between(10, 90);
    Test {
        says: format!("contact.score >= {least}"),
        opposite: format!("contact.score < {}", random.between(1, least)),
        wider: format!("contact.score >= {}", random.between(1, least - 1)),
        again: format!("not (contact.score < {least})"),
    }
}

fn seniority(random: &mut Random) -> Test {
    let ranks = ["intern", "ic", "manager", "vp", "c_level"];
    let place = random.between(2, 3);
    Test {
        says: format!("contact.seniority is {} or above", ranks[place]),
        opposite: format!("contact.seniority is {}", ranks[random.below(place)]),
        wider: format!("contact.seniority is {} or above", ranks[random.between(1, place - 1)]),
        again: format!("contact.seniority is in ({})", ranks[place..].join(", ")),
    }
}

fn region(random: &mut Random) -> Test {
    let regions = ["emea", "na", "apac", "latam"];
    let place = random.below(4);
    let (one, next) = (regions[place], regions[(place + 1) % 4]);
    Test {
        says: format!("contact.account.region is {one}"),
        opposite: format!("contact.account.region is {next}"),
        wider: format!("contact.account.region is in ({next}, {one})"),
        again: format!("not (contact.account.region is not {one})"),
    }
}

fn arr(random: &mut Random) -> Test {
    let most = 1_000 * random.between(2, 900);
    Test {
        says: format!("contact.account.arr < {most} USD"),
        opposite: format!("contact.account.arr > {} USD", most + random.below(9_000)),
        wider: format!("contact.account.arr <= {most} USD"),
        again: format!("not (contact.account.arr >= {most} USD)"),
    }
}

fn title(random: &mut Random) -> Test {
    let word = random.word(&["chief", "head", "buyer"]);
    let says = format!("contact.title contains \"{word}\"");
    Test {
        opposite: format!("not ({says})"),
        wider: format!("({says} or contact.legal_hold)"),
        again: format!("not (not ({says}))"),
        says,
    }
}

fn domain(random: &mut Random) -> Test {
    let domain = random.word(&["acme.com", "initech.com"]);
    Test {
        says: format!("contact.email is inside \"{domain}\""),
        opposite: format!("contact.email is outside \"{domain}\""),
        wider: format!("(contact.email is inside \"{domain}\" or contact.legal_hold)"),
        again: format!("not (contact.email is outside \"{domain}\")"),
    }
}

fn sent(random: &mut Random) -> Test {
    let least = random.between(3, 9);
    let count = "count of send_email to contact in 7 days";
    Test {
        says: format!("{count} >= {least}"),
        opposite: format!("{count} < {}", random.between(1, least)),
        wider: format!("{count} >= {}", random.between(1, least - 1)),
        again: format!("{count} > {}", least - 1),
    }
}
