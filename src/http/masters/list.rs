//! Lists of the stock: filtered by a part of a name, best matches first, a page at a time.

use serde::{Deserialize, Serialize};
use uchite_domain::{
    Competitor, Contact, Customer, CustomerId, Deal, Department, Member, Product, Purpose, Seq, Template,
};
use utoipa::{IntoParams, ToSchema};

use crate::http::page::{self, Page};
use crate::http::problem::Problem;

/// Rows on a page where nothing is said, and at most.
const ROWS_USUAL: usize = 200;
const ROWS_MAX: usize = 1_000;

/// Which rows of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half.
    q: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows on the page, 200 where it is absent.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Which contacts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactParams {
    /// A part of the name or of its kana.
    q: Option<String>,
    /// Those of these customers.
    #[param(explode = false)]
    customer: Vec<CustomerId>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows on the page, 200 where it is absent.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// What a list was asked for.
pub(super) trait Asked<T> {
    /// The part of a name.
    fn q(&self) -> Option<&str>;
    /// Where the page before ended.
    fn after(&self) -> Option<&str>;
    /// How many rows.
    fn limit(&self) -> Option<u32>;
    /// Whether a row is wanted, its names aside.
    fn wants(&self, row: &T) -> bool;
}

impl<T> Asked<T> for ListParams {
    fn q(&self) -> Option<&str> {
        self.q.as_deref()
    }

    fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    fn limit(&self) -> Option<u32> {
        self.limit
    }

    fn wants(&self, _: &T) -> bool {
        true
    }
}

impl Asked<Contact> for ContactParams {
    fn q(&self) -> Option<&str> {
        self.q.as_deref()
    }

    fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    fn limit(&self) -> Option<u32> {
        self.limit
    }

    fn wants(&self, contact: &Contact) -> bool {
        self.customer.is_empty() || self.customer.contains(&contact.fields.customer)
    }
}

/// A row that has a number and names.
pub(super) trait Row {
    /// Its number.
    fn number(&self) -> u64;
    /// What it is called, the usual name first.
    fn names(&self) -> Vec<&str>;
}

macro_rules! rows {
    ($($row:ident |$fields:ident| $names:expr;)*) => {$(
        impl Row for $row {
            fn number(&self) -> u64 {
                self.id.0
            }

            fn names(&self) -> Vec<&str> {
                let $fields = &self.fields;
                $names
            }
        }
    )*};
}

fn with<'a>(names: &[&'a str], more: &[&'a [String]]) -> Vec<&'a str> {
    names.iter().copied().chain(more.iter().flat_map(|list| list.iter().map(String::as_str))).collect()
}

rows! {
    Customer |f| with(&[&f.name, &f.kana], &[&f.aliases, &f.former_names]);
    Contact |f| with(&[&f.name, &f.kana, &f.title], &[]);
    Product |f| with(&[&f.name, &f.kana], &[&f.aliases]);
    Competitor |f| with(&[&f.name, &f.kana], &[&f.aliases]);
    Member |f| with(&[&f.name, &f.kana, &f.login, &f.employee_no], &[]);
    Department |f| with(&[&f.name], &[]);
    Purpose |f| with(&[&f.name], &[]);
    Template |f| with(&[&f.name, &f.name_en], &[]);
    Deal |f| with(&[&f.name], &[]);
}

/// Where a page ends: how well the last row matched, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(u8, u64);

/// The rows of a page.
pub(super) struct Picked<T> {
    items: Vec<T>,
    next: Option<Place>,
}

impl<T: Row + Clone + ToSchema> Picked<T> {
    /// Picks the rows that were asked for: those that match best first, then by number.
    pub(super) fn of<'a>(
        rows: impl Iterator<Item = &'a T>,
        asked: &impl Asked<T>,
    ) -> Result<Picked<T>, Problem>
    where
        T: 'a,
    {
        let limit = page::limit(asked.limit(), ROWS_USUAL, ROWS_MAX)?;
        let after: Option<Place> = asked.after().map(page::unseal).transpose()?;
        let wanted = asked.q().map(fold).filter(|q| !q.is_empty());
        let mut found: Vec<(Place, &T)> = rows
            .filter(|row| asked.wants(row))
            .filter_map(|row| {
                let rank = wanted.as_ref().map_or(Some(0), |q| rank(&row.names(), q))?;
                Some((Place(rank, row.number()), row))
            })
            .filter(|(place, _)| after.is_none_or(|after| *place > after))
            .collect();
        found.sort_unstable_by_key(|(place, _)| *place);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(place, _)| *place);
        Ok(Picked { items: found.into_iter().map(|(_, row)| row.clone()).collect(), next })
    }

    /// As it goes out.
    pub(super) fn page(self, cursor: Seq) -> Page<T> {
        Page { items: self.items, next: self.next.as_ref().map(page::seal), cursor }
    }
}

