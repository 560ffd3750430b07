//! A stand-in for a push service: HTTP/1.1 by hand over TCP, with TLS if asked. Checks what a real one checks
//! (RFC 8030, RFC 8292), decrypts as the browser would (RFC 8291), and answers as the test says. Beside it what the
//! tests of sending share: a resolver with a script, a sender, a note.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use uchite_actors::push::*;

/// A browser: keys that decrypt what is sent to it.
pub(crate) struct Browser {
    keys: ece::EcKeyComponents,
    auth: Vec<u8>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let (pair, auth) = ece::generate_keypair_and_auth_secret().unwrap();
        Self { keys: pair.raw_components().unwrap(), auth: auth.to_vec() }
    }

    pub(crate) fn device(&self, endpoint: impl Into<String>) -> Device {
        Device {
            id: 42,
            endpoint: endpoint.into(),
            p256dh: URL_SAFE_NO_PAD.encode(self.keys.public_key()),
            auth: URL_SAFE_NO_PAD.encode(&self.auth),
        }
    }

    pub(crate) fn decrypt(&self, body: &[u8]) -> PushPayload {
        serde_json::from_slice(&ece::decrypt(&self.keys, &self.auth, body).unwrap()).unwrap()
    }
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The claims, after everything that RFC 8292 asks of them was checked.
    pub(crate) fn verified_claims(&self, audience: &str) -> serde_json::Value {
        let parameters = self.header("authorization").strip_prefix("vapid ").expect("the scheme is vapid");
        let parameters: HashMap<_, _> =
            parameters.split(',').filter_map(|part| part.trim().split_once('=')).collect();
        let (signed, signature) = parameters["t"].rsplit_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(parameters["k"]))
            .verify(signed.as_bytes(), &decode(signature))
            .expect("the signature is right");
        let claims: serde_json::Value =
            serde_json::from_slice(&decode(signed.split_once('.').unwrap().1)).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let exp = claims["exp"].as_u64().unwrap();
        assert!(exp > now && exp <= now + 24 * 3600, "exp is at most a day away");
        assert_eq!(claims["aud"], audience);
        claims
    }
}

/// How a request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Status, further header lines, body.
    Say(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Read it and never answer.
    Hang,
    /// Read it and close the connection.
    Hangup,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self::Say(status, Vec::new(), Vec::new())
    }

    pub(crate) fn with(status: u16, name: &'static str, value: impl Into<String>) -> Self {
        Self::Say(status, vec![(name, value.into())], Vec::new())
    }
}

#[derive(Default)]
struct Journal {
    received: Mutex<Vec<Received>>,
    answers: Mutex<VecDeque<Answer>>,
    connections: Mutex<u32>,
}

/// The stand-in. Stops with the runtime of the test.
pub(crate) struct PushService {
    pub(crate) address: SocketAddr,
    journal: Arc<Journal>,
}

impl PushService {
    pub(crate) async fn http() -> Self {
        Self::start(None).await
    }

    /// With a certificate for `name`, signed by the root that is written to `root_file`.
    pub(crate) async fn https(name: &str, root_file: &Path) -> Self {
        Self::start(Some(acceptor(name, root_file))).await
    }

    async fn start(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let journal = Arc::new(Journal::default());
        let kept = journal.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *journal.connections.lock() += 1;
                let (journal, tls) = (journal.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &journal).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &journal).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, journal: kept }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("{}/wpush/v2/token:1", self.origin())
    }

    /// The next request is answered so; without this, with 201.
    pub(crate) fn answer_next(&self, answer: Answer) {
        self.journal.answers.lock().push_back(answer);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.journal.received.lock().clone()
    }

    pub(crate) fn connections(&self) -> u32 {
        *self.journal.connections.lock()
    }
}

/// Answers requests on one connection until it ends. `None` from a helper means that it has.
async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, journal: &Journal) {
    while let Some(request) = read_request(&mut stream).await {
        journal.received.lock().push(request);
        let answer = journal.answers.lock().pop_front().unwrap_or_else(|| Answer::status(201));
        match answer {
            Answer::Hangup => return,
            Answer::Hang => std::future::pending().await,
            Answer::Say(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("\r\n");
                if stream.write_all(head.as_bytes()).await.is_err() || stream.write_all(&body).await.is_err()
                {
                    return;
                }
                let _ = stream.flush().await;
            }
        }
    }
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let path = lines.next()?.strip_prefix("POST ")?.split(' ').next()?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = vec![0; headers.get("content-length")?.parse().unwrap()];
    stream.read_exact(&mut body).await.ok()?;
    Some(Received { path, headers, body })
}

