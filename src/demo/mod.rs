//! The demo company: forty people, sixty customers, a hundred and fifty deals and three months of reports,
//! made anew up to the present moment each time it is asked for.
//!
//! Everything goes through the rules of the domain, so nothing happens here that could not happen in a real
//! organisation. The same moment and seed give the same company. No I/O.

mod acts;
mod book;
mod calendar;
mod catalogue;
mod company;
mod conversation;
mod customers;
mod deals;
mod forms;
mod people;
mod plot;
pub(crate) mod prose;
pub(crate) mod rng;
mod stage;
mod story;
#[cfg(test)]
mod tests;
mod texts;
mod writer;

use uchite_domain::{LoggedEvent, Timestamp};

use calendar::JapaneseDay;
use stage::Play;

/// Days before now on which the log begins.
const HISTORY_DAYS: i64 = 92;

/// Somebody with whom one may sign in for a first look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSignIn {
    /// The sign-in name.
    pub login: &'static str,
    /// The name.
    pub name: &'static str,
    /// What they do, in Japanese.
    pub role_ja: &'static str,
    /// What they do, in English.
    pub role_en: &'static str,
}

/// The four whom the story is about.
pub const DEMO_SIGN_INS: [DemoSignIn; 4] = [
    DemoSignIn {
        login: "takahashi",
        name: "高橋 美咲",
        role_ja: "営業。お客様先から報告し、相談する",
        role_en: "Salesperson: reports and asks from the customer's",
    },
    DemoSignIn {
        login: "ito",
        name: "伊藤 浩二",
        role_ja: "営業課長。部下の活動を見て、次の打ち手を示す",
        role_en: "Her manager: sees the work and gives the next move",
    },
    DemoSignIn {
        login: "okada",
        name: "岡田 俊介",
        role_ja: "技術。相談に答える",
        role_en: "Engineer: answers questions",
    },
    DemoSignIn {
        login: "ogawa",
        name: "小川 真理",
        role_ja: "管理者。社員・お客様・共有目的を整える",
        role_en: "Administrator: keeps members, customers and purposes",
    },
];

/// The log of the demo company up to `now`, for an empty log: the first record gets the number 1.
#[must_use]
pub fn records(now: Timestamp, seed: u64) -> Vec<(Timestamp, LoggedEvent)> {
    play(now, seed).book.records
}

fn play(now: Timestamp, seed: u64) -> Play {
    let mut play = Play::new(now, seed);
    let from = JapaneseDay(play.today().0 - HISTORY_DAYS).later(1);
    let mut at = company::set_up(&mut play, from.at_minute(9 * 60));
    deals::plan(&mut play, from);
    for place in 0..play.casts.len() {
        let (opened, owner) = (play.casts[place].opened, play.casts[place].fields.owner);
        if opened == from {
            at = at.plus_ms(9_000);
            deals::open(&mut play, place, at, owner);
        } else {
            let minute = 9 * 60 + play.rng.between(5, 90);
            play.at(opened.at_minute(minute), move |play, at| deals::open(play, place, at, owner));
        }
    }
    plot::plan(&mut play, from);
    story::plan(&mut play);
    play.run();
    play
}
