//! Conditions, as text.

use super::random::Random;
use super::world::{AGENTS, DOMAINS, Field, Kind, Object, PEOPLE, TEXTS, World};

/// A fact that a condition may read.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) path: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// Whether it is worked out from others.
    pub(crate) worked_out: bool,
}

/// What a condition stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polarity {
    /// A scope's `where`.
    Grants,
    /// `when` and a limit.
    Restricts,
    /// `unless`, and what is required.
    Lifts,
}

/// What there is to ask about in one rule.
#[derive(Debug, Clone)]
pub(crate) struct Topic<'w> {
    /// The object that the rule's actions are on.
    pub(crate) object: &'w Object,
    /// The facts of these actions.
    pub(crate) facts: Vec<Fact>,
    /// Whether the ledger may be asked.
    pub(crate) past: bool,
}

/// The facts of an object: its fields, those of what it refers to, the domain of its address.
pub(crate) fn facts_of(world: &World, variable: &str, object: &Object, deep: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    for field in &object.fields {
        let path = format!("{variable}.{}", field.name);
        if let (Kind::Object(name), true) = (&field.kind, deep) {
            let inner = facts_of(world, &path, world.object(name), false);
            facts.extend(
                inner.into_iter().map(|fact| Fact { optional: fact.optional || field.optional, ..fact }),
            );
        }
        if field.kind == Kind::Email {
            facts.push(Fact {
                path: format!("{path}.domain"),
                kind: Kind::Domain,
                optional: field.optional,
                worked_out: false,
            });
        }
        facts.push(fact(path, field));
    }
    for line in object.derived().iter().filter(|line| !matches!(line.field.kind, Kind::Object(_))) {
        let path = format!("{variable}.{}", line.field.name);
        facts.push(Fact { worked_out: line.worked_out, ..fact(path, &line.field) });
    }
    if object.name == "Opportunity" && deep {
        facts.extend(facts_of(world, &format!("{variable}.buyer"), world.object("Account"), false));
    }
    facts
}

pub(crate) fn fact(path: String, field: &Field) -> Fact {
    Fact { path, kind: field.kind.clone(), optional: field.optional, worked_out: false }
}

/// A condition of some depth.
pub(crate) fn condition(topic: &Topic<'_>, polarity: Polarity, depth: usize, random: &mut Random) -> String {
    if depth == 0 || random.chance(45) {
        return test(topic, polarity, random);
    }
    let inner = |random: &mut Random| condition(topic, polarity, depth - 1, random);
    match random.below(5) {
        0 => format!("({} or {})", inner(random), inner(random)),
        1 => format!("({}) and ({})", inner(random), inner(random)),
        2 => format!("not ({})", condition(topic, turned(polarity), depth - 1, random)),
        _ => format!(
            "{} {} {}",
            test(topic, polarity, random),
            random.pick(&["and", "or"]),
            test(topic, polarity, random)
        ),
    }
}

fn turned(polarity: Polarity) -> Polarity {
    match polarity {
        Polarity::Grants => Polarity::Grants,
        Polarity::Restricts => Polarity::Lifts,
        Polarity::Lifts => Polarity::Restricts,
    }
}

fn test(topic: &Topic<'_>, polarity: Polarity, random: &mut Random) -> String {
    let lists = topic.facts.iter().find(|fact| fact.kind == Kind::Claims);
    if let Some(list) = lists.filter(|_| random.chance(25)) {
        return claims(topic, &list.path, polarity, random);
    }
    let tags = topic.facts.iter().filter(|fact| fact.kind == Kind::Tags).collect::<Vec<_>>();
    if !tags.is_empty() && random.chance(6) {
        return self::tags(topic, &random.pick(&tags).path, polarity, random);
    }
    if polarity != Polarity::Grants
        && random.chance(6)
        && let Some(turned) = turned_so(topic, polarity, random)
    {
        return turned;
    }
    match random.below(12) {
        0 | 1 if topic.past && polarity != Polarity::Grants => past(topic, random),
        2 => around(topic, polarity, random),
        4 if topic.object.name == "Contact" && polarity != Polarity::Grants && random.chance(30) => {
            format!("{}keen", random.pick(&["", "not "]))
        }
        3 if random.chance(40) => {
            format!(
                "count of targets {} {}",
                random.pick(&["is", ">", "<", ">=", "is not"]),
                random.between(1, 2)
            )
        }
        _ => {
            let fact = random.pick(&topic.facts).clone();
            let about = about(topic, &fact, polarity, random);
            if polarity == Polarity::Grants && fact.optional {
                return format!("{} is not empty and {about}", fact.path);
            }
            about
        }
    }
}

