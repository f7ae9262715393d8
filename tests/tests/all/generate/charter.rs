//! Charters, as text: a vocabulary, and rules of every kind over it.

use super::conditions::{Fact, Polarity, Topic, condition, constant, fact, facts_of, since, turned_so};
use super::random::Random;
use super::world::{AGENTS, Kind, LED_STAGE, Object, ROLES, STAGES, World};

/// A generated charter.
#[derive(Debug, Clone)]
pub(crate) struct Charter {
    pub(crate) world: World,
    /// The vocabulary's text.
    pub(crate) vocabulary: String,
    /// The rules, each its header and its clauses.
    pub(crate) rules: Vec<Rule>,
    /// The project's time zone.
    pub(crate) zone: &'static str,
    /// Whether it is enforced.
    pub(crate) enforced: bool,
}

/// A rule's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) header: String,
    pub(crate) clauses: Vec<String>,
}

impl Rule {
    pub(crate) fn text(&self) -> String {
        let clauses: String = self.clauses.iter().map(|clause| format!("  {clause}\n")).collect();
        format!("{}\n{clauses}", self.header)
    }
}

impl Charter {
    /// A charter of some rules.
    pub(crate) fn new(random: &mut Random) -> Charter {
        let world = World::new(random);
        let mut vocabulary = format!("{}\n{DEFINITIONS}", world.text());
        if world.endorses {
            vocabulary.push_str(
                "\nendorse contact.title by revops, sdr_manager\nendorse Contact.stage by revops\n",
            );
        }
        let mut rules = scopes(&world, random);
        // Now and then so many that the rows of an action fill more than one word of bits.
        let count = if random.chance(4) { random.between(25, 45) } else { random.between(1, 7) };
        for number in 0..count {
            rules.push(rule(&world, number, random));
        }
        let zone = random.pick(&["UTC", "Europe/Berlin", "America/New_York"]);
        Charter { world, vocabulary, rules, zone, enforced: random.chance(80) }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> String {
        let rules: Vec<String> = self.rules.iter().map(Rule::text).collect();
        format!("{}\n{}", self.vocabulary, rules.join("\n"))
    }
}

const DEFINITIONS: &str = "\
segment enterprise of Account: employees >= 1000 or arr >= 1_000 USD
segment tiny of Account: employees < 10

condition keen of Contact: score > 2 and not legal_hold

measure bounce_rate per contact.email.domain
  share of the last 4 send_email that bounced within 2 days, once there are 2

measure hard_bounces per contact.account
  share of the last 3 send_email that bounced where its.kind is hard within 3 working days of office_hours

measure unanswered per contact
  count of send_email ever - count of replied where (not its.automatic) ever

measure warm_replies per contact
  count of replied where its.automatic among the last 3, once there are 2

measure quiet per contact.account
  time since send_email

table largest_discount by segment of Account, Opportunity.phase
  |            | qualified | won | otherwise |
  | tiny       | 10%       | 20% | 0%        |
  | enterprise | 12.5%     | 5%  | 100%      |
  | otherwise  | 5%        | 10% | 0%        |

table reach by segment of Account, Contact.stage, Contact.seniority
  |           |           | intern, ic | otherwise |
  | tiny      | won, lost | 1          | 2         |
  | otherwise | won       | 10         | 0         |
  | otherwise | otherwise | 2.5        | 3         |

table next_stages by Contact.stage
  | prospecting | qualified, lost |
  | qualified   | (won, lost)     |
  | otherwise   | none            |

table effort by Contact.score
  | < 3       | 1   |
  | >= 10     | 2.5 |
  | otherwise | 4   |

table patience by Contact.stage
  | won       | 3 |
  | lost      | 0 |
  | otherwise | 1 |
";

/// An action that rules are on.
#[derive(Debug, Clone)]
struct On<'w> {
    text: String,
    object: &'w Object,
    facts: Vec<Fact>,
}

