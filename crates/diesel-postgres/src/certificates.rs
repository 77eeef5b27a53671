//! What is asked of the server's certificate.

use std::{path::PathBuf, sync::Arc};

use rustls::{
    CertificateError as Rejection, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Whose signature on a certificate is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// Those whom this machine trusts.
    System,
    /// Those in this PEM file.
    File(PathBuf),
}

/// What is asked of the server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: the connection is encrypted, but with whom is anybody's guess.
    Nothing,
    /// That somebody trusted made it, for whatever host.
    Issuer(Roots),
    /// That somebody trusted made it for this very host.
    IssuerAndHost(Roots),
}

/// Why certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file has none.
    #[error("{} holds no certificates that can be used", .0.display())]
    File(PathBuf),
    /// The machine has none.
    #[error("this machine has no trusted certificates; name a file of them by sslrootcert")]
    System,
    /// The library does not take them.
    #[error("the certificates cannot be used: {0}")]
    Refused(String),
}

/// What makes connections with this check. The same library as for every other outgoing connection does the cryptography.
pub fn connector(check: Check) -> Result<MakeRustlsConnect, CertificateError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match check {
        Check::Nothing => Arc::new(AnyHost { issuer: None, provider: provider.clone() }),
        Check::Issuer(roots) => {
            let issuer = Some(trusting(&roots, &provider)?);
            Arc::new(AnyHost { issuer, provider: provider.clone() })
        }
        Check::IssuerAndHost(roots) => trusting(&roots, &provider)?,
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| CertificateError::Refused(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn trusting(roots: &Roots, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, CertificateError> {
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(certificates(roots)?);
    if added == 0 {
        return Err(none_of(roots));
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
        .build()
        .map_err(|error| CertificateError::Refused(error.to_string()))
}

fn certificates(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    match roots {
        Roots::System => Ok(rustls_native_certs::load_native_certs().certs),
        Roots::File(path) => {
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
            read.map_err(|_| none_of(roots))
        }
    }
}

fn none_of(roots: &Roots) -> CertificateError {
    match roots {
        Roots::System => CertificateError::System,
        Roots::File(path) => CertificateError::File(path.clone()),
    }
}

/// Takes a certificate for any host, from a trusted issuer where one is asked for. The handshake's signatures are checked
/// in any case.
#[derive(Debug)]
struct AnyHost {
    issuer: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyHost {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(issuer) = &self.issuer else { return Ok(ServerCertVerified::assertion()) };
        // The name is looked at last: who gets as far as that has shown a certificate of a trusted issuer.
        match issuer.verify_server_cert(certificate, intermediates, host, ocsp_response, now) {
            Err(Error::InvalidCertificate(Rejection::NotValidForName | Rejection::NotValidForNameContext { .. })) => {
                Ok(ServerCertVerified::assertion())
            }
            checked => checked,
        }
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
