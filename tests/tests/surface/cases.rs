//! The lists that the guard tests hold the surface to.

use e2e::Operation;

/// Operations that nobody has to sign in for. Every other one refuses anonymous callers.
pub const PUBLIC: [&str; 35] = [
    "GET /",
    "GET /.well-known/jwks.json",
    "GET /api/v1/doctors",
    "GET /api/v1/doctors/search",
    "GET /api/v1/doctors/{doctor_id}",
    "GET /api/v1/documents/{document_id}/content",
    "GET /api/v1/specialties",
    "GET /api/v1/specialties/{specialty_id}",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "POST /api/v1/auth/accept-invitation",
    "POST /api/v1/auth/forgot",
    "POST /api/v1/auth/forgot-password",
    "POST /api/v1/auth/register",
    "POST /api/v1/auth/resend-otp",
    "POST /api/v1/auth/reset",
    "POST /api/v1/auth/reset-password",
    "POST /api/v1/auth/verify-otp",
    "POST /api/v1/auth/doctor-signup",
    "POST /api/v1/auth/doctor/signup",
    "POST /api/v1/auth/hospital-signup",
    "POST /api/v1/auth/hospital/signup",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/patient-signup",
    "POST /api/v1/auth/patient/signup",
    "POST /api/v1/auth/refresh",
    "POST /auth/signin",
    "POST /auth/signin/resendotp",
    "POST /auth/signin/verify/{id}",
    "POST /auth/signout",
    "POST /auth/signup",
    "POST /auth/signup/resendotp",
    "POST /auth/signup/verify/{id}",
];

/// Operations that a token opens even when its session is over.
pub const TOKEN_ONLY: [&str; 1] = ["POST /api/v1/auth/logout"];

/// Pages that there cannot be, by the name of their parameter.
pub const BAD_PAGES: [(&str, &str); 10] = [
    ("limit", "-1"),
    ("limit", "0"),
    ("limit", "101"),
    ("limit", "1000000000"),
    ("limit", "99999999999999999999"),
    ("limit", "ten"),
    ("page", "0"),
    ("page", "-1"),
    ("page", "1000000000"),
    ("cursor", "not-a-cursor"),
];

/// Whether the operation is on the public list.
pub fn is_public(operation: &Operation) -> bool {
    PUBLIC.contains(&format!("{} {}", operation.method, operation.path).as_str())
}
