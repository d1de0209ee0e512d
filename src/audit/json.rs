//! JSON that is written by hand: most of what keeping a record costs is writing it, once to be hashed and once to be kept.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Salt, record::USUAL};
use crate::digest::{Digest, hex_in};

/// A text that grows. Keys come with what stands before and behind them, such as `,"from":`.
pub(super) struct Writer(String);

impl Writer {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(USUAL))
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// A text that needs no escapes.
    fn quoted(&mut self, text: &str) {
        self.raw("\"");
        self.raw(text);
        self.raw("\"");
    }

    pub(super) fn string(&mut self, key: &str, value: &str) {
        self.raw(key);
        if value.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.quoted(value);
        } else {
            // Its escapes are those of RFC 8785; a text cannot fail to be written.
            self.0.push_str(&serde_json::to_string(value).unwrap_or_default());
        }
    }

    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(key, value);
        }
    }

    pub(super) fn instant(&mut self, key: &str, at: Timestamp) {
        self.raw(key);
        // Writing into memory does not fail; what jiff writes needs no escapes.
        let _ = write!(self.0, "\"{at}\"");
    }

    pub(super) fn number(&mut self, key: &str, number: u64) {
        self.raw(key);
        let _ = write!(self.0, "{number}");
    }

    pub(super) fn digest(&mut self, key: &str, digest: &Digest) {
        self.raw(key);
        self.quoted(hex_in(digest.bytes(), &mut [0; 64]));
    }

    pub(super) fn salt(&mut self, key: &str, salt: &Salt) {
        self.raw(key);
        self.quoted(hex_in(salt.bytes(), &mut [0; 32]));
    }

    /// A list under a key, or nothing when it is empty.
    pub(super) fn list<T>(&mut self, key: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (place, item) in items.iter().enumerate() {
            self.raw(if place == 0 { key } else { "," });
            write(self, item);
        }
        if !items.is_empty() {
            self.raw("]");
        }
    }
}
