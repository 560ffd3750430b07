//! TLS by rustls, when there is a certificate.

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// One of the two files is not named.
    #[error("tls.certificate and tls.key come together")]
    Half,
    /// A file cannot be read, or holds nothing of the kind.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// They do not fit each other, or are of a kind that is not known.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// What the server offers to those who connect.
///
/// # Errors
/// Files that cannot be read or do not fit.
pub fn server_config(tls: &Tls) -> Result<ServerConfig, TlsError> {
    if tls.certificate.as_os_str().is_empty() || tls.key.as_os_str().is_empty() {
        return Err(TlsError::Half);
    }
    let wrong = |path: &std::path::Path| {
        let path = path.to_owned();
        move |error: rustls::pki_types::pem::Error| TlsError::File { path, why: error.to_string() }
    };
    let chain: Vec<_> = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect)
        .map_err(wrong(&tls.certificate))?;
    if chain.is_empty() {
        let why = "no certificate in it".to_owned();
        return Err(TlsError::File { path: tls.certificate.clone(), why });
    }
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(wrong(&tls.key))?;
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(config)
}
