use domain::kernel::{Actor, Error, Outcome, Roles};

/// What one caller is told by one rule.
pub type Cell = String;

/// The rules of one room, or a part of them.
pub struct Table {
    title: &'static str,
    note: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    /// The rules that it asks, as `room::rule`.
    pub rules: Vec<String>,
}

impl Table {
    /// An empty one that asks these rules.
    pub fn new(title: &'static str, note: &'static str, rules: &[&str], columns: &[&'static str]) -> Self {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        Self { title, note, columns: columns.to_vec(), rows: Vec::new(), rules }
    }
    /// One more caller.
    pub fn row(&mut self, caller: &str, cells: Vec<Cell>) {
        assert_eq!(cells.len(), self.columns.len(), "{caller} in {}", self.title);
        self.rows.push([vec![caller.to_owned()], cells].concat());
    }
    /// As Markdown, in columns that line up.
    pub fn text(&self) -> String {
        let head: Vec<Cell> = std::iter::once("").chain(self.columns.iter().copied()).map(str::to_owned).collect();
        let widths: Vec<usize> = (0..head.len())
            .map(|column| {
                let cells = std::iter::once(&head).chain(&self.rows);
                cells.map(|row| row[column].chars().count()).max().unwrap_or_default().max(3)
            })
            .collect();
        let line = |cells: &[Cell]| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| format!(" {cell:width$} "));
            format!("|{}|\n", padded.collect::<Vec<_>>().join("|"))
        };
        let rule = widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|");
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        let asked = self.rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
        let note = if self.note.is_empty() { String::new() } else { format!("{}\n\n", self.note) };
        let asked = if self.rules.len() > 20 { String::new() } else { format!("\nRules: {asked}\n") };
        format!("## {}\n\n{note}{}|{rule}|\n{rows}{asked}", self.title, line(&head))
    }
}

/// What the gate and then the rule's reach say.
pub fn within(gate: Roles, actor: &Actor, reached: bool) -> Cell {
    match (gate.contains(actor.role()), reached) {
        (false, _) => "403",
        (true, true) => "yes",
        (true, false) => "404",
    }
    .to_owned()
}

/// What the gate and then a decision say.
pub fn decided<T>(gate: Roles, actor: &Actor, outcome: Outcome<T>) -> Cell {
    if !gate.contains(actor.role()) {
        return "403".to_owned();
    }
    match outcome {
        Ok(_) => "yes",
        Err(Error::Forbidden(_)) => "403",
        Err(Error::NotFound { .. }) => "404",
        Err(Error::Invalid(_)) => "400",
        Err(other) => panic!("no rule answers {other}"),
    }
    .to_owned()
}

/// `yes`, or that nothing is shown.
pub fn shown(yes: bool) -> Cell {
    if yes { "yes" } else { "–" }.to_owned()
}
