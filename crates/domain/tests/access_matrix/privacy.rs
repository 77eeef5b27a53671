use domain::{
    kernel::Roles,
    privacy::{
        Section, Subject,
        access::{erase_own, export_own, subject},
    },
};

use crate::{
    actors::{EVERYBODY, USER},
    table::{Table, decided, shown},
};

pub fn personal_data() -> Table {
    let rules = ["privacy::export_own", "privacy::erase_own", "privacy::subject"];
    let note = "Everybody takes along and erases the own data, an administrator no more than that. Records of patients go along\n\
        only with those who act for them; what is read by office does not.";
    let columns = ["take the own along", "with patients' records", "with a doctor's profile", "erase the own"];
    let mut table = Table::new("Personal data", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        assert!(export_own(&actor).id() == USER && erase_own(&actor).id() == USER, "{name}");
        let of: Subject = subject(&actor);
        let cells = vec![
            decided(Roles::ALL, &actor, Ok(export_own(&actor))),
            shown(Section::Messages.concerns(of)),
            shown(Section::DoctorProfile.concerns(of)),
            decided(Roles::ALL, &actor, Ok(erase_own(&actor))),
        ];
        table.row(name, cells);
    }
    table
}