fn actions(world: &World) -> Vec<On<'_>> {
    let mut actions = Vec::new();
    for action in &world.actions {
        let object = world.object(action.object);
        let mut facts = facts_of(world, object.variable, object, true);
        let content = action.takes.iter().chain(&action.says).chain(&action.knows);
        facts.extend(content.map(|field| fact(format!("request.{}", field.name), field)));
        let words: &[(&str, &str)] = match action.name {
            "blend" => &[("left", "Contact"), ("right", "Contact")],
            "assign" => &[("contact", "Contact")],
            _ => &[],
        };
        for (word, name) in words {
            facts.extend(facts_of(world, word, world.object(name), true));
        }
        actions.push(On { text: action.name.to_owned(), object, facts });
    }
    for (text, name) in [
        ("update Contact", "Contact"),
        ("update Contact: title, stage", "Contact"),
        ("update Contact: score", "Contact"),
        ("update Contact: title", "Contact"),
        ("update Contact: score_idea", "Contact"),
        ("update Account", "Account"),
        ("update Opportunity", "Opportunity"),
        ("update Opportunity: discount", "Opportunity"),
    ] {
        let object = world.object(name);
        let mut facts = facts_of(world, object.variable, object, true);
        facts.extend(facts_of(world, "old", object, true));
        facts.extend(facts_of(world, "new", object, true));
        actions.push(On { text: text.to_owned(), object, facts });
    }
    for (text, name) in [
        ("create Contact", "Contact"),
        ("create Contact: title, legal_hold", "Contact"),
        ("delete Contact", "Contact"),
        ("read Contact: email, title", "Contact"),
        ("export Contact", "Contact"),
        ("merge Contact", "Contact"),
    ] {
        let object = world.object(name);
        let mut facts = facts_of(world, object.variable, object, true);
        if text == "merge Contact" {
            facts.extend(facts_of(world, "survivor", object, true));
            facts.extend(facts_of(world, "absorbed", object, true));
        }
        actions.push(On { text: text.to_owned(), object, facts });
    }
    actions
}

fn scopes(world: &World, random: &mut Random) -> Vec<Rule> {
    // Who creates a contact writes all its fields, so that scopes cannot rely on them.
    let creates = random.chance(20);
    let mut scopes: Vec<Rule> =
        (0..random.between(1, 4)).map(|number| scope(world, number, creates, random)).collect();
    let of_stages = world.leads_to(LED_STAGE).then(|| of_stages(random));
    if random.chance(60) {
        let mut wide = wide(creates, random.chance(40));
        // What is granted without a condition hides what is granted with one.
        wide.clauses.retain(|clause| of_stages.is_none() || clause != MAY_STAGE);
        scopes.push(wide);
    }
    scopes.extend(of_stages);
    scopes
}

/// A scope that grants to write what it asks about: of what will be written nobody knows yet what it will be.
fn of_stages(random: &mut Random) -> Rule {
    let (not, stage) = (random.pick(&["", "not "]), random.pick(&STAGES));
    let clauses = ["for emea_sdr, deal_desk", &format!("where contact.stage is {not}{stage}"), MAY_STAGE];
    Rule { header: "scope of_stages".to_owned(), clauses: clauses.map(str::to_owned).to_vec() }
}

const MAY_STAGE: &str = "may update Contact: title, stage";

/// A scope that grants everything to everybody, so that the rules decide. Who merges contacts chooses whose they are, so that
/// their owner cannot be asked.
fn wide(creates: bool, merges: bool) -> Rule {
    let is_whole = |grant: &&str| !["draft", "suggest", "queue"].iter().any(|level| grant.starts_with(level));
    let grants = GRANTS.iter().map(|(grant, _)| *grant).filter(is_whole);
    let grants = grants.filter(|grant| creates || *grant != "create Contact");
    let grants = grants.filter(|grant| merges || *grant != "merge Contact");
    let mut clauses = vec!["for emea_sdr, deal_desk".to_owned()];
    clauses.extend(grants.map(|grant| format!("may {grant}")));
    Rule { header: "scope wide".to_owned(), clauses }
}

fn scope(world: &World, number: usize, creates: bool, random: &mut Random) -> Rule {
    let agents = ["outreach", "enrichment", "deal_desk", "emea_sdr", "outreach, deal_desk"];
    let mut clauses = vec![format!("for {}", random.pick(&agents))];
    if random.chance(15) {
        clauses.push(format!("in {}", environments(random)));
    }
    let objects: Vec<&Object> =
        world.objects.iter().filter(|object| object.name != "Contact" || !creates).collect();
    let object = *random.pick(&objects);
    let conditional = random.chance(60);
    if conditional {
        let verified = facts_of(world, object.variable, object, true).into_iter();
        let mut facts: Vec<Fact> = verified.filter(|fact| is_verified(fact, world)).collect();
        if facts.iter().any(is_endorsed) && random.chance(40) {
            facts.retain(is_endorsed);
        }
        let topic = Topic { object, facts, past: false };
        clauses.push(format!("where {}", condition(&topic, Polarity::Grants, random.below(2), random)));
    }
    if random.chance(12) {
        clauses.push((*random.pick(&ENDS)).to_owned());
    }
    if random.chance(10) {
        clauses.push(format!("on behalf of {}", random.pick(&ROLES)));
    } else if conditional && random.chance(20) {
        let account = if object.name == "Contact" { ".account" } else { "" };
        let owner = format!("{}{account}.owner", object.variable);
        clauses.push(format!("on behalf of {owner}"));
    }
    let fits = |(grant, on): &&(&str, &str)| {
        (!conditional || *on == object.name) && (creates || *grant != "create Contact")
    };
    let grants: Vec<&str> = GRANTS.iter().filter(fits).map(|(grant, _)| *grant).collect();
    clauses.extend(random.some(&grants).into_iter().map(|grant| format!("may {grant}")));
    Rule { header: format!("scope scope_{number}"), clauses }
}

