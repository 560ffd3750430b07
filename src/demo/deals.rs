//! The hundred and fifty deals: what they are about, who is on them, and how far they come.

use uchite_domain::{
    ContactId, CustomerId, DealFields, DealId, DecisionRole, MasterCommand, MemberId, StageId, TeamMember,
    TeamRole, Timestamp, Visibility,
};

use super::calendar::JapaneseDay;
use super::catalogue::PRODUCTS;
use super::company::short_name;
use super::customers::CUSTOMERS;
use super::people::{Region, SELLERS};
use super::rng::Rng;
use super::stage::Play;
use super::writer::{Slots, fill};

/// Deals of the demo company.
pub(super) const DEALS: usize = 150;
/// The deal of the story that a visitor reads first.
pub(super) const STORY: usize = 0;
/// 受注 and 失注 in the list of stages.
pub(super) const WON: u8 = 5;
pub(super) const LOST: u8 = 6;

/// How many deals end up in which stage.
const ENDS: [(u8, usize); 7] = [(0, 20), (1, 27), (2, 30), (3, 22), (4, 13), (WON, 24), (LOST, 14)];

/// What the current system of a customer is.
const OLD_SYSTEMS: &[&str] = &[
    "十五年前に作ったオフコンの仕組み",
    "Accessの自作ツール",
    "保守期限が来年{3~9}月に切れるパッケージ",
    "部署ごとのExcelの台帳",
    "親会社から譲り受けた基幹システム",
    "改修を重ねた自社開発の仕組み",
];

/// A deal with who and what belongs to it.
#[derive(Clone)]
pub(super) struct Cast {
    /// None until it is opened.
    pub(super) deal: Option<DealId>,
    pub(super) fields: DealFields,
    /// Places in the tables.
    pub(super) customer: usize,
    pub(super) product: usize,
    /// Where it ends up.
    pub(super) end: u8,
    pub(super) opened: JapaneseDay,
    pub(super) engineer: MemberId,
    pub(super) contacts: Vec<ContactId>,
    /// What the customer suffers from, what they have now.
    pub(super) issue: String,
    pub(super) old_system: String,
}

impl Cast {
    pub(super) fn customer_id(&self) -> CustomerId {
        self.fields.customer
    }
}