/// Whether more than so much working time has passed since a moment.
fn aged(path: &str, random: &mut Random) -> String {
    let length = random.pick(&["2 working days", "1 working day", "1 hour", "3 hours", "20 working hours"]);
    let calendar = random.pick(&["office_hours", "weekends"]);
    format!("{path} is {}older than {length} of {calendar}", random.pick(&["", "", "not "]))
}

/// What is so of one version of an object and not of another, as where it becomes won: of what is left alone, both cannot be.
pub(crate) fn turned_so(topic: &Topic<'_>, polarity: Polarity, random: &mut Random) -> Option<String> {
    let versions = [topic.object.variable, "old", "new"];
    let version_of = |fact: &Fact| {
        let root = fact.path.split('.').next()?;
        versions.into_iter().find(|version| *version == root)
    };
    if !topic.facts.iter().any(|fact| version_of(fact) == Some("new")) {
        return None;
    }
    let fact = random.pick(&topic.facts).clone();
    let of = version_of(&fact)?;
    if topic.object.name == "Contact" && random.chance(50) {
        // Most of all the new values of both, of which the request may write one.
        let of = if random.chance(40) { "new" } else { of };
        let with = if random.chance(50) { of } else { *random.pick(&versions) };
        return Some(of_two_fields(&versions, of, with, random));
    }
    let test = about(topic, &fact, polarity, random);
    let other = *random.pick(&versions.into_iter().filter(|version| *version != of).collect::<Vec<_>>());
    // What may be asked of knowledge is not the same on both sides of a `not`.
    if ["is given", "not given", "is known", "not known", "external"].iter().any(|asks| test.contains(asks)) {
        return None;
    }
    let of_other = test.replace(&format!("{of}."), &format!("{other}."));
    Some(format!("(({test}) and not ({of_other}))"))
}

/// What is so of two fields of a contact, each of some version, and not of others: an update may write one of the two and
/// leave the other.
fn of_two_fields(versions: &[&str; 3], of: &str, with: &str, random: &mut Random) -> String {
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    if random.chance(25) {
        // The same field of one version, and of another.
        let mut versions = *versions;
        versions.rotate_left(random.below(3));
        let [one, two, three] = versions;
        return format!("(({one}.score {op} {two}.score) and not ({three}.score {op} {two}.score))");
    }
    let number = random.pick(&["score_idea", "score_note"]);
    let of_some = match random.below(4) {
        0 => format!("ONE.title {} TWO.title_idea", random.pick(&["is", "is not"])),
        1 => "ONE.created is inside office_hours in TWO.zone".to_owned(),
        2 => format!("ONE.score + TWO.{number} {op} {}", constant(&Kind::Number, random)),
        _ => format!("ONE.score {op} TWO.{number}"),
    };
    let of_these = |of: &str, with: &str| of_some.replace("ONE", of).replace("TWO", with);
    let (other, another) = (*random.pick(versions), *random.pick(versions));
    let turned = match random.below(5) {
        0 | 1 => of_these(other, with),
        2 | 3 => of_these(of, other),
        _ => of_these(other, another),
    };
    format!("(({}) and not ({turned}))", of_these(of, with))
}

/// Something about who asks, for whom and where.
fn around(topic: &Topic<'_>, polarity: Polarity, random: &mut Random) -> String {
    match random.below(6) {
        0 => format!(
            "environment {} {}",
            random.pick(&["is", "is not"]),
            random.pick(&["sandbox", "production"])
        ),
        1 if polarity != Polarity::Grants => principal(topic, random),
        _ => agent(random),
    }
}

fn principal(topic: &Topic<'_>, random: &mut Random) -> String {
    let people: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Person).collect();
    match random.below(3) {
        0 => format!("principal is {}", random.pick(&["empty", "not empty", "given"])),
        1 if !people.is_empty() => {
            format!("principal {} {}", random.pick(&["is", "is not"]), random.pick(&people).path)
        }
        _ => format!("principal {} {:?}", random.pick(&["is", "is not"]), random.pick(&PEOPLE)),
    }
}

fn agent(random: &mut Random) -> String {
    let agent = random.pick(&AGENTS);
    match random.below(3) {
        0 => format!("agent is {agent}"),
        1 => format!("agent is not {agent}"),
        _ => "agent is in emea_sdr".to_owned(),
    }
}

