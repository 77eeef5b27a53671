//! What a try is worth, and what it costs the code.

use domain::ports::{CODE_TRIES, CodePurpose, CodeSlot, LiveCode, OtpStore, STRAY_TRIES, Tried};
use uuid::Uuid;

use super::guess::{By, Guess, code, every_way, keep, kept, right};

pub async fn story(store: &dyn OtpStore) {
    the_right_digits_are_right_in_every_way_and_once(store).await;
    the_last_wrong_try_by_the_owner_burns_the_code(store).await;
    tries_from_elsewhere_leave_the_code_to_its_owner(store).await;
    tries_that_name_nothing_close_that_way_for_all_codes_of_the_address(store).await;
    an_account_that_is_still_to_be_is_not_found_from_elsewhere(store).await;
    neighbours_at_one_address_do_not_cost_each_other_anything(store).await;
    tries_that_mean_no_code_cost_nothing(store).await;
    an_unknown_address_is_like_no_other(store).await;
    only_the_purposes_of_the_try_are_meant(store).await;
    several_codes_of_an_account_are_tried_together(store).await;
}

async fn wrong(store: &dyn OtpStore, guess: &Guess, times: u32) {
    for time in 1..=times {
        assert_eq!(guess.tried(store).await, Tried::Wrong, "the {time}. time");
    }
}

async fn the_right_digits_are_right_in_every_way_and_once(store: &dyn OtpStore) {
    for way in 0..4 {
        let code = kept(store, "right").await;
        let elsewhere = Guess::by_account(&code, "right").at_address("192.0.2.1");
        let guesses = every_way(&code, "right").into_iter().chain([elsewhere]).collect::<Vec<_>>();
        assert_eq!(guesses.get(way).unwrap().tried(store).await, right(&code));
        for guess in guesses {
            assert_eq!(guess.tried(store).await, Tried::Unknown, "it is used up");
        }
    }
}

async fn the_last_wrong_try_by_the_owner_burns_the_code(store: &dyn OtpStore) {
    for by_account in [0, 2, CODE_TRIES] {
        let code = kept(store, "burnt").await;
        for number in 1..=CODE_TRIES {
            let guess = if number > by_account { Guess::by_transaction } else { Guess::by_account };
            let expected = if number == CODE_TRIES { Tried::Burnt } else { Tried::Wrong };
            assert_eq!(guess(&code, "wrong").tried(store).await, expected);
        }
        for guess in every_way(&code, "burnt") {
            assert_eq!(guess.tried(store).await, Tried::Unknown);
        }
    }
    let code = kept(store, "burnt").await;
    let elsewhere = Guess::by_transaction(&code, "wrong").at_address("192.0.2.1");
    wrong(store, &elsewhere, CODE_TRIES - 1).await;
    assert_eq!(elsewhere.tried(store).await, Tried::Burnt, "the transaction is the owner's wherever he is");
}

async fn tries_from_elsewhere_leave_the_code_to_its_owner(store: &dyn OtpStore) {
    for way in 0..3 {
        let code = kept(store, "owner").await;
        wrong(store, &Guess::by_account(&code, "wrong").at_address("192.0.2.1"), STRAY_TRIES - 1).await;
        wrong(store, &Guess::by_account(&code, "wrong").at_address("192.0.2.2"), 1).await;
        for _ in 0..CODE_TRIES {
            let elsewhere = Guess::by_account(&code, "owner").at_address("192.0.2.3");
            assert_eq!(elsewhere.tried(store).await, Tried::Unknown, "that way is closed");
        }
        if way == 2 {
            assert_eq!(Guess::by_address(&code, "owner").tried(store).await, right(&code), "this one is not");
            continue;
        }
        let owner = if way == 0 { Guess::by_transaction } else { Guess::by_account };
        wrong(store, &owner(&code, "wrong"), CODE_TRIES - 1).await;
        assert_eq!(owner(&code, "owner").tried(store).await, right(&code));
    }
}

async fn tries_that_name_nothing_close_that_way_for_all_codes_of_the_address(store: &dyn OtpStore) {
    let address = Some("198.51.100.7".to_owned());
    let [first, second] = [code(), code()].map(|code| LiveCode { asked_from: address.clone(), ..code });
    keep(store, &first, "first").await;
    for _ in 1..STRAY_TRIES {
        assert_eq!(Guess::by_address(&first, "wrong").tried(store).await, Tried::Unknown);
    }
    keep(store, &second, "second").await;
    assert_eq!(Guess::by_address(&first, "wrong").tried(store).await, Tried::Unknown);
    assert_eq!(Guess::by_address(&first, "first").tried(store).await, Tried::Unknown, "that way is closed");
    assert_eq!(Guess::by_address(&second, "second").tried(store).await, right(&second), "one wrong try was after it");
    wrong(store, &Guess::by_account(&first, "wrong").at_address("192.0.2.1"), STRAY_TRIES - 1).await;
    wrong(store, &Guess::by_transaction(&first, "wrong"), CODE_TRIES - 1).await;
    let elsewhere = Guess::by_account(&first, "first").at_address("192.0.2.1");
    assert_eq!(elsewhere.tried(store).await, right(&first), "each way has its own tries");
}

