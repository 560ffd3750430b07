//! Requests that another site made a browser send.
//!
//! Browsers of today send `Origin` with everything that changes something and with every websocket. A request
//! that carries a browser's sign-in has to carry it too; one without, such as a program's with its token, may
//! leave it out, but must not name another site's.

use actix_web::http::header::{HeaderMap, ORIGIN};
use uchite_domain::{Code, Rejection};

use super::forwarded::Client;
use crate::config::Http;

/// Whether the request comes with a browser's sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carries {
    /// It does.
    Cookie,
    /// It does not.
    NoCookie,
}

/// Refuses a request that a page of another site caused, or may have.
pub(crate) fn check(
    headers: &HeaderMap,
    carries: Carries,
    client: &Client,
    http: &Http,
) -> Result<(), Rejection> {
    let text =
        |value: &actix_web::http::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let refused = |why: String| Err(Rejection::new(Code::CrossSite, why));
    if let Some(origin) = headers.get(ORIGIN).map(text) {
        // The most precise of the two, and the only one that can name an extra origin.
        if is_ours(&origin, client, http) {
            return Ok(());
        }
        return refused(format!("pages of {origin} may not do this"));
    }
    match headers.get("sec-fetch-site").map(text).as_deref() {
        Some("same-origin" | "none") => Ok(()),
        None if carries == Carries::NoCookie => Ok(()),
        None => refused("a sign-in by cookie comes with an Origin".to_owned()),
        Some(site) => refused(format!("a {site} request may not do this")),
    }
}

fn is_ours(origin: &str, client: &Client, http: &Http) -> bool {
    if http.extra_origins.iter().any(|extra| extra == origin) {
        return true;
    }
    if !http.public_origin.is_empty() && origin == http.public_origin {
        return true;
    }
    // With a public origin set, a request straight to this machine (a health check, a trial) still compares
    // with the host that it named.
    let scheme = if client.tls { "https" } else { "http" };
    let host = client.host.to_ascii_lowercase();
    let default_port = if client.tls { ":443" } else { ":80" };
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    !host.is_empty() && origin == format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)], tls: bool, host: &str) -> Result<(), Code> {
        with(Carries::NoCookie, headers, tls, host)
    }

    fn with(
        carries: Carries,
        headers: &[(&'static str, &'static str)],
        tls: bool,
        host: &str,
    ) -> Result<(), Code> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let client = Client { address: "127.0.0.1".parse().unwrap(), tls, host: host.into() };
        let http = Http {
            public_origin: "https://uchite.jp".into(),
            extra_origins: vec!["http://localhost:5173".into()],
            ..Http::default()
        };
        check(&map, carries, &client, &http).map_err(|rejection| rejection.code)
    }

    #[test]
    fn our_own_pages_and_programs_pass() {
        for headers in [
            &[][..],
            &[("origin", "https://uchite.jp")],
            &[("origin", "http://inner:8080")],
            &[("origin", "http://localhost:5173"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
        ] {
            assert_eq!(asked(headers, false, "inner:8080"), Ok(()), "{headers:?}");
        }
        assert_eq!(asked(&[("origin", "https://inner")], true, "Inner:443"), Ok(()));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        for headers in [
            &[("origin", "https://evil.jp")][..],
            &[("origin", "null")],
            &[("origin", "https://inner:8080")],
            &[("origin", "http://inner")],
            &[("origin", "https://uchite.jp.evil.jp")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
        ] {
            assert_eq!(asked(headers, false, "inner:8080"), Err(Code::CrossSite), "{headers:?}");
        }
    }

    #[test]
    fn a_cookie_without_an_origin_is_refused() {
        assert_eq!(with(Carries::Cookie, &[], false, "inner"), Err(Code::CrossSite));
        for headers in [&[("origin", "http://inner")], &[("sec-fetch-site", "same-origin")]] {
            assert_eq!(with(Carries::Cookie, headers, false, "inner"), Ok(()));
        }
    }
}
