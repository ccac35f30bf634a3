//! Which line of a file a record stands on.

/// On which line a byte of the text stands. Asked in order, so that the text is gone through once.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self {
            text,
            counted: 0,
            line: 1,
        }
    }

    /// The line, from 1 on, of the first byte from `byte` on that ends no line: the parser places a record
    /// before the line ends and empty lines that it skips.
    pub(super) fn line_at(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX).max(self.counted);
        let rest = self.text.get(from..).unwrap_or_default();
        let skipped = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let until = from + skipped;
        let passed = self.text.get(self.counted..until).unwrap_or_default();
        let ends = passed.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line += u64::try_from(ends).unwrap_or(u64::MAX);
        self.counted = self.counted.max(until);
        self.line
    }
}
