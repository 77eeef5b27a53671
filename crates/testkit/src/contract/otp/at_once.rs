//! Many at once are worth no more than one after another.

use std::sync::Arc;

use domain::ports::{CODE_TRIES, InPlaceOf, Kept, LiveCode, OtpStore, STRAY_TRIES, Tried};
use futures_util::future::join_all;

use super::guess::{Guess, code, every_way, kept, right, start};

pub async fn story(store: &Arc<dyn OtpStore>) {
    one_of_many_right_tries_wins(store).await;
    wrong_tries_at_once_are_all_counted(store).await;
    tries_that_name_nothing_are_counted_before_they_find(store).await;
    one_of_many_codes_gets_the_digits(store).await;
    one_of_many_codes_gets_the_slot(store).await;
    one_of_many_that_send_a_code_again_does(store).await;
}

async fn all(store: &Arc<dyn OtpStore>, guesses: Vec<Guess>) -> Vec<Tried> {
    let tasks = guesses.into_iter().map(|guess| {
        let store = Arc::clone(store);
        tokio::spawn(async move { guess.tried(&*store).await })
    });
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}

async fn one_of_many_right_tries_wins(store: &Arc<dyn OtpStore>) {
    for round in 0..10 {
        let digits = format!("once {round}");
        let code = kept(&**store, &digits).await;
        let guesses = (0..8).flat_map(|_| every_way(&code, &digits)).collect();
        let won = all(store, guesses).await.into_iter().filter(|tried| *tried == right(&code)).count();
        assert_eq!(won, 1);
    }
}

async fn wrong_tries_at_once_are_all_counted(store: &Arc<dyn OtpStore>) {
    let code = kept(&**store, "counted").await;
    let elsewhere = Guess::by_account(&code, "wrong").at_address("192.0.2.1");
    let tried = all(store, vec![elsewhere; 30]).await;
    assert_eq!(tried.iter().filter(|tried| **tried == Tried::Wrong).count(), STRAY_TRIES as usize);
    assert_eq!(tried.iter().filter(|tried| **tried == Tried::Unknown).count(), 30 - STRAY_TRIES as usize);
    let tried = all(store, vec![Guess::by_transaction(&code, "wrong"); 30]).await;
    assert_eq!(tried.iter().filter(|tried| **tried == Tried::Wrong).count(), CODE_TRIES as usize - 1);
    assert_eq!(tried.iter().filter(|tried| **tried == Tried::Burnt).count(), 1);
    assert_eq!(tried.iter().filter(|tried| **tried == Tried::Unknown).count(), 30 - CODE_TRIES as usize);
}

async fn tries_that_name_nothing_are_counted_before_they_find(store: &Arc<dyn OtpStore>) {
    let code = kept(&**store, "found").await;
    let tried = all(store, vec![Guess::by_address(&code, "wrong"); 30]).await;
    assert!(tried.iter().all(|tried| *tried == Tried::Unknown));
    assert_eq!(Guess::by_address(&code, "found").tried(&**store).await, Tried::Unknown);
    assert_eq!(Guess::by_transaction(&code, "found").tried(&**store).await, right(&code));
}

async fn keep_all(store: &Arc<dyn OtpStore>, codes: Vec<(LiveCode, String)>) -> Vec<Kept> {
    let tasks = codes.into_iter().map(|(code, digits)| {
        let store = Arc::clone(store);
        tokio::spawn(async move { store.keep(&code, &digits, InPlaceOf::Earlier, start()).await.unwrap() })
    });
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}

async fn one_of_many_codes_gets_the_digits(store: &Arc<dyn OtpStore>) {
    for round in 0..10 {
        let digits = format!("wanted {round}");
        // Digits that nobody ever had, and digits whose code is no more.
        if round % 2 == 0 {
            let gone = kept(&**store, &digits).await;
            store.forget(&gone.slot).await.unwrap();
        }
        let codes: Vec<_> = (0..8).map(|_| (code(), digits.clone())).collect();
        let answers = keep_all(store, codes.clone()).await;
        assert_eq!(answers.iter().filter(|kept| **kept == Kept::Kept).count(), 1);
        for ((code, _), answer) in codes.iter().zip(answers) {
            let expected = (answer == Kept::Kept).then(|| code.clone());
            assert_eq!(store.live(&code.slot, start()).await.unwrap(), expected);
        }
    }
}

async fn one_of_many_codes_gets_the_slot(store: &Arc<dyn OtpStore>) {
    let slot = code().slot;
    let codes: Vec<_> =
        (0..8).map(|number| (LiveCode { slot: slot.clone(), ..code() }, format!("slot {number}"))).collect();
    assert!(keep_all(store, codes.clone()).await.iter().all(|kept| *kept == Kept::Kept));
    let live = store.live(&slot, start()).await.unwrap().unwrap();
    for (code, digits) in codes {
        let expected = if code == live { right(&code) } else { Tried::Unknown };
        assert_eq!(Guess::by_transaction(&code, &digits).tried(&**store).await, expected);
        kept(&**store, &digits).await;
    }
}

async fn one_of_many_that_send_a_code_again_does(store: &Arc<dyn OtpStore>) {
    let first = kept(&**store, "to be sent again").await;
    let tasks = (0..8).map(|number| {
        let (store, first) = (Arc::clone(store), first.clone());
        let again = LiveCode { payload: format!("again {number}"), ..first.clone() };
        tokio::spawn(async move {
            store.keep(&again, &format!("again {number}"), InPlaceOf::This(&first), start()).await.unwrap()
        })
    });
    let kept: Vec<Kept> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(kept.iter().filter(|kept| **kept == Kept::Kept).count(), 1, "{kept:?}");
    assert_eq!(kept.iter().filter(|kept| **kept == Kept::Late).count(), 7, "{kept:?}");
}
