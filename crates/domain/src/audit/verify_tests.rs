use super::*;
use crate::{
    audit::{TRAIL_COLUMNS, chain::seal_hash, first_id_at, test_notary::TestNotary},
    ports::Signature,
};

const KEYS: TestNotary = TestNotary(&["key"]);

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_438_400 + second, 0).unwrap()
}
/// A row that is written at this second.
fn row(second: i64) -> TrailRow {
    let mut columns = std::array::from_fn(|column| Some(format!("row {second}, column {column}")));
    columns[11] = Some(at(second).timestamp_micros().to_string());
    TrailRow { id: id(second), columns }
}
/// A chain over these rows, each sealed when it was written or the one before it was sealed.
fn chained(rows: Vec<TrailRow>) -> Vec<SealedRow> {
    let (mut previous, mut sealed_at) = (GENESIS.to_owned(), DateTime::UNIX_EPOCH);
    let mut chain = Vec::new();
    for (seq, row) in (1..).zip(rows) {
        sealed_at = sealed_at.max(instant_of(row.id));
        let hash = seal_hash(&KEYS, &seal_text(&previous, seq, sealed_at, &row));
        let previous_hash = std::mem::replace(&mut previous, hash.clone());
        let seal = Seal { seq, audit_id: row.id, previous_hash, hash, sealed_at };
        chain.push(SealedRow { seal, row: Some(row) });
    }
    chain
}
/// A chain over this many rows.
fn chain(length: i64) -> Vec<SealedRow> {
    chained((1..=length).map(row).collect())
}
fn id(seq: i64) -> AuditId {
    AuditId(first_id_at(at(seq)))
}
fn checkpoint(sealed: &SealedRow, previous: i64) -> Checkpoint {
    let signature = Signature { key_id: "a key".to_owned(), value: String::new() };
    let (seq, hash) = (sealed.seal.seq, sealed.seal.hash.clone());
    Checkpoint { seq, hash, previous, signature, created_at: DateTime::UNIX_EPOCH }
}
fn expecting<const N: usize>(anchors: [Anchor; N]) -> Verification {
    Verification::expecting(Arc::new(KEYS), anchors)
}
fn looked(chain: Vec<SealedRow>) -> Vec<Finding> {
    let mut look = expecting([]);
    for sealed in chain {
        look.seal(sealed);
    }
    look.end_of_seals();
    look.end();
    look.findings()
}

#[test]
fn a_chain_as_it_was_sealed_is_whole() {
    assert_eq!(looked(chain(9)), []);
    assert_eq!(looked(Vec::new()), []);
}

#[test]
fn an_edited_row_is_named_wherever_it_stands() {
    for seq in 1..=4 {
        for column in 0..12 {
            let mut chain = chain(4);
            let place = usize::try_from(seq).unwrap() - 1;
            chain[place].row.as_mut().unwrap().columns[column] = None;
            assert_eq!(looked(chain), [Finding::EditedRow { seq, id: id(seq) }], "{seq} {column}");
        }
    }
    let mut two = chain(4);
    two[1].row.as_mut().unwrap().columns[4] = Some("x".into());
    two[2].row.as_mut().unwrap().columns[4] = Some("x".into());
    assert_eq!(looked(two), [2, 3].map(|seq| Finding::EditedRow { seq, id: id(seq) }));
}

#[test]
fn a_deleted_row_is_named() {
    for seq in 1..=3 {
        let mut chain = chain(3);
        chain[usize::try_from(seq).unwrap() - 1].row = None;
        assert_eq!(looked(chain), [Finding::DeletedRow { seq, id: id(seq) }]);
    }
}

#[test]
fn a_seal_with_another_hash_is_told_from_an_edited_row() {
    let mut chain = chain(4);
    chain[1].seal.hash = format!("key.{}", "f".repeat(64));
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }]);
}

#[test]
fn a_seal_whose_hash_is_none_is_altered() {
    for hash in ["", "f", &"f".repeat(64), "key.F"] {
        let mut chain = chain(4);
        chain[1].seal.hash = hash.to_owned();
        assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }], "{hash}");
    }
}

