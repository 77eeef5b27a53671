use chrono::DateTime;

use super::*;
use crate::{
    audit::{Seal, TrailRow},
    ports::Signature,
};

fn row(n: u128) -> TrailRow {
    let columns = std::array::from_fn(|column| Some(format!("row {n}, column {column}")));
    TrailRow { id: AuditId(Uuid::from_u128(n)), columns }
}

/// A chain over this many rows.
fn chain(length: i64) -> Vec<SealedRow> {
    let mut previous = GENESIS.to_owned();
    let mut chain = Vec::new();
    for seq in 1..=length {
        let row = row(u128::try_from(seq).unwrap());
        let hash = seal_hash(&previous, seq, &row);
        let previous_hash = std::mem::replace(&mut previous, hash.clone());
        let seal = Seal { seq, audit_id: row.id, previous_hash, hash, sealed_at: DateTime::UNIX_EPOCH };
        chain.push(SealedRow { seal, row: Some(row) });
    }
    chain
}
fn id(seq: i64) -> AuditId {
    AuditId(Uuid::from_u128(u128::try_from(seq).unwrap()))
}
fn checkpoint(sealed: &SealedRow) -> Checkpoint {
    let signature = Signature { key_id: "a key".to_owned(), value: String::new() };
    Checkpoint { seq: sealed.seal.seq, hash: sealed.seal.hash.clone(), signature, created_at: DateTime::UNIX_EPOCH }
}
fn looked(chain: Vec<SealedRow>) -> Vec<Finding> {
    let mut look = Verification::expecting([]);
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
    chain[1].seal.hash = "f".repeat(64);
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }]);
}

#[test]
fn a_seal_made_anew_for_an_edited_row_is_found_by_the_next_one() {
    let mut chain = chain(4);
    let row = chain[1].row.as_mut().unwrap();
    row.columns[4] = Some("another action".into());
    let row = row.clone();
    chain[1].seal.hash = seal_hash(&chain[1].seal.previous_hash, 2, &row);
    assert_eq!(looked(chain), [Finding::AlteredSeal { seq: 2, id: id(2) }]);
}

#[test]
fn a_changed_link_is_named() {
    for seq in 1..=3 {
        let mut chain = chain(3);
        chain[usize::try_from(seq).unwrap() - 1].seal.previous_hash = "e".repeat(64);
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
    let signed = checkpoint(&whole[5]);
    let mut look = Verification::expecting([Anchor { seq: 5, hash: whole[4].seal.hash.clone() }]);
    whole[..4].iter().cloned().for_each(|sealed| look.seal(sealed));
    look.end_of_seals();
    look.checkpoint(&signed, SignatureCheck::Genuine, None);
    look.end();
    assert_eq!(look.findings(), [Finding::MissingAnchor { seq: 5 }, Finding::TruncatedTail { checkpoint: 6, last: 4 }]);
}

#[test]
fn a_chain_made_anew_does_not_fit_its_checkpoints_and_anchors() {
    let old = chain(3);
    let mut look = Verification::expecting([
        Anchor { seq: 1, hash: old[0].seal.hash.clone() },
        Anchor { seq: 3, hash: "9".repeat(64) },
    ]);
    old.iter().cloned().for_each(|sealed| look.seal(sealed));
    let mut signed = checkpoint(&old[2]);
    signed.hash = "8".repeat(64);
    look.checkpoint(&signed, SignatureCheck::Genuine, Some(&old[2].seal.hash));
    assert_eq!(look.findings(), [Finding::BrokenAnchor { seq: 3 }, Finding::RewrittenChain { seq: 3 }]);
}

#[test]
fn forged_checkpoints_and_unknown_keys_are_said() {
    let whole = chain(2);
    let signed = checkpoint(&whole[1]);
    let mut look = Verification::expecting([]);
    whole.iter().cloned().for_each(|sealed| look.seal(sealed));
    look.checkpoint(&signed, SignatureCheck::Forged, Some(&signed.hash));
    look.checkpoint(&signed, SignatureCheck::UnknownKey, Some(&signed.hash));
    look.checkpoint(&signed, SignatureCheck::Genuine, Some(&signed.hash));
    let unknown = Finding::UnknownKey { seq: 2, key_id: "a key".to_owned() };
    assert_eq!(look.findings(), [Finding::ForgedCheckpoint { seq: 2 }, unknown]);
    assert_eq!(look.tally(), Tally { seals: 2, checkpoints: 3, findings: 2 });
}

#[test]
fn checkpoints_that_were_taken_away_leave_a_stretch() {
    let whole = chain(4_500);
    let looked = |signed: &[i64]| {
        let mut look = Verification::expecting([]);
        for sealed in whole.iter().cloned() {
            let point = checkpoint(&sealed);
            look.seal(sealed);
            if signed.contains(&point.seq) {
                look.checkpoint(&point, SignatureCheck::Genuine, Some(&point.hash));
            }
        }
        look.end_of_seals();
        look.end();
        look.findings()
    };
    assert_eq!(looked(&[1, 1_999, 3_998]), []);
    assert_eq!(looked(&[1, 3_998]), [Finding::UnsignedStretch { from: 2, to: 3_997 }]);
    assert_eq!(looked(&[1, 1_999]), [Finding::UnsignedStretch { from: 2_000, to: 4_500 }]);
}
