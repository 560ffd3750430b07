//! What all routes share.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::dev::RequestHead;
use tokio::sync::Semaphore;
use uchite_actors::House;
use uchite_actors::push::EndpointPolicy;
use uchite_domain::{DealId, MemberId, Rejection, Visibility};
use uchite_storage::files::Files;

use super::figures::HttpFigures;
use super::forwarded::{self, Client};
use super::rates::Rates;
use super::sign_in_guard::SignInGuard;
use super::uploads::Uploads;
use crate::config::Config;
use crate::passwords::Passwords;

/// The parts that the routes stand on.
pub struct FrontParts {
    /// The house.
    pub house: Arc<House>,
    /// The configuration.
    pub config: Config,
    /// The store of attachments.
    pub files: Files,
    /// Who uploaded which of them.
    pub uploads: Arc<Uploads>,
    /// The public half of the key for pushes; none where pushes are off.
    pub push_key: Option<String>,
    /// Which push services are accepted.
    pub push_policy: EndpointPolicy,
}

/// What all routes share: the house, and what stands before it.
pub struct Front {
    pub(crate) house: Arc<House>,
    pub(crate) config: Config,
    pub(crate) files: Files,
    pub(crate) uploads: Arc<Uploads>,
    pub(crate) push_key: Option<String>,
    pub(crate) push_policy: EndpointPolicy,
    pub(crate) passwords: Passwords,
    pub(crate) names: SignInGuard<String>,
    pub(crate) addresses: SignInGuard<IpAddr>,
    pub(crate) members: Rates<MemberId>,
    pub(crate) strangers: Rates<IpAddr>,
    /// Files in memory at one time.
    pub(crate) transfers: Semaphore,
    pub(crate) figures: HttpFigures,
}

impl Front {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(parts: FrontParts) -> Result<Front, Rejection> {
        let FrontParts { house, config, files, uploads, push_key, push_policy } = parts;
        Ok(Front {
            passwords: Passwords::new(config.sign_in.hashing_at_once)?,
            names: SignInGuard::new(config.sign_in.failures_per_name),
            addresses: SignInGuard::new(config.sign_in.failures_per_address),
            members: Rates::new(config.rates.per_member_per_s, config.rates.per_member_burst),
            strangers: Rates::new(config.rates.per_address_per_s, config.rates.per_address_burst),
            transfers: Semaphore::new(config.files.at_once),
            figures: HttpFigures::default(),
            house,
            config,
            files,
            uploads,
            push_key,
            push_policy,
        })
    }

    /// Notes in the audit that a deal was looked at which only its team and their superiors may see.
    pub(crate) fn note_restricted(&self, by: MemberId, deal: DealId) {
        let org = self.house.store().organisation();
        if org.deals.get(&deal).is_some_and(|deal| deal.fields.visibility == Visibility::Team) {
            tracing::info!(target: "audit", member = %by, %deal, "looked at a restricted deal");
        }
    }

    /// The other end of a request.
    pub(crate) fn client(&self, request: &HttpRequest) -> Client {
        self.client_of(request.head())
    }

    pub(crate) fn client_of(&self, head: &RequestHead) -> Client {
        // A connection without an address is one over a unix socket: this machine.
        let peer = head.peer_addr.map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.ip());
        forwarded::client(peer, self.config.tls.is_on(), head.headers(), &self.config.http.trusted_proxies)
    }
}
