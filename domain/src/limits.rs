//! A limit on everything that comes from outside, with its unit in its name, and the checks of them.

use crate::{Code, Rejection, Timestamp};

/// Characters of a report's text, and of a reply's.
pub const TEXT_MAX_CHARS: usize = 10_000;
/// Characters of a consult's question and of one field of a template.
pub const FIELD_MAX_CHARS: usize = 2_000;
/// Characters of a name or a title.
pub const NAME_MAX_CHARS: usize = 120;
/// Characters of a client's reference.
pub const CLIENT_REF_MAX_CHARS: usize = 64;
/// Entries of a list inside one command: people met, competitors, mentions, aliases.
pub const LIST_MAX: usize = 50;
/// Files on one report or reply.
pub const FILES_MAX: usize = 10;
/// Fields of one template.
pub const TEMPLATE_FIELDS_MAX: usize = 30;
/// Reports that one `displayed` frame may name.
pub const DISPLAYED_MAX: usize = 200;
/// Yen of a deal: a quadrillion.
pub const AMOUNT_MAX_YEN: i64 = 1_000_000_000_000_000;
/// Milliseconds in which an author may correct a report: a day.
pub const CORRECTION_WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
/// Taps that filing one report may be said to have taken.
pub const EFFORT_MAX_TAPS: u32 = 10_000;
/// Seconds that filing one report may be said to have taken: a week.
pub const EFFORT_MAX_SECONDS: u32 = 7 * 24 * 60 * 60;
/// Corrections that one report takes.
pub const CORRECTIONS_MAX: usize = 20;
/// Milliseconds by which a device's clock may run ahead of ours.
pub const CLOCK_SKEW_MS: i64 = 5 * 60 * 1000;
/// Levels of departments.
pub const DEPARTMENT_LEVELS_MAX: usize = 16;
/// Levels of superiors that a purpose reaches.
pub const SUPERIOR_LEVELS_MAX: u32 = 10;
/// Working minutes of a purpose's deadline: a hundred days of eight hours.
pub const DEADLINE_MAX_WORKING_MINUTES: u32 = 48_000;
/// Stages of a deal's way.
pub const STAGES_MAX: usize = 20;
/// Devices of one member.
pub const DEVICES_MAX: usize = 20;
/// Bookmarks of one member.
pub const BOOKMARKS_MAX: usize = 1_000;
/// Changes of one deal that its history keeps.
pub const DEAL_STEPS_MAX: usize = 500;
/// Personal access tokens of one member.
pub const TOKENS_MAX: usize = 50;

/// A text of at most `max` characters without control characters but line feed and tab.
pub fn text(field: &str, text: &str, max: usize) -> Result<(), Rejection> {
    // A character takes at most four bytes, so most texts need no count.
    if text.len() > max {
        let chars = text.chars().count();
        if chars > max {
            let detail = format!("{field} has {chars} characters, the limit is {max}");
            return Err(Rejection::new(Code::TextTooLong, detail));
        }
    }
    match text.chars().find(|c| is_refused(*c)) {
        Some(c) => {
            let detail = format!("{field} holds the control character U+{:04X}", u32::from(c));
            Err(Rejection::new(Code::ControlCharacter, detail))
        }
        None => Ok(()),
    }
}

/// Control characters but line feed and tab, and the bidirectional overrides that make a text read as another.
fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Like [`text`], and not empty.
pub fn required(field: &str, value: &str, max: usize) -> Result<(), Rejection> {
    if value.trim().is_empty() {
        return Err(Rejection::new(Code::TextRequired, format!("{field} must not be empty")));
    }
    text(field, value, max)
}

/// One line of at most [`NAME_MAX_CHARS`]; may be empty.
pub fn line(field: &str, value: &str) -> Result<(), Rejection> {
    text(field, value, NAME_MAX_CHARS)?;
    if value.contains(['\n', '\t']) {
        return Err(Rejection::new(Code::ControlCharacter, format!("{field} must be one line")));
    }
    Ok(())
}

/// A name: not empty, one line.
pub fn name(field: &str, value: &str) -> Result<(), Rejection> {
    required(field, value, NAME_MAX_CHARS)?;
    line(field, value)
}

/// Names, at most [`LIST_MAX`].
pub fn names(field: &str, values: &[String]) -> Result<(), Rejection> {
    list(field, values, LIST_MAX)?;
    values.iter().try_for_each(|value| name(field, value))
}

/// A number from `min` to `max`.
pub fn range(field: &str, value: u32, min: u32, max: u32) -> Result<(), Rejection> {
    if !(min..=max).contains(&value) {
        return Err(Rejection::new(Code::OutOfRange, format!("{field} is a number from {min} to {max}")));
    }
    Ok(())
}

/// A list of at most `max` entries.
pub fn list<T>(field: &str, entries: &[T], max: usize) -> Result<(), Rejection> {
    if entries.len() > max {
        let detail = format!("{field} has {} entries, the limit is {max}", entries.len());
        return Err(Rejection::new(Code::TooMany, detail));
    }
    Ok(())
}

/// An amount of yen from 0 to [`AMOUNT_MAX_YEN`].
pub fn amount(field: &str, yen: i64) -> Result<(), Rejection> {
    if !(0..=AMOUNT_MAX_YEN).contains(&yen) {
        let detail = format!("{field} must be between 0 and {AMOUNT_MAX_YEN} yen");
        return Err(Rejection::new(Code::OutOfRange, detail));
    }
    Ok(())
}

/// A moment between 1970 and the year 9999.
pub fn moment(field: &str, at: Timestamp) -> Result<(), Rejection> {
    if !(0..=Timestamp::MAX.0).contains(&at.0) {
        return Err(Rejection::new(Code::OutOfRange, format!("{field} is no moment after 1970")));
    }
    Ok(())
}

/// A moment that has come, give or take a device's clock.
pub fn past(field: &str, at: Timestamp, now: Timestamp) -> Result<(), Rejection> {
    moment(field, at)?;
    if at > now.plus_ms(CLOCK_SKEW_MS) {
        return Err(Rejection::new(Code::InTheFuture, format!("{field} lies in the future")));
    }
    Ok(())
}
