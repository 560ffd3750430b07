//! Attachments in a store that speaks S3: a small stand-in for one, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use uchite_domain::FileId;
use uchite_storage::files::{Files, FilesConfig, FilesError, Secret};

/// What the stand-in holds and how often it still refuses.
#[derive(Default)]
struct Held {
    objects: HashMap<String, Vec<u8>>,
    refusals: Vec<&'static str>,
}

struct S3 {
    endpoint: String,
    held: Arc<Mutex<Held>>,
}

impl S3 {
    fn start() -> S3 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let held = Arc::new(Mutex::new(Held::default()));
        let shared = held.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut shared.lock().unwrap());
            }
        });
        S3 { endpoint, held }
    }

    fn files(&self, prefix: Option<&str>) -> Files {
        Files::open(&self.config(prefix)).unwrap()
    }

    fn config(&self, prefix: Option<&str>) -> FilesConfig {
        FilesConfig::S3 {
            bucket: "attachments".into(),
            region: "ap-northeast-1".into(),
            endpoint: Some(self.endpoint.clone()),
            prefix: prefix.map(Into::into),
            access_key: "AKIDEXAMPLE".into(),
            secret_key: Secret("wJalrXUtnFEMI".into()),
        }
    }
}

/// One request on its own connection.
fn answer(stream: TcpStream, held: &mut Held) {
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let (method, path) = line.split_once(' ').map(|(m, rest)| (m, rest.split(' ').next().unwrap())).unwrap();
    let mut headers = HashMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let len = headers.get("content-length").map_or(0, |len| len.parse().unwrap());
    let mut body = vec![0; len];
    reader.read_exact(&mut body).unwrap();
    let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/";
    let signed = headers.get("authorization").is_some_and(|value| value.starts_with(scope));
    let (status, content) = match (held.refusals.pop(), method) {
        (Some(refusal), _) => (refusal, Vec::new()),
        _ if !signed => ("403 Forbidden", Vec::new()),
        (None, "PUT") => {
            held.objects.insert(path.to_owned(), body);
            ("200 OK", Vec::new())
        }
        (None, _) => match held.objects.get(path) {
            Some(content) => ("200 OK", content.clone()),
            None => ("404 Not Found", Vec::new()),
        },
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"1\"\r\n\
         Last-Modified: Tue, 24 Nov 2026 00:00:00 GMT\r\nConnection: close\r\n\r\n",
        content.len()
    );
    let mut stream = &stream;
    stream.write_all(head.as_bytes()).unwrap();
    if method != "HEAD" {
        stream.write_all(&content).unwrap();
    }
}

#[tokio::test]
async fn a_file_is_kept_in_the_bucket_under_its_digest() {
    let s3 = S3::start();
    let files = s3.files(Some("uchite"));
    let stored = files.put(Bytes::from_static(b"hello"), "a.txt").await.unwrap();
    let path = format!("/attachments/uchite/2c/{}", stored.id.as_str());
    assert_eq!(s3.held.lock().unwrap().objects.get(&path).unwrap(), b"hello");
    assert!(files.exists(&stored.id).await.unwrap());
    assert_eq!(files.get(&stored.id).await.unwrap(), "hello");
    let nothing = FileId::parse(&"0".repeat(64)).unwrap();
    assert!(!files.exists(&nothing).await.unwrap());
    assert!(matches!(files.get(&nothing).await, Err(FilesError::NotFound(_))));
    s3.held.lock().unwrap().objects.insert(path, b"jello".to_vec());
    assert!(matches!(files.get(&stored.id).await, Err(FilesError::Damaged(_))));
}

#[tokio::test]
async fn a_store_that_is_busy_for_a_moment_is_asked_again() {
    let s3 = S3::start();
    s3.held.lock().unwrap().refusals = vec!["503 Slow Down", "500 Internal Server Error"];
    let stored = s3.files(None).put(Bytes::from_static(b"hello"), "a").await.unwrap();
    assert!(s3.held.lock().unwrap().objects.contains_key(&format!("/attachments/2c/{}", stored.id.as_str())));
}

#[tokio::test]
async fn a_refusal_of_the_store_is_told_without_the_secret() {
    let s3 = S3::start();
    s3.held.lock().unwrap().refusals = vec!["403 Forbidden"];
    let refused = s3.files(None).put(Bytes::from_static(b"hello"), "a").await.unwrap_err();
    assert!(matches!(refused, FilesError::Unavailable(_)), "{refused}");
    for text in [format!("{refused} {refused:?}"), format!("{:?} {:?}", s3.config(None), s3.files(None))] {
        assert!(!text.contains("wJalrXUtnFEMI"), "{text}");
    }
}