/// A root and a certificate for `name` signed by it, made for this test alone.
fn acceptor(name: &str, root_file: &Path) -> TlsAcceptor {
    use openssl::{asn1::Asn1Time, bn::BigNum, ec, hash::MessageDigest, nid::Nid, pkey::PKey, x509};
    let key = || {
        let group = ec::EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        PKey::from_ec_key(ec::EcKey::generate(&group).unwrap()).unwrap()
    };
    let named = |name: &str| {
        let mut builder = x509::X509Name::builder().unwrap();
        builder.append_entry_by_text("CN", name).unwrap();
        builder.build()
    };
    let begin = |subject: &str, serial: u32, public: &PKey<openssl::pkey::Private>| {
        let mut builder = x509::X509::builder().unwrap();
        builder.set_version(2).unwrap();
        builder.set_serial_number(&BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap()).unwrap();
        builder.set_subject_name(&named(subject)).unwrap();
        builder.set_issuer_name(&named("Uchite test root")).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
        builder.set_pubkey(public).unwrap();
        builder
    };
    let (root_key, leaf_key) = (key(), key());
    let mut root = begin("Uchite test root", 1, &root_key);
    root.append_extension(x509::extension::BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    root.append_extension(x509::extension::KeyUsage::new().key_cert_sign().build().unwrap()).unwrap();
    root.sign(&root_key, MessageDigest::sha256()).unwrap();
    let root = root.build();
    let mut leaf = begin(name, 2, &leaf_key);
    let names = x509::extension::SubjectAlternativeName::new()
        .dns(name)
        .build(&leaf.x509v3_context(Some(&root), None))
        .unwrap();
    leaf.append_extension(names).unwrap();
    leaf.sign(&root_key, MessageDigest::sha256()).unwrap();
    std::fs::write(root_file, root.to_pem().unwrap()).unwrap();

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.build().to_der().unwrap().into()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(leaf_key.private_key_to_pkcs8().unwrap()).into(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Where a test keeps a root certificate.
pub(crate) fn root_file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("root.pem")
}

/// A place of the public address space that is given to nobody, so that dialling it ends here.
pub(crate) const PUBLIC_BUT_NOWHERE: &str = "[3000::1]:0";

/// Answers with one list after the other, and the last one for ever. Counts the questions.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Vec<SocketAddr>>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl Script {
    pub(crate) fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers =
            answers.iter().map(|one| one.iter().map(|text| text.parse().unwrap()).collect()).collect();
        Arc::new(Self { answers: Mutex::new(answers), asked: Mutex::default() })
    }
}

impl Resolve for Script {
    fn resolve(&self, name: Name) -> Resolving {
        self.asked.lock().push(name.as_str().to_owned());
        let mut answers = self.answers.lock();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { Ok(Box::new(answer.unwrap_or_default().into_iter()) as Addrs) })
    }
}

pub(crate) fn signer() -> Arc<VapidSigner> {
    let folder = tempfile::tempdir().unwrap();
    let key = VapidKey::load_or_create(&folder.path().join("vapid.pem")).unwrap();
    Arc::new(VapidSigner::new(key, VapidSubject::parse("mailto:it@uchite.co.jp", SubjectRule::Real).unwrap()))
}

pub(crate) fn settings(trusted: &[&str]) -> SenderSettings {
    SenderSettings {
        policy: EndpointPolicy {
            trusted_origins: trusted.iter().map(|text| Origin::parse(text).unwrap()).collect(),
            overrides: BTreeMap::new(),
        },
        connect_timeout: Duration::from_secs(2),
        ..SenderSettings::default()
    }
}

pub(crate) fn sender_for(service: &PushService) -> WebPushSender {
    WebPushSender::new(settings(&[&service.origin()]), signer()).unwrap()
}

pub(crate) fn note() -> PushNote {
    PushNote::about(
        "report:123",
        PushPayload {
            title: "相談: 北斗精機".into(),
            body: "高温での耐久性について".into(),
            tag: "report:123".into(),
            url: "/reports/123".into(),
            badge: 3,
            kind: PushKind::Consult,
            seq: 123,
            lang: "ja".into(),
        },
    )
}
