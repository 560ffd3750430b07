//! What is wrong with a configuration although it can be read, and what deserves a second look.

use std::net::SocketAddr;

use uchite_actors::push::{SubjectRule, VapidSubject};

use super::Config;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, and somebody should know.
    Warning,
    /// The server does not start with it.
    Error,
}

/// Something about the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The key that it is about.
    pub key: &'static str,
    /// What, and what to do.
    pub text: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}: {}: {}", self.key, self.text)
    }
}

impl Config {
    /// Everything that is wrong or worth a look. Looks at the certificate's files, at no network.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Findings(Vec::new());
        self.check_http(&mut findings);
        self.check_tls(&mut findings);
        self.check_push(&mut findings);
        self.check_files(&mut findings);
        self.check_bounds(&mut findings);
        if !self.metrics.listen.is_empty() && self.metrics.listen.parse::<SocketAddr>().is_err() {
            findings.error("metrics.listen", format!("{:?} is no address with a port", self.metrics.listen));
        }
        if !self.metrics.token.is_empty() && self.metrics.token.len() < 16 {
            findings.error("metrics.token", "a token has at least 16 characters");
        }
        findings.0
    }

    /// Whether other machines can connect.
    #[must_use]
    pub fn is_open_to_others(&self) -> bool {
        !self.http.listen.ip().to_canonical().is_loopback()
    }

    /// Who answers for pushes; none when pushes are off.
    ///
    /// # Errors
    /// A contact that push services would not take, or none at all although others can connect.
    pub fn push_subject(&self) -> Result<Option<VapidSubject>, String> {
        let push = &self.push;
        if !push.enabled {
            return Ok(None);
        }
        let rule = if push.any_subject { SubjectRule::AnyAddress } else { SubjectRule::Real };
        let text = [&push.subject, &self.http.public_origin].into_iter().find(|text| !text.is_empty());
        match text {
            Some(text) => VapidSubject::parse(text, rule).map(Some).map_err(|error| error.to_string()),
            // A trial on one's own machine: Chrome's and Firefox's services take any contact.
            None if !self.is_open_to_others() && self.http.trusted_proxies.is_empty() => {
                VapidSubject::parse("mailto:trial@localhost.invalid", SubjectRule::AnyAddress)
                    .map(Some)
                    .map_err(|error| error.to_string())
            }
            None => Err("push services need to know who answers for the pushes: set push.subject \
                         (mailto:… or https://…) or http.public_origin, or push.enabled = false"
                .to_owned()),
        }
    }

    fn check_http(&self, findings: &mut Findings) {
        let http = &self.http;
        for (key, origin) in std::iter::once(("http.public_origin", &http.public_origin))
            .filter(|(_, origin)| !origin.is_empty())
            .chain(http.extra_origins.iter().map(|origin| ("http.extra_origins", origin)))
        {
            match uchite_actors::push::Origin::parse(origin) {
                Ok(read) if read.as_str() == origin => {}
                Ok(read) => findings.error(key, format!("write it as browsers do: {read}")),
                Err(error) => findings.error(key, error.to_string()),
            }
        }
        if self.is_open_to_others() && !self.tls.is_on() && http.trusted_proxies.is_empty() {
            if http.allow_plain {
                let text = "passwords and reports cross the network in the clear, and browsers offer neither \
                            push nor installing";
                findings.warning("http.allow_plain", text);
            } else {
                let text = format!(
                    "{} can be reached by other machines, without TLS: give [tls] a certificate, name the \
                     proxy that speaks TLS in http.trusted_proxies, or set http.allow_plain = true",
                    http.listen
                );
                findings.error("http.listen", text);
            }
        }
    }

    fn check_files(&self, findings: &mut Findings) {
        let files = &self.files;
        let keyed = !files.s3_access_key.is_empty() && !files.s3_secret_key.is_empty();
        if !files.s3_bucket.is_empty() && !keyed {
            findings.error("files.s3_bucket", "a bucket needs files.s3_access_key and files.s3_secret_key");
        }
        if files.s3_bucket.is_empty() && !files.s3_endpoint.is_empty() {
            findings.error("files.s3_endpoint", "it means nothing without files.s3_bucket");
        }
        if files.s3_endpoint.starts_with("http:") {
            let text = "attachments and the proof cross the network in the clear: for this machine only";
            findings.warning("files.s3_endpoint", text);
        }
    }

    fn check_tls(&self, findings: &mut Findings) {
        if self.tls.is_on()
            && let Err(error) = crate::tls::server_config(&self.tls)
        {
            findings.error("tls", error.to_string());
        }
    }

    fn check_push(&self, findings: &mut Findings) {
        match self.push_subject() {
            Err(text) => findings.error("push.subject", text),
            Ok(None) => findings.warning("push.enabled", "no pushes are sent"),
            Ok(Some(_)) if self.push.any_subject => {
                findings.warning("push.any_subject", "real push services may refuse or block such a contact");
            }
            Ok(Some(_)) if self.push.subject.is_empty() && self.http.public_origin.is_empty() => {
                let text = "not set: pushes go out under a contact that is not real, which serves a trial on \
                            this machine; Apple's service refuses it";
                findings.warning("push.subject", text);
            }
            Ok(Some(_)) => {}
        }
        for root in &self.push.extra_roots {
            if let Err(error) = std::fs::metadata(root) {
                findings.error("push.extra_roots", format!("{}: {error}", root.display()));
            }
        }
    }

    fn check_bounds(&self, findings: &mut Findings) {
        let at_least: &[(&'static str, u64, u64)] = &[
            ("http.connections_per_worker", self.http.connections_per_worker as u64, 1),
            ("http.backlog", self.http.backlog.into(), 1),
            ("http.body_max_bytes", self.http.body_max_bytes as u64, 16 * 1024),
            ("http.body_timeout_s", self.http.body_timeout_s, 1),
            ("sign_in.days", self.sign_in.days.into(), 1),
            ("sign_in.failures_per_name", self.sign_in.failures_per_name.into(), 1),
            ("sign_in.failures_per_address", self.sign_in.failures_per_address.into(), 1),
            ("rates.per_member_per_s", self.rates.per_member_per_s.into(), 1),
            ("rates.per_member_burst", self.rates.per_member_burst.into(), 1),
            ("rates.per_address_per_s", self.rates.per_address_per_s.into(), 1),
            ("rates.per_address_burst", self.rates.per_address_burst.into(), 1),
            ("files.max_bytes", self.files.max_bytes as u64, 1),
            ("files.at_once", self.files.at_once as u64, 1),
            ("sessions.per_member", self.sessions.per_member as u64, 1),
            ("sessions.backlog_max_bytes", self.sessions.backlog_max_bytes as u64, 64 * 1024),
            ("sessions.frame_max_bytes", self.sessions.frame_max_bytes as u64, 16 * 1024),
            ("sessions.frames_per_s", self.sessions.frames_per_s.into(), 1),
            ("sessions.frames_burst", self.sessions.frames_burst.into(), 1),
            ("sessions.heartbeat_ms", self.sessions.heartbeat_ms.into(), 100),
            ("storage.segment_mib", self.storage.segment_mib.into(), 1),
            ("storage.view_cache_mib", self.storage.view_cache_mib.into(), 1),
            ("storage.checkpoint_ms", self.storage.checkpoint_ms.into(), 50),
        ];
        for (key, value, least) in at_least {
            if value < least {
                findings.error(key, format!("{value} is less than {least}"));
            }
        }
        if self.storage.segment_mib > 2048 {
            findings.error("storage.segment_mib", "a segment has at most 2048 MiB");
        }
        if self.sign_in.days > 400 {
            findings.error("sign_in.days", "browsers keep no cookie for more than 400 days");
        }
    }
}

struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, key: &'static str, text: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Error, key, text: text.into() });
    }

    fn warning(&mut self, key: &'static str, text: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Warning, key, text: text.into() });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn errors(change: impl FnOnce(&mut Config)) -> Vec<&'static str> {
        let mut config = Config::default();
        change(&mut config);
        let findings = config.check();
        findings.into_iter().filter(|f| f.severity == Severity::Error).map(|f| f.key).collect()
    }

    #[test]
    fn the_defaults_are_sound() {
        assert_eq!(errors(|_| ()), [""; 0]);
    }

    #[test]
    fn plain_http_for_other_machines_has_to_be_allowed() {
        let open = |config: &mut Config| {
            config.http.listen = "0.0.0.0:80".parse().unwrap();
            config.push.subject = "mailto:it@uchite.jp".into();
        };
        assert_eq!(errors(open), ["http.listen"]);
        assert!(
            errors(|c| {
                open(c);
                c.http.allow_plain = true;
            })
            .is_empty()
        );
        assert!(
            errors(|c| {
                open(c);
                c.http.trusted_proxies = vec!["10.0.0.1".to_owned().try_into().unwrap()];
            })
            .is_empty()
        );
    }

    #[test]
    fn a_push_contact_that_cannot_be_real_is_refused() {
        for subject in ["mailto:me@example.com", "mailto:me@localhost", "https://localhost", "it@uchite.jp"] {
            assert_eq!(errors(|c| c.push.subject = subject.into()), ["push.subject"], "{subject}");
        }
        assert!(errors(|c| c.push.subject = "mailto:it@uchite.jp".into()).is_empty());
        let allowed = |c: &mut Config| {
            c.push.subject = "mailto:me@localhost".into();
            c.push.any_subject = true;
        };
        assert!(errors(allowed).is_empty());
    }

    #[test]
    fn an_open_server_without_a_push_contact_is_refused() {
        let found = errors(|c| {
            c.http.listen = "0.0.0.0:80".parse().unwrap();
            c.http.allow_plain = true;
        });
        assert_eq!(found, ["push.subject"]);
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for origin in ["uchite.jp", "https://uchite.jp/", "https://uchite.jp/app", "HTTPS://uchite.jp"] {
            assert!(
                errors(|c| c.http.public_origin = origin.into()).contains(&"http.public_origin"),
                "{origin}"
            );
        }
        assert!(errors(|c| c.http.public_origin = "https://uchite.jp".into()).is_empty());
    }

    #[test]
    fn a_bucket_comes_with_its_keys() {
        assert_eq!(errors(|c| c.files.s3_bucket = "uchite".into()), ["files.s3_bucket"]);
        assert_eq!(errors(|c| c.files.s3_endpoint = "https://minio.jp".into()), ["files.s3_endpoint"]);
        let whole = |c: &mut Config| {
            c.files.s3_bucket = "uchite".into();
            c.files.s3_access_key = "key".into();
            c.files.s3_secret_key = "proof".into();
        };
        assert!(errors(whole).is_empty());
    }

    #[test]
    fn bounds_that_would_stop_everything_are_refused() {
        assert_eq!(errors(|c| c.rates.per_member_burst = 0), ["rates.per_member_burst"]);
        assert_eq!(errors(|c| c.sign_in.days = 500), ["sign_in.days"]);
    }
}
