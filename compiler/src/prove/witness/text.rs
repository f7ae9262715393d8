//! Texts that pass some tests and fail others.

use charter_runtime::schema::Type;
use charter_runtime::table::model::TextTest;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Texts that a value of this type could be, plainest first, given the tests that it has to pass.
pub(super) fn candidates(value: &Type, number: usize, passed: &[&TextTest]) -> Vec<String> {
    let inside = passed.iter().find_map(|test| match test {
        TextTest::Inside(domain) => Some(domain.as_str()),
        _ => None,
    });
    let host = inside.map_or_else(|| format!("{}.example", company(number)), str::to_owned);
    let person = person(number);
    match value {
        Type::Email => {
            let plain = [format!("{person}@{host}"), format!("{person}@mail.{host}")].into_iter();
            plain.chain(asked(passed).flat_map(|text| addresses(text, &person, &host))).collect()
        }
        Type::Domain => {
            let plain = [host.clone(), format!("mail.{host}")].into_iter();
            let with = |text: &str| {
                [text.to_owned(), format!("{text}.{host}"), format!("{}{text}", company(number))]
            };
            plain.chain(asked(passed).flat_map(with)).collect()
        }
        Type::Url => vec![format!("https://{host}/{}", words(passed, number))],
        Type::Zone => vec!["UTC".to_owned()],
        Type::Person => vec![person],
        Type::Text => {
            let words = words(passed, number);
            let matching = matching(passed);
            let beside: Vec<String> = matching.iter().map(|text| format!("{words} {text}")).collect();
            [vec![words], matching, beside].concat()
        }
        Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date | Type::Instant => {
            Vec::new()
        }
        Type::Duration | Type::OneOf(_) | Type::List(_) | Type::Record(_) | Type::Object(_) => Vec::new(),
    }
}

/// The texts that tests ask for.
fn asked<'t>(passed: &'t [&TextTest]) -> impl Iterator<Item = &'t str> {
    passed.iter().filter_map(|test| match test {
        TextTest::StartsWith(text) | TextTest::Contains(text) | TextTest::EndsWith(text) => {
            Some(text.as_str())
        }
        _ => None,
    })
}

/// Addresses with a text in them, wherever in them it may be.
fn addresses(text: &str, person: &str, host: &str) -> Vec<String> {
    match text.split_once('@') {
        Some((mailbox, domain)) => {
            let mailbox = if mailbox.is_empty() { person } else { mailbox };
            vec![
                format!("{mailbox}@{domain}"),
                format!("{mailbox}@{domain}{host}"),
                format!("{person}{text}"),
            ]
        }
        None => vec![format!("{text}@{host}"), format!("{person}@{text}"), format!("{person}@{text}.{host}")],
    }
}

/// Names for people.
const PEOPLE: [&str; 26] = [
    "ana", "ben", "chloe", "dan", "eva", "finn", "grace", "hugo", "ines", "jonas", "kira", "leo", "mara",
    "nils", "olga", "paul", "quinn", "rosa", "sami", "tess", "uwe", "vera", "will", "xenia", "yuri", "zoe",
];

/// Who somebody is.
pub(super) fn person(number: usize) -> String {
    named(&PEOPLE, number)
}

/// What a company is called.
pub(super) fn company(number: usize) -> String {
    named(&["acme", "birch", "corvus", "delta", "ember", "fjord", "granite", "harbor"], number)
}

/// One of these names, and a number behind it once they are used up.
fn named(names: &[&str], number: usize) -> String {
    let count = names.len().max(1);
    let name = names.get(number % count).copied().unwrap_or("somebody");
    if number < count { name.to_owned() } else { format!("{name}{}", number / count + 1) }
}

/// A text with the beginning, the words and the end that are asked for.
fn words(passed: &[&TextTest], number: usize) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let of = |pick: fn(&TextTest) -> Option<&str>| passed.iter().filter_map(move |test| pick(test));
    parts.extend(of(|test| if let TextTest::StartsWith(start) = test { Some(start) } else { None }));
    parts.extend(of(|test| if let TextTest::Contains(words) = test { Some(words) } else { None }));
    parts.extend(of(|test| if let TextTest::EndsWith(end) = test { Some(end) } else { None }));
    if parts.is_empty() { format!("text {number}") } else { parts.join(" ") }
}

/// Texts that match the patterns, plainest first.
fn matching(passed: &[&TextTest]) -> Vec<String> {
    let patterns = passed.iter().filter_map(|test| match test {
        TextTest::Matches(pattern) => regex_syntax::parse(pattern.as_str()).ok(),
        _ => None,
    });
    let each: Vec<Vec<String>> =
        patterns.map(|pattern| (0..4).map(|way| written(&pattern, way)).collect()).collect();
    let together = each.iter().filter_map(|ways| ways.first().cloned()).collect::<Vec<_>>().join(" ");
    each.into_iter().flatten().chain([together]).collect()
}

/// A text that a pattern matches: with as few repetitions as it takes, and of alternatives this one, or the first.
fn written(pattern: &Hir, way: usize) -> String {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => String::new(),
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).into_owned(),
        HirKind::Class(class) => letter(class).map(String::from).unwrap_or_default(),
        HirKind::Repetition(repeated) => {
            let least =
                repeated.min.max(u32::from(way % 2 == 1 && repeated.max != Some(0))).min(MOST_REPEATED);
            (0..least).map(|_| written(&repeated.sub, way)).collect()
        }
        HirKind::Capture(group) => written(&group.sub, way),
        HirKind::Concat(parts) => parts.iter().map(|part| written(part, way)).collect(),
        HirKind::Alternation(ways) => {
            let chosen = ways.get(way).or(ways.first());
            chosen.map(|chosen| written(chosen, way)).unwrap_or_default()
        }
    }
}

/// Longer repetitions are not written out.
const MOST_REPEATED: u32 = 1_000;

/// A character of a class: one that people would write, where there is one.
fn letter(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return Some('a') };
    let within = |letter: char| class.iter().any(|range| range.start() <= letter && letter <= range.end());
    "a1 A-_.@"
        .chars()
        .find(|letter| within(*letter))
        .or_else(|| class.iter().next().map(|range| range.start()))
}
