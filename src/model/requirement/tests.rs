use super::*;
use crate::model::network::Helping;
use crate::model::progress::Unwatched;
use crate::model::projection::tests::region;
use crate::model::queue::{Load, beds_for};

fn question(target: Target) -> Question {
    Question {
        year: 2028,
        target,
        certainty: 0.8,
        scenario: Scenario::default(),
        draws: 20,
        seed: 3,
    }
}

fn ask(question: &Question) -> Result<Requirement, Unanswered> {
    let houses = region();
    let known = Known {
        houses: &houses,
        origin: "2026-11-22".parse().expect("a date"),
        deaths: &[],
    };
    require(&known, question, &Unwatched)
}

#[test]
fn beds_needed_alone_lie_near_erlang_b_and_pooling_saves_some() {
    let mut asked = question(Target::NoBed(0.1));
    asked.scenario.waiting = Some(0.0);
    asked.scenario.moving = Some(1.0);
    let found = ask(&asked).expect("an answer");
    for house in &found.houses {
        let (expected, certain) = (house.expected.expect("beds"), house.certain.expect("beds"));
        assert!(expected <= certain, "{house:?}");
        assert!(expected.abs_diff(house.erlang_b.expect("beds")) <= 1, "{house:?}");
        assert!(house.erlang_a <= house.erlang_b, "{house:?}");
    }
    let region = &found.regions[0];
    let (apart, helping, pooled) = (
        region.apart.expect("beds"),
        region.helping.expect("beds"),
        region.pooled.expect("beds"),
    );
    assert_eq!(region.beds_now, 16);
    assert!(pooled <= helping + 1 && helping < apart, "{region:?}");
    // Where everybody moves, the houses are nearly one.
    let load: f64 = found.houses.iter().map(|house| house.load.p90).sum();
    let most = beds_for(Load::new(load).expect("a load"), 0.1).expect("beds");
    assert!(pooled <= most + 1, "{region:?} for {most}");
    assert_eq!(found.network.helping, region.helping);
}

#[test]
fn a_harder_target_needs_more_beds() {
    let beds = |target| {
        ask(&question(target))
            .expect("an answer")
            .network
            .apart
            .expect("beds")
    };
    assert!(beds(Target::NoBed(0.05)) > beds(Target::NoBed(0.2)));
    assert!(beds(Target::FoundFull(0.1)) >= beds(Target::NoBed(0.1)));
    assert!(beds(Target::Occupancy(0.6)) > beds(Target::Occupancy(0.85)));
}

#[test]
fn one_more_bed_is_ranked_with_its_ties() {
    let found = ask(&question(Target::NoBed(0.1))).expect("an answer");
    assert_eq!(found.one_more_bed.len(), 3);
    let means: Vec<f64> = found.one_more_bed.iter().map(|one| one.avoided.mean).collect();
    assert!(means.is_sorted_by(|one, next| one >= next), "{means:?}");
    assert!(means.iter().all(|avoided| *avoided > 0.0), "{means:?}");
    for (place, one) in found.one_more_bed.iter().enumerate() {
        assert!((place..3).contains(&one.ties_until), "{one:?}");
    }
}

#[test]
fn the_same_question_has_the_same_answer_on_any_number_of_threads() {
    let mut asked = question(Target::NoBed(0.1));
    asked.scenario.helping = Helping::Network;
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| ask(&asked))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn what_cannot_be_answered_is_said_to_be_so() {
    for target in [
        Target::NoBed(0.0),
        Target::FoundFull(1.0),
        Target::Occupancy(f64::NAN),
    ] {
        assert_eq!(ask(&question(target)), Err(Unanswered::BadTarget));
    }
    let with = |change: &dyn Fn(&mut Question)| {
        let mut asked = question(Target::NoBed(0.1));
        change(&mut asked);
        ask(&asked)
    };
    assert_eq!(with(&|asked| asked.certainty = 0.4), Err(Unanswered::BadTarget));
    assert_eq!(with(&|asked| asked.year = 2025), Err(Unanswered::BadYear));
    assert_eq!(with(&|asked| asked.year = 2061), Err(Unanswered::BadYear));
    assert_eq!(with(&|asked| asked.draws = 2001), Err(Unanswered::TooMuch));
}
