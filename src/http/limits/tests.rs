use std::time::Duration;

use governor::clock::FakeRelativeClock;

use super::*;

const HERE: Caller = Caller::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));
const THERE: Caller = Caller::Recognised(7);

fn told(share: &Share) -> [Option<String>; 3] {
    let mut headers = HeaderMap::new();
    share.tell(&mut headers);
    [POLICY, LEFT, header::RETRY_AFTER].map(|name| {
        let value = headers.get(name)?;
        Some(value.to_str().expect("text").to_owned())
    })
}

fn left(words: &str) -> [Option<String>; 3] {
    [
        Some("\"default\";q=3;w=60".to_owned()),
        Some(words.to_owned()),
        None,
    ]
}

#[test]
fn a_share_falls_with_each_request_is_spent_and_comes_back_with_time() {
    let clock = FakeRelativeClock::default();
    let limits = Limits::with_clock(3, clock.clone());
    for words in [
        "\"default\";r=2;t=20",
        "\"default\";r=1;t=40",
        "\"default\";r=0;t=60",
    ] {
        assert_eq!(told(&limits.take(HERE)), left(words));
    }
    clock.advance(Duration::from_millis(4_500));
    let refused = limits.take(HERE);
    assert!(refused.is_spent());
    let [_, words, wait] = told(&refused);
    assert_eq!(words.as_deref(), Some("\"default\";r=0;t=60"));
    assert_eq!(wait.as_deref(), Some("16"));
    assert!(!limits.take(THERE).is_spent(), "shares are apart");
    clock.advance(Duration::from_secs(16));
    assert_eq!(told(&limits.take(HERE)), left("\"default\";r=0;t=60"));
    clock.advance(Duration::from_mins(2));
    assert_eq!(told(&limits.take(HERE)), left("\"default\";r=2;t=20"));
}

#[test]
fn callers_whose_share_is_whole_again_are_forgotten_and_no_others() {
    let clock = FakeRelativeClock::default();
    let limits = Limits::with_clock(3, clock.clone());
    let known = |limits: &Limits<FakeRelativeClock>| limits.shares.as_ref().map(|(shares, _)| shares.len());
    let callers = (0..10_000_u32).map(|number| Caller::Address(Ipv4Addr::from(number).into()));
    for caller in callers {
        limits.take(caller);
    }
    for _ in 0..3 {
        limits.take(THERE);
    }
    clock.advance(Duration::from_secs(41));
    limits.forget_idle();
    assert_eq!(known(&limits), Some(1));
    assert_eq!(told(&limits.take(THERE)), left("\"default\";r=1;t=40"));
}

#[test]
fn recognised_tokens_take_a_bounded_piece_of_memory() {
    let limits = Limits::new(3);
    for number in 0..=MANY_RECOGNISED as u64 {
        limits.set(number, true);
    }
    assert!(limits.is_recognised(MANY_RECOGNISED as u64));
    assert!(!limits.is_recognised(0));
    limits.set(MANY_RECOGNISED as u64, false);
    assert!(!limits.is_recognised(MANY_RECOGNISED as u64));
}

#[test]
fn without_a_limit_nothing_is_counted_or_told() {
    let limits = Limits::new(0);
    let share = limits.take(HERE);
    assert!(!share.is_spent());
    assert_eq!(told(&share), [None, None, None]);
}