/// 0: a name is it, 1: a name begins with it, 2: a name holds it.
fn rank(names: &[&str], q: &str) -> Option<u8> {
    let of = |name: &&str| {
        let name = fold(name);
        match name.find(q) {
            Some(0) if name.len() == q.len() => Some(0),
            Some(0) => Some(1),
            Some(_) => Some(2),
            None => None,
        }
    };
    names.iter().filter_map(of).min()
}

/// Lower case, full-width letters and digits as half-width, katakana as hiragana, no blanks.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

fn narrow(c: char) -> char {
    let moved =
        |by: i64| u32::try_from(i64::from(u32::from(c)) + by).ok().and_then(char::from_u32).unwrap_or(c);
    match c {
        '\u{FF01}'..='\u{FF5E}' => moved(-0xFEE0),
        'ァ'..='ヶ' => moved(-0x60),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use uchite_domain::{NamedFields, ProductId};

    use super::*;

    fn product(id: u64, name: &str, kana: &str) -> Product {
        let fields = NamedFields {
            name: name.into(),
            kana: kana.into(),
            aliases: vec!["別名X".into()],
            retired: false,
        };
        Product { id: ProductId(id), fields }
    }

    fn found(q: &str, rows: &[Product]) -> Vec<u64> {
        let params = ListParams { q: Some(q.into()), ..ListParams::default() };
        Picked::of(rows.iter(), &params).unwrap().items.iter().map(|p| p.id.0).collect()
    }

    #[test]
    fn names_are_found_in_any_writing_and_the_best_come_first() {
        let rows = [
            product(1, "生産管理ＰＲＯ", "せいさんかんり"),
            product(2, "PRO", "プロ"),
            product(3, "Pro 会計", "プロカイケイ"),
        ];
        assert_eq!(found("pro", &rows), [2, 3, 1]);
        assert_eq!(found("ぷろ", &rows), [2, 3]);
        assert_eq!(found("セイサン", &rows), [1]);
        assert_eq!(found("別名ｘ", &rows), [1, 2, 3]);
        assert_eq!(found(" ", &rows), [1, 2, 3]);
        assert_eq!(found("ない", &rows), [0; 0]);
    }

    #[test]
    fn pages_join_without_gap_or_repetition() {
        let rows: Vec<Product> = (1..=10).map(|n| product(n, &format!("品{n}"), "")).collect();
        let mut params = ListParams { limit: Some(3), ..ListParams::default() };
        let mut seen = Vec::new();
        loop {
            let page = Picked::of(rows.iter(), &params).unwrap().page(Seq(7));
            seen.extend(page.items.iter().map(|p| p.id.0));
            params.after = page.next;
            if params.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, (1..=10).collect::<Vec<_>>());
    }

    #[test]
    fn a_foreign_position_and_a_limit_out_of_range_are_refused() {
        let rows = [product(1, "品", "")];
        for params in [
            ListParams { after: Some("%%%".into()), ..ListParams::default() },
            ListParams { after: Some("e30".into()), ..ListParams::default() },
            ListParams { limit: Some(0), ..ListParams::default() },
            ListParams { limit: Some(1001), ..ListParams::default() },
        ] {
            assert!(Picked::of(rows.iter(), &params).is_err(), "{params:?}");
        }
    }
}