#[test]
fn a_seal_at_another_time_is_found() {
    let mut chain = chain(4);
    chain[1].seal.sealed_at = at(-5_000);
    assert_eq!(looked(chain), [Finding::EditedRow { seq: 2, id: id(2) }]);
}

#[test]
fn a_stretch_of_seals_by_a_lost_key_is_unproven_and_no_edit() {
    let mut chain = chain(5);
    let mut previous = GENESIS.to_owned();
    for sealed in &mut chain {
        let SealedRow { seal, row: Some(row) } = sealed else { panic!("a row") };
        let key = if (2..=3).contains(&seal.seq) { TestNotary(&["lost"]) } else { KEYS };
        seal.hash = seal_hash(&key, &seal_text(&previous, seal.seq, seal.sealed_at, row));
        seal.previous_hash = std::mem::replace(&mut previous, seal.hash.clone());
    }
    let lost = Finding::UnknownSealKey { from: 2, to: 3, key_id: "lost".to_owned() };
    assert_eq!(looked(chain.clone()), std::slice::from_ref(&lost));
    chain.truncate(3);
    assert_eq!(looked(chain), [lost], "at the end too");
}

/// Nobody hides an edit behind a key that there never was: the next seal holds the name of the key.
#[test]
fn a_seal_that_is_said_to_be_by_another_key_is_altered() {
    let mut chain = chain(4);
    chain[1].row.as_mut().unwrap().columns[4] = Some("another action".into());
    chain[1].seal.hash = chain[1].seal.hash.replace("key.", "lost.");
    let lost = Finding::UnknownSealKey { from: 2, to: 2, key_id: "lost".to_owned() };
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }, lost]);
}

#[test]
fn a_row_that_came_long_after_later_ones_is_named() {
    let rows = |late: i64| vec![row(10_000), row(late), row(10_001)];
    assert_eq!(looked(chained(rows(6_400))), [], "an hour");
    let found = looked(chained(rows(6_399)));
    assert_eq!(found, [Finding::LateRow { seq: 2, id: id(6_399) }]);
    let after_downtime = chained((0..5).map(|hour| row(hour * 3_600)).collect());
    assert_eq!(looked(after_downtime), [], "rows that waited came in their order");
}

#[test]
fn a_clock_that_ran_ahead_makes_no_row_late_when_it_is_set_right() {
    // The clock of another server, and the one that seals too.
    assert_eq!(looked(sealed_when(&[(3_000, 20), (10, 20)])), []);
    assert_eq!(looked(sealed_when(&[(90_000, 90_000), (10, 10), (11, 11)])), []);
}

#[test]
fn a_row_that_is_dated_ahead_is_named() {
    assert_eq!(looked(sealed_when(&[(3_620, 20)])), [], "an hour");
    assert_eq!(looked(sealed_when(&[(3_621, 20)])), [Finding::MisdatedRow { seq: 1, id: id(3_621) }]);
}

/// A chain over rows that are written at the first second and sealed at the second.
fn sealed_when(times: &[(i64, i64)]) -> Vec<SealedRow> {
    let mut rows = chained(times.iter().map(|(written, _)| row(*written)).collect());
    let mut previous = GENESIS.to_owned();
    for (SealedRow { seal, row }, (_, sealed)) in rows.iter_mut().zip(times) {
        seal.sealed_at = at(*sealed);
        seal.hash = seal_hash(&KEYS, &seal_text(&previous, seal.seq, seal.sealed_at, row.as_ref().unwrap()));
        seal.previous_hash = std::mem::replace(&mut previous, seal.hash.clone());
    }
    rows
}

#[test]
fn a_row_that_is_dated_otherwise_than_its_id_is_named() {
    for (said, found) in [(Some(at(60)), false), (Some(at(62)), true), (Some(at(-60)), true), (None, true)] {
        let mut dated = row(1);
        dated.columns[11] = said.map(|said| said.timestamp_micros().to_string());
        let expected = if found { vec![Finding::MisdatedRow { seq: 1, id: id(1) }] } else { Vec::new() };
        assert_eq!(looked(chained(vec![dated])), expected, "{said:?}");
    }
}

