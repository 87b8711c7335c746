//! Sizes as people read them.

/// Bytes in words: `812 bytes`, `12.3 KiB`, `64 MiB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes == 1 {
        return "1 byte".to_owned();
    }
    if bytes < 1_024 {
        return format!("{bytes} bytes");
    }
    let mut unit = 0;
    let mut scale = 1_024_u64;
    while unit + 1 < UNITS.len() && bytes / scale >= 1_024 {
        scale *= 1_024;
        unit += 1;
    }
    let (whole, part) = (bytes / scale, bytes % scale * 10 / scale);
    let name = UNITS.get(unit).copied().unwrap_or_default();
    match part {
        0 => format!("{whole} {name}"),
        _ => format!("{whole}.{part} {name}"),
    }
}

/// A size beside a limit: exact where the words would be the same.
#[must_use]
pub fn size_above(bytes: u64, limit: u64) -> String {
    match size(bytes) {
        same if same == size(limit) => format!("{bytes} bytes"),
        words => words,
    }
}

#[cfg(test)]
mod tests {
    use super::{size, size_above};

    #[test]
    fn sizes_are_said_in_their_largest_unit() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_023, "1023 bytes"),
            (1_024, "1 KiB"),
            (12_600, "12.3 KiB"),
            (64 << 20, "64 MiB"),
            (3 << 40, "3 TiB"),
            (u64::MAX, "16777215.9 TiB"),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(size(bytes), wanted);
        }
        assert_eq!(size_above((64 << 20) + 1, 64 << 20), "67108865 bytes");
        assert_eq!(size_above(65 << 20, 64 << 20), "65 MiB");
    }
}
