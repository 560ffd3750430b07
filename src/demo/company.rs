//! The demo company as it stands on its first day: people, customers, products, competitors, purposes.

use serde_json::json;
use uchite_domain::{
    Condition, ContactFields, CustomerFields, DecisionRole, DepartmentFields, DepartmentId, Founding, How,
    MasterCommand, MemberFields, MemberId, NamedFields, PurposeFields, Recipient, Role, Seq, Source, StageId,
    Timestamp, found,
};

use super::catalogue::{COMPETITORS, PRODUCTS};
use super::customers::{CUSTOMERS, CustomerRow, FAMILY_NAMES, GIVEN_NAMES, TITLES};
use super::people::{ADMIN, DEPARTMENTS, MEMBERS, MemberRow, SELLERS};
use super::stage::Play;

/// The company's name.
pub(super) const NAME: &str = "碧水システム株式会社";

/// The admin sets the company up, a few seconds an entry.
struct SetUp<'a> {
    play: &'a mut Play,
    admin: MemberId,
    at: Timestamp,
}

impl SetUp<'_> {
    fn add(&mut self, command: &MasterCommand) -> Option<Seq> {
        self.at = self.at.plus_ms(7_000);
        self.play.book.master(self.at, self.admin, command)
    }
}

/// Writes the first events at a moment. Returns the moment at which all stands.
pub(super) fn set_up(play: &mut Play, at: Timestamp) -> Timestamp {
    let founding = Founding {
        name: NAME.to_owned(),
        department: "本社".to_owned(),
        admin_name: ADMIN.name.to_owned(),
        admin_kana: ADMIN.kana.to_owned(),
        admin_login: ADMIN.login.to_owned(),
    };
    // These names are in the table above and fit; were they refused, the demo would be empty.
    let Ok(founded) = found(&founding) else { return at };
    for logged in founded.events {
        play.book.append(at, logged);
    }
    play.ids.house = Some(founded.customer.general_deal());
    play.ids.members.insert(ADMIN.login, founded.admin);
    let templates = play.book.org.templates.values();
    play.ids.templates = templates.map(|t| (t.fields.name.clone(), t.id)).collect();
    let mut set_up = SetUp { play, admin: founded.admin, at };
    products(&mut set_up);
    people(&mut set_up, founded.department);
    customers(&mut set_up);
    purposes(&mut set_up);
    set_up.at
}

fn products(set_up: &mut SetUp) {
    let aliases = |all: &[&str]| all.iter().map(|a| (*a).to_owned()).collect();
    for row in &PRODUCTS {
        let (name, kana) = (row.name.to_owned(), row.kana.to_owned());
        let fields = NamedFields { name, kana, aliases: aliases(row.aliases), retired: false };
        let seq = set_up.add(&MasterCommand::AddProduct { fields });
        set_up.play.ids.products.extend(seq.map(uchite_domain::ProductId::from));
    }
    for (name, kana, others) in COMPETITORS {
        let (name, kana) = (name.to_owned(), kana.to_owned());
        let fields = NamedFields { name, kana, aliases: aliases(others), retired: false };
        let seq = set_up.add(&MasterCommand::AddCompetitor { fields });
        set_up.play.ids.competitors.extend(seq.map(uchite_domain::CompetitorId::from));
    }
}

fn people(set_up: &mut SetUp, top: DepartmentId) {
    let mut departments = std::collections::HashMap::from([("", top)]);
    for row in DEPARTMENTS {
        let parent = departments.get(row.parent).copied();
        let fields = DepartmentFields { name: row.name.to_owned(), parent, head: None };
        if let Some(seq) = set_up.add(&MasterCommand::AddDepartment { fields }) {
            departments.insert(row.key, seq.into());
        }
    }
    let department = |key: &str| departments.get(key).copied().unwrap_or(top);
    for (number, row) in MEMBERS.iter().enumerate() {
        let fields = member_fields(&set_up.play.ids.products, row, department(row.department), number + 2);
        if let Some(seq) = set_up.add(&MasterCommand::AddMember { fields }) {
            set_up.play.ids.members.insert(row.login, seq.into());
        }
    }
    let patch =
        json!({ "title": ADMIN.title, "department": department(ADMIN.department), "employee_no": "0001" });
    set_up.add(&MasterCommand::ChangeMember { member: set_up.admin, patch });
    for (department, head) in
        [(top, "miura")].into_iter().chain(DEPARTMENTS.iter().map(|row| (department(row.key), row.head)))
    {
        let patch = json!({ "head": set_up.play.member(head) });
        set_up.add(&MasterCommand::ChangeDepartment { department, patch });
    }
}

fn member_fields(
    products: &[uchite_domain::ProductId],
    row: &MemberRow,
    department: DepartmentId,
    number: usize,
) -> MemberFields {
    MemberFields {
        name: row.name.to_owned(),
        kana: row.kana.to_owned(),
        login: row.login.to_owned(),
        employee_no: format!("{number:04}"),
        title: row.title.to_owned(),
        department,
        superior: None,
        role: row.role,
        products: row.products.iter().filter_map(|place| products.get(*place).copied()).collect(),
        topics: row.topics.iter().map(|topic| (*topic).to_owned()).collect(),
        active: true,
    }
}