/// When a grant ends: with a day, or at a moment.
const ENDS: [&str; 4] =
    ["until 2026-03-01", "until 2026-03-29", "until 2026-03-10 12:00", "until 2026-12-31 00:00"];

fn environments(random: &mut Random) -> &'static str {
    random.word(&["sandbox", "production", "sandbox, production"])
}

/// Whether people endorse a fact, where they endorse any.
fn is_endorsed(fact: &Fact) -> bool {
    ["contact.title", "contact.stage"].contains(&fact.path.as_str())
}

/// Whether no agent may write a fact.
fn is_verified(fact: &Fact, world: &World) -> bool {
    world.endorses && is_endorsed(fact)
        || !fact.path.split('.').any(|step| {
            [
                "slack",
                "eager",
                "net",
                "title",
                "score",
                "stage",
                "discount",
                "phase",
                "title_idea",
                "score_idea",
                "score_note",
                "industry",
            ]
            .contains(&step)
        })
}

const GRANTS: [(&str, &str); 28] = [
    ("send_email", "Contact"),
    ("send_email", "Contact"),
    ("suggest send_email", "Contact"),
    ("enrich", "Contact"),
    ("queue enrich in new_domains", "Contact"),
    ("queue enrich in exceptions", "Contact"),
    ("queue send_email in proposals", "Contact"),
    ("queue update Contact: title, stage in proposals", "Contact"),
    ("queue merge Contact in exceptions", "Contact"),
    ("review", "Account"),
    ("update Contact: title, stage", "Contact"),
    ("update Contact: score", "Contact"),
    ("draft update Contact: title", "Contact"),
    ("update Opportunity: discount, phase", "Opportunity"),
    ("draft update Account: industry, region", "Account"),
    ("create Contact", "Contact"),
    ("create Contact: title, score", "Contact"),
    ("draft create Contact except legal_hold", "Contact"),
    ("delete Contact", "Contact"),
    ("read Contact except legal_hold", "Contact"),
    ("read Contact: email, title", "Contact"),
    ("export Contact: title", "Contact"),
    ("update Contact: title_idea, score_idea, score_note", "Contact"),
    ("draft update Contact: score", "Contact"),
    ("merge Contact", "Contact"),
    ("suggest merge Contact", "Contact"),
    ("blend", "Contact"),
    ("assign", "Opportunity"),
];

fn rule(world: &World, number: usize, random: &mut Random) -> Rule {
    let all = actions(world);
    let led: Vec<&On<'_>> = all.iter().filter(|on| world.leads_to(&on.text)).collect();
    // The first one carries the most to ask about, and what others lead to is decided beside them.
    let on = match random.below(100) {
        0..30 => all[0].clone(),
        30..50 if !led.is_empty() => (*random.pick(&led)).clone(),
        _ => random.pick(&all).clone(),
    };
    let shadow = if random.chance(8) { "shadow " } else { "" };
    let mut topic = Topic { object: on.object, facts: on.facts.clone(), past: true };
    let mut text = format!("on {}", on.text);
    if random.chance(20)
        && let Some(other) =
            all.iter().find(|other| other.object.name == on.object.name && other.text != on.text)
    {
        // After a field and a comma comes another field.
        let (first, second) = if on.text.contains(':') { (other, &on) } else { (&on, other) };
        text = format!("on {}, {}", first.text, second.text);
        topic.facts = facts_of(world, on.object.variable, on.object, true);
    }
    if text.contains(": ")
        && text.contains(", ")
        && text.matches(':').count() + text.matches("send_email").count() > 1
    {
        text = format!("on {}", on.text);
        topic.facts.clone_from(&on.facts);
    }
    let mut clauses = vec![text];
    if random.chance(15) {
        clauses.push(format!("for {}", random.pick(&AGENTS)));
    }
    if random.chance(15) {
        let (people, role) = (random.pick(&["people", "people", "agents and people"]), random.pick(&ROLES));
        let except = if random.chance(30) { format!(" except {role}") } else { String::new() };
        clauses.push(format!("for {people}{except}"));
    }
    if random.chance(8) {
        clauses.push(format!("in {}", environments(random)));
    }
    if random.chance(8) {
        clauses.push(format!("tells {}", random.pick(&["revops", "sdr_manager, revops"])));
    }
    of_people(match random.below(9) {
        0..=2 => gate(&topic, &on, shadow, number, clauses, random),
        3 | 4 => stop(&topic, shadow, number, clauses, random),
        5..=7 => limit(&topic, &on, shadow, number, clauses, random),
        _ => require(&topic, shadow, number, clauses, random),
    })
}

