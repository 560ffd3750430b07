//! A server that speaks TLS, with a certificate of its own.
#![allow(dead_code, reason = "each test binary uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use uchite_loadtest::{Organisation, ServerOptions};

use super::{BINARY, PATIENCE};

/// A running server with TLS, and a small organisation in it.
pub struct TlsServer {
    /// `https://localhost:…`
    pub url: String,
    /// Its certificate, as DER: the root that clients have to trust.
    pub certificate: Vec<u8>,
    pub organisation: Organisation,
    // Killed when dropped, before its folder goes.
    _process: Child,
    _folder: TempDir,
}

impl TlsServer {
    pub async fn start(members: usize) -> TlsServer {
        let folder = TempDir::with_prefix("uchite-test-").unwrap();
        let (certificate, key) = certificate();
        let (certificate_file, key_file) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        std::fs::write(&certificate_file, certificate.to_pem().unwrap()).unwrap();
        std::fs::write(&key_file, key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        let data = ServerOptions::for_load(BINARY.as_ref(), folder.path()).data();
        let organisation = Organisation::make(BINARY.as_ref(), &data, members, 1).unwrap();
        let config = format!(
            "[tls]\ncertificate = {certificate_file:?}\nkey = {key_file:?}\n\
             [push]\nenabled = false\n[output]\nlevel = \"warn\"\n"
        );
        let config_file = folder.path().join("uchite.toml");
        std::fs::write(&config_file, config).unwrap();
        let mut process = Command::new(BINARY)
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config_file)
            .arg("--data")
            .arg(&data)
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = loop {
            let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
            if let Some(url) = line.expect("the server ended").strip_prefix("▸ ") {
                break url.to_owned();
            }
        };
        let certificate = certificate.to_der().unwrap();
        TlsServer { url, certificate, organisation, _process: process, _folder: folder }
    }
}

/// A certificate for localhost that signs itself, and its key.
fn certificate() -> (X509, PKey<Private>) {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, "localhost").unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    let names =
        SubjectAlternativeName::new().dns("localhost").build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    (builder.build(), key)
}
