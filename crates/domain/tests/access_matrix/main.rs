//! The access matrix: every rule of every room, asked for every kind of caller. What it says is a reviewed snapshot,
//! `docs/access-matrix.md`, so that no rule changes without somebody reading the change.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod actors;
mod appointments;
mod chats;
mod gates;
mod invitations;
mod patients;
mod people;
mod privacy;
mod sources;
mod suggestions;
mod table;

use std::{env, fs, path::PathBuf};

use table::Table;

const HOW: &str = "UPDATE_SNAPSHOTS=1 cargo test -p domain --test access_matrix";

const HEAD: &str = "\
# Who may do what

Generated from the access rules in `crates/domain/src/*/access.rs`; a test compares it with them. After a change of a rule
write it anew with

    UPDATE_SNAPSHOTS=1 cargo test -p domain --test access_matrix

and read what changed.

`yes` is allowed. `403` is a refusal by role: this caller may never do it. `404` is a refusal by relation: to this caller
the thing does not exist. `–` means that nothing is shown or that the question does not arise. Whoever is not signed in gets
401 everywhere but on the public routes. An unverified doctor or hospital is one whom no administrator has verified yet, or
not any more.
";

fn tables() -> Vec<Table> {
    let mut tables = vec![patients::records(), patients::file(), patients::care(), patients::keeping()];
    tables.extend([chats::chats(), chats::interviews(), appointments::appointments(), appointments::booking()]);
    tables.extend([suggestions::suggestions(), people::accounts(), people::doctors(), people::hospitals()]);
    tables.extend([people::mappings(), people::specialties(), people::administration(), privacy::personal_data()]);
    tables.extend([invitations::staff_and_families(), invitations::to_a_patient(), gates::gates()]);
    tables
}

fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/access-matrix.md")
}

#[test]
fn the_committed_matrix_is_what_the_rules_say() {
    let said = tables().iter().fold(HEAD.to_owned(), |text, table| text + "\n" + &table.text());
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(place(), &said).unwrap();
    }
    let committed = fs::read_to_string(place()).unwrap_or_default();
    let differing = said.lines().zip(committed.lines()).find(|(new, old)| new != old);
    assert!(
        said == committed,
        "the rules say something else than docs/access-matrix.md, first here:\n{differing:#?}\n\
        If the change is meant, write it anew and read the difference:\n  {HOW}"
    );
}

#[test]
fn no_rule_is_left_out() {
    let asked: Vec<String> = tables().iter().flat_map(|table| table.rules.clone()).collect();
    let declared = sources::rules();
    let missing: Vec<&String> = declared.iter().filter(|rule| !asked.contains(rule)).collect();
    assert!(missing.is_empty(), "no table asks these rules: {missing:#?}");
    let unknown: Vec<&String> = asked.iter().filter(|rule| !declared.contains(rule)).collect();
    assert!(unknown.is_empty(), "there are no such rules: {unknown:#?}");
}
