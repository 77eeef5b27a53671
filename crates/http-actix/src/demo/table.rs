use std::fmt::Write;

use super::cast::{ADMIN, DOCTORS, FAMILIES, HOSPITALS, PASSWORD};

/// Who may sign in, how, and where to look, as text for a terminal.
pub fn table(address: &str, folder: &str) -> String {
    let mut rows = vec![("admin", "Demo Administrator", ADMIN)];
    rows.extend(HOSPITALS.iter().map(|role| ("hospital", role.name, role.email)));
    rows.extend(DOCTORS.iter().map(|role| ("doctor", role.name, role.email)));
    rows.extend(FAMILIES.iter().map(|role| ("patient", role.name, role.email)));
    let mut text = format!("\nLifeline demonstration. Everybody's password: {PASSWORD}\n\n");
    for (role, name, email) in rows {
        // Writing to a String cannot fail.
        writeln!(text, "  {role:<9} {name:<20} {email}").unwrap_or_default();
    }
    text.push_str(&format!(
        "\n  try the API   {address}/docs\n  read about it {address}/redoc\n  health        {address}/health\n\n\
         The data is kept in {folder}. Stop with Ctrl+C. Invented people, nothing for patients.\n"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_how_to_get_in() {
        let text = table("http://127.0.0.1:8000", "./data");
        for wanted in [ADMIN, PASSWORD, "nadia@demo.example", "http://127.0.0.1:8000/docs", "./data"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }
}