/// A question about one fact.
fn about(topic: &Topic<'_>, fact: &Fact, polarity: Polarity, random: &mut Random) -> String {
    if fact.kind == Kind::Zone || fact.kind == Kind::Instant && random.chance(30) {
        return hours(topic, fact, polarity, random);
    }
    if random.chance(12) && !matches!(fact.kind, Kind::Claims | Kind::Tags) && !fact.worked_out {
        return knowledge(fact, polarity, random);
    }
    if polarity != Polarity::Grants
        && random.chance(15)
        && let Some(pair) = pair(topic, fact, random)
    {
        return pair;
    }
    if polarity != Polarity::Grants
        && random.chance(20)
        && let Some(reckoned) = reckoned(topic, fact, random)
    {
        return reckoned;
    }
    let path = &fact.path;
    match &fact.kind {
        Kind::Text if polarity != Polarity::Grants && random.chance(12) => {
            let values = [format!("\"{}\"", random.pick(&TEXTS)), another_text(topic, path, random)];
            format!("{path} is {}in ({})", random.pick(&["", "not "]), values.join(", "))
        }
        Kind::Text => text(path, random),
        Kind::Number | Kind::Percent | Kind::Money | Kind::Duration | Kind::Instant | Kind::Date => {
            let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
            match fact.kind {
                Kind::Instant if random.chance(50) => aged(path, random),
                Kind::Instant | Kind::Date if random.chance(60) => {
                    format!(
                        "{path} is {}older than {}",
                        random.pick(&["", "", "not "]),
                        random.pick(&DURATIONS)
                    )
                }
                _ => format!("{path} {op} {}", constant(&fact.kind, random)),
            }
        }
        Kind::YesNo => match random.below(4) {
            1 if fact.worked_out => path.clone(),
            0 => format!("not {path}"),
            1 => format!("{path} is {}", random.pick(&["yes", "no"])),
            _ => path.clone(),
        },
        Kind::OneOf(values) => one_of(path, values, random),
        Kind::Email if polarity != Polarity::Grants && random.chance(25) => match random.below(3) {
            0 => format!("{path}.mailbox is {}in (\"jane\", \"x\")", random.pick(&["", "not "])),
            1 => format!("{path}.mailbox {} \"joe\"", random.pick(&["is", "is not", "starts with"])),
            _ => format!("{path}.mailbox does not contain \"jane\""),
        },
        Kind::Email => match random.below(4) {
            0 => format!("{path} is \"{}\"", random.pick(&["jane@acme.com", "JOE@Mail.Acme.com"])),
            1 => format!("{path} contains \"jane\""),
            _ => inside(topic, path, random),
        },
        Kind::Domain if polarity != Polarity::Grants && random.chance(25) => match random.below(3) {
            0 => inside(topic, &format!("{path}.registrable"), random),
            1 => format!("{path}.registrable is {}in known_domains", random.pick(&["", "not "])),
            _ => format!("{path}.registrable {} \"acme.com\"", random.pick(&["is", "is not"])),
        },
        Kind::Domain => match random.below(4) {
            0 => format!("{path} is \"{}\"", random.pick(&DOMAINS)),
            1 => format!("{path} is {}in known_domains", random.pick(&["", "not "])),
            _ => inside(topic, path, random),
        },
        Kind::Zone => hours(topic, fact, polarity, random),
        Kind::Person => format!("{path} is {}\"{}\"", random.pick(&["", "not "]), random.pick(&PEOPLE)),
        Kind::Claims => claims(topic, path, polarity, random),
        Kind::Tags => tags(topic, path, polarity, random),
        Kind::Object(_) => format!("{path} is {}enterprise", random.pick(&["", "not ", "in ", "not in "])),
    }
}

/// Whether it is working time: now, or at another moment; here, or in the zone of a fact.
fn hours(topic: &Topic<'_>, fact: &Fact, polarity: Polarity, random: &mut Random) -> String {
    let (word, calendar) = (random.pick(&["inside", "outside"]), random.pick(&["office_hours", "weekends"]));
    let instants: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Instant).collect();
    let at = if instants.is_empty() || polarity == Polarity::Grants || random.chance(50) {
        "now"
    } else {
        &random.pick(&instants).path
    };
    match fact.kind {
        Kind::Zone => format!("{at} is {word} {calendar} in {}", fact.path),
        _ => format!("{} is {word} {calendar}", fact.path),
    }
}

