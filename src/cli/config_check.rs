//! `uchite config check`: what would happen.

use std::net::SocketAddr;

use super::On;
use super::output::print;
use crate::config::{Config, Flags, Severity, load};
use crate::exit::{Exit, Failure};

pub(super) fn run(on: &On, listen: Option<SocketAddr>) -> Result<(), Failure> {
    let flags = Flags { config: on.config.clone(), listen };
    let loaded = load(&flags, std::env::vars_os()).map_err(Failure::as_exit(Exit::Config))?;
    let mut text = describe(on, &loaded.config);
    for name in &loaded.variables {
        text.push_str(&format!("environment    {name}\n"));
    }
    for name in &loaded.unknown_variables {
        text.push_str(&format!("warning: {name}: this environment variable names no key\n"));
    }
    let findings = loaded.config.check();
    for finding in &findings {
        text.push_str(&format!("{finding}\n"));
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors == 0 {
        text.push_str("ok\n");
        return print(&text);
    }
    print(&text)?;
    Err(Failure::new(Exit::Config, format!("{errors} errors: the server would not start")))
}

fn describe(on: &On, config: &Config) -> String {
    let http = &config.http;
    let or =
        |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    let file = on.config.as_ref().map_or("none".to_owned(), |file| file.display().to_string());
    let data = match std::fs::read_dir(&on.data).map(|mut entries| entries.next().is_some()) {
        Ok(true) => "is there",
        Ok(false) => "empty: a first start fills it",
        Err(_) => "not there: a first start makes it",
    };
    let tls = if config.tls.is_on() {
        format!("certificate {}", config.tls.certificate.display())
    } else {
        "off: plain HTTP".to_owned()
    };
    let subject = match config.push_subject() {
        Ok(Some(subject)) => subject.as_str().to_owned(),
        Ok(None) => "off".to_owned(),
        Err(_) => "none".to_owned(),
    };
    let workers = if http.workers == 0 { "one per core".to_owned() } else { http.workers.to_string() };
    format!(
        "config file    {file}\n\
         data folder    {} ({data})\n\
         listen         {}\n\
         public origin  {}\n\
         TLS            {tls}\n\
         push contact   {subject}\n\
         metrics        {}\n\
         workers        {workers}, {} connections each\n\
         limits         body {} bytes, file {} bytes, frame {} bytes, {} sessions a member\n\
         rates          {}/s a member, {}/s a stranger's address\n",
        on.data.display(),
        http.listen,
        or(&http.public_origin, "whatever host a request names"),
        or(&config.metrics.listen, "on the server's own address, for admins"),
        http.connections_per_worker,
        http.body_max_bytes,
        config.files.max_bytes,
        config.sessions.frame_max_bytes,
        config.sessions.per_member,
        config.rates.per_member_per_s,
        config.rates.per_address_per_s,
    )
}
