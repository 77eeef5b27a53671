//! How long a code lives, and what takes its place.

use chrono::TimeDelta;
use domain::ports::{CodePurpose, CodeSlot, InPlaceOf, Kept, LiveCode, OtpStore, Tried};

use super::guess::{Guess, code, every_way, keep, kept, right, start};

pub async fn story(store: &dyn OtpStore) {
    what_was_kept_is_there_until_it_is_forgotten(store).await;
    a_code_is_worth_nothing_from_its_end_on(store).await;
    no_two_live_codes_have_the_same_digits(store).await;
    digits_are_free_when_their_code_is_no_more(store).await;
    a_new_code_takes_the_place_of_the_old_one(store).await;
    a_code_sent_again_keeps_its_transaction(store).await;
    a_code_that_was_asked_for_earlier_comes_too_late(store).await;
    only_the_code_that_was_read_is_sent_again(store).await;
    a_code_comes_back_to_an_empty_slot_only(store).await;
}

async fn what_was_kept_is_there_until_it_is_forgotten(store: &dyn OtpStore) {
    let kept = kept(store, "forgotten").await;
    assert_eq!(store.live(&kept.slot, start()).await.unwrap(), Some(kept.clone()));
    let elsewhere = CodeSlot { purpose: CodePurpose::PasswordReset, ..kept.slot.clone() };
    store.forget(&elsewhere).await.unwrap();
    assert_eq!(store.live(&elsewhere, start()).await.unwrap(), None);
    assert_eq!(store.live(&kept.slot, start()).await.unwrap(), Some(kept.clone()));
    for _ in 0..2 {
        store.forget(&kept.slot).await.unwrap();
        assert_eq!(store.live(&kept.slot, start()).await.unwrap(), None);
    }
    worth_nothing(store, &kept, "forgotten").await;
}

async fn a_code_is_worth_nothing_from_its_end_on(store: &dyn OtpStore) {
    let kept = kept(store, "ending").await;
    for guess in every_way(&kept, "ending") {
        assert_eq!(guess.when(kept.expires_at).tried(store).await, Tried::Unknown);
    }
    assert_eq!(store.live(&kept.slot, kept.expires_at).await.unwrap(), None);
    let just_before = kept.expires_at - TimeDelta::microseconds(1);
    assert_eq!(store.live(&kept.slot, just_before).await.unwrap(), Some(kept.clone()));
    assert_eq!(Guess::by_address(&kept, "ending").when(just_before).tried(store).await, right(&kept));
}

async fn no_two_live_codes_have_the_same_digits(store: &dyn OtpStore) {
    let first = kept(store, "unique").await;
    let second = kept(store, "other").await;
    let again = LiveCode { payload: "new".to_owned(), ..second.clone() };
    assert_eq!(keep(store, &again, "unique").await, Kept::Taken);
    assert_eq!(store.live(&second.slot, start()).await.unwrap(), Some(second.clone()), "nothing changed");
    assert_eq!(Guess::by_transaction(&second, "unique").tried(store).await, Tried::Wrong);
    assert_eq!(Guess::by_transaction(&first, "unique").tried(store).await, right(&first));
    assert_eq!(Guess::by_transaction(&second, "other").tried(store).await, right(&second));
}

async fn digits_are_free_when_their_code_is_no_more(store: &dyn OtpStore) {
    let used = kept(store, "free").await;
    assert_eq!(Guess::by_transaction(&used, "free").tried(store).await, right(&used));
    let forgotten = kept(store, "free").await;
    store.forget(&forgotten.slot).await.unwrap();
    let burnt = kept(store, "free").await;
    while Guess::by_transaction(&burnt, "wrong").tried(store).await != Tried::Burnt {}
    let replaced = kept(store, "free").await;
    assert_eq!(keep(store, &replaced, "not these").await, Kept::Kept);
    let ended = kept(store, "free").await;
    assert_eq!(Guess::by_transaction(&replaced, "not these").tried(store).await, right(&replaced));
    let later = LiveCode { expires_at: ended.expires_at + TimeDelta::minutes(10), ..code() };
    let keep_at = async |now| store.keep(&later, "free", InPlaceOf::Earlier, now).await.unwrap();
    assert_eq!(keep_at(ended.expires_at - TimeDelta::microseconds(1)).await, Kept::Taken);
    assert_eq!(keep_at(ended.expires_at).await, Kept::Kept);
    for guess in every_way(&ended, "free") {
        assert_eq!(guess.when(ended.expires_at).tried(store).await, Tried::Unknown);
    }
    assert_eq!(Guess::by_transaction(&later, "free").when(ended.expires_at).tried(store).await, right(&later));
}