#[test]
fn a_row_that_no_later_one_was_sealed_after_may_still_wait() {
    let mut look = expecting([]);
    for sealed in chain(3) {
        look.seal(sealed);
    }
    look.end_of_seals();
    look.unsealed(id(2).0);
    look.unsealed(id(4).0);
    assert_eq!(look.findings(), [Finding::UnsealedRow { id: id(2).0 }, Finding::NotSealedYet { id: id(4).0 }]);
    assert_eq!((look.tally().findings, look.tally().tampered), (2, 1));
}

#[test]
fn reads_are_compared_with_what_their_entry_tells() {
    let read = |n: i64| ReadRow { columns: std::array::from_fn(|column| Some(format!("{n} {column}"))) };
    let mut entry = row(1);
    let changes = TRAIL_COLUMNS.iter().position(|column| *column == "changes").unwrap();
    entry.columns[changes] = Some(serde_json::to_string(&ReadBatch::of(&[read(1), read(2)])).unwrap());
    let found = |entry: &TrailRow, rows: &[ReadRow]| {
        let mut look = expecting([]);
        look.reads(7, entry, rows);
        look.findings()
    };
    let batch = entry.id;
    assert_eq!(found(&entry, &[read(2), read(1)]), []);
    assert_eq!(found(&entry, &[read(1)]), [Finding::MissingReads { seq: 7, batch, gone: 1 }]);
    let edited = [Finding::EditedReads { seq: 7, batch }];
    assert_eq!(found(&entry, &[read(1), read(3)]), edited);
    assert_eq!(found(&entry, &[read(1), read(2), read(3)]), edited, "one was added");
    entry.columns[changes] = Some("[]".to_owned());
    assert_eq!(found(&entry, &[read(1), read(2)]), edited, "the entry does not tell");
}

#[test]
fn a_seal_made_anew_for_an_edited_row_is_found_by_the_next_one() {
    let mut chain = chain(4);
    chain[1].row.as_mut().unwrap().columns[4] = Some("another action".into());
    let text = seal_text(&chain[1].seal.previous_hash, 2, chain[1].seal.sealed_at, chain[1].row.as_ref().unwrap());
    chain[1].seal.hash = seal_hash(&KEYS, &text);
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }]);
}

#[test]
fn a_changed_link_is_named() {
    for seq in 1..=3 {
        let mut chain = chain(3);
        chain[usize::try_from(seq).unwrap() - 1].seal.previous_hash = format!("key.{}", "e".repeat(64));
        assert_eq!(looked(chain), [Finding::AlteredSeal { seq, id: id(seq) }]);
    }
}

#[test]
fn reordered_seals_are_named() {
    let mut chain = chain(5);
    chain.swap(1, 2);
    (chain[1].seal.seq, chain[2].seal.seq) = (2, 3);
    assert_eq!(looked(chain), [(2, 3), (3, 2)].map(|(seq, row)| Finding::AlteredSeal { seq, id: id(row) }));
}

#[test]
fn seals_on_exchanged_rows_are_named() {
    let mut chain = chain(4);
    let (two, three) = (chain[1].row.clone(), chain[2].row.clone());
    (chain[1].row, chain[2].row) = (three, two);
    assert_eq!(looked(chain), [2, 3].map(|seq| Finding::EditedRow { seq, id: id(seq) }));
}

#[test]
fn missing_seals_are_named() {
    let mut one = chain(5);
    one.remove(2);
    assert_eq!(looked(one), [Finding::MissingSeals { from: 3, to: 3 }]);
    assert_eq!(looked(chain(5).split_off(3)), [Finding::MissingSeals { from: 1, to: 3 }]);
    let mut edited_before = chain(5);
    edited_before[1].row.as_mut().unwrap().columns[4] = None;
    edited_before.remove(2);
    assert_eq!(
        looked(edited_before),
        [Finding::EditedRow { seq: 2, id: id(2) }, Finding::MissingSeals { from: 3, to: 3 }]
    );
}

