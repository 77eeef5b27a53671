//! Reads the names of the rules from the sources, so that none can be forgotten.

use std::{fs, path::Path};

/// Take a session: what they grant is decided by the rules that they are given, and by their tests.
const BY_OTHER_RULES: [&str; 3] = ["patients::admit", "patients::change", "appointments::book"];

/// Every gate, every rule about patients and every function of an actor in the rooms' `access` modules: `room::name`.
pub fn rules() -> Vec<String> {
    let mut rules = Vec::new();
    let mut rooms: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("access.rs").exists())
        .collect();
    rooms.sort();
    for room in rooms {
        let name = room.file_name().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(room.join("access.rs")).unwrap();
        let rules_only = source.split("#[cfg(test)]").next().unwrap();
        rules.extend(declared(rules_only).into_iter().map(|rule| format!("{name}::{rule}")));
    }
    rules.retain(|rule| !BY_OTHER_RULES.contains(&rule.as_str()));
    assert!(rules.len() > 60, "the sources were not understood: {rules:?}");
    rules
}

fn declared(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, line) in source.lines().enumerate() {
        let line = line.trim_start();
        let gate = line.strip_prefix("pub const ").and_then(|rest| rest.split_once(": Roles")).map(|(name, _)| name);
        let rule = line.strip_prefix("impl PatientRule for ").map(|rest| rest.trim_end_matches(" {"));
        let function = ["pub fn ", "pub const fn ", "pub async fn "].iter().find_map(|word| line.strip_prefix(word));
        let of_actor = function.filter(|_| {
            let head: Vec<&str> = source.lines().skip(at).take_while(|line| !line.ends_with('{')).collect();
            format!("{}{line}", head.concat()).contains("actor: ")
        });
        let function = of_actor.and_then(|rest| rest.split(['(', '<']).next());
        names.extend(gate.or(rule).or(function).map(str::to_owned));
    }
    names
}