/// A test of something that is worked out from a fact.
fn reckoned(topic: &Topic<'_>, fact: &Fact, random: &mut Random) -> Option<String> {
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    let (path, constant_of) = (&fact.path, |random: &mut Random| constant(&fact.kind, random));
    let figure = topic.facts.iter().find(|fact| fact.kind == Kind::Claims);
    Some(match fact.kind {
        Kind::Number => match (random.below(6), figure) {
            (0, _) => format!("100 - {path} {op} {}", constant_of(random)),
            (1, _) => format!("-{path} {op} {}", constant_of(random)),
            (2, _) => format!("{path} * {} {op} 1.5", random.pick(&["0.5", "2", "-3"])),
            (3 | 4, Some(list)) => {
                let kept = random.pick(&["", " where (claim.weight > 1)"]);
                let figure = random.pick(&["count of claim", "sum of claim.weight for claim"]);
                let reckoned = random.pick(&["* 0.5", "* -2", "* 0.000000001", "- 1"]);
                format!("({figure} in {}{kept}) {reckoned} {op} {path}", list.path)
            }
            _ => format!("{path} * {path} {op} 2 * 3 - {}", random.pick(&["2", "0.5"])),
        },
        Kind::Money => match random.below(3) {
            0 => format!("{path} * {} {op} {}", random.pick(&["10%", "2", "0.5"]), constant_of(random)),
            1 => format!("1_000 USD - {path} {op} {}", constant_of(random)),
            _ => format!("{path} {op} 10% * 1_000 USD"),
        },
        Kind::Percent => format!("100% - {path} {op} {}", constant_of(random)),
        Kind::Duration => format!("{path} * 2 {op} {}", constant_of(random)),
        Kind::Instant => match random.below(2) {
            0 => format!("{path} + 1 day {op} now"),
            _ => format!("now - {path} {op} {}", random.pick(&DURATIONS)),
        },
        Kind::Date => format!("today - {path} {op} {}", random.pick(&["1 day", "24 hours", "2 days"])),
        Kind::Text | Kind::YesNo | Kind::Email | Kind::Domain | Kind::Person | Kind::Zone => return None,
        Kind::OneOf(_) | Kind::Claims | Kind::Tags | Kind::Object(_) => return None,
    })
}

/// What may be asked of knowledge without losing some loosening anything.
fn knowledge(fact: &Fact, polarity: Polarity, random: &mut Random) -> String {
    let path = &fact.path;
    if fact.optional && random.chance(60) {
        return format!("{path} is {}empty", random.pick(&["", "not "]));
    }
    // Where the vocabulary may have settled it, the checker says so, and nobody has to be told what else is not known.
    let is_settled = path.split('.').next_back() == Some("industry") && path != "new.industry";
    if !path.starts_with("request.") && !is_settled && random.chance(30) {
        return match polarity {
            Polarity::Restricts => format!("{path} comes from external"),
            Polarity::Grants | Polarity::Lifts => format!("{path} does not come from external"),
        };
    }
    let word = random.pick(&["given", "known"]);
    match polarity {
        Polarity::Restricts => format!("{path} is not {word}"),
        Polarity::Grants | Polarity::Lifts => format!("{path} is {word}"),
    }
}

/// A comparison with another fact of the same type.
fn pair(topic: &Topic<'_>, fact: &Fact, random: &mut Random) -> Option<String> {
    let alike: Vec<&Fact> =
        topic.facts.iter().filter(|other| other.kind == fact.kind && other.path != fact.path).collect();
    let other = (!alike.is_empty()).then(|| (*random.pick(&alike)).clone())?;
    let (left, right) = (&fact.path, &other.path);
    match fact.kind {
        Kind::Number | Kind::Money | Kind::Percent | Kind::Duration if random.chance(40) => {
            let (sign, op) = (random.pick(&["+", "-"]), random.pick(&["<", "<=", ">", ">="]));
            Some(format!("{left} {sign} {right} {op} {}", constant(&fact.kind, random)))
        }
        Kind::Instant | Kind::Date if random.chance(50) => {
            let op = random.pick(&["<", "<=", ">", ">=", "is"]);
            Some(match random.below(3) {
                0 => format!("{left} is {}older than {right}", random.pick(&["", "not "])),
                1 => format!("{left} - {right} {op} {}", random.pick(&DURATIONS)),
                _ => format!("{right} - {left} {op} 1 day"),
            })
        }
        Kind::Number
        | Kind::Money
        | Kind::Percent
        | Kind::Instant
        | Kind::Date
        | Kind::Duration
        | Kind::OneOf(_) => Some(compared(left, &["<", "<=", ">", ">=", "is", "is not"], right, random)),
        Kind::Text | Kind::Person | Kind::Email | Kind::Domain => {
            Some(compared(left, &["is", "is not"], right, random))
        }
        Kind::YesNo | Kind::Claims | Kind::Tags | Kind::Object(_) | Kind::Zone => None,
    }
}