/// A rule for people counts per person, and asks nothing of agents.
fn of_people(mut rule: Rule) -> Rule {
    let for_people = |clause: &String| clause.starts_with("for ") && clause.contains("people");
    if !rule.clauses.iter().any(for_people) {
        return rule;
    }
    for clause in rule.clauses.iter_mut().filter(|clause| clause.starts_with("at most")) {
        *clause = clause.replace("per agent", "per principal").replace(", agent", ", principal");
    }
    let of_agents = |clause: &String| !for_people(clause) && clause.contains("agent");
    if rule.clauses.iter().any(of_agents) {
        rule.clauses.retain(|clause| !for_people(clause));
    }
    rule
}

fn conditions(topic: &Topic<'_>, least: usize, clauses: &mut Vec<String>, random: &mut Random) {
    let mut industries = topic.facts.iter().filter(|fact| fact.path.ends_with("account.industry"));
    if let Some(industry) = industries.next_back().filter(|_| random.chance(4)) {
        clauses.push(format!("when {} comes from external", industry.path));
    }
    if topic.facts.iter().any(|fact| fact.path == "new.industry") && random.chance(25) {
        clauses.push("when new.industry comes from external".to_owned());
    }
    if random.chance(7)
        && let Some(turned) = turned_so(topic, Polarity::Restricts, random)
    {
        clauses.push(format!("when {turned}"));
    }
    for _ in 0..random.between(least, least + 1) {
        clauses.push(format!("when {}", condition(topic, Polarity::Restricts, 2, random)));
    }
    if random.chance(25) {
        clauses.push(format!("unless {}", condition(topic, Polarity::Lifts, 1, random)));
    }
}

fn gate(
    topic: &Topic<'_>,
    on: &On<'_>,
    shadow: &str,
    number: usize,
    mut clauses: Vec<String>,
    random: &mut Random,
) -> Rule {
    if random.chance(10) && topic.object.name == "Contact" && !on.text.starts_with("create") {
        clauses.push(format!("for {} of contacts", random.pick(&["10%", "50%", "100%"])));
    }
    conditions(topic, 0, &mut clauses, random);
    let one = clauses.first().is_some_and(|first| *first == format!("on {}", on.text));
    let one_action = clauses.first().is_some_and(|on| !on.contains(", "));
    if on.text == "update Opportunity: discount" && one && random.chance(60) {
        clauses
            .push("when new.discount > largest_discount(opportunity.account, opportunity.phase)".to_owned());
    }
    if on.text == "update Contact: title, stage" && clauses.len() < 3 && random.chance(60) {
        let (not, which) = (random.pick(&["", "not "]), random.pick(&["old", "new", "contact"]));
        clauses.push(format!("when new.stage is {not}in next_stages({which}.stage)"));
    }
    if on.object.name == "Contact" && one_action && random.chance(15) {
        let call = "reach(contact.account, contact.stage, contact.seniority)";
        let op = random.pick(&["<", ">=", "is not", "is"]);
        clauses.push(match random.below(5) {
            4 => format!("when contact.score {op} effort(contact.score)"),
            0 => format!("when contact.score {op} {call}"),
            1 => format!("when contact.score - {call} {op} 1"),
            2 => format!("when {call} * 2 - patience(contact.stage) > contact.score"),
            _ => format!("when contact.score {op} 2 + {call}"),
        });
    }
    if on.text == "update Contact: score" && one && random.chance(60) {
        let op = random.pick(&["<", ">=", "is not", "is"]);
        clauses.push(format!("when new.score {op} patience(old.stage)"));
    }
    let reads = clauses.first().is_some_and(|on| !on.contains(", ") || on.matches(' ').count() < 6)
        && (on.text.starts_with("read ") || on.text.starts_with("export "));
    let redirected = match clauses.first().map(String::as_str) {
        Some("on update Contact: title") => Some("title_idea"),
        Some("on update Contact: score") => Some(*random.pick(&["score_idea", "score_idea", "score_note"])),
        Some("on update Contact: score_idea") => Some("score_note"),
        _ => None,
    };
    if let Some(field) = redirected.filter(|_| random.chance(60)) {
        clauses.push(format!("is kept as a draft, and {field} is written instead"));
        return Rule { header: format!("{shadow}gate rule_{number} \"A person looks first\""), clauses };
    }
    clauses.push(if reads && random.chance(50) { "is masked".to_owned() } else { outcome(topic, random) });
    let goes_on = clauses.last().is_some_and(|last| is_escalating(last));
    if random.chance(30) && !goes_on {
        // Two outcomes, of which the stricter one counts.
        clauses.push(
            std::iter::repeat_with(|| outcome(topic, random))
                .find(|it| !is_escalating(it))
                .expect("some do not"),
        );
    }
    Rule { header: format!("{shadow}gate rule_{number} \"A person looks first\""), clauses }
}