async fn a_new_code_takes_the_place_of_the_old_one(store: &dyn OtpStore) {
    let old = kept(store, "old").await;
    for _ in 0..4 {
        assert_eq!(Guess::by_transaction(&old, "wrong").tried(store).await, Tried::Wrong);
    }
    let new = LiveCode { slot: old.slot.clone(), ..code() };
    assert_eq!(keep(store, &new, "new").await, Kept::Kept);
    assert_eq!(store.live(&old.slot, start()).await.unwrap(), Some(new.clone()));
    for digits in ["old", "new"] {
        assert_eq!(Guess::by_transaction(&old, digits).tried(store).await, Tried::Unknown);
        assert_eq!(Guess::by_address(&old, digits).tried(store).await, Tried::Unknown);
    }
    for _ in 0..4 {
        assert_eq!(Guess::by_account(&new, "old").tried(store).await, Tried::Wrong, "the tries begin anew");
    }
    assert_eq!(Guess::by_account(&new, "new").tried(store).await, right(&new));
}

async fn a_code_sent_again_keeps_its_transaction(store: &dyn OtpStore) {
    let first = kept(store, "sent first").await;
    for digits in ["sent again", "sent again"] {
        assert_eq!(keep(store, &first, digits).await, Kept::Kept, "its own digits are not taken");
    }
    assert_eq!(Guess::by_transaction(&first, "sent first").tried(store).await, Tried::Wrong);
    assert_eq!(Guess::by_transaction(&first, "sent again").tried(store).await, right(&first));
}

async fn a_code_that_was_asked_for_earlier_comes_too_late(store: &dyn OtpStore) {
    let newer = kept(store, "newer").await;
    let older = LiveCode { slot: newer.slot.clone(), asked_at: start() - TimeDelta::seconds(1), ..code() };
    assert_eq!(keep(store, &older, "older").await, Kept::Late);
    assert_eq!(Guess::by_transaction(&older, "older").tried(store).await, Tried::Unknown);
    assert_eq!(store.live(&newer.slot, start()).await.unwrap(), Some(newer.clone()), "nothing changed");
    let after = store.keep(&older, "older still", InPlaceOf::Earlier, newer.expires_at).await.unwrap();
    assert_eq!(after, Kept::Kept, "what has ended is in nobody's way");
    store.forget(&newer.slot).await.unwrap();
}

async fn only_the_code_that_was_read_is_sent_again(store: &dyn OtpStore) {
    let read = kept(store, "read").await;
    let again = LiveCode { sent_at: start() + TimeDelta::minutes(1), ..read.clone() };
    let send = async |digits| store.keep(&again, digits, InPlaceOf::This(&read), start()).await.unwrap();
    assert_eq!(send("read again").await, Kept::Kept);
    assert_eq!(send("and again").await, Kept::Late, "another one was read");
    assert_eq!(Guess::by_transaction(&again, "read again").tried(store).await, right(&again));
    let this = InPlaceOf::This(&again);
    assert_eq!(store.keep(&again, "once more", this, start()).await.unwrap(), Kept::Late, "it is used up");
    assert_eq!(store.live(&again.slot, start()).await.unwrap(), None);
}

async fn a_code_comes_back_to_an_empty_slot_only(store: &dyn OtpStore) {
    let code = kept(store, "comes back").await;
    assert_eq!(Guess::by_transaction(&code, "comes back").tried(store).await, right(&code));
    let back = async || store.keep(&code, "comes back", InPlaceOf::Nothing, start()).await.unwrap();
    assert_eq!(back().await, Kept::Kept);
    assert_eq!(back().await, Kept::Late, "it is there");
    assert_eq!(Guess::by_transaction(&code, "comes back").tried(store).await, right(&code));
}

async fn worth_nothing(store: &dyn OtpStore, code: &LiveCode, digits: &str) {
    for guess in every_way(code, digits) {
        assert_eq!(guess.tried(store).await, Tried::Unknown);
    }
}
