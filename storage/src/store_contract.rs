//! What every [`Store`] must do, as tests. One suite for all implementations: [`store_contract!`] makes a
//! module of tests from an expression that opens an empty store.
//!
//! [`store_contract!`]: crate::store_contract

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod access;
mod bookmarks;
mod inbox;
mod timeline;

use std::sync::Arc;

use uchite_domain::{Badge, Event, LoggedEvent, MemberId, Seq, Subject, Visibility};

use crate::fixture::{Company, Desk, START, answers};
use crate::store::{Applied, Store};

pub use access::*;
pub use bookmarks::*;
pub use inbox::*;
pub use timeline::*;

/// Opens an empty store.
pub type Open<'a> = &'a dyn Fn() -> Arc<dyn Store>;

/// A company, and the store under test, which is fed what the company's desk writes.
struct Fed {
    desk: Desk,
    company: Company,
    store: Arc<dyn Store>,
    fed: usize,
}

impl Fed {
    fn open(open: Open<'_>) -> Fed {
        let (desk, company) = Desk::with_company();
        let mut fed = Fed { desk, company, store: open(), fed: 0 };
        fed.feed();
        fed
    }

    /// Applies what was written since; answers what the last event did.
    fn feed(&mut self) -> Applied {
        let mut last = Applied::default();
        for event in &self.desk.written[self.fed..] {
            last = event.apply(&*self.store);
        }
        self.fed = self.desk.written.len();
        last
    }

    fn badge(&self, member: MemberId) -> Badge {
        self.store.badge(member).unwrap()
    }
}

fn badge(addressed: u32, unread: u32) -> Badge {
    Badge { addressed, unread }
}

pub fn an_empty_store_knows_nothing(open: Open<'_>) {
    let store = open();
    assert_eq!(store.applied(), Seq::ZERO);
    assert_eq!(store.revision(Subject::Organisation), 0);
    assert_eq!(store.organisation().name, "");
    assert_eq!(store.badge(MemberId(1)), Ok(Badge::default()));
    assert_eq!(store.report(uchite_domain::ReportId(1)), Ok(None));
    assert_eq!(store.ledger(uchite_domain::ReportId(1)), Ok(None));
    assert_eq!(store.by_client_ref(MemberId(1), "x"), None);
    assert_eq!(store.checkpoint(), Ok(Seq::ZERO));
}

pub fn an_event_that_was_applied_changes_nothing(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    fed.desk.reply(company.west_head, report, "次は", &[company.suzuki]);
    fed.desk.read(company.sales_head, &[report], uchite_domain::ReadHow::Opened);
    fed.feed();
    let before = answers(&*fed.store);
    for event in fed.desk.written.iter().rev() {
        assert_eq!(event.apply(&*fed.store), Applied::default());
    }
    assert_eq!(answers(&*fed.store), before);
    fed.store.checkpoint().unwrap();
    assert_eq!(answers(&*fed.store), before);
}

pub fn events_of_different_subjects_may_come_in_any_order(open: Open<'_>) {
    let (mut desk, company) = Desk::with_company();
    let base = desk.written.len();
    let [open_deal, _, team_deal] = company.deals();
    let first = desk.file_text(company.tanaka, &company, open_deal, "一件目");
    desk.change_deal(team_deal, |fields| fields.visibility = Visibility::Company);
    let second = desk.file_text(company.suzuki, &company, team_deal, "二件目");
    desk.change_member(company.engineer, |fields| fields.active = false);
    desk.reply(company.west_head, first, "よい", &[company.sales_head]);
    desk.change_deal(team_deal, |fields| fields.visibility = Visibility::Team);
    desk.reply(company.west_head, second, "よい", &[]);
    let store = open();
    let (early, late) = desk.written.split_at(base);
    early.iter().for_each(|event| drop(event.apply(&*store)));
    let of = |deal: Option<uchite_domain::DealId>| {
        late.iter().filter(move |event| event.logged.event.deal() == deal)
    };
    // One deal whole, then the organisation, then the other deal.
    for deal in [Some(team_deal), None, Some(open_deal)] {
        of(deal).for_each(|event| drop(event.apply(&*store)));
        let expected = if deal == Some(open_deal) { late.len() } else { 0 };
        assert_eq!(store.applied().0, (base + expected) as u64, "up to the first gap");
    }
    assert_eq!(answers(&*store), answers(&desk.store));
}