/// Plans the deals. `from` is the first day of the log.
pub(super) fn plan(play: &mut Play, from: JapaneseDay) {
    let mut order: Vec<usize> = (0..CUSTOMERS.len()).collect();
    play.rng.shuffle(&mut order);
    let mut ends: Vec<u8> = ENDS.iter().flat_map(|(end, deals)| std::iter::repeat_n(*end, *deals)).collect();
    play.rng.shuffle(&mut ends);
    let mut names: Vec<(usize, &'static str)> = Vec::new();
    for number in 0..DEALS {
        let customer = if number == STORY { 0 } else { order[number % order.len()] };
        let course = course(play, number, ends[number % ends.len()], from);
        let cast = cast(play, number, customer, &mut names, course);
        play.casts.push(cast);
    }
}

fn cast(
    play: &mut Play,
    number: usize,
    customer: usize,
    names: &mut Vec<(usize, &'static str)>,
    (end, stage, opened): (u8, u8, JapaneseDay),
) -> Cast {
    let (product, name) = loop {
        let product = if number == STORY { 0 } else { play.rng.below(PRODUCTS.len()) };
        let name = if number == STORY {
            PRODUCTS[0].deals[0]
        } else {
            play.rng.pick(PRODUCTS[product].deals).copied().unwrap_or_default()
        };
        // Ten products of some names each always leave one that this customer has not.
        if !names.contains(&(customer, name)) {
            break (product, name);
        }
    };
    names.push((customer, name));
    let row = &PRODUCTS[product];
    let region = CUSTOMERS[customer].3;
    let owner = owner(play, number, customer, region);
    let engineer = play.member(row.engineer);
    let amount_yen = amount(play, number, row.amount, end);
    let contacts = play.ids.contacts[customer].clone();
    let rng = &mut play.rng;
    let competitors = if number != STORY && rng.percent(22) {
        rng.pick(&play.ids.competitors).copied().into_iter().collect()
    } else {
        Vec::new()
    };
    let issue = rng.pick(row.issues).copied().unwrap_or_default();
    let issue = fill(rng, issue, &Slots::default());
    let old_system = rng.pick(OLD_SYSTEMS).copied().unwrap_or_default();
    let old_system = fill(rng, old_system, &Slots::default());
    let close = play.today().later(play.rng.between(8, 70));
    let fields = DealFields {
        name: if number == 7 { format!("グループ全社 {name}") } else { name.to_owned() },
        customer: play.ids.customers[customer],
        owner,
        team: team(play, owner, engineer, stage.max(end)),
        stage: StageId(stage),
        amount_yen,
        probability: None,
        expected_close: close.day().filter(|_| end >= 2),
        competitors,
        contacts: contacts.iter().copied().skip(1).take(2).collect(),
        products: play.ids.products.get(product).copied().into_iter().collect(),
        visibility: match number % 25 {
            11 => Visibility::Department,
            23 => Visibility::Team,
            _ => Visibility::Company,
        },
    };
    Cast { deal: None, fields, customer, product, end, opened, engineer, contacts, issue, old_system }
}

/// Where a deal ends up, where it stands when it is opened, and on which day that is.
fn course(play: &mut Play, number: usize, end: u8, from: JapaneseDay) -> (u8, u8, JapaneseDay) {
    if number == STORY {
        return (3, 1, from);
    }
    let rng = &mut play.rng;
    // Two of three were there before the log begins, on their way already.
    if rng.percent(66) {
        let far = match end {
            WON | LOST => rng.between(1, 4),
            end => rng.between(0, i64::from(end)),
        };
        // Some were won long ago; they are looked after.
        let far = if end == WON && rng.percent(45) { i64::from(WON) } else { far };
        return (end, u8::try_from(far).unwrap_or(0), from);
    }
    let days = from.working_until(play.today());
    let latest = days.len() * if end >= 4 { 45 } else { 88 } / 100;
    let opened = days.get(play.rng.below(latest)).copied().unwrap_or(from);
    (end, 0, opened)
}

fn owner(play: &mut Play, number: usize, customer: usize, region: Region) -> MemberId {
    let of_customer = play.book.org.customers.get(&play.ids.customers[customer]).and_then(|c| c.fields.owner);
    let others = SELLERS.iter().find(|(r, _)| *r == region).map_or(&[][..], |(_, sellers)| sellers);
    let other = play.rng.pick(others).map(|login| play.member(login));
    let own = number == STORY || play.rng.percent(84);
    if own { of_customer.or(other) } else { other.or(of_customer) }.unwrap_or(MemberId(0))
}

fn team(play: &mut Play, owner: MemberId, engineer: MemberId, stage: u8) -> Vec<TeamMember> {
    let mut team = vec![TeamMember { member: engineer, role: TeamRole::Engineer }];
    if stage >= 4 {
        let support = if play.rng.percent(50) { "nishimura" } else { "ota" };
        team.push(TeamMember { member: play.member(support), role: TeamRole::Support });
    }
    if play.rng.percent(16)
        && let Some(superior) = play.book.org.superior(owner)
    {
        team.push(TeamMember { member: superior, role: TeamRole::Sales });
    }
    team.sort_by_key(|t| t.member);
    team.dedup_by_key(|t| t.member);
    team
}

/// Yen: large ones are rare. Young deals often have no amount yet.
fn amount(play: &mut Play, number: usize, (low, high): (i64, i64), end: u8) -> Option<i64> {
    let rng = &mut play.rng;
    let ten_thousands = match number {
        STORY => 3_200,
        7 => 30_000,
        19 => 80,
        _ => {
            let spread = rng.between(0, 100).min(rng.between(0, 100));
            let exact = low + (high - low) * spread / 100;
            let step = if exact >= 1_000 { 50 } else { 10 };
            exact / step * step
        }
    };
    let known = number == STORY || end >= 2 || rng.percent(55);
    known.then_some(ten_thousands * 10_000)
}

/// Opens a deal. Its owner does it.
pub(super) fn open(play: &mut Play, place: usize, at: Timestamp, by: MemberId) {
    let fields = play.casts[place].fields.clone();
    let seq = play.book.master(at, by, &MasterCommand::OpenDeal { fields });
    play.casts[place].deal = seq.map(DealId::from);
}

/// How people call a contact: 山本部長, 大野専務, 片山様.
pub(super) fn call(play: &Play, contact: ContactId) -> String {
    let Some(fields) = play.book.org.contacts.get(&contact).map(|c| &c.fields) else { return String::new() };
    let family = fields.name.split(' ').next().unwrap_or_default();
    let title = [
        ("社長", "社長"),
        ("専務", "専務"),
        ("常務", "常務"),
        ("工場長", "工場長"),
        ("取締役", "取締役"),
        ("部長", "部長"),
        ("課長", "課長"),
        ("係長", "係長"),
        ("主任", "主任"),
    ];
    let word = title.iter().find(|(part, _)| fields.title.contains(part)).map_or("様", |(_, word)| word);
    format!("{family}{word}")
}

/// Who decides, and who is met on an ordinary day.
pub(super) fn decider(play: &Play, cast: &Cast) -> Option<ContactId> {
    let decides = |c: &&ContactId| {
        play.book.org.contacts.get(c).is_some_and(|c| c.fields.decision == DecisionRole::Decider)
    };
    cast.contacts.iter().find(decides).copied()
}

/// 3,200万円, 1億2,000万円
pub(super) fn yen_in_words(yen: i64) -> String {
    let (hundred_millions, ten_thousands) = (yen / 100_000_000, yen % 100_000_000 / 10_000);
    let grouped = if ten_thousands >= 1_000 {
        format!("{},{:03}万円", ten_thousands / 1_000, ten_thousands % 1_000)
    } else {
        format!("{ten_thousands}万円")
    };
    match (hundred_millions, ten_thousands) {
        (0, _) => grouped,
        (whole, 0) => format!("{whole}億円"),
        (whole, _) => format!("{whole}億{grouped}"),
    }
}

/// The names of a deal in a text.
pub(super) fn slots(play: &mut Play, cast: &Cast, at: Timestamp, author: MemberId) -> Slots {
    let day = JapaneseDay::of(at);
    let mut slots = Slots::default();
    slots.set("客", short_name(&CUSTOMERS[cast.customer]));
    let name = PRODUCTS[cast.product].name;
    slots.set("品", name.split(' ').next_back().unwrap_or(name));
    slots.set("案", cast.fields.name.clone());
    slots.set("課", cast.issue.clone());
    slots.set("旧", cast.old_system.clone());
    let next_month = day.later(24).month_in_words();
    slots.set("月末", format!("{next_month}末"));
    slots.set("月", next_month);
    slots.set("示", play.rng.pick(PRODUCTS[cast.product].shown).copied().unwrap_or_default());
    let sites = ["本社工場", "第二工場", "物流センター", "東工場", "本社"];
    slots.set("拠", play.rng.pick(&sites).copied().unwrap_or_default());
    let sum = play.rng.between(2, 9) * 10;
    slots.set("小額", format!("{sum}万円"));
    slots.set("坂", "坂本");
    slots.set("西", "西村");
    if let Some(decider) = decider(play, cast) {
        slots.set("上", call(play, decider));
    }
    let family = |member: MemberId| {
        let name = play.book.org.members.get(&member).map(|m| m.fields.name.as_str());
        name.and_then(|name| name.split(' ').next()).unwrap_or_default().to_owned()
    };
    slots.set("技", family(cast.engineer));
    if let Some(superior) = play.book.org.superior(author) {
        let title = play.book.org.members.get(&superior).map_or("", |m| m.fields.title.as_str());
        let title = title.split(' ').next_back().unwrap_or(title);
        slots.set("長", format!("{}{title}", family(superior)));
    }
    let deal = cast.deal.and_then(|deal| play.book.org.deals.get(&deal));
    if let Some(yen) = deal.and_then(|deal| deal.fields.amount_yen) {
        slots.set("額", yen_in_words(yen));
        slots.set("減", yen_in_words(yen * 9 / 10 / 100_000 * 100_000));
    }
    let rivals = deal.map_or(&[][..], |deal| deal.fields.competitors.as_slice());
    if let Some(rival) = rivals.first().and_then(|rival| play.book.org.competitors.get(rival)) {
        let aliases = &rival.fields.aliases;
        slots.set("競", aliases.first().cloned().unwrap_or_else(|| rival.fields.name.clone()));
    }
    slots
}

/// Chance by stage that something of a kind happens: visit, call, mail, web meeting, demonstration, internal.
pub(super) fn kinds(rng: &mut Rng, stage: u8) -> usize {
    let weights: [usize; 6] = match stage {
        0 => [30, 34, 22, 12, 0, 2],
        1 => [42, 16, 11, 19, 4, 8],
        2 => [30, 10, 15, 15, 18, 12],
        3 => [32, 15, 15, 14, 8, 16],
        4 => [36, 22, 16, 8, 0, 18],
        5 => [36, 24, 16, 18, 0, 6],
        _ => [40, 40, 20, 0, 0, 0],
    };
    rng.weighted(&weights)
}
