//! The words of a command that came over SSH. No shell reads it: blanks part words, quotation marks and
//! backslashes keep them together, and every other character means itself.

/// Longer than any command that a person writes; texts come by standard input.
const LIMIT: usize = 64 << 10;

/// Cuts a command into its words.
///
/// # Errors
/// A sentence: too long, not text, a quotation mark without its other half.
pub fn words(command: &[u8]) -> Result<Vec<String>, String> {
    if command.len() > LIMIT {
        return Err(
            "The command is longer than 64 KiB; give long texts by standard input: --text-file -"
                .to_owned(),
        );
    }
    let text = std::str::from_utf8(command).map_err(|_| "The command is not UTF-8 text.")?;
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err("The command holds control characters.".to_owned());
    }
    let mut reader = Reader::default();
    text.chars().for_each(|c| reader.take(c));
    reader.end()
}

#[derive(Default)]
struct Reader {
    words: Vec<String>,
    word: Option<String>,
    quote: Option<char>,
    escaped: bool,
}

impl Reader {
    fn take(&mut self, c: char) {
        if self.escaped {
            self.escaped = false;
            // Within quotation marks only they and the backslash itself are escaped.
            if self.quote == Some('"') && !matches!(c, '"' | '\\') {
                self.push('\\');
            }
            return self.push(c);
        }
        match (c, self.quote) {
            ('\\', None | Some('"')) => self.escaped = true,
            ('\'' | '"', None) => {
                self.quote = Some(c);
                self.word.get_or_insert_default();
            }
            (c, Some(quote)) if c == quote => self.quote = None,
            (c, None) if c.is_whitespace() => self.words.extend(self.word.take()),
            (c, _) => self.push(c),
        }
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end(mut self) -> Result<Vec<String>, String> {
        if self.quote.is_some() || self.escaped {
            return Err("The command ends within quotation marks or after a backslash.".to_owned());
        }
        self.words.extend(self.word.take());
        Ok(self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, words};

    fn cut(command: &str) -> Vec<String> {
        words(command.as_bytes()).unwrap()
    }

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(
            cut(r#"note 7 --text "it's \"up\" again" 'a "b" \n' c\ d"#),
            [
                "note",
                "7",
                "--text",
                r#"it's "up" again"#,
                r#"a "b" \n"#,
                "c d"
            ]
        );
        assert_eq!(cut("  list\t--mine \n"), ["list", "--mine"]);
        assert_eq!(cut("a '' \"\""), ["a", "", ""]);
        assert_eq!(cut(r#""a\nb""#), [r"a\nb"]);
    }

    #[test]
    fn what_a_shell_would_act_on_is_a_character() {
        let command = "note 1 --text $(id);`id`|sh&&reboot>/etc/x<y*?~#${HOME}";
        let text = &command["note 1 --text ".len()..];
        assert_eq!(cut(command), ["note", "1", "--text", text]);
    }

    #[test]
    fn anything_else_is_refused_in_a_sentence() {
        for command in [
            &b"\xff\xfe"[..],
            b"list \"",
            b"list '",
            b"list \\",
            b"a\0b",
            b"\x1b[2J",
        ] {
            assert!(words(command).is_err(), "{command:?}");
        }
        assert!(words("a".repeat(LIMIT + 1).as_bytes()).is_err());
        assert_eq!(words("a".repeat(LIMIT).as_bytes()).unwrap().len(), 1);
    }
}
