//! Exact decimal numbers.

use std::fmt;
use std::str::FromStr;

/// How many units make one: a [`Decimal`] counts billionths.
pub(crate) const SCALE: i128 = 1_000_000_000;

/// The greatest number of decimal places a [`Decimal`] holds.
const PLACES: usize = 9;

/// The largest magnitude, in units: 10^27, so that sums of many amounts stay far from the ends of `i128`.
const LIMIT: i128 = 1_000_000_000_000_000_000_000_000_000 * SCALE;

/// An exact decimal: a whole number of billionths, below 10^27 in magnitude.
///
/// Numbers, percents (as fractions: `5%` is `0.05`) and amounts of money are all decimals. Arithmetic is exact or it is
/// `None`: nothing is ever rounded, and what does not fit is unknown to the rules that asked for it.
///
/// ```
/// use charter_runtime::Decimal;
///
/// let tenth: Decimal = "0.1".parse().unwrap();
/// let fifth: Decimal = "0.2".parse().unwrap();
/// assert_eq!(tenth.plus(fifth), "0.3".parse().ok());
/// assert!("0.0000000001".parse::<Decimal>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

/// A text is not a decimal that fits: too many places, too large, or no number at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a number with at most nine decimal places")
    }
}

impl std::error::Error for NotADecimal {}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(0);

    /// A decimal of so many billionths, where it is within bounds.
    pub fn from_units(units: i128) -> Option<Decimal> {
        (-LIMIT < units && units < LIMIT).then_some(Decimal(units))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Decimal {
        Decimal(i128::from(number) * SCALE)
    }

    /// How many billionths this is.
    pub fn units(self) -> i128 {
        self.0
    }

    /// The sum, exactly, or `None` where it does not fit.
    pub fn plus(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_add(other.0).and_then(Decimal::from_units)
    }

    /// The difference, exactly, or `None` where it does not fit.
    pub fn minus(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_sub(other.0).and_then(Decimal::from_units)
    }

    /// The product, exactly, or `None` where it does not fit nine decimal places.
    pub fn times(self, other: Decimal) -> Option<Decimal> {
        let product = self.0.checked_mul(other.0)?;
        (product % SCALE == 0).then_some(product / SCALE).and_then(Decimal::from_units)
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// Reads an optional sign, digits, and at most nine places after a point; no exponent, no separators.
    fn from_str(text: &str) -> Result<Decimal, NotADecimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.is_empty() || places.is_empty() || places.len() > PLACES || whole.len() > 27 {
            return Err(NotADecimal);
        }
        let padding = PLACES - places.len();
        let digits = whole.bytes().chain(places.bytes()).chain(std::iter::repeat_n(b'0', padding));
        let units = digits.map(digit).try_fold(0_i128, |units, digit| Some(units * 10 + digit?));
        units
            .map(|units| if negative { -units } else { units })
            .and_then(Decimal::from_units)
            .ok_or(NotADecimal)
    }
}

fn digit(byte: u8) -> Option<i128> {
    byte.is_ascii_digit().then(|| i128::from(byte - b'0'))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        if places == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{places:09}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Option<Decimal> {
        text.parse().ok()
    }

    #[test]
    fn printing_and_reading_are_inverse() {
        for text in ["0", "-1", "0.05", "1000000", "-0.000000001", "12.5"] {
            assert_eq!(decimal(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1_000", "0.0000000001", &"9".repeat(28), "٣"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn products_are_exact_or_absent() {
        let times = |a, b| decimal(a)?.times(decimal(b)?);
        assert_eq!(times("0.1", "33.3"), decimal("3.33"));
        assert_eq!(times("0.00001", "0.00001"), None);
        assert_eq!(times("99999999999999999999", "99999999999999999999"), None);
    }
}
