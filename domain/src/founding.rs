//! The founding of an organisation: the first events of an empty log.
//!
//! What a new organisation starts with is useful on its first day: a way of deals, forms for the usual
//! activities, and purposes that bring a report to whom it concerns.

mod defaults;

pub use defaults::{default_purposes, default_templates};

use crate::masters::{add_department, add_member};
use crate::{
    Asked, CustomerFields, CustomerId, DepartmentFields, DepartmentId, Event, LoggedEvent, MasterCommand,
    MemberFields, MemberId, Organisation, Rejection, Role, Seq, Timestamp, decide_master, default_stages,
    limits,
};

/// What has to be said to found an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The company's name; its own entry among the customers gets it too.
    pub name: String,
    /// The name of the department at the top: 本社.
    pub department: String,
    /// The name of the first admin.
    pub admin_name: String,
    /// The same in kana; may be empty.
    pub admin_kana: String,
    /// The name with which the first admin signs in.
    pub admin_login: String,
}

/// An organisation as it is founded.
#[derive(Debug, Clone, PartialEq)]
pub struct Founded {
    /// The first events of the log, in order. Their numbers begin at 1 without a gap, and the ids inside rely
    /// on it: append them to an empty log only.
    pub events: Vec<LoggedEvent>,
    /// The first admin.
    pub admin: MemberId,
    /// The department at the top.
    pub department: DepartmentId,
    /// Our own company among the customers, whose general deal is the home of internal activity.
    pub customer: CustomerId,
}

/// Founds an organisation. Refuses names that are empty, too long or hold control characters.
pub fn found(founding: &Founding) -> Result<Founded, Rejection> {
    let name = founding.name.trim().to_owned();
    limits::name("name", &name)?;
    let mut log = Opening::default();
    log.append(Event::OrganisationFounded { name: name.clone(), stages: default_stages() });
    let top = DepartmentFields { name: founding.department.clone(), parent: None, head: None };
    let department = DepartmentId::from(log.append(add_department(&log.org, &top)?));
    let admin = admin_fields(founding, department);
    let admin = MemberId::from(log.append(add_member(&log.org, &admin)?));
    let fields = own_company(name, admin);
    let customer = CustomerId::from(log.decide(admin, &MasterCommand::AddCustomer { fields })?);
    for fields in default_templates() {
        log.decide(admin, &MasterCommand::AddTemplate { fields })?;
    }
    for fields in default_purposes(&log.org.stages) {
        log.decide(admin, &MasterCommand::AddPurpose { fields })?;
    }
    Ok(Founded { events: log.events, admin, department, customer })
}

fn admin_fields(founding: &Founding, department: DepartmentId) -> MemberFields {
    MemberFields {
        name: founding.admin_name.clone(),
        kana: founding.admin_kana.clone(),
        login: founding.admin_login.clone(),
        employee_no: String::new(),
        title: String::new(),
        department,
        superior: None,
        role: Role::Admin,
        products: Vec::new(),
        topics: Vec::new(),
        active: true,
    }
}

fn own_company(name: String, owner: MemberId) -> CustomerFields {
    CustomerFields {
        name,
        kana: String::new(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        industry: String::new(),
        owner: Some(owner),
        internal: true,
        retired: false,
    }
}

/// An empty log and what it makes of an organisation, so that each event is decided as any later one.
#[derive(Default)]
struct Opening {
    org: Organisation,
    events: Vec<LoggedEvent>,
    last: Seq,
}

impl Opening {
    fn append(&mut self, event: Event) -> Seq {
        let logged = LoggedEvent { by: None, origin: None, event };
        self.last = self.last.next();
        // The moment is that of the append; nothing that is decided here depends on it.
        self.org.apply(self.last, Timestamp::default(), &logged);
        self.events.push(logged);
        self.last
    }

    fn decide(&mut self, admin: MemberId, command: &MasterCommand) -> Result<Seq, Rejection> {
        let asked = Asked { by: admin, at: Timestamp::default() };
        let event = decide_master(&self.org, asked, command)?;
        Ok(self.append(event))
    }
}
