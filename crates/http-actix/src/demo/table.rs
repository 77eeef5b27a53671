use std::fmt::Write;

use super::cast::{ADMIN, DOCTORS, FAMILIES, HOSPITALS, PASSWORD};

/// Who may sign in, how, and where to look, as text for a terminal.
pub fn table(address: &str, folder: &str) -> String {
    let mut rows = vec![("admin", "Demo Administrator", ADMIN)];
    rows.extend(HOSPITALS.iter().map(|role| ("hospital", role.name, role.email)));
    rows.extend(DOCTORS.iter().map(|role| ("doctor", role.name, role.email)));
    rows.extend(FAMILIES.iter().map(|role| ("patient", role.name, role.email)));
    let mut text = format!("\nLifeline demonstration. Everybody's password: {PASSWORD}\n\n");
    // Writing to a String cannot fail.
    for (role, name, email) in rows {
        writeln!(text, "  {role:<9} {name:<20} {email}").unwrap_or_default();
    }
    text.push('\n');
    let links = [("try the API", "docs"), ("read about it", "redoc"), ("health", "health")];
    for (what, path) in links {
        writeln!(text, "  {what:<13} {address}/{path}").unwrap_or_default();
    }
    let end = "Invented people; nothing for patients. Stop with Ctrl+C.";
    writeln!(text, "\nMail and text messages are not sent: they appear here, and as files in {folder}/outbox.")
        .unwrap_or_default();
    writeln!(text, "The data is kept in {folder}. {end}").unwrap_or_default();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_how_to_get_in() {
        let text = table("http://127.0.0.1:8000", "./data");
        for wanted in [ADMIN, PASSWORD, "nadia@demo.example", "http://127.0.0.1:8000/docs", "./data/outbox"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }
}
