//! Texts that pass some tests and fail others.

use charter_runtime::schema::Type;
use charter_runtime::table::model::TextTest;

/// Texts that a value of this type could be, plainest first, given the tests that it has to pass.
pub(super) fn candidates(value: &Type, number: usize, passed: &[&TextTest]) -> Vec<String> {
    let inside = passed.iter().find_map(|test| match test {
        TextTest::Inside(domain) => Some(domain.as_str()),
        _ => None,
    });
    let host = inside.map_or_else(|| format!("{}.example", company(number)), str::to_owned);
    let person = person(number);
    match value {
        Type::Email => vec![format!("{person}@{host}"), format!("{person}@mail.{host}")],
        Type::Domain => vec![host.clone(), format!("mail.{host}")],
        Type::Url => vec![format!("https://{host}/{}", words(passed, number))],
        Type::Zone => vec!["UTC".to_owned()],
        Type::Person => vec![person],
        Type::Text => vec![words(passed, number), literal(passed).unwrap_or_default()],
        Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date | Type::Instant => {
            Vec::new()
        }
        Type::Duration | Type::OneOf(_) | Type::List(_) | Type::Record(_) | Type::Object(_) => Vec::new(),
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

/// A pattern that is a text of its own, which then matches itself.
fn literal(passed: &[&TextTest]) -> Option<String> {
    passed.iter().find_map(|test| match test {
        TextTest::Matches(pattern) => {
            let text = pattern.as_str().trim_start_matches('^').trim_end_matches('$').to_owned();
            pattern.matches(&text)?.then_some(text)
        }
        _ => None,
    })
}