async fn an_account_that_is_still_to_be_is_not_found_from_elsewhere(store: &dyn OtpStore) {
    for purpose in [CodePurpose::Registration, CodePurpose::PhoneSignUp] {
        let code = code();
        let code = LiveCode { slot: CodeSlot { purpose, ..code.slot.clone() }, ..code };
        keep(store, &code, "to be").await;
        let elsewhere = Guess::by_account(&code, "to be").at_address("192.0.2.1");
        assert_eq!(elsewhere.tried(store).await, Tried::Unknown);
        assert_eq!(Guess::by_account(&code, "to be").tried(store).await, right(&code));
    }
}

async fn neighbours_at_one_address_do_not_cost_each_other_anything(store: &dyn OtpStore) {
    let mut codes = Vec::new();
    for number in 0..20 {
        let code = LiveCode { asked_from: Some("198.51.100.8".to_owned()), ..code() };
        keep(store, &code, &format!("neighbour {number}")).await;
        codes.push(code);
    }
    for (number, code) in codes.iter().enumerate().rev() {
        assert_eq!(Guess::by_address(code, &format!("neighbour {number}")).tried(store).await, right(code));
    }
}

async fn tries_that_mean_no_code_cost_nothing(store: &dyn OtpStore) {
    let code = kept(store, "untouched").await;
    let wrong_transaction = Guess { by: By::Transaction(Uuid::max()), ..Guess::by_account(&code, "untouched") };
    let wrong_account = Guess { by: By::Account("nobody".to_owned()), ..Guess::by_account(&code, "untouched") };
    let elsewhere = Guess::by_address(&code, "untouched").at_address("192.0.2.1");
    let other_purposes = every_way(&code, "wrong").map(|guess| guess.of_purposes(&[CodePurpose::Registration]));
    for guess in [wrong_transaction, wrong_account, elsewhere].into_iter().chain(other_purposes) {
        for _ in 0..2 * CODE_TRIES {
            assert_eq!(guess.tried(store).await, Tried::Unknown);
        }
    }
    wrong(store, &Guess::by_account(&code, "wrong").at_address("192.0.2.1"), STRAY_TRIES - 1).await;
    wrong(store, &Guess::by_transaction(&code, "wrong"), CODE_TRIES - 1).await;
    assert_eq!(Guess::by_address(&code, "untouched").tried(store).await, right(&code));
}

async fn an_unknown_address_is_like_no_other(store: &dyn OtpStore) {
    let code = LiveCode { asked_from: None, ..code() };
    keep(store, &code, "from nowhere").await;
    for address in [None, Some(""), Some("192.0.2.1")] {
        let guess = Guess { from: address.map(str::to_owned), ..Guess::by_address(&code, "from nowhere") };
        assert_eq!(guess.tried(store).await, Tried::Unknown);
    }
    wrong(store, &Guess::by_account(&code, "wrong").at_no_address(), 1).await;
    wrong(store, &Guess::by_account(&code, "wrong").at_address(""), STRAY_TRIES - 1).await;
    assert_eq!(Guess::by_account(&code, "from nowhere").at_no_address().tried(store).await, Tried::Unknown);
    assert_eq!(Guess::by_transaction(&code, "from nowhere").at_no_address().tried(store).await, right(&code));
}

async fn only_the_purposes_of_the_try_are_meant(store: &dyn OtpStore) {
    for way in 0..3 {
        let code = kept(store, "login").await;
        let other = LiveCode {
            slot: CodeSlot { purpose: CodePurpose::PasswordReset, ..code.slot.clone() },
            ..super::guess::code()
        };
        keep(store, &other, "reset").await;
        let guesses = every_way(&code, "login");
        let guess = guesses.get(way).unwrap();
        for purposes in [&[][..], &[CodePurpose::Registration, CodePurpose::PhoneSignIn]] {
            assert_eq!(guess.clone().of_purposes(purposes).tried(store).await, Tried::Unknown);
        }
        let both = guess.clone().of_purposes(&[CodePurpose::Registration, CodePurpose::Login]);
        assert_eq!(both.tried(store).await, right(&code));
        assert_eq!(Guess::by_transaction(&other, "reset").tried(store).await, right(&other));
    }
}

async fn several_codes_of_an_account_are_tried_together(store: &dyn OtpStore) {
    let login = kept(store, "of login").await;
    let slot = CodeSlot { purpose: CodePurpose::Registration, ..login.slot.clone() };
    let registration = LiveCode { slot, ..code() };
    keep(store, &registration, "of registration").await;
    let both = [CodePurpose::Registration, CodePurpose::Login];
    wrong(store, &Guess::by_transaction(&registration, "of login"), 1).await;
    wrong(store, &Guess::by_account(&login, "wrong").of_purposes(&both), CODE_TRIES - 1).await;
    assert_eq!(
        Guess::by_transaction(&login, "wrong").tried(store).await,
        Tried::Burnt,
        "each wrong try was wrong for both"
    );
    let from_registration = Guess::by_account(&registration, "of registration").of_purposes(&both);
    assert_eq!(from_registration.tried(store).await, right(&registration), "its owner made only one");
}
