//! Working days in Japan. Japan keeps one offset the whole year, so days are plain arithmetic here.

use uchite_domain::{Day, Timestamp};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const JAPAN_MS: i64 = 9 * 60 * MINUTE_MS;

/// A day in Japan, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct JapaneseDay(pub(super) i64);

impl JapaneseDay {
    pub(super) fn of(at: Timestamp) -> JapaneseDay {
        JapaneseDay((at.0 + JAPAN_MS).div_euclid(DAY_MS))
    }

    /// The moment at which this day's clock shows so many minutes after midnight.
    pub(super) fn at_minute(self, minute: i64) -> Timestamp {
        Timestamp(self.0 * DAY_MS - JAPAN_MS + minute * MINUTE_MS)
    }

    /// 0 is Monday.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Year, month and day of the month.
    fn civil(self) -> (i64, i64, i64) {
        // Counted in eras of 400 years that begin on the first of March, so that leap days come last.
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    pub(super) fn day(self) -> Option<Day> {
        let (year, month, day) = self.civil();
        Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
    }

    /// 12月4日(金)
    pub(super) fn in_words(self) -> String {
        let (_, month, day) = self.civil();
        let names = ["月", "火", "水", "木", "金", "土", "日"];
        let name = usize::try_from(self.weekday()).ok().and_then(|w| names.get(w)).unwrap_or(&"");
        format!("{month}月{day}日({name})")
    }

    /// 12月
    pub(super) fn month_in_words(self) -> String {
        format!("{}月", self.civil().1)
    }

    /// Whether people are at work: no weekend, no public holiday, not between the years. Equinoxes are taken
    /// for the day on which they usually fall, and holidays moved by a Sunday are left out: good enough for
    /// a company that does not exist.
    pub(super) fn is_working(self) -> bool {
        let weekday = self.weekday();
        if weekday >= 5 {
            return false;
        }
        let (_, month, day) = self.civil();
        let monday = |nth: i64| weekday == 0 && (day - 1) / 7 == nth - 1;
        let holiday = matches!(
            (month, day),
            (1, 1..=3)
                | (2, 11 | 23)
                | (3, 20)
                | (4, 29)
                | (5, 3..=5)
                | (8, 11)
                | (9, 23)
                | (11, 3 | 23)
                | (12, 29..=31)
        ) || match month {
            1 | 10 => monday(2),
            7 | 9 => monday(3),
            _ => false,
        };
        !holiday
    }

    /// The working day so many working days later.
    pub(super) fn later(self, working_days: i64) -> JapaneseDay {
        let mut day = self;
        let mut left = working_days;
        while left > 0 {
            day = JapaneseDay(day.0 + 1);
            left -= i64::from(day.is_working());
        }
        day
    }

    /// The working days from this one up to, not including, `end`.
    pub(super) fn working_until(self, end: JapaneseDay) -> Vec<JapaneseDay> {
        (self.0..end.0).map(JapaneseDay).filter(|day| day.is_working()).collect()
    }
}

/// Minutes after midnight between which people work.
const OPENS: i64 = 8 * 60 + 45;
const CLOSES: i64 = 19 * 60;

/// So many working minutes later: what falls after hours happens on the next working morning.
pub(super) fn working_minutes_later(at: Timestamp, minutes: i64) -> Timestamp {
    let mut day = JapaneseDay::of(at);
    let mut minute = (at.0 - day.at_minute(0).0) / MINUTE_MS;
    let second = at.0.rem_euclid(MINUTE_MS);
    let mut left = minutes;
    loop {
        if day.is_working() && minute < CLOSES {
            minute = minute.max(OPENS);
            if minute + left <= CLOSES {
                return day.at_minute(minute + left).plus_ms(second);
            }
            left -= CLOSES - minute;
        }
        day = JapaneseDay(day.0 + 1);
        minute = OPENS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> JapaneseDay {
        let wanted = Day::new(year, month, day);
        (0..40_000).map(JapaneseDay).find(|d| d.day() == wanted).unwrap_or(JapaneseDay(0))
    }

    #[test]
    fn days_carry_their_names() {
        assert_eq!(JapaneseDay(0).in_words(), "1月1日(木)");
        assert_eq!(day(2026, 11, 24).in_words(), "11月24日(火)");
        assert_eq!(day(2028, 2, 29).in_words(), "2月29日(火)");
    }

    #[test]
    fn weekends_holidays_and_the_turn_of_the_year_are_free() {
        for (free, month, d) in [
            (true, 11, 22),
            (true, 11, 23),
            (false, 11, 24),
            (true, 11, 3),
            (false, 12, 28),
            (true, 12, 31),
            // The second Monday of October and the third of July.
            (true, 10, 12),
            (true, 7, 20),
            (false, 7, 13),
        ] {
            assert_eq!(day(2026, month, d).is_working(), !free, "{month}/{d}");
        }
        assert_eq!(day(2026, 11, 20).later(1), day(2026, 11, 24));
    }

    #[test]
    fn minutes_after_hours_pass_to_the_next_working_morning() {
        let friday = day(2026, 11, 20);
        let tuesday = day(2026, 11, 24);
        assert_eq!(working_minutes_later(friday.at_minute(18 * 60), 90), tuesday.at_minute(OPENS + 30));
        assert_eq!(working_minutes_later(friday.at_minute(10 * 60), 30), friday.at_minute(10 * 60 + 30));
        assert_eq!(
            working_minutes_later(JapaneseDay(friday.0 + 1).at_minute(0), 5),
            tuesday.at_minute(OPENS + 5)
        );
    }
}
