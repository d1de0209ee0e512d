//! Random numbers that are the same on every platform: SplitMix64, whole numbers only.

/// SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. Good for test data, not
/// for secrets. No floating point anywhere, because mathematical functions differ between platforms in their last bit.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

/// 2^64 divided by the golden ratio, made odd: the step of the generator.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// An exponential number is cut off at so many times its mean; one in 10^13 is longer.
const LONGEST: u64 = 30;

impl Random {
    /// A stream of its own for each number, so that a case does not depend on how many there are of others.
    pub fn stream(seed: u64, number: u64) -> Self {
        Self(mix(seed ^ mix(number.wrapping_add(STEP))))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below a bound; 0 where the bound is 0. By multiplication (D. Lemire, "Fast random integer generation in an interval",
    /// ACM TOMACS 29(1), 2019) without its correction: a bound of a million is off by less than one in 10^13.
    pub fn below(&mut self, bound: u64) -> u64 {
        scaled(self.bits(), bound)
    }

    /// A place in a list of this length; 0 in an empty one.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// One of some.
    pub fn one<'items, Item>(&mut self, items: &'items [Item]) -> Option<&'items Item> {
        items.get(self.place(items.len()))
    }

    /// True in so many of a hundred times.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// A number with an exponential distribution of this mean. By comparing uniform numbers, without logarithms: J. von Neumann,
    /// "Various techniques used in connection with random digits", NBS Applied Mathematics Series 12, 1951.
    pub fn exponential(&mut self, mean: u64) -> u64 {
        for whole in 0..LONGEST {
            let first = self.bits();
            let (mut last, mut is_odd) = (first, true);
            loop {
                let next = self.bits();
                if next >= last {
                    break;
                }
                (last, is_odd) = (next, !is_odd);
            }
            if is_odd {
                return mean.saturating_mul(whole).saturating_add(scaled(first, mean));
            }
        }
        mean.saturating_mul(LONGEST)
    }
}

/// 64 bits, taken as a fraction of one, times a bound.
fn scaled(bits: u64, bound: u64) -> u64 {
    u64::try_from((u128::from(bits) * u128::from(bound)) >> 64).unwrap_or_default()
}

/// The finaliser of the generator.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// The first numbers of the generator with the state 1234567, as its authors' program gives them (they are the test values of
    /// several libraries that have it).
    #[test]
    fn it_is_splitmix64() {
        let mut random = Random(1_234_567);
        let first: Vec<u64> = (0..5).map(|_| random.bits()).collect();
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431, 16_408_922_859_458_223_821]
        );
    }

    /// Mean and spread of an exponential distribution are equal; a share of e^-1 is above the mean.
    #[test]
    fn waiting_times_are_exponential() {
        let mut random = Random::stream(1, 1);
        let (mut sum, mut squares, mut above) = (0_u128, 0_u128, 0_u32);
        for _ in 0..100_000 {
            let number = random.exponential(1_000_000);
            sum += u128::from(number);
            squares += u128::from(number) * u128::from(number);
            above += u32::from(number > 1_000_000);
        }
        let mean = sum / 100_000;
        assert!((985_000..1_015_000).contains(&mean), "{mean}");
        let spread = (squares / 100_000 - mean * mean).isqrt();
        assert!((980_000..1_020_000).contains(&spread), "{spread}");
        assert!((36_200..37_400).contains(&above), "{above}");
    }

    #[test]
    fn numbers_below_a_bound_are_even() {
        let mut random = Random::stream(7, 0);
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            if let Some(count) = counts.get_mut(random.place(6)) {
                *count += 1;
            }
        }
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
        assert_eq!((random.below(0), random.place(0), random.one::<u8>(&[])), (0, 0, None));
    }
}
