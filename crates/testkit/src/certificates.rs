//! Certificates of servers on this machine.
#![expect(clippy::unwrap_used, reason = "a test without its server fails by panicking")]

use std::{fs, path::Path};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// The file of the certificate that vouches for the server's.
pub(crate) const ROOT: &str = "root.pem";
/// The file of the server's certificate.
pub(crate) const CERTIFICATE: &str = "certificate.pem";
/// The file of its key.
pub(crate) const KEY: &str = "key.pem";

/// A certificate for localhost in the folder, and the one that vouches for it.
pub(crate) fn write(folder: &Path) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(folder.join(CERTIFICATE), certificate.pem()).unwrap();
    fs::write(folder.join(KEY), key.serialize_pem()).unwrap();
    fs::write(folder.join(ROOT), issuer.pem()).unwrap();
}
