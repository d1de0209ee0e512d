//! Figures against a twin that counts rows, and formats told by their content.

use std::collections::BTreeMap;

use itsm::{
    diagnostic::Code,
    eventlog::{self, Classifier, LogBuilder, LogFormat, Order, Reading, keys},
    jiff::Timestamp,
};
use proptest::{collection::vec, prelude::*};

proptest! {
    #[test]
    fn figures_are_those_of_the_rows(cases in vec(vec(("[a-d]", proptest::option::weighted(0.9, 0_i64..100_000_000)), 0..6), 0..8), top in 0_usize..5) {
        let mut builder = LogBuilder::new();
        for events in &cases {
            let case = builder.case().unwrap();
            for (name, time) in events {
                let event = builder.named_event(case, name).unwrap();
                if let Some(time) = time {
                    builder.set(event, keys::TIME, Timestamp::from_second(*time).unwrap()).unwrap();
                }
            }
        }
        let stats = builder.finish(Order::AsAdded).stats(&Classifier::default(), top);
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut variants: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
        for events in &cases {
            for (name, _) in events {
                *count.entry(name).or_default() += 1;
            }
            *variants.entry(events.iter().map(|(name, _)| name.as_str()).collect()).or_default() += 1;
        }
        let found: BTreeMap<&str, usize> = stats.activities.iter().map(|one| (one.name.as_str(), one.count)).collect();
        prop_assert_eq!(found, count);
        prop_assert!(stats.activities.is_sorted_by(|one, other| one.count >= other.count));
        prop_assert_eq!(stats.variants, variants.len());
        prop_assert_eq!(stats.top_variants.len(), top.min(variants.len()));
        for variant in &stats.top_variants {
            prop_assert_eq!(variants.get(&variant.activities.iter().map(String::as_str).collect::<Vec<_>>()), Some(&variant.cases));
        }
        let filled = cases.iter().filter(|events| !events.is_empty()).count();
        for list in [&stats.starts, &stats.ends] {
            prop_assert_eq!(list.iter().map(|one| one.count).sum::<usize>(), filled);
        }
        let mut lengths: Vec<i64> = cases.iter().filter_map(|events| {
            let times = || events.iter().filter_map(|(_, time)| *time);
            Some(times().max()? - times().min()?)
        }).collect();
        lengths.sort_unstable();
        prop_assert_eq!(stats.durations.is_some(), !lengths.is_empty());
        if let Some(durations) = stats.durations {
            prop_assert_eq!(durations.cases, lengths.len());
            // The least value that at least that part of all do not exceed.
            let quantile = |part: usize, of: usize| lengths.iter().find(|length| lengths.iter().filter(|other| other <= length).count() * of >= part * lengths.len());
            prop_assert_eq!(Some(durations.median), quantile(1, 2).map(|length| f64::from(i32::try_from(*length).unwrap())));
            prop_assert_eq!(Some(durations.ninth_decile), quantile(9, 10).map(|length| f64::from(i32::try_from(*length).unwrap())));
            let mut sum = 0;
            for bar in &durations.histogram {
                let inside = |length: &&i64| u64::try_from(**length).is_ok_and(|length| length >= bar.from && bar.to.is_none_or(|to| length < to));
                prop_assert_eq!(bar.cases, lengths.iter().filter(inside).count());
                sum += bar.cases;
            }
            prop_assert_eq!(sum, lengths.len());
        }
    }

    #[test]
    fn no_bytes_break_it(bytes in vec(any::<u8>(), 0..200)) {
        let (log, findings) = eventlog::read("x", bytes.as_slice(), &Reading::default());
        prop_assert!(log.is_some() || findings.errors() > 0);
    }
}

#[test]
fn formats_are_told_by_their_content() {
    for (text, expected) in [
        ("<?xml version=\"1.0\"?><log/>", Some(LogFormat::Xes)),
        ("\u{feff} \n<log/>", Some(LogFormat::Xes)),
        ("case,activity\n1,a\n", Some(LogFormat::Csv)),
        ("case\tactivity\n", Some(LogFormat::Csv)),
        ("{\"case\": 1}\n{\"case\": 2}\n", Some(LogFormat::Jsonl)),
        ("{\"record\":\"A\",\"sequence\":1,\"previous\":null,\"hash\":\"00\"}\n", Some(LogFormat::Audit)),
        ("{\n  \"a\": 1\n}\n", None),
        ("[{\"case\": 1}]", None),
        ("PK\u{3}\u{4}", None),
        ("SQLite format 3\0", None),
        ("", None),
    ] {
        assert_eq!(LogFormat::of(text.as_bytes()), expected, "{text:?}");
    }
    for (name, expected) in [
        ("a.xes.gz", Some((LogFormat::Xes, true))),
        ("A.TSV", Some((LogFormat::Csv, false))),
        ("a.gz", None),
        ("a", None),
        (".csv", Some((LogFormat::Csv, false))),
    ] {
        assert_eq!(LogFormat::of_name(name), expected, "{name}");
    }
}

#[test]
fn what_is_no_log_is_said() {
    let code = |bytes: &[u8]| {
        let (log, findings) = eventlog::read("x", bytes, &Reading::default());
        assert!(log.is_none());
        findings.iter().next().unwrap().code()
    };
    assert_eq!(code(b""), Code::UnsupportedFormat);
    assert_eq!(code(b"PAR1....."), Code::UnsupportedFormat);
    // gzip that breaks off, and gzip in gzip.
    assert_eq!(code(&[0x1f, 0x8b, 8, 0, 0]), Code::UnreadableFile);
    let zip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    assert_eq!(code(&zip(&zip(b"case,activity\n"))), Code::UnsupportedFormat);
    // Sixteen MiB of blanks in a few KiB: the limit counts what comes out.
    let mut reading = Reading::default();
    reading.options.limits.file_bytes = 1_000_000;
    let bomb = zip(&[b"case,activity\n", vec![b' '; 16 * 1024 * 1024].as_slice()].concat());
    let (_, findings) = eventlog::read("x", bomb.as_slice(), &reading);
    assert!(findings.iter().any(|finding| finding.code() == Code::LimitReached), "{findings:#?}");
}
