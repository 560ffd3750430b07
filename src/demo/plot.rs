//! When what happens: the acts of every deal over three months, denser lately, and the readings between.

use uchite_domain::{MemberId, Report, Timestamp};

use super::acts::{self, What};
use super::calendar::JapaneseDay;
use super::deals::{DEALS, LOST, STORY, WON};
use super::people::MEMBERS;
use super::stage::Play;

/// Visits for no deal, and work inside the house.
const GENERAL_VISITS: usize = 70;
const HOUSE_WORK: usize = 45;
/// Reports of the last three hours, whatever day it is: a visitor finds the house awake.
const FRESH: i64 = 12;
/// Minutes after midnight at which people read.
const READING_HOURS: [i64; 5] = [8 * 60 + 48, 10 * 60 + 40, 12 * 60 + 45, 15 * 60 + 30, 17 * 60 + 50];

/// Plans everything that happens between the first day and today.
pub(super) fn plan(play: &mut Play, from: JapaneseDay) {
    for place in 0..DEALS {
        if place != STORY {
            deal(play, place);
        }
    }
    let days = from.working_until(JapaneseDay(play.today().0 + 1));
    for _ in 0..GENERAL_VISITS {
        let place = play.rng.below(DEALS);
        let at = moment(play, &days, 88);
        play.at(at, move |play, at| acts::general(play, at, place));
    }
    let leaders = ["ito", "kato", "hayashi", "abe", "maeda", "goto", "takahashi", "ikeda"];
    for _ in 0..HOUSE_WORK {
        let at = moment(play, &days, 88);
        let author = play.rng.pick(&leaders).map(|login| play.member(login));
        if let Some(author) = author {
            play.at(at, move |play, at| acts::house(play, at, author));
        }
    }
    fresh(play);
    readings(play, &days);
}

/// The acts of one deal: as many as suit it, its steps evenly among them.
fn deal(play: &mut Play, place: usize) {
    let cast = &play.casts[place];
    let (end, start) = (cast.end, cast.fields.stage.0);
    let days = JapaneseDay(cast.opened.0 + 1).working_until(JapaneseDay(play.today().0 + 1));
    let per_hundred_days = match (start, end) {
        (WON, _) => 12,
        (_, WON) => 29,
        (_, LOST) => 20,
        (_, 0) => 13,
        (_, 1) => 20,
        _ => 27,
    };
    let steps = steps(play, start, end);
    let count = (days.len() * (per_hundred_days + play.rng.below(8)) / 100).max(steps.len() + 2);
    let mut moments: Vec<Timestamp> = Vec::with_capacity(count);
    for _ in 0..count {
        // One thing a day on a deal, as long as there are days left.
        let tries = (0..20).map(|_| moment(play, &days, 84)).collect::<Vec<_>>();
        let taken = |at: &Timestamp| moments.iter().any(|m| JapaneseDay::of(*m) == JapaneseDay::of(*at));
        moments.extend(tries.iter().find(|at| !taken(at)).or(tries.first()));
    }
    moments.sort_unstable();
    // An order is followed by some weeks of care; a loss is the last but for a word or two.
    let share = match end {
        WON => 60 + play.rng.below(25),
        LOST => 92,
        _ => 85,
    };
    let mut acts = vec![What::Plain; count];
    for (nth, to) in steps.iter().enumerate() {
        let place = (count * share * (nth + 1) / (steps.len() * 100)).clamp(nth, count - 1);
        // Two steps never fall on the same act: there is room for each, and two acts more.
        let free = (place..count).chain(0..place).find(|p| acts[*p] == What::Plain);
        if let Some(free) = free {
            acts[free] = What::Advance(*to);
        }
    }
    let mut stage = start;
    for (at, mut what) in moments.into_iter().zip(acts) {
        match what {
            What::Advance(to) => stage = to,
            _ => what = special(play, stage),
        }
        play.at(at, move |play, at| acts::act(play, at, place, what));
    }
}

/// The stages through which a deal goes.
fn steps(play: &mut Play, start: u8, end: u8) -> Vec<u8> {
    if end == LOST {
        let reached = u8::try_from(play.rng.between(i64::from(start).max(2), 4)).unwrap_or(4);
        return (start + 1..=reached).chain([LOST]).collect();
    }
    (start + 1..=end).collect()
}

fn special(play: &mut Play, stage: u8) -> What {
    let weights: [usize; 4] = match stage {
        0 => [97, 2, 1, 0],
        1..=3 => [82, 6, 12, 0],
        4 => [89, 3, 8, 0],
        WON => [82, 0, 4, 14],
        _ => [100, 0, 0, 0],
    };
    [What::Plain, What::Rival, What::Ask, What::Complaint][play.rng.weighted(&weights)]
}

/// A moment of a working day, rather a late one: `bend` below a hundred leans towards today.
fn moment(play: &mut Play, days: &[JapaneseDay], bend: usize) -> Timestamp {
    let mut place = play.rng.below(days.len());
    if !play.rng.percent(bend) {
        // The later of two: so lean the last weeks heavier.
        place = place.max(play.rng.below(days.len()));
    }
    let day = days.get(place).copied().unwrap_or(play.today());
    // Filed between visits, before lunch, in the late afternoon, some in the evening on the way home.
    let (first, last) = [(565, 700), (700, 750), (785, 960), (960, 1_110), (1_110, 1_190)]
        [play.rng.weighted(&[22, 14, 24, 34, 6])];
    let minute = play.rng.between(first, last);
    day.at_minute(minute).plus_ms(play.rng.between(0, 59) * 1_000)
}

/// The last three hours.
fn fresh(play: &mut Play) {
    for nth in 0..FRESH {
        // Between the steps of the story that is told by hand.
        let minutes = 178 - nth * 14 + play.rng.between(-3, 3);
        let at = play.now.plus_ms(-minutes * 60_000 - 17_000);
        let place = 1 + play.rng.below(DEALS - 1);
        play.at(at, move |play, at| {
            let stage = play.casts[place].deal.and_then(|deal| play.book.org.deals.get(&deal));
            let today = JapaneseDay::of(at);
            let quiet = |last: Option<Timestamp>| last.is_none_or(|last| JapaneseDay::of(last) < today);
            if stage.is_some_and(|deal| deal.fields.stage.0 < LOST && quiet(deal.last_activity_at)) {
                acts::act(play, at, place, What::Plain);
            }
        });
    }
}

/// People read some times a day. Of the last two days much is still unread, as it is in life.
fn readings(play: &mut Play, days: &[JapaneseDay]) {
    let logins = MEMBERS.iter().map(|m| m.login).chain(["ogawa"]);
    let members: Vec<MemberId> = logins.map(|login| play.member(login)).collect();
    for day in days {
        for member in &members {
            for hour in READING_HOURS {
                // A leader looks in more often than others.
                if !play.rng.percent(62) {
                    continue;
                }
                let minute = hour + play.rng.between(-14, 26);
                let at = day.at_minute(minute).plus_ms(play.rng.between(0, 59) * 1_000);
                let member = *member;
                play.at(at, move |play, at| read(play, at, member));
            }
        }
    }
}

fn read(play: &mut Play, at: Timestamp, member: MemberId) {
    let hours_ago = play.now.ms_since(at) / 3_600_000;
    let share = match hours_ago {
        0..=5 => return,
        6..=24 => 55,
        25..=48 => 25,
        _ => 0,
    };
    // The same cards stay unread each time a member looks: those that they put off.
    let put_off = |report: &Report| (report.id.0 * 31 + member.0 * 17) % 100 < share;
    play.book.read(at, member, put_off);
}