/// One comparison of two values, or two that name them in either order.
fn compared(left: &str, ops: &[&str], right: &str, random: &mut Random) -> String {
    let once = format!("{left} {} {right}", random.pick(ops));
    if !random.chance(25) {
        return once;
    }
    format!("(({once}) {} ({right} {} {left}))", random.pick(&["and", "or"]), random.pick(ops))
}

fn text(path: &str, random: &mut Random) -> String {
    let constant = random.pick(&TEXTS);
    match random.below(11) {
        10 => format!("{path} {} industries", random.pick(&["contains", "does not contain"])),
        9 => format!(
            "{path} {} (\"ceo\", \"care\")",
            random.pick(&["contains", "starts with", "does not contain"])
        ),
        8 => format!(
            "{path} does not {}",
            random.pick(&["start with \"ban\"", "end with \"ce\"", "match /^[a-z]+$/"])
        ),
        0 => format!("{path} is \"{constant}\""),
        1 => format!("{path} is not \"{constant}\""),
        2 => format!("{path} is in industries"),
        3 => format!("{path} is not in (\"{constant}\", \"sales\")"),
        4 => format!("{path} contains \"{}\"", random.pick(&["sales", "head of", "care"])),
        5 => format!("{path} does not contain \"ceo\""),
        6 => format!(
            "{path} {} \"{}\"",
            random.pick(&["starts with", "ends with"]),
            random.pick(&["in", "ce", "Head", "s"])
        ),
        _ => format!("{path} matches /{}/", random.pick(&["^in.*e$", "ea", "[A-Z]{3}"])),
    }
}

fn one_of(path: &str, values: &[&str], random: &mut Random) -> String {
    let value = random.pick(values);
    match random.below(6) {
        0 => format!("{path} is not {value}"),
        1 => format!("{path} is {value} or {}", random.pick(&["above", "below"])),
        2 => format!("{path} is {}in ({value}, {})", random.pick(&["", "not "]), random.pick(values)),
        _ => format!("{path} is {value}"),
    }
}

fn inside(topic: &Topic<'_>, path: &str, random: &mut Random) -> String {
    let word = random.pick(&["inside", "outside"]);
    let domains: Vec<&Fact> =
        topic.facts.iter().filter(|fact| fact.kind == Kind::Domain && !fact.path.starts_with(path)).collect();
    match random.below(3) {
        0 if !domains.is_empty() => format!("{path} is {word} {}", random.pick(&domains).path),
        1 => format!("{path} is {word} known_domains"),
        _ => format!("{path} is {word} \"{}\"", random.pick(&DOMAINS)),
    }
}

/// The path of another text than one, where there is any.
fn another_text(topic: &Topic<'_>, than: &str, random: &mut Random) -> String {
    let others =
        topic.facts.iter().filter(|fact| fact.kind == Kind::Text && fact.path != than && !fact.worked_out);
    let others: Vec<&Fact> = others.collect();
    if others.is_empty() { format!("\"{}\"", random.pick(&TEXTS)) } else { random.pick(&others).path.clone() }
}

/// A question about a list of texts.
fn tags(topic: &Topic<'_>, path: &str, polarity: Polarity, random: &mut Random) -> String {
    let contains = random.pick(&["contains", "does not contain"]);
    let text = random.pick(&TEXTS);
    match random.below(7) {
        0 => format!("{path} {contains} (\"{text}\", \"{}\")", random.pick(&TEXTS)),
        1 => format!("{path} {contains} industries"),
        2 | 3 if polarity != Polarity::Grants => {
            format!("{path} {contains} {}", another_text(topic, path, random))
        }
        4 => {
            let word = random.pick(&["any", "every", "no"]);
            format!("{word} tag in {path}: (tag {} \"{text}\")", random.pick(&["is", "is not", "contains"]))
        }
        5 => format!("count of tag in {path} where (tag contains \"sales\") >= {}", random.between(1, 2)),
        _ => format!("{path} {contains} \"{text}\""),
    }
}

fn claims(topic: &Topic<'_>, path: &str, polarity: Polarity, random: &mut Random) -> String {
    let asked = about_claims(topic, path, polarity, random);
    // What an element is called says nothing.
    if random.chance(10) { asked.replace("claim in", "one in").replace("claim.", "one.") } else { asked }
}