#[test]
fn a_place_before_the_first_is_none() {
    let mut chain = chain(3);
    let mut stray = chain[2].clone();
    stray.seal.seq = -4;
    chain.insert(0, stray);
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: -4, id: id(3) }]);
}

#[test]
fn a_cut_tail_is_found_by_its_checkpoint_and_by_an_anchor() {
    let whole = chain(6);
    let signed = checkpoint(&whole[5], 0);
    let mut look = expecting([Anchor { seq: 5, hash: whole[4].seal.hash.clone() }]);
    whole[..4].iter().cloned().for_each(|sealed| look.seal(sealed));
    look.end_of_seals();
    look.checkpoint(&signed, SignatureCheck::Genuine, None);
    look.end();
    assert_eq!(look.findings(), [Finding::MissingAnchor { seq: 5 }, Finding::TruncatedTail { checkpoint: 6, last: 4 }]);
}

#[test]
fn a_chain_made_anew_does_not_fit_its_checkpoints_and_anchors() {
    let old = chain(3);
    let mut look =
        expecting([Anchor { seq: 1, hash: old[0].seal.hash.clone() }, Anchor { seq: 3, hash: "9".repeat(64) }]);
    old.iter().cloned().for_each(|sealed| look.seal(sealed));
    let mut signed = checkpoint(&old[2], 0);
    signed.hash = "8".repeat(64);
    look.checkpoint(&signed, SignatureCheck::Genuine, Some(&old[2].seal.hash));
    assert_eq!(look.findings(), [Finding::BrokenAnchor { seq: 3 }, Finding::RewrittenChain { seq: 3 }]);
}

#[test]
fn forged_checkpoints_and_unknown_keys_are_said() {
    let whole = chain(2);
    let signed = checkpoint(&whole[1], 0);
    let mut look = expecting([]);
    whole.iter().cloned().for_each(|sealed| look.seal(sealed));
    look.checkpoint(&signed, SignatureCheck::Forged, Some(&signed.hash));
    look.checkpoint(&signed, SignatureCheck::UnknownKey, Some(&signed.hash));
    look.checkpoint(&signed, SignatureCheck::Genuine, Some(&signed.hash));
    let unknown = Finding::UnknownKey { seq: 2, key_id: "a key".to_owned() };
    assert_eq!(look.findings(), [Finding::ForgedCheckpoint { seq: 2 }, unknown]);
    assert_eq!(look.tally(), Tally { seals: 2, checkpoints: 3, findings: 2, tampered: 1 });
}

#[test]
fn checkpoints_that_were_taken_away_are_missed() {
    let whole = chain(4_500);
    let signed = [1, 1_999, 3_998];
    let looked = |left: &[i64]| {
        let mut look = expecting([]);
        for sealed in whole.iter().cloned() {
            let seq = sealed.seal.seq;
            let previous = signed.iter().copied().filter(|place| *place < seq).max().unwrap_or(0);
            let point = checkpoint(&sealed, previous);
            look.seal(sealed);
            if left.contains(&seq) {
                look.checkpoint(&point, SignatureCheck::Genuine, Some(&point.hash));
            }
        }
        look.end_of_seals();
        look.end();
        look.findings()
    };
    assert_eq!(looked(&signed), []);
    let missing = |seq| Finding::MissingCheckpoint { seq };
    assert_eq!(looked(&[1_999, 3_998]), [missing(1)], "even where the stretch is short");
    assert_eq!(looked(&[1, 3_998]), [missing(1_999), Finding::UnsignedStretch { from: 2, to: 3_997 }]);
    assert_eq!(looked(&[1, 1_999]), [Finding::UnsignedStretch { from: 2_000, to: 4_500 }]);
}

#[test]
fn two_servers_that_sign_at_once_may_name_the_same_checkpoint() {
    let whole = chain(3);
    let mut look = expecting([]);
    for sealed in whole {
        let point = checkpoint(&sealed, i64::from(sealed.seal.seq > 1));
        look.seal(sealed);
        look.checkpoint(&point, SignatureCheck::Genuine, Some(&point.hash));
    }
    assert_eq!(look.findings(), []);
}