/// Whether somebody else is asked when a time has passed.
fn is_escalating(outcome: &str) -> bool {
    outcome.contains("otherwise needs") || outcome.contains("otherwise waits")
}

/// What a gate does.
fn outcome(topic: &Topic<'_>, random: &mut Random) -> String {
    let owners: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Person).collect();
    match random.below(9) {
        8 if owners.is_empty() || random.chance(50) => {
            let within =
                random.pick(&["", " within 4 hours", " within 1 day", " within 2 working days of office"]);
            format!("is read afterwards by {}{within}", random.pick(&ROLES))
        }
        8 => format!("is read afterwards by {} within 2 days", random.pick(&owners).path),
        0 => "waits in new_domains".to_owned(),
        1 => "is kept as a draft".to_owned(),
        2 => "is only suggested".to_owned(),
        _ => approval(topic, random),
    }
}

fn approval(topic: &Topic<'_>, random: &mut Random) -> String {
    let role = random.pick(&ROLES);
    let owners: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Person).collect();
    let owner = if owners.is_empty() { role.to_string() } else { random.pick(&owners).path.clone() };
    let other = random.pick(&ROLES);
    match random.below(12) {
        0 if random.chance(40) => format!("needs confirmation from {owner}"),
        0 => format!("needs approval from {owner}"),
        1 => format!("needs approval from {owner}, then {role}"),
        2 => format!("needs approval from 2 of {role}"),
        3 => {
            let otherwise = random.pick(&["stop", "is kept as a draft", "is only suggested"]);
            let within = random.pick(&["4 hours", "4 hours of office", "1 working day of office"]);
            format!("needs approval from {role} within {within}, otherwise {otherwise}")
        }
        11 if random.chance(70) => {
            let size = random.pick(&["2", "50"]);
            let within = random.pick(&["", " within 4 hours, otherwise stop"]);
            format!("needs approval from {role} in batches of {size}{within}")
        }
        4 => format!("needs approval from {role} and {owner}"),
        5 if random.chance(30) => format!("needs confirmation from {role} or {owner}"),
        5 => format!("needs approval from {role} or {owner}"),
        6 => format!("needs approval from {role} or {other}, then {owner} or {role}"),
        7 if !owners.is_empty() => {
            let second = random.pick(&owners).path.clone();
            format!("needs approval from {role} or {owner}, other than {second}")
        }
        9 => {
            let within = random.pick(&["1 day", "2 hours of office", "1 working day of office"]);
            let last = random.pick(&["needs approval from revops", "stop", "waits in new_domains"]);
            format!(
                "needs approval from {role} within 4 hours, otherwise needs approval from {owner} within {within}, otherwise {last}"
            )
        }
        10 => format!("needs approval from {role} within 1 day, otherwise needs approval from 2 of {other}"),
        8 if !owners.is_empty() => {
            let second = random.pick(&owners).path.clone();
            format!("needs approval from {role} and {other}, other than {owner}, {second}, then 2 of {role}")
        }
        _ => format!("needs approval from {role}"),
    }
}

