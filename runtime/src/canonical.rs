//! Addresses and domains in their one canonical form.

/// A domain in canonical form: ASCII labels after IDNA (UTS 46), lower case, without the final dot; `None` for what is not
/// a domain.
///
/// ```
/// use charter_runtime::canonical::domain;
///
/// assert_eq!(domain("Bücher.Example.").as_deref(), Some("xn--bcher-kva.example"));
/// assert_eq!(domain("a..b"), None);
/// ```
pub fn domain(text: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(text).ok()?;
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
    let sound =
        !ascii.is_empty() && ascii.split('.').all(|label| !label.is_empty()) && ascii.chars().all(in_domain);
    sound.then(|| ascii.to_owned())
}

fn in_domain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '.' || letter == '_'
}

/// An email address in canonical form: the local part in lower case, the domain as [`domain`] gives it; `None` for what
/// is not an address.
///
/// Quoted local parts, spaces and address literals are not accepted: what cannot be compared with certainty is unknown.
///
/// ```
/// use charter_runtime::canonical::email;
///
/// assert_eq!(email("Jane@ACME.com").as_deref(), Some("jane@acme.com"));
/// assert_eq!(email("jane@acme@evil.com"), None);
/// ```
pub fn email(text: &str) -> Option<String> {
    let (local, host) = text.split_once('@')?;
    let sound = !local.is_empty() && local.chars().all(in_local_part);
    let host = domain(host)?;
    sound.then(|| format!("{}@{host}", local.to_lowercase()))
}

fn in_local_part(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !"\"(),:;<>@[\\]".contains(letter)
}

/// The domain of a canonical address; a canonical domain is its own.
pub fn host(text: &str) -> &str {
    text.split_once('@').map_or(text, |(_, host)| host)
}

/// The mailbox of a canonical address: what stands before the `@`, without the tag that some mail systems let people put behind
/// a plus ([RFC 5233](https://www.rfc-editor.org/rfc/rfc5233)). What begins with a plus has no tag.
///
/// ```
/// use charter_runtime::canonical::mailbox;
///
/// assert_eq!(mailbox("jane+news@acme.com"), "jane");
/// assert_eq!(mailbox("+1@acme.com"), "+1");
/// ```
pub fn mailbox(address: &str) -> &str {
    let local = address.split_once('@').map_or(address, |(local, _)| local);
    local.split_once('+').map(|(name, _)| name).filter(|name| !name.is_empty()).unwrap_or(local)
}

/// The domain that somebody has registered, of a canonical domain: the public suffix and the label before it. What is a public
/// suffix itself, or an address of a machine, is its own.
///
/// Which suffixes are public is what the [Public Suffix List](https://publicsuffix.org) says, private ones included: two customers of
/// one host are two.
///
/// ```
/// use charter_runtime::canonical::registrable;
///
/// assert_eq!(registrable("mail.eu.acme.co.uk"), "acme.co.uk");
/// assert_eq!(registrable("co.uk"), "co.uk");
/// ```
pub fn registrable(domain: &str) -> &str {
    let is_machine =
        domain.rsplit('.').next().is_some_and(|last| last.chars().all(|digit| digit.is_ascii_digit()));
    if is_machine { domain } else { psl::domain_str(domain).unwrap_or(domain) }
}

/// Whether a canonical address or domain is a domain or lies below it, label by label: `evilexample.com` is not inside
/// `example.com`.
pub fn is_inside(inner: &str, outer: &str) -> bool {
    let (inner, outer) = (host(inner), host(outer));
    inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_told_apart() {
        assert!(is_inside("mail.example.com", "example.com"));
        assert!(!is_inside("evilexample.com", "example.com"));
        assert!(!is_inside("example.com.evil.net", "example.com"));
        assert_eq!(domain("ｅｘａｍｐｌｅ.com").as_deref(), Some("example.com"));
        assert_ne!(domain("exаmple.com").as_deref(), Some("example.com"), "a Cyrillic letter");
    }

    #[test]
    fn what_is_no_address_has_no_form() {
        for text in [
            "",
            "@acme.com",
            "jane@",
            "jane",
            "a b@acme.com",
            "\"jane\"@acme.com",
            "jane@[127.0.0.1]",
            "jane@a..b",
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}