fn about_claims(topic: &Topic<'_>, path: &str, polarity: Polarity, random: &mut Random) -> String {
    let word = random.pick(&["any", "every", "no"]);
    let inner = |random: &mut Random| match random.below(5) {
        0 => "claim.source is empty".to_owned(),
        1 => format!("claim.weight > {}", constant(&Kind::Number, random)),
        2 => format!("claim.text contains \"{}\"", random.pick(&["sales", "care"])),
        3 => format!("claim.source is \"{}\"", random.pick(&TEXTS)),
        _ => {
            let outer: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Number).collect();
            let outer = outer.first().map_or("3".to_owned(), |fact| fact.path.clone());
            format!("claim.weight < {outer}")
        }
    };
    match random.below(9) {
        5.. => list_figure(topic, path, polarity, inner, random),
        0 if polarity == Polarity::Lifts => format!("every claim in {path}: (claim.source is given)"),
        1 => {
            let join = random.pick(&["and", "or"]);
            let (first, second) = (inner(random), inner(random));
            match random.below(5) {
                0 => format!("{word} claim in {path}: ({first} {join} {second} {join} {first})"),
                // The same, asked twice in other words: both cannot be.
                4 if polarity != Polarity::Grants => {
                    let again = format!("{second} {join} {first}").replace("claim.", "one.");
                    format!(
                        "({word} claim in {path}: ({first} {join} {second}) and not ({word} one in {path}: ({again})))"
                    )
                }
                1 => format!("{word} claim in {path}: (not ({first} {join} {second}))"),
                _ => format!("{word} claim in {path}: ({first} {join} {second})"),
            }
        }
        _ => format!("{word} claim in {path}: ({})", inner(random)),
    }
}

/// How many claims there are, or what their weights add up to, beside a constant, a fact or another such figure.
fn list_figure(
    topic: &Topic<'_>,
    path: &str,
    polarity: Polarity,
    inner: impl Fn(&mut Random) -> String,
    random: &mut Random,
) -> String {
    let figure = |random: &mut Random| {
        let kept = if random.chance(75) { format!(" where ({})", inner(random)) } else { String::new() };
        if random.chance(50) {
            format!("count of claim in {path}{kept}")
        } else {
            format!("sum of claim.weight for claim in {path}{kept}")
        }
    };
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    let numbers: Vec<&Fact> = topic.facts.iter().filter(|fact| fact.kind == Kind::Number).collect();
    match random.below(6) {
        0 if polarity == Polarity::Lifts => {
            format!("count of claim in {path} where (claim.source is given) >= {}", random.between(1, 2))
        }
        0 if polarity == Polarity::Restricts => {
            format!("count of claim in {path} where (claim.source is given) < {}", random.between(1, 2))
        }
        1 => format!("{} {op} {}", figure(random), figure(random)),
        2 if !numbers.is_empty() => format!("{} {op} {}", figure(random), random.pick(&numbers).path),
        // How many there are is never two and a half: asking that reads nothing.
        _ if op.starts_with("is") => format!("{} {op} {}", figure(random), random.below(4)),
        _ => format!("{} {op} {}", figure(random), random.pick(&["0", "1", "2", "3", "2.5", "10", "-1"])),
    }
}

pub(crate) const DURATIONS: [&str; 4] = ["1 hour", "24 hours", "7 days", "90 minutes"];

/// A constant of an ordered type.
pub(crate) fn constant(kind: &Kind, random: &mut Random) -> String {
    match kind {
        Kind::Percent => (*random.pick(&["5%", "10%", "0%", "12.5%", "100%"])).to_owned(),
        Kind::Money => (*random.pick(&["0 USD", "100 USD", "1_000 USD", "0.01 USD", "250.5 USD"])).to_owned(),
        Kind::Duration => (*random.pick(&DURATIONS)).to_owned(),
        Kind::Instant => {
            (*random.pick(&["2026-03-02 09:00", "2026-02-01 00:00", "2026-03-29 03:30"])).to_owned()
        }
        Kind::Date => (*random.pick(&["2026-03-02", "2025-12-31", "2026-02-28"])).to_owned(),
        _ => (*random.pick(&["0", "1", "3", "10", "1_000", "0.5", "-2"])).to_owned(),
    }
}

pub(crate) const WINDOWS: [&str; 13] = [
    "in 1 hour",
    "in 1 day",
    "in 7 days",
    "in 30 days",
    "in 1 working day of office_hours",
    "in 3 working days of office_hours",
    "in 12 hours of office_hours",
    "ever",
    "today",
    "this week",
    "this month",
    "this month in \"America/New_York\"",
    "each day in \"Asia/Kathmandu\"",
];

