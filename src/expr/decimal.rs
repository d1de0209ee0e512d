//! Decimal numbers without loss: a whole number of units and how many of its digits stand behind the point.

use std::{cmp::Ordering, fmt, str::FromStr};

/// A decimal number, held exactly as `units` times ten to the power of minus `scale`.
///
/// No digit is ever rounded away: an operation whose exact result does not fit gives `None`. That is why there is no
/// division. At most 28 digits stand behind the point, and about 38 digits in all.
///
/// ```
/// use itsm::expr::Decimal;
/// let sum = "0.1".parse::<Decimal>()?.checked_add("0.2".parse()?);
/// assert_eq!(sum, Some("0.3".parse()?));
/// assert_eq!("12.50".parse::<Decimal>()?.to_string(), "12.5");
/// # Ok::<(), itsm::expr::InvalidDecimal>(())
/// ```
// INVARIANT: `units` does not end in zero unless `scale` is 0, so that equal numbers have equal parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

/// A text that is not a decimal number, or one with more digits than fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most 28 digits behind the point")]
pub struct InvalidDecimal;

/// Most digits behind the point.
const LARGEST_SCALE: u32 = 28;
/// Most digits behind the point before trailing zeros are taken off, in a product.
const LARGEST_POWER: u32 = 38;

impl Decimal {
    fn new(mut units: i128, mut scale: u32) -> Option<Self> {
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        (scale <= LARGEST_SCALE).then_some(Self { units, scale })
    }

    /// Both numbers in units of the finer one.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let units = |number: Self| number.units.checked_mul(power(scale - number.scale)?);
        Some((units(self)?, units(other)?, scale))
    }

    /// The sum, when it fits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::new(left.checked_add(right)?, scale)
    }

    /// The difference, when it fits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// The product, when it fits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Self::new(self.units.checked_mul(other.units)?, self.scale + other.scale)
    }

    /// The number with the other sign, when it fits.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { units: self.units.checked_neg()?, scale: self.scale })
    }

    /// The part before the point (towards minus infinity) and what is left, in units of `scale`.
    fn split(self) -> (i128, i128) {
        let power = power(self.scale).unwrap_or(i128::MAX);
        (self.units.div_euclid(power), self.units.rem_euclid(power))
    }
}

fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self { units: i128::from(number), scale: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Whole parts first: bringing both to one scale could overflow. What is left is below ten to the 28th.
        let (whole, rest) = self.split();
        let (other_whole, other_rest) = other.split();
        let scale = self.scale.max(other.scale);
        let finer = |rest: i128, own: u32| rest.saturating_mul(power(scale - own).unwrap_or(i128::MAX));
        whole.cmp(&other_whole).then_with(|| finer(rest, self.scale).cmp(&finer(other_rest, other.scale)))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Decimal {
    type Err = InvalidDecimal;

    fn from_str(text: &str) -> Result<Self, InvalidDecimal> {
        read(text).ok_or(InvalidDecimal)
    }
}

/// Sign, digits with at most one point among them, and a power of ten: `-12.50`, `1.5e3`.
fn read(text: &str) -> Option<Decimal> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, behind) = number.split_once('.').unwrap_or((number, "0"));
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(behind) {
        return None;
    }
    let behind = behind.trim_end_matches('0');
    let mut units: i128 = 0;
    for digit in whole.bytes().chain(behind.bytes()) {
        units = units.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    if units == 0 {
        return Some(Decimal::default());
    }
    let units = if negative { units.checked_neg()? } else { units };
    let scale = i64::try_from(behind.len()).ok()?.checked_sub(i64::from(exponent))?;
    if scale < 0 {
        let more = power(u32::try_from(scale.checked_neg()?).ok()?)?;
        return Decimal::new(units.checked_mul(more)?, 0);
    }
    let scale = u32::try_from(scale).ok()?;
    (scale <= LARGEST_POWER).then(|| Decimal::new(units, scale)).flatten()
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs();
        let power = 10_u128.checked_pow(self.scale).unwrap_or(u128::MAX);
        if self.scale == 0 {
            return write!(formatter, "{sign}{digits}");
        }
        let width = usize::try_from(self.scale).unwrap_or_default();
        write!(formatter, "{sign}{}.{:0width$}", digits / power, digits % power)
    }
}
