//! Timelines with every filter, for those whose inboxes differ most: somebody among ten thousand, the head of a
//! department, the president who is told of everything, the administrator.

use std::time::Instant;

use serde::Deserialize;
use uchite_client::Api;
use uchite_domain::{DepartmentId, MemberId};

use crate::latency::Times;
use crate::{Dice, Latency, Organisation, TrialError, progress};

/// A timeline is asked for this often before it is timed.
const WARM: usize = 2;

/// What filters are filled with.
pub(super) struct Questions<'a> {
    api: Api,
    http: reqwest::Client,
    organisation: &'a Organisation,
    heads: Vec<MemberId>,
    departments: Vec<DepartmentId>,
    competitors: Vec<u64>,
    purposes: Vec<u64>,
    customers: Vec<u64>,
}

/// A page of a list, as far as this is about it.
#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Numbered {
    id: u64,
    #[serde(default)]
    head: Option<MemberId>,
}

/// What a filter is called, and how it is asked for.
const KINDS: [(&str, &str); 21] = [
    ("everything", ""),
    ("by owner", "owner={owner}"),
    ("by department", "department={department}"),
    ("by amount", "amount_min={yen}&amount_max={more}"),
    ("by stage", "stage={stage}"),
    ("by customer", "customer={customer}"),
    ("by deal", "deal={deal}"),
    ("by type", "kind=complaint"),
    ("by competitor", "competitor={competitor}"),
    ("by purpose", "purpose={purpose}"),
    ("unread", "unread=true"),
    ("addressed", "addressed=true"),
    ("unread and addressed", "unread=true&addressed=true"),
    ("unread by purpose", "unread=true&purpose={purpose}"),
    ("unread by type and stage", "unread=true&kind=complaint&stage={stage}"),
    ("by stage, competitor and department", "stage={stage}&competitor={competitor}&department={department}"),
    ("nothing fits", "amount_min=900000000000"),
    ("latest activity", "sort=activity"),
    ("latest activity by owner", "sort=activity&owner={owner}"),
    ("latest activity, unread by purpose", "sort=activity&unread=true&purpose={purpose}"),
    ("latest activity, nothing fits", "sort=activity&amount_min=900000000000"),
];

impl<'a> Questions<'a> {
    pub(super) async fn about(
        api: &Api,
        organisation: &'a Organisation,
    ) -> Result<Questions<'a>, TrialError> {
        let api = organisation.as_member(api, 0);
        let departments: Vec<Numbered> = api.get::<Items<Numbered>>("departments", &[]).await?.items;
        let competitors: Items<Numbered> = api.get("competitors", &[]).await?;
        let purposes: Items<Numbered> = api.get("purposes", &[]).await?;
        let customers: Items<Numbered> = api.get("customers", &[("limit", "200")]).await?;
        let numbers = |all: Items<Numbered>| all.items.into_iter().map(|one| one.id).collect();
        let http = reqwest::Client::builder().build().map_err(|error| TrialError::Api(error.into()))?;
        Ok(Questions {
            api,
            http,
            organisation,
            heads: departments.iter().filter_map(|one| one.head).collect(),
            departments: departments.iter().map(|one| DepartmentId(one.id)).collect(),
            competitors: numbers(competitors),
            purposes: numbers(purposes),
            customers: numbers(customers),
        })
    }

    /// Asks one question after the other, each so often, and times it from asking to the last byte of the page.
    pub(super) async fn ask(&self, times: usize, seed: u64) -> Result<Vec<Latency>, TrialError> {
        let members = &self.organisation.members;
        let president = [members[1 % members.len()].id];
        let others: Vec<MemberId> = members.iter().skip(2).map(|m| m.id).collect();
        let heads: Vec<MemberId> = self.heads.iter().copied().filter(|head| *head != president[0]).collect();
        let admin = [members[0].id];
        let mut all = Vec::new();
        for (whom, viewers) in [
            ("a member", &others[..]),
            ("a head", &heads[..]),
            ("the president", &president[..]),
            ("the administrator", &admin[..]),
        ] {
            if viewers.is_empty() {
                continue;
            }
            let bar = progress::bar("timelines", (KINDS.len() * times) as u64);
            for (name, filter) in KINDS {
                let mut dice = Dice::new(seed);
                let mut taken = Times::of(whom, name);
                for turn in 0..times + WARM {
                    let viewer = viewers[dice.below(viewers.len())];
                    let path = format!("api/v1/timeline?{}", self.filled(filter, &mut dice));
                    let since = Instant::now();
                    self.page(viewer, &path).await?;
                    if turn >= WARM {
                        taken.add(since.elapsed());
                        bar.inc(1);
                    }
                }
                all.push(taken.so_far());
            }
            bar.finish_and_clear();
        }
        Ok(all)
    }

    async fn page(&self, viewer: MemberId, path: &str) -> Result<(), TrialError> {
        let failed = |error: reqwest::Error| TrialError::Api(error.into());
        let url = self.api.server().join(path).map_err(|error| TrialError::Machine(error.to_string()))?;
        let token =
            self.organisation.members.iter().find(|m| m.id == viewer).map_or("", |m| m.token.as_str());
        let answer = self.http.get(url).bearer_auth(token).send().await.map_err(failed)?;
        let answer = answer.error_for_status().map_err(failed)?;
        answer.bytes().await.map(drop).map_err(failed)
    }

    fn filled(&self, filter: &str, dice: &mut Dice) -> String {
        let deal = self.organisation.deals[dice.below(self.organisation.deals.len())];
        let yen = dice.below(300) as u64 * 1_000_000;
        let mut pick = |all: &[u64]| all.get(dice.below(all.len())).copied().unwrap_or_default();
        let (competitor, purpose) = (pick(&self.competitors), pick(&self.purposes));
        let (customer, stage) = (pick(&self.customers), pick(&[0, 1, 2, 3, 4, 5, 6]));
        let departments: Vec<u64> = self.departments.iter().map(|one| one.0).collect();
        filter
            .replace("{owner}", &deal.owner.to_string())
            .replace("{deal}", &deal.id.to_string())
            .replace("{department}", &pick(&departments).to_string())
            .replace("{yen}", &yen.to_string())
            .replace("{more}", &(yen + 20_000_000).to_string())
            .replace("{stage}", &stage.to_string())
            .replace("{customer}", &customer.to_string())
            .replace("{competitor}", &competitor.to_string())
            .replace("{purpose}", &purpose.to_string())
    }
}
