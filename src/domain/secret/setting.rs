//! How settings are written: assigned in quotes, without them, in XML, as a block of YAML, on a command
//! line, as a directive; with the name apart from the value; with several values.

/// What desks write for `password` in other languages: who masks the one means the others too.
const PASSWORD: [&str; 7] = [
    "passwort",
    "kennwort",
    "mot_de_passe",
    "wachtwoord",
    "contraseña",
    "contrasena",
    "senha",
];

/// Patterns that find the values of settings whose names end in one of `keys`.
pub(super) fn patterns(keys: &[String]) -> Vec<String> {
    if keys.is_empty() {
        return Vec::new();
    }
    let others = match keys.iter().any(|key| key == "password") {
        true => &PASSWORD[..],
        false => &[],
    };
    let each: Vec<String> = keys
        .iter()
        .map(String::as_str)
        .chain(others.iter().copied())
        .map(|key| {
            let parts: Vec<String> = key.split('_').map(regex::escape).collect();
            parts.join("[_. -]?")
        })
        .collect();
    let key = format!(
        r"(?:{})(?:[_.-]?(?:hash|enc|encrypted|value|[0-9]+))?",
        each.join("|")
    );
    let ends = concat!(
        r"[ \t]*\r?$",
        r#"|["'][ \t]*(?:/?>|[,;)\]}]|\r?$)"#,
        r#"|["'][ \t]+[\w:.-]+="#,
        r"|[;&][ \t]*[\w .-]+=",
        r"|[ \t]+[\w.-]+=",
        r#"|,[ \t]*["']?[\w.-]+["']?[ \t]*[:=]"#
    );
    let word = r#""[^"\r\n]*"|'[^'\r\n]*'|[^\s"';=:][^\s"';]*"#;
    let mut all = vec![
        format!(r#"(?i){key}["']?\]?\s*(?::=|=>|[:=,])\s*"(?<secret>(?:[^"\\\r\n]|\\.)+)""#),
        format!(r#"(?i){key}["']?\]?\s*(?::=|=>|[:=,])\s*'(?<secret>(?:[^'\\\r\n]|\\.|'')+)'"#),
        format!(r#"(?im){key}["']?\]?[ \t]*(?::=|=>|[:=])[ \t]*["'](?<secret>[^"'\r\n]+)\r?$"#),
        format!(
            r#"(?im){key}["']?\]?[ \t]*(?::=|=>|[:=])[ \t]*(?<secret>[^"'\s][^\r\n]*?)(?:{ends})"#
        ),
        format!(r"(?i)<[\w.:-]*{key}(?:\s[^<>]*)?>(?<secret>[^<]+)<"),
        format!(r#"(?i){key}["']\s*>(?<secret>[^<]+)<"#),
        format!(r"(?i){key}</key>\s*<string>(?<secret>[^<]+)<"),
        format!(
            r#"(?im){key}["']?[ \t]*:[ \t]*[|>][+-]?[0-9]?[ \t]*\r?\n(?<secret>(?:[ \t]+[^\r\n]*(?:\r?\n|\z))+)"#
        ),
        format!(r#"(?im)(?:^|\s)--?(?:[\w-]*-)?{key}[ \t]+(?<secret>{word})"#),
        format!(r#"(?i){key}["']?[ \t]+"(?<secret>[^"\r\n]+)""#),
        format!(r#"(?i){key}["']?[ \t]+'(?<secret>[^'\r\n]+)'"#),
        format!(r#"(?im){key}[ \t]+(?<secret>{word})[ \t]*;[ \t]*\r?$"#),
        format!(
            r#"(?i)header[\w-]*[ \t]+(?:set[ \t]+|add[ \t]+)?[\w-]*{key}[ \t]+(?<secret>{word})"#
        ),
        format!(
            r#"(?im)^[ \t]*(?:(?:env|export|set|setenv)[ \t]+)?(?:[\w.-]*[_.-])?{key}[ \t]+(?:(?:[0-9]|enc)[ \t]+)?(?<secret>{word});?[ \t]*\r?$"#
        ),
    ];
    all.extend(apart(&key));
    all.extend(several(&key));
    all
}

/// The name in one place and the value in another: pairs of YAML and JSON, attributes and elements of XML.
fn apart(key: &str) -> Vec<String> {
    let pair = format!(
        r#"(?:name|key|id|env|var|variable|property|option|parameter)["']?[ \t]*[:=][ \t]*["']?[^\s"',{{}}<>]*{key}["']?[ \t]*"#
    );
    // Other pairs may stand between name and value.
    let between = r#"(?:["']?[a-z_-]+["']?[ \t]*[:=][ \t]*[^\r\n{}\[\]]*?,?\s*){0,2}?"#;
    let name = format!(r"{pair},?\s*{between}");
    let value = r#"["']?[a-z]*value["']?[ \t]*[:=][ \t]*"#;
    let named = format!(r#"["']?[a-z]*{pair}(?:[,}}]|\r?$)"#);
    let ends = concat!(
        r"[ \t]*\}[ \t]*(?:,[ \t]*(?:\{|\r?$)|\]|\r?$)",
        r"|[ \t]*,?[ \t]*\r?$",
        r"|,[ \t]*[\w.-]+[ \t]*:"
    );
    let mut all = vec![
        format!(r#"(?im){name}{value}(?<secret>[^"'\s][^\r\n]*?)(?:{ends})"#),
        format!(r#"(?im){value}(?<secret>[^"'\s{{}}][^\r\n{{}}]*?)[ \t]*,[ \t]*{named}"#),
        format!(r#"(?im){value}(?<secret>[^"'\s][^\r\n]*?)[ \t]*\r?\n[ \t]*{named}"#),
        format!(
            r"(?i){key}\s*</[^<>]+>\s*(?:<[^<>/]+>[^<]*</[^<>]+>\s*)?<value[^<>]*>(?<secret>[^<]+)<"
        ),
        format!(
            r#"(?i){key}["'](?:\s[^<>]*)?>\s*<[\w.:-]*value[^<>]*>\s*(?:<!\[CDATA\[)?(?<secret>[^<\]]+)[<\]]"#
        ),
        // A block of its own: `password => { value => "…" }`, `variable "password" { default = "…" }`.
        format!(
            r#"(?i){key}["']?\s*(?:(?:=>|[:=])\s*)?\{{[^{{}}]*?\b(?:value|default)["']?\s*(?:=>|[:=])\s*["']?(?<secret>[^"'\s,{{}}][^"'\r\n,{{}}]*)"#
        ),
        format!(
            r"(?i){key}(?:\s*</[^<>]+>\s*<value)?(?:\s[^<>]*)?>\s*<!\[CDATA\[(?<secret>[\s\S]+?)(?:\]\]>|\z)"
        ),
    ];
    for quote in ['"', '\''] {
        let quoted = format!(r"{quote}(?<secret>(?:[^{quote}\\\r\n]|\\.)+){quote}");
        let attribute = format!(r"value\s*=\s*{quote}(?<secret>[^{quote}]+){quote}");
        all.extend([
            format!("(?i){name}{value}{quoted}"),
            format!(r"(?im){value}{quoted}[ \t]*,?\s*{named}"),
            format!(r#"(?i){key}["']\s+{attribute}"#),
            format!(r#"(?i)<[^<>]*{key}["']\s(?:[^<>]*\s)?{attribute}"#),
            format!(
                r#"(?i)<(?:[^<>]*\s)?{attribute}\s(?:[^<>]*\s)?(?:name|key|id)\s*=\s*["'][^"'<>]*{key}["']"#
            ),
        ]);
    }
    all
}

/// Values of several lines, several values, and values in the line below.
fn several(key: &str) -> Vec<String> {
    let sign = r#"s?["']?\]?[ \t]*(?::=|=>|[:=])\s*"#;
    let quoted = r#""(?:[^"\\]|\\.)*"|'[^'\r\n]*'"#;
    // A line of YAML that is a text and no pair.
    let text = r#"(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s:"'#\[{&*!|>-][^\s:]*(?::+[^\s:]+)*(?:[ \t]+[^\s:#][^\s:]*(?::+[^\s:]+)*)*)"#;
    let end = r"(?:[ \t]+#[^\r\n]*)?[ \t]*(?:\r?$|\z)";
    let is = r#"["']?\]?[ \t]*(?::=|=>|[:=])[ \t]*"#;
    vec![
        // Goes on in the next line.
        format!(r"(?im){key}{is}\\[ \t]*\r?\n[ \t]*(?<secret>[^\r\n]+)"),
        format!(
            r#"(?im){key}{is}(?<secret>[^\s"'\\](?:[^\r\n]*[^\s\\])?(?:\\\r?\n[^\r\n]*[^\s\\])+)"#
        ),
        format!(
            r#"(?im){key}["']?[ \t]*:[ \t]*"(?<secret>(?:[^"\\\r\n]|\\.)*(?:(?:[ \t]*\r?\n)+[ \t]+(?:[^"\\\r\n]|\\.)*)+)""#
        ),
        format!(
            r#"(?im){key}["']?[ \t]*:[ \t]*'(?<secret>(?:[^'\r\n]|'')*(?:(?:[ \t]*\r?\n)+[ \t]+(?:[^'\r\n]|'')*)+)'"#
        ),
        format!(
            r#"(?im){key}{is}(?:\$\([ \t]*cat[ \t]+)?<<[-~]?[ \t]*["']?(?<end>\w+)["']?[^\r\n]*\r?\n"#
        ),
        format!(r#"(?i){key}{sign}[a-z]{{0,2}}"""(?<secret>[\s\S]+?)(?:"""|\z)"#),
        format!(r"(?i){key}{sign}[a-z]{{0,2}}'''(?<secret>[\s\S]+?)(?:'''|\z)"),
        format!(r"(?i){key}{sign}\[\s*(?<secret>(?:{quoted})(?:{quoted}|[^\]])*)\]"),
        format!(r"(?im){key}{sign}\[(?<secret>[^\]\r\n]+)(?:\]|\r?$)"),
        format!(r#"(?im){key}["']?[ \t]*:[ \t]*\r?\n[ \t]+(?<secret>{text}){end}"#),
        format!(
            r#"(?im){key}s?["']?[ \t]*:[ \t]*\r?\n[ \t]*-[ \t]+(?<secret>{text}(?:[ \t]*\r?\n[ \t]*-[ \t]+{text})*){end}"#
        ),
    ]
}
