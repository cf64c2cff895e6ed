//! How a person proves who they are: passwords, one-time passwords, recovery codes, secrets.

use access::password::{Weakness, check, hash, is_dated, proves};
use access::{one_time, secret};

#[test]
fn passwords_that_everybody_tries_are_refused() {
    let own = ["Ana Silva", "ana.silva@customs.example"];
    let cases = [
        ("", Err(Weakness::Short)),
        ("elevenchars", Err(Weakness::Short)),
        ("Password1234", Err(Weakness::Common)),
        ("motdepasse!!2026", Err(Weakness::Common)),
        ("AnaSilva-2026-x", Err(Weakness::Own)),
        ("silva loves tea", Err(Weakness::Own)),
        ("aaaaaaaaaaaaaaaa", Err(Weakness::Repeated)),
        ("ababababababab", Err(Weakness::Repeated)),
        ("correct horse battery", Ok(())),
        ("пять слов подряд здесь", Ok(())),
        ("كلمة سر طويلة جدا", Ok(())),
    ];
    for (password, expected) in cases {
        assert_eq!(check(password, &own), expected, "{password}");
    }
    assert_eq!(check(&"x1y2z".repeat(26), &own), Err(Weakness::Long));
    assert_eq!(check(&"aé ü東z".repeat(21), &own), Ok(()), "126 characters");
    let all = [Weakness::Short, Weakness::Long, Weakness::Common, Weakness::Own, Weakness::Repeated];
    assert!(all.iter().all(|weakness| weakness.text().en != weakness.text().fr));
}

#[test]
fn a_password_is_proved_by_its_hash_alone() {
    let kept = hash("correct horse battery", &[3; 16]).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(proves("correct horse battery", Some(&kept)));
    assert!(!proves("correct horse batterY", Some(&kept)));
    assert!(!proves("correct horse battery ", Some(&kept)), "spaces count");
    assert!(!proves("", Some(&kept)));
    assert!(!proves("anything", Some("no hash at all")));
    assert_ne!(kept, hash("correct horse battery", &[4; 16]).unwrap(), "the salt counts");
    assert!(!is_dated(&kept));
    assert!(is_dated("$argon2id$v=19$m=4096,t=3,p=1$aaaa$bbbb"));
}

#[test]
fn no_account_takes_as_long_as_a_wrong_password() {
    let kept = hash("correct horse battery", &[3; 16]).unwrap();
    let time = |kept: Option<&str>| {
        let begun = std::time::Instant::now();
        assert!(!proves("wrong password", kept));
        begun.elapsed().as_secs_f64()
    };
    let with = (0..5).map(|_| time(Some(&kept))).fold(f64::MAX, f64::min);
    let without = (0..5).map(|_| time(None)).fold(f64::MAX, f64::min);
    assert!((0.5..2.0).contains(&(with / without)), "{with} {without}");
}

/// RFC 4226, appendix D, and RFC 6238, appendix B (its eight digits cut to six).
#[test]
fn one_time_passwords_are_those_of_the_standards() {
    let secret = b"12345678901234567890";
    let counted = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    for (step, expected) in counted.into_iter().enumerate() {
        assert_eq!(one_time::code(secret, i64::try_from(step).unwrap()), expected);
    }
    let timed = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")];
    for (seconds, expected) in timed {
        assert_eq!(one_time::code(secret, seconds / 30), expected);
        assert_eq!(one_time::proves(secret, expected, seconds, -1), Some(seconds / 30));
    }
}

#[test]
fn a_one_time_password_works_once_and_near_its_time() {
    let secret = b"12345678901234567890";
    let code = one_time::code(secret, 100);
    assert_eq!(one_time::proves(secret, &code, 3_000, 99), Some(100));
    assert_eq!(one_time::proves(secret, &code, 3_000, 100), None, "used before");
    assert_eq!(one_time::proves(secret, &code, 3_030, 0), Some(100), "half a minute late");
    assert_eq!(one_time::proves(secret, &code, 3_060, 0), None, "a minute late");
    assert_eq!(one_time::proves(secret, &code, 2_940, 0), None, "a minute early");
    for wrong in ["", "00000", "0000000", "abcdef", "７５５２２４"] {
        assert_eq!(one_time::proves(secret, wrong, 3_000, 0), None, "{wrong}");
    }
}

#[test]
fn secrets_are_kept_by_their_digest() {
    let text = secret::text("session", &[0xab; secret::BYTES]);
    assert_eq!(text, format!("session_{}", "ab".repeat(32)));
    assert_eq!(secret::digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(secret::same("abc", "abc") && !secret::same("abc", "abd") && !secret::same("abc", "abcd"));
    let chance: [u8; 20] = std::array::from_fn(|place| u8::try_from(place * 13).unwrap());
    let code = secret::recovery(&chance);
    assert_eq!(code.len(), 23);
    assert_eq!(secret::recovery_typed(&format!(" {} ", code.to_uppercase())), code.replace('-', ""));
}

#[test]
fn the_secrets_of_links_are_found_and_taken_out_of_a_text() {
    let one = secret::text("reset", &[7; secret::BYTES]);
    let text = format!("open https://a.example/en/reset/{one}, or call snake_case at 07_07");
    assert_eq!(secret::within(&text), [one.as_str()]);
    assert_eq!(secret::blanked(&text), "open https://a.example/en/reset/[…], or call snake_case at 07_07");
    assert_eq!(secret::blanked("no link"), "no link");
}
