//! The one spelling of addresses and domains that values are compared in.
//!
//! The runtime brings every value to the same spelling, so a constant that is not in it would never be met.

/// A domain in ASCII, lower case, without a trailing dot; `None` where it is none.
pub(super) fn domain(text: &str) -> Option<String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let ascii = idna::domain_to_ascii(text).ok()?;
    let ascii = ascii.to_ascii_lowercase();
    let whole = !ascii.is_empty() && ascii.split('.').all(|label| !label.is_empty());
    whole.then_some(ascii)
}

/// An address with its local part in lower case and its domain canonical; `None` where it is none.
pub(super) fn email(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    let quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    let whole = !local.is_empty() && (quoted || !local.contains(['@', '"']));
    whole.then(|| domain(host)).flatten().map(|host| format!("{}@{host}", local.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_have_one_spelling() {
        assert_eq!(domain("Bücher.Example.").as_deref(), Some("xn--bcher-kva.example"));
        for text in ["", ".", "a..b", "a b"] {
            assert_eq!(domain(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_have_one_spelling() {
        assert_eq!(email("Jane.Doe@ACME.com").as_deref(), Some("jane.doe@acme.com"));
        for text in ["jane", "@acme.com", "jane@", "a@b@acme.com"] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}