fn customers(set_up: &mut SetUp) {
    let mut places = [0; SELLERS.len()];
    for (place, row) in CUSTOMERS.iter().enumerate() {
        let (name, kana, industry, region) = *row;
        let seller = SELLERS.iter().zip(&mut places).find(|((r, _), _)| *r == region);
        let owner = seller.and_then(|((_, sellers), next)| {
            *next += 1;
            sellers.get((*next - 1) % sellers.len())
        });
        let owner = owner.map(|login| set_up.play.member(login));
        let fields = CustomerFields {
            name: if place % 3 == 1 { format!("株式会社{name}") } else { format!("{name}株式会社") },
            kana: kana.to_owned(),
            aliases: vec![short_name(row).to_owned()],
            former_names: Vec::new(),
            industry: industry.to_owned(),
            owner,
            internal: false,
            retired: false,
        };
        let Some(seq) = set_up.add(&MasterCommand::AddCustomer { fields }) else { continue };
        set_up.play.ids.customers.push(seq.into());
        contacts(set_up, place, seq.into(), owner);
    }
}

/// What a customer is called in the house: without 工業 and the like, where enough is left of it.
pub(super) fn short_name(row: &CustomerRow) -> &'static str {
    let endings = ["工業", "製作所", "サービス", "物産", "産業"];
    let cut = endings.iter().find_map(|ending| row.0.strip_suffix(ending));
    cut.filter(|short| short.chars().count() >= 3).unwrap_or(row.0)
}

fn contacts(set_up: &mut SetUp, place: usize, customer: uchite_domain::CustomerId, owner: Option<MemberId>) {
    let mut known = Vec::new();
    // The gatekeeper is there at every second one only.
    let count = if place.is_multiple_of(2) { TITLES.len() } else { TITLES.len() - 1 };
    for (nth, (decision, titles)) in TITLES.iter().take(count).enumerate() {
        let rng = &mut set_up.play.rng;
        // Steps that share no divisor with the length: four different family names at one customer.
        let family = FAMILY_NAMES[(place * 5 + nth * 7 + usize::from(nth == 0)) % FAMILY_NAMES.len()];
        let given = rng.pick(&GIVEN_NAMES).copied().unwrap_or(GIVEN_NAMES[0]);
        // The people of the first customer stand in the story, which calls them by their titles.
        let title = if place == 0 { titles.first() } else { rng.pick(titles) }.copied().unwrap_or_default();
        let mut known_by: Vec<MemberId> = owner.filter(|_| nth > 0 || rng.percent(45)).into_iter().collect();
        // Who leads the seller knows many of those who decide.
        let leader = owner.and_then(|owner| set_up.play.book.org.superior(owner));
        if *decision == DecisionRole::Decider && (place == 0 || set_up.play.rng.percent(60)) {
            known_by.extend(leader);
        }
        let fields = ContactFields {
            customer,
            name: format!("{} {}", family.0, given.0),
            kana: format!("{} {}", family.1, given.1),
            title: title.to_owned(),
            decision: *decision,
            known_by,
            retired: false,
        };
        known.extend(set_up.add(&MasterCommand::AddContact { fields }).map(uchite_domain::ContactId::from));
    }
    set_up.play.ids.contacts.push(known);
}

fn purposes(set_up: &mut SetUp) {
    let departments = &set_up.play.book.org.departments;
    let named = |name: &str| departments.values().find(|d| d.fields.name == name).map(|d| d.id);
    let (Some(promotion), Some(planning)) = (named("営業企画課"), named("経営企画部")) else {
        return;
    };
    let to = |department| Recipient::Department { department };
    let purpose = |name: &str, why: &str, what, recipients, how| PurposeFields {
        name: name.to_owned(),
        why: why.to_owned(),
        from: Source::Anybody,
        what,
        recipients,
        how,
        deadline: None,
        paused: false,
    };
    let all = [
        purpose(
            "競合の動きは営業企画へ",
            "全社の競合の動きを月次の資料にまとめるため",
            vec![Condition::Competitor { any_of: Vec::new() }],
            vec![to(promotion)],
            How::Timeline,
        ),
        purpose(
            "失注は企画部門へ",
            "失注の理由を商品と価格の見直しに生かすため",
            vec![Condition::StageChanged { to: vec![StageId(6)] }],
            vec![to(promotion), to(planning)],
            How::Timeline,
        ),
        purpose(
            "一億円以上の案件は役員へ",
            "会社としての投資と体制を早めに決めるため",
            vec![Condition::Amount { min_yen: Some(100_000_000), max_yen: None }],
            vec![Recipient::Superior { levels: 4 }],
            How::Timeline,
        ),
        purpose(
            "管理職への競合の要約",
            "隣の部で起きていることを、まとめて知るため",
            vec![Condition::Competitor { any_of: Vec::new() }, Condition::StageChanged { to: Vec::new() }],
            vec![Recipient::Role { role: Role::Manager }],
            How::Digest,
        ),
    ];
    for fields in all {
        set_up.add(&MasterCommand::AddPurpose { fields });
    }
}