fn stop(
    topic: &Topic<'_>,
    shadow: &str,
    number: usize,
    mut clauses: Vec<String>,
    random: &mut Random,
) -> Rule {
    // A latch by itself turns on who has released it, and when.
    match topic.object.name {
        "Contact" if random.chance(35) => {
            clauses.push(format!("when contact has {}", random.pick(&["replied", "bounced"])));
        }
        _ => conditions(topic, 1, &mut clauses, random),
    }
    if clauses.iter().any(|clause| clause.contains(" has ")) {
        clauses.push(match random.below(4) {
            0 => "for good".to_owned(),
            1 => "for 7 days".to_owned(),
            2 => "until released by sdr_manager".to_owned(),
            _ => "until released by sdr_manager, revops".to_owned(),
        });
    }
    Rule { header: format!("{shadow}stop rule_{number}"), clauses }
}

fn limit(
    topic: &Topic<'_>,
    on: &On<'_>,
    shadow: &str,
    number: usize,
    mut clauses: Vec<String>,
    random: &mut Random,
) -> Rule {
    if random.chance(25) {
        conditions(topic, 0, &mut clauses, random);
    }
    let key = match topic.object.name {
        "Contact" => *random.pick(&[
            "per contact",
            "per contact.account",
            "per agent",
            "per contact.email.domain",
            "per contact.email.domain.registrable",
            "per contact.email.mailbox, contact.email.domain",
            "per contact, agent",
        ]),
        "Opportunity" => *random.pick(&["per opportunity", "per opportunity.account", "per agent"]),
        _ => *random.pick(&["per account", "per agent", "per account.region"]),
    };
    let window = random.pick(&[
        "in 1 hour",
        "in 1 day",
        "in 7 days",
        "each day",
        "each month",
        "in 2 working days of office_hours",
        "in 6 working hours of weekends",
        "each week in \"America/New_York\"",
    ]);
    let window = match since(topic.object.name, key, random) {
        Some(since) if random.chance(20) => since,
        _ if random.chance(8) => "this session",
        _ if random.chance(10) => "still in flight",
        _ if topic.object.name == "Contact" && random.chance(8) => "each day in contact.zone",
        Some(_) | None => window,
    };
    let several = clauses[0] != format!("on {}", on.text);
    let counted = match random.below(4) {
        0 if on.text == "enrich" && clauses[0] == "on enrich" => {
            let most = constant(&Kind::Money, random);
            let most = if most == "0 USD" { "100 USD".to_owned() } else { most };
            format!("at most {most} of request.cost {key} {window}")
        }
        1 => format!(
            "at most {} {} {key} {window}",
            random.between(1, 2),
            if key == "per agent" || key.ends_with(", agent") { "accounts" } else { "agent" }
        ),
        2 if random.chance(40) => {
            let (cap, optional) = cap(topic, random);
            if optional {
                clauses.push(format!("unless {cap} is empty"));
            }
            format!("at most {cap} {key} {window}")
        }
        _ => {
            let each = if several && random.chance(50) { " each" } else { "" };
            format!("at most {}{each} {key} {window}", random.between(1, 3))
        }
    };
    clauses.push(counted);
    let otherwise = match random.below(5) {
        0 => approval(topic, random),
        1 => "is kept as a draft".to_owned(),
        2 | 3 => "stop until there is room".to_owned(),
        _ => "stop".to_owned(),
    };
    clauses.push(format!("otherwise {otherwise}"));
    Rule { header: format!("{shadow}limit rule_{number}"), clauses }
}

/// A cap that depends on the request: a fact, or what a table says.
/// A cap, and whether it may be empty.
fn cap(topic: &Topic<'_>, random: &mut Random) -> (String, bool) {
    let known = |fact: &&Fact| fact.kind == Kind::Number;
    let numbers: Vec<&Fact> = topic.facts.iter().filter(known).collect();
    match topic.object.name {
        "Contact" if random.chance(50) => ("patience(contact.stage)".to_owned(), false),
        _ if !numbers.is_empty() => {
            let number = random.pick(&numbers);
            (number.path.clone(), number.optional)
        }
        _ => ("2".to_owned(), false),
    }
}

fn require(
    topic: &Topic<'_>,
    shadow: &str,
    number: usize,
    mut clauses: Vec<String>,
    random: &mut Random,
) -> Rule {
    if random.chance(30) {
        conditions(topic, 0, &mut clauses, random);
    }
    clauses.push(condition(topic, Polarity::Lifts, 1, random));
    clauses.push(format!(
        "otherwise {}",
        random.pick(&["stop", "is kept as a draft", "needs approval from revops"])
    ));
    Rule { header: format!("{shadow}require rule_{number}"), clauses }
}
