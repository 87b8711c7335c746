use super::{Code, Key, KeyError, NAMES, Stroke, parse_chord, parse_script};

#[test]
fn what_is_printed_parses_back() {
    let codes = NAMES.iter().map(|(_, code)| *code).chain([
        Code::F(12),
        Code::Char('j'),
        Code::Char('é'),
        Code::Char('-'),
    ]);
    for code in codes {
        for held in 0..4 {
            let key = Key {
                code,
                ctrl: held & 1 != 0,
                alt: held & 2 != 0,
                shift: false,
            };
            assert_eq!(key.to_string().parse(), Ok(key), "{key}");
        }
    }
    let back = Key {
        shift: true,
        ..Key::plain(Code::Tab)
    };
    assert_eq!(back.to_string(), "<s-tab>");
}

#[test]
fn names_are_read() {
    assert_eq!("<c-P>".parse(), Ok(Key::ctrl('p')));
    assert_eq!("<lt>".parse(), Ok(Key::char('<')));
    assert_eq!(">".parse(), Ok(Key::char('>')));
    assert_eq!("<PgDn>".parse(), Ok(Key::plain(Code::PageDown)));
    assert_eq!("<c-->".parse(), Ok(Key::ctrl('-')));
    assert_eq!(parse_chord("gg"), parse_chord("g g"));
    assert_eq!(
        parse_chord("''"),
        Ok(vec![Key::char('\''), Key::char('\'')])
    );
}

#[test]
fn what_is_no_key_is_refused() {
    assert_eq!("".parse::<Key>(), Err(KeyError::Empty));
    assert_eq!(
        "<tab".parse::<Key>(),
        Err(KeyError::Unclosed("<tab".into()))
    );
    assert_eq!("<".parse::<Key>(), Err(KeyError::Unclosed("<".into())));
    for name in ["<nope>", "<f25>", "<f0>", "<x-a>", "<j>", "<>"] {
        assert_eq!(
            name.parse::<Key>(),
            Err(KeyError::Unknown(name.into())),
            "{name}"
        );
    }
    assert_eq!("gg".parse::<Key>(), Err(KeyError::Several("gg".into())));
    assert!(matches!(parse_script("\"open"), Err(KeyError::OpenText(_))));
}

#[test]
fn a_script_mixes_keys_and_prose() {
    let strokes = parse_script(r#"jj <tab> "it \"fails\" a\nb" <c-s>"#).unwrap();
    let key = |name: &str| Stroke::Key(name.parse().unwrap());
    let text = Stroke::Text("it \"fails\" a\nb".into());
    assert_eq!(
        strokes,
        [key("j"), key("j"), key("<tab>"), text.clone(), key("<c-s>")]
    );
    assert!(text.keys().contains(&Key::plain(Code::Enter)));
}

#[test]
fn the_terminals_ways_become_one() {
    const SHIFT: u32 = 1;
    const CONTROL: u32 = 4;
    for letter in ['G', 'g'] {
        assert_eq!(Key::new(Code::Char(letter), SHIFT), Key::char('G'));
    }
    let held = Key::new(Code::Char('P'), CONTROL | SHIFT);
    assert_eq!(held, Key::ctrl('p'));
    assert_eq!(Key::new(Code::Up, SHIFT).to_string(), "<s-up>");
}