/// A question to the ledger.
fn past(topic: &Topic<'_>, random: &mut Random) -> String {
    let variable = topic.object.variable;
    let keys: Vec<String> = match topic.object.name {
        "Contact" => vec![
            " to contact".to_owned(),
            " to contact.account".to_owned(),
            " by agent".to_owned(),
            String::new(),
        ],
        "Opportunity" => vec![" to opportunity.account".to_owned(), " by agent".to_owned()],
        _ => vec![format!(" to {variable}")],
    };
    let key = random.pick(&keys).clone();
    let window = &window(topic, &key, random);
    let few = random.below(3);
    // Signals come from the world and not from an agent.
    let about = if key == " by agent" { String::new() } else { key.clone() };
    if random.chance(12)
        && let Some(compared) = compared_figure(topic, &key, window, random)
    {
        return compared;
    }
    if random.chance(35) {
        return touched_or_ago(topic, &key, window, random);
    }
    if random.chance(25) {
        return so_far(&key, window, random);
    }
    match random.below(13) {
        9 => format!("any merge Contact{key} {window}"),
        10 if topic.object.name == "Contact" => format!("no assign{key} {window}"),
        0 => format!("no send_email{key} {window}"),
        1 => format!("any enrich{key} {window}"),
        2 => format!("count of send_email{key} {window} > {few}"),
        3 => format!("count of replied{about} where its.automatic {} >= {few}", of_signals(window)),
        4 => format!(
            "sum of cost of enrich{key} {window} > {}",
            random.pick(&["100 USD", "0 USD", "250.5 USD"])
        ),
        5 if topic.object.name == "Contact" && random.chance(30) => {
            format!("unanswered {} {}", random.pick(&["<", ">=", "is"]), random.below(3))
        }
        5 | 11 | 12 if topic.object.name == "Contact" => {
            (*random.pick(&["bounce_rate > 25%", "hard_bounces >= 50%", "hard_bounces < 40%"])).to_owned()
        }
        6 if topic.object.name == "Contact" => {
            format!("contact has {}bounced where its.kind is hard", random.pick(&["", "not "]))
        }
        7 if topic.object.name == "Contact" => "contact has replied, except where its.automatic".to_owned(),
        8 => match topic.object.name {
            "Contact" => "contact.account has churned".to_owned(),
            "Opportunity" => "opportunity.account has churned".to_owned(),
            _ => "account has churned".to_owned(),
        },
        _ => format!("any replied{about} {}", of_signals(window)),
    }
}

/// How far something has come that an agent asked for.
fn so_far(key: &str, window: &str, random: &mut Random) -> String {
    let action =
        random.pick(&["send_email", "send_email", "enrich", "update Contact", "update Contact: title"]);
    let some = random.pick(&["no", "any"]);
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    if random.chance(20) {
        return format!("count of {action}{key} still in flight {op} {}", random.below(3));
    }
    let done = *random.pick(&["succeeded", "failed"]);
    let not_done = *random.pick(&["requested", "requested", "waiting", "approved", "refused", "refused"]);
    // Of what was not done there are no last ones.
    let state = if window.contains("among") || random.chance(45) { done } else { not_done };
    match random.below(5) {
        0 => format!("{some} {action} {state}{key} {window}"),
        3 => format!("count of {action} waiting{key} {op} {}", random.below(3)),
        1 => format!("time since {action} {state}{key} {op} {}", random.pick(&DURATIONS)),
        2 => format!("any send_email{key} since {action} {state}"),
        _ => format!("count of {action} {state}{key} {window} {op} {}", random.below(3)),
    }
}

/// How far back a question looks: over time, over the last few, or since something that has the same key.
fn window(topic: &Topic<'_>, key: &str, random: &mut Random) -> String {
    match random.below(10) {
        0 | 1 => format!("among the last {}", random.between(1, 3)),
        2 if !random.chance(60) => "this session".to_owned(),
        4 if topic.object.name == "Contact" && random.chance(50) => {
            (*random.pick(&["each day in contact.zone", "this week in contact.zone"])).to_owned()
        }
        2 | 3 => since(topic.object.name, key, random).unwrap_or("ever").to_owned(),
        _ => (*random.pick(&WINDOWS)).to_owned(),
    }
}

/// A window for signals, which are of no session.
fn of_signals(window: &str) -> &str {
    if window == "this session" { "among the last 2" } else { window }
}

