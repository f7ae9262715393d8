//! Exact decimals: a whole number of billionths, below 10^27.

/// How many units make one.
pub(crate) const ONE: i128 = 1_000_000_000;

const BOUND: i128 = 1_000_000_000_000_000_000_000_000_000 * ONE;

/// The number itself where it is within bounds.
pub(crate) fn bounded(units: i128) -> Option<i128> {
    (units.abs() < BOUND).then_some(units)
}

/// Reads `-12.5`: digits, at most nine places, no exponent.
pub(crate) fn parse(text: &str) -> Option<i128> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || places.is_empty() || places.len() > 9 {
        return None;
    }
    let digits = format!("{whole}{places:0<9}");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    bounded(sign * digits.parse::<i128>().ok()?)
}

/// The sum, where it fits.
pub(crate) fn plus(a: i128, b: i128) -> Option<i128> {
    bounded(a.checked_add(b)?)
}

/// The difference, where it fits.
pub(crate) fn minus(a: i128, b: i128) -> Option<i128> {
    bounded(a.checked_sub(b)?)
}

/// The product, where it is exact to nine places and fits.
pub(crate) fn times(a: i128, b: i128) -> Option<i128> {
    let product = a.checked_mul(b)?;
    (product % ONE == 0).then_some(product / ONE).and_then(bounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_digits_and_nothing_else() {
        assert_eq!(parse("12.5"), Some(12_500_000_000));
        assert_eq!(parse("-0.000000001"), Some(-1));
        for text in ["", "-", "1e3", ".5", "5.", "0.0000000001", "+1", "1000000000000000000000000000"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_product_that_is_not_exact_does_not_exist() {
        assert_eq!(times(ONE / 2, ONE / 2), Some(ONE / 4));
        assert_eq!(times(1, 1), None);
        assert_eq!(times(i128::MAX, 2), None);
    }
}
