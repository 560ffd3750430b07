//! What people write. Scenes are coherent pieces: a text, its tone, the facts that go with it and the next
//! move that follows from it. They are kept apart from the code, so that somebody who sells can read them.
//!
//! In a text, `{名}` is filled in, `{3~8}` is a number between the two, and `[甲|乙]` is one of them.

pub(super) mod away;
pub(super) mod field;
pub(super) mod house;
pub(super) mod questions;
pub(super) mod talk;
pub(super) mod turns;

/// How the customer took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// 前向き
    Good,
    /// 検討中
    Open,
    /// 慎重
    Wary,
    /// 否定的
    Bad,
}

/// Something that happened, as it is reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// How the customer took it.
    pub(super) tone: Tone,
    /// The facts of the form: topics of a visit or web meeting; outcome and direction of a call; content of a
    /// mail; concerns of a demonstration; subject of internal work; impact and cause of a complaint.
    pub(super) facts: &'static str,
    /// What is written.
    pub(super) text: &'static str,
    /// What follows: a letter for its kind, a colon, what exactly. Empty: nothing in particular.
    pub(super) next: &'static str,
}

pub(super) const fn scene(tone: Tone, facts: &'static str, text: &'static str, next: &'static str) -> Scene {
    Scene { tone, facts, text, next }
}