/// A window since something that leads to a key, as that is written.
pub(crate) fn since(object: &str, key: &str, random: &mut Random) -> Option<&'static str> {
    let of_actions = ["since send_email", "since enrich", "since update Contact: title"];
    let of_contacts = ["since replied", "since bounced", "since replied", "since merge Contact"];
    match object {
        _ if key.ends_with("agent") => Some(*random.pick(&of_actions)),
        _ if key.ends_with(".account") => Some(*random.pick(&[
            "since replied",
            "since churned",
            "since update Contact",
            "since send_email",
        ])),
        "Contact" if key.is_empty() || key.ends_with("contact") => {
            Some(*random.pick(&[of_actions.as_slice(), &of_contacts].concat()))
        }
        "Account" if key.ends_with("account") => Some(*random.pick(&["since churned", "since review"])),
        _ => None,
    }
}

/// What was done to single fields, how long ago something was, and measures of the last few.
fn touched_or_ago(topic: &Topic<'_>, key: &str, window: &str, random: &mut Random) -> String {
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    let about = if key == " by agent" { "" } else { key };
    let patience = topic.facts.iter().filter(|fact| fact.kind == Kind::Duration).collect::<Vec<_>>();
    match random.below(9) {
        0 => format!("no update Contact: title{key} {window}"),
        1 => format!("count of update Contact: title, stage{key} {window} > {}", random.below(2)),
        2 => format!("any update Contact except title, score{key} {window}"),
        3 => format!("time since replied{about} {op} {}", random.pick(&DURATIONS)),
        4 => format!("time since send_email{key} where its.attachments > 1 {op} {}", random.pick(&DURATIONS)),
        5 if !patience.is_empty() => {
            format!("time since send_email{key} {op} {}", random.pick(&patience).path)
        }
        // Of events whose account nobody knows it is not known which are its last.
        _ if topic.object.name == "Contact" && random.chance(35) => {
            last_few(topic, " to contact.account", " about contact.account", random)
        }
        _ if random.chance(20) => last_few(topic, key, about, random),
        6 if topic.object.name == "Contact" => format!("warm_replies {op} {}", random.below(3)),
        7 if topic.object.name == "Contact" => {
            format!("quiet {} {}", random.pick(&["<", ">"]), random.pick(&DURATIONS))
        }
        _ => format!("time since send_email{key} {op} {}", random.pick(&DURATIONS)),
    }
}

/// What the last few were like.
fn last_few(topic: &Topic<'_>, key: &str, about: &str, random: &mut Random) -> String {
    let (last, some) = (random.between(1, 3), random.pick(&["any", "no", "no"]));
    let few =
        format!("among the last {last} {} {}", random.pick(&["<", ">=", "is"]), random.between(1, last));
    match random.below(6) {
        0 => format!("{some} replied{about} where its.automatic among the last {last}"),
        1 => format!("count of replied{about} where (not its.automatic) {few}"),
        2 => format!("sum of cost of enrich{key} among the last {last} > {}", constant(&Kind::Money, random)),
        3 | 5 if topic.object.name == "Contact" => {
            format!("count of different agent in send_email{key} {few}")
        }
        4 => format!("{some} bounced{about} where its.kind is hard among the last {last}"),
        _ if random.chance(40) => {
            let asked = random.pick(&[
                "(its.topics contains \"sales\")",
                "(any topic in its.topics: (topic contains \"sales\" or topic is \"CEO\"))",
                "(count of topic in its.topics > 1)",
                "(its.topics does not contain its.subject)",
            ]);
            format!("count of send_email{key} where {asked} {few}")
        }
        _ => format!("count of send_email{key} where its.attachments > 1 {few}"),
    }
}

/// A figure beside a fact of the request, or beside another figure.
fn compared_figure(topic: &Topic<'_>, key: &str, window: &str, random: &mut Random) -> Option<String> {
    let op = random.pick(&["<", "<=", ">", ">=", "is", "is not"]);
    let of_kind = |kind: Kind| topic.facts.iter().filter(move |fact| fact.kind == kind).collect::<Vec<_>>();
    let (numbers, percents) = (of_kind(Kind::Number), of_kind(Kind::Percent));
    match random.below(3) {
        0 => Some(format!("count of send_email{key} {window} {op} count of enrich{key} {window}")),
        1 if !numbers.is_empty() => {
            Some(format!("count of send_email{key} {window} {op} {}", random.pick(&numbers).path))
        }
        _ if topic.object.name == "Contact" && !percents.is_empty() => {
            Some(format!("bounce_rate {op} {}", random.pick(&percents).path))
        }
        _ => None,
    }
}
