//! Limits, as a table.

use uchite_domain::{Code, Timestamp, limits};

#[test]
fn texts_are_counted_in_characters_and_hold_no_hidden_ones() {
    let table = [
        ("", None),
        ("改行\nとタブ\tは可", None),
        ("絵文字👨‍👩‍👧も", None),
        ("\u{200E}向きの印", None),
        (&"字".repeat(10), None),
        (&"字".repeat(11), Some(Code::TextTooLong)),
        (&"👍".repeat(10), None),
        (&"x".repeat(11), Some(Code::TextTooLong)),
        ("a\u{0}", Some(Code::ControlCharacter)),
        ("a\r\n", Some(Code::ControlCharacter)),
        ("a\u{1B}[2J", Some(Code::ControlCharacter)),
        ("a\u{7F}", Some(Code::ControlCharacter)),
        ("a\u{85}", Some(Code::ControlCharacter)),
        ("a\u{9F}", Some(Code::ControlCharacter)),
        ("a\u{202A}", Some(Code::ControlCharacter)),
        ("a\u{202E}", Some(Code::ControlCharacter)),
        ("a\u{2066}", Some(Code::ControlCharacter)),
        ("a\u{2069}", Some(Code::ControlCharacter)),
    ];
    for (text, expected) in table {
        assert_eq!(limits::text("text", text, 10).err().map(|r| r.code), expected, "{text:?}");
    }
}

#[test]
fn a_required_text_is_more_than_blanks_and_a_name_is_one_line() {
    for blank in ["", " ", "\u{3000}", "\n\t "] {
        assert_eq!(limits::required("x", blank, 10).unwrap_err().code, Code::TextRequired);
        assert_eq!(limits::name("x", blank).unwrap_err().code, Code::TextRequired);
    }
    for two_lines in ["a\nb", "a\tb"] {
        assert!(limits::required("x", two_lines, 10).is_ok());
        assert_eq!(limits::name("x", two_lines).unwrap_err().code, Code::ControlCharacter);
        assert_eq!(limits::line("x", two_lines).unwrap_err().code, Code::ControlCharacter);
    }
    assert!(limits::line("x", "").is_ok());
    assert!(limits::name("x", &"字".repeat(120)).is_ok());
    assert_eq!(limits::name("x", &"字".repeat(121)).unwrap_err().code, Code::TextTooLong);
    let names = vec!["a".to_owned(); 50];
    assert!(limits::names("x", &names).is_ok());
    assert_eq!(limits::names("x", &vec!["a".to_owned(); 51]).unwrap_err().code, Code::TooMany);
    assert_eq!(limits::names("x", &["".to_owned()]).unwrap_err().code, Code::TextRequired);
}

#[test]
fn numbers_and_moments_have_ends() {
    for (yen, fits) in
        [(0, true), (limits::AMOUNT_MAX_YEN, true), (-1, false), (limits::AMOUNT_MAX_YEN + 1, false)]
    {
        assert_eq!(limits::amount("x", yen).is_ok(), fits, "{yen}");
    }
    for (n, fits) in [(0, false), (1, true), (10, true), (11, false)] {
        assert_eq!(limits::range("x", n, 1, 10).is_ok(), fits, "{n}");
    }
    for (at, fits) in [(0, true), (-1, false), (Timestamp::MAX.0, true), (Timestamp::MAX.0 + 1, false)] {
        assert_eq!(limits::moment("x", Timestamp(at)).is_ok(), fits, "{at}");
    }
    let now = Timestamp(1_000_000_000_000);
    assert!(limits::past("x", now.plus_ms(limits::CLOCK_SKEW_MS), now).is_ok());
    assert_eq!(
        limits::past("x", now.plus_ms(limits::CLOCK_SKEW_MS + 1), now).unwrap_err().code,
        Code::InTheFuture
    );
}

#[test]
fn a_refusal_names_the_field_and_says_its_code_first() {
    let rejection = limits::name("login", "").unwrap_err();
    assert_eq!(rejection.to_string(), "text_required: login must not be empty");
}

#[test]
fn every_code_is_written_as_it_is_on_the_wire() {
    use Code::*;
    for code in [
        Malformed,
        UnknownField,
        InvalidUtf8,
        BinaryFrame,
        TooLarge,
        TextTooLong,
        TextRequired,
        ControlCharacter,
        TooMany,
        OutOfRange,
        FieldRequired,
        FieldInvalid,
        InTheFuture,
        Invalid,
        NotFound,
        UnknownReference,
        Unauthenticated,
        WrongCredentials,
        Forbidden,
        CrossSite,
        ClientRefReused,
        Conflict,
        AlreadyExists,
        CorrectionClosed,
        ConsultState,
        NextMoveState,
        Retired,
        SuperiorRequired,
        BadCursor,
        EndpointRefused,
        RateLimited,
        Busy,
        StorageFull,
        Draining,
        Internal,
    ] {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert!((400..600).contains(&code.status()));
        // What may succeed later is the machine's affair or a race, never the sender's mistake.
        assert_eq!(
            code.retryable(),
            code.status() >= 500 || matches!(code, RateLimited | Conflict),
            "{code:?}"
        );
    }
}
