//! A place in a file.

/// Line and column of the first character, both from 1, and the length in characters on that line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    line: u32,
    column: u32,
    length: u32,
}

impl Position {
    /// A place from its line and column (from 1) and the number of characters to underline.
    #[must_use]
    pub const fn new(line: u32, column: u32, length: u32) -> Self {
        Self { line, column, length }
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(self) -> u32 {
        self.line
    }

    /// The column, from 1, in characters.
    #[must_use]
    pub const fn column(self) -> u32 {
        self.column
    }

    /// The number of characters to underline.
    #[must_use]
    pub const fn length(self) -> u32 {
        self.length
    }
}