pub fn a_client_reference_leads_to_its_event_and_belongs_to_its_member(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let event = || Event::CardsRead {
        member: company.tanaka,
        reports: Vec::new(),
        upto: Seq::ZERO,
        how: uchite_domain::ReadHow::Bulk,
    };
    for n in 0..1_300 {
        let seq = fed.desk.write_as(Some(company.tanaka), Some(&format!("r{n}")), event());
        assert_eq!(seq.0, fed.desk.written.len() as u64);
    }
    fed.feed();
    fed.store.checkpoint().unwrap();
    let first = fed.desk.written.len() as u64 - 1_299;
    for n in [0, 1, 511, 512, 1_299] {
        assert_eq!(fed.store.by_client_ref(company.tanaka, &format!("r{n}")), Some(Seq(first + n)));
    }
    assert_eq!(fed.store.by_client_ref(company.suzuki, "r0"), None);
    assert_eq!(fed.store.by_client_ref(company.tanaka, "r1300"), None);
}

pub fn the_revision_of_a_subject_is_that_of_its_last_event(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let deal = Subject::Deal(company.open_deal);
    assert_eq!(fed.store.revision(deal), 0);
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "一件目");
    fed.desk.reply(company.tanaka, report, "追記", &[]);
    fed.desk.read(company.west_head, &[report], uchite_domain::ReadHow::Opened);
    fed.feed();
    assert_eq!(fed.store.revision(deal), 2);
    assert_eq!(fed.store.revision(Subject::Member(company.west_head)), 0);
    let organisation = fed.desk.written.iter().filter(|event| event.subject == Subject::Organisation).count();
    assert_eq!(fed.store.revision(Subject::Organisation), organisation as u64);
}

pub fn accounts_are_as_their_events_left_them(open: Open<'_>) {
    use uchite_domain::{DeviceId, Scope, Timestamp, TokenId, TokenKind};
    let mut fed = Fed::open(open);
    let member = fed.company.tanaka;
    let token = |digest: &str| Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name: "手元".to_owned(),
        digest: digest.to_owned(),
        scopes: vec![Scope::Read],
        expires_at: Timestamp::MAX,
        address: String::new(),
    };
    let device = |endpoint: &str| Event::DeviceRegistered {
        member,
        name: "Firefox".to_owned(),
        endpoint: endpoint.to_owned(),
        p256dh: "key".to_owned(),
        auth: "secret".to_owned(),
    };
    fed.desk.write(Some(member), Event::PasswordSet { member, hash: "one".to_owned() });
    fed.desk.write(Some(member), Event::PasswordSet { member, hash: "two".to_owned() });
    let first: TokenId = fed.desk.write(Some(member), token("a")).into();
    fed.desk.write(Some(member), token("b"));
    fed.desk.write(Some(member), device("https://push.example/1"));
    let device_2: DeviceId = fed.desk.write(Some(member), device("https://push.example/2")).into();
    fed.feed();
    fed.store.checkpoint().unwrap();
    fed.desk.write(Some(member), Event::TokenRevoked { member, token: first });
    // The same browser again: the old registration is replaced.
    let again: DeviceId = fed.desk.write(Some(member), device("https://push.example/1")).into();
    let why = "gone".to_owned();
    fed.desk.write(Some(member), Event::DeviceRemoved { member, device: device_2, why });
    fed.feed();
    fed.store.checkpoint().unwrap();
    let accounts = fed.store.accounts();
    assert_eq!(accounts.password(member), Some("two"));
    assert!(accounts.token("a", START).is_none());
    assert_eq!(accounts.token("b", START).unwrap().member, member);
    assert_eq!(accounts.devices(member).map(|d| d.id).collect::<Vec<_>>(), [again]);
}

pub fn an_event_on_what_is_not_there_is_passed_by(open: Open<'_>) {
    let store = open();
    let read = Event::CardsRead {
        member: MemberId(9),
        reports: vec![uchite_domain::ReportId(5)],
        upto: Seq(7),
        how: uchite_domain::ReadHow::Opened,
    };
    let gone =
        Event::ReportAcknowledged { deal: uchite_domain::DealId(3), report: uchite_domain::ReportId(5) };
    for (seq, event) in [read, gone].into_iter().enumerate() {
        let logged = LoggedEvent { by: Some(MemberId(9)), origin: None, event };
        let subject = logged.event.subject();
        let applied = store.apply(Seq(seq as u64 + 1), START, subject, None, &logged);
        assert_eq!(applied, Ok(Applied::default()));
    }
    assert_eq!(store.applied(), Seq(2));
}

