//! The check of the server's certificate: somebody whom this machine trusts made it for that very host.

use std::sync::Arc;

use fred::types::config::TlsConnector;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

/// Why certificates cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The machine trusts nobody.
    #[error("this machine has no trusted certificates; name a file of them in SSL_CERT_FILE")]
    NoRoots,
    /// The library cannot be used.
    #[error("the certificates cannot be used: {0}")]
    Refused(#[from] rustls::Error),
}

/// What makes checked connections. The same library as for every other outgoing connection does the cryptography.
pub fn connector() -> Result<TlsConnector, CertificateError> {
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 {
        return Err(CertificateError::NoRoots);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config.into())
}
