//! The second half of the guard: what a name resolves to is judged at the moment of connecting.
//!
//! The HTTP client asks [`GuardedResolver`] for the addresses it will connect to, so what is checked is what is
//! dialled: there is no second question that a hostile name server could answer differently. One address that is not
//! public refuses the whole answer, since a mixture is how such an attack looks.
//!
//! IP literals never come here (the client dials them as they stand); [`super::endpoint`] judges those.

use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{self, NotPublic};

/// The resolver of the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // Port 0: the client puts in the port of the address it dials.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

/// A name led to an address that is not public. Found in the chain of sources of the client's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to a {0} address")]
pub struct LeadsInside(pub NotPublic);

/// Passes on what another resolver found, if all of it is public.
pub struct GuardedResolver {
    inner: Arc<dyn Resolve>,
}

impl GuardedResolver {
    /// Guards the answers of `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Resolve>) -> Self {
        Self { inner }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.inner.resolve(name);
        Box::pin(async move {
            let found: Vec<_> = answer.await?.collect();
            for socket in &found {
                address::require_public(socket.ip()).map_err(LeadsInside)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