pub fn masters_are_told_when_they_change_and_not_with_every_report(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    assert!(!fed.feed().masters);
    fed.desk.reply(company.suzuki, report, "なるほど", &[]);
    assert!(!fed.feed().masters);
    fed.desk.change_deal(company.open_deal, |fields| fields.amount_yen = Some(1));
    assert!(fed.feed().masters);
    fed.desk.customer("新日本", None);
    assert!(fed.feed().masters);
    let mut moving = crate::fixture::text_report(&company, company.open_deal, "提案へ");
    moving.deal_changes.stage = Some(uchite_domain::StageId(2));
    fed.desk.file(company.tanaka, moving);
    assert!(fed.feed().masters);
    let deals = &fed.store.organisation().deals;
    assert_eq!(deals[&company.open_deal].fields.stage, uchite_domain::StageId(2));
    assert_eq!(deals[&company.open_deal].reports, 2);
}

/// Makes a module of tests for one implementation of [`Store`].
#[doc(hidden)]
#[macro_export]
macro_rules! store_contract {
    ($name:ident, $open:expr) => {
        $crate::store_contract!(@ $name, $open,
            an_empty_store_knows_nothing,
            an_event_that_was_applied_changes_nothing,
            events_of_different_subjects_may_come_in_any_order,
            a_client_reference_leads_to_its_event_and_belongs_to_its_member,
            the_revision_of_a_subject_is_that_of_its_last_event,
            accounts_are_as_their_events_left_them,
            an_event_on_what_is_not_there_is_passed_by,
            masters_are_told_when_they_change_and_not_with_every_report,
            a_filed_report_is_unread_for_its_audience_and_read_for_its_author,
            what_is_merely_watched_is_not_addressed,
            a_reply_concerns_those_who_talk_and_is_read_by_who_wrote_it,
            a_mention_brings_a_member_in,
            reading_goes_up_to_what_was_seen,
            a_reader_may_not_run_ahead_of_what_has_happened,
            what_was_marked_unread_stays_so_until_it_is_read_later,
            taking_note_is_reading,
            one_who_comes_in_by_talking_is_told_of_answers,
            one_whom_something_concerns_without_being_of_the_audience_has_the_card,
            reading_of_a_card_that_is_not_in_the_inbox_leaves_no_trace,
            the_ledger_says_who_got_it_and_what_became_of_it,
            a_card_is_the_same_by_every_way,
            long_texts_come_back_as_they_were,
            inboxes_of_many_pages_keep_their_counts,
            a_restricted_deal_hides_its_cards_from_others,
            who_leaves_loses_everything_and_gets_it_back_by_returning,
            who_moves_loses_what_their_department_saw,
            a_new_superior_sees_and_the_old_one_does_not,
            where_a_leader_leaves_the_next_one_sees_until_they_return,
            an_owner_who_moves_takes_the_deal_along,
            a_department_that_moves_brings_other_leaders,
            a_change_that_concerns_no_access_hides_nothing,
            hidden_cards_are_neither_counted_nor_listed_nor_shown,
            a_timeline_shows_what_was_shared_and_what_was_filed,
            the_pages_of_a_timeline_hold_every_card_once,
            activity_brings_a_card_up,
            every_filter_holds_what_it_says,
            filters_on_a_deal_mean_the_deal_as_it_is_now,
            a_timeline_of_a_deal_or_a_member_shows_what_the_viewer_may_see,
            a_timeline_of_a_customer_or_a_department_is_the_sum_of_its_parts,
            the_history_of_a_deal_says_who_moved_it_when_and_by_which_report,
            every_list_says_at_which_event_it_was_made,
            a_bookmark_is_its_members_own,
            a_bookmarked_card_that_was_looked_up_is_shown_and_kept_live,
            a_bookmark_shows_nothing_that_may_no_longer_be_seen,
        );
    };
    (@ $name:ident, $open:expr, $($behaviour:ident,)*) => {
        mod $name {
            use super::*;
            $(
                #[test]
                fn $behaviour() {
                    $crate::store_contract::$behaviour(&$open);
                }
            )*
        }
    };
}
