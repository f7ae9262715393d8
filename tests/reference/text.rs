//! Addresses, domains and words.

/// An address in canonical form: the local part in lower case, the domain after IDNA. What is quoted, commented or routed is none.
pub(crate) fn email(text: &str) -> Option<String> {
    let mut parts = text.split('@');
    let (local, host, None) = (parts.next()?, parts.next()?, parts.next()) else { return None };
    let plain =
        |letter: char| !letter.is_whitespace() && !letter.is_control() && !"\"(),:;<>[\\]".contains(letter);
    let host = domain(host)?;
    (!local.is_empty() && local.chars().all(plain)).then(|| format!("{}@{host}", local.to_lowercase()))
}

/// A domain in canonical form: after IDNA, in lower case, without the trailing dot.
pub(crate) fn domain(text: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(text).ok()?.to_ascii_lowercase();
    let name = ascii.strip_suffix('.').unwrap_or(&ascii);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_of_label);
    name.split('.').all(is_label).then(|| name.to_owned())
}

fn is_of_label(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// The domain of an address; a domain is its own.
pub(crate) fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

/// Whose mail arrives at an address, without the tag that people put behind a plus; a name that is all tag is a name.
pub(crate) fn mailbox_of(address: &str) -> &str {
    let name = address.rsplit_once('@').map_or(address, |(name, _)| name);
    match name.split_once('+') {
        Some(("", _)) | None => name,
        Some((untagged, _)) => untagged,
    }
}

/// Of a domain, the one that is registered. Nobody registers a public suffix, nor a machine by its number.
pub(crate) fn registrable(domain: &str) -> &str {
    let numbered = domain.split('.').next_back().is_some_and(|label| label.parse::<u64>().is_ok());
    match psl::domain_str(domain) {
        Some(registered) if !numbered => registered,
        _ => domain,
    }
}

/// Whether an address or domain lies in a domain, by label.
pub(crate) fn is_inside(inner: &str, outer: &str) -> bool {
    let inner = domain_of(inner);
    inner == outer || inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether a text has these words in a row, whatever their case.
pub(crate) fn contains_words(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (words(text), words(phrase));
    !phrase.is_empty() && text.windows(phrase.len()).any(|run| run == phrase.as_slice())
}

/// The words, each in small letters: which small letter a capital has may hang on where it stands in its word.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_canonical() {
        assert_eq!(email("Jane.Doe@ACME.Com."), Some("jane.doe@acme.com".to_owned()));
        assert_eq!(email("ÄNNA@acme.com"), Some("änna@acme.com".to_owned()));
        assert_eq!(email("jane@bücher.example"), Some("jane@xn--bcher-kva.example".to_owned()));
        for text in [
            "",
            "jane",
            "@acme.com",
            "jane@",
            "a@b@acme.com",
            "\"a@b\"@acme.com",
            "a b@acme.com",
            "jane@acme..com",
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }

    #[test]
    fn inside_is_by_label() {
        assert!(is_inside("jane@mail.acme.com", "acme.com"));
        assert!(is_inside("acme.com", "acme.com"));
        assert!(!is_inside("evilacme.com", "acme.com"));
        assert!(!is_inside("acme.com", "mail.acme.com"));
    }

    #[test]
    fn words_are_whole_and_folded() {
        assert!(contains_words("VP, Sales & Ops", "sales ops"));
        assert!(contains_words("STRASSE", "strasse"));
        assert!(contains_words("ΟΔΟΣ ΕΡΜΟΥ", "οδος"));
        assert!(!contains_words("notice", "not"));
        assert!(!contains_words("anything", ""));
    }
}
