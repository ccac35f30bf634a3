//! Prints how often the intervals of `model::interval` hold the truth, on simulated houses in a
//! steady state whose truth is known. The tables of docs/intervals.md:
//! `cargo run --release --example interval_coverage [replications] [first word of a table]`.

use hospice_capacity::model::interval::{Event, Houses, Level, Measure, event_rate, ratio, share};

use alternatives::ALTERNATIVES;
use simulated::{SimulatedHouse, Stays};
use world::World;

#[path = "interval_coverage/alternatives.rs"]
mod alternatives;
#[path = "../src/model/interval/simulated.rs"]
mod simulated;
#[path = "interval_coverage/world.rs"]
mod world;

const GROUPS: [(&str, &[u32]); 5] = [
    ("2 beds", &[2]),
    ("3 beds", &[3]),
    ("6 beds", &[6]),
    ("10 beds", &[10]),
    ("8 houses", &[3, 3, 3, 4, 4, 6, 6, 8]),
];
const PERIODS: [u32; 4] = [30, 91, 365, 730];
const OCCUPANCIES: [f64; 3] = [0.55, 0.75, 0.90];
const STAYS: [Stays; 2] = [Stays::Exponential, Stays::LogNormal(1.3)];
/// Days of play between two periods, so that they are nearly independent.
const BETWEEN: f64 = 60.0;

/// What a table is about.
#[derive(Clone, Copy)]
struct Setting {
    measure: Measure,
    mean_stay_days: f64,
    /// What the caller believes; nothing where he takes the register's own departures of the year
    /// before, drawn towards 22 days as the model does.
    believed_stay_days: Option<f64>,
    missing: f64,
    swing: f64,
}

type Method = fn(&[Option<(f64, f64)>], Measure, &Houses) -> Option<(f64, f64)>;

fn chosen(days: &[Option<(f64, f64)>], measure: Measure, houses: &Houses) -> Option<(f64, f64)> {
    ratio(days, measure, houses, Level::default()).map(|found| (found.low(), found.high()))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let replications = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2000);
    let wanted = arguments.next();
    let is_wanted = |table: &str| {
        wanted
            .as_ref()
            .is_none_or(|word| table.starts_with(word.as_str()))
    };
    for (name, setting) in settings().into_iter().filter(|(name, _)| is_wanted(name)) {
        table(name, &setting, replications, chosen);
    }
    for (name, method) in ALTERNATIVES.into_iter().filter(|(name, _)| is_wanted(name)) {
        table(name, &Setting::PLAIN, replications.min(1000), method);
    }
    if is_wanted("events") {
        events(replications);
    }
    if is_wanted("share") {
        shares();
    }
}

impl Setting {
    const PLAIN: Self = Self {
        measure: Measure::Beds,
        mean_stay_days: 22.0,
        believed_stay_days: Some(22.0),
        missing: 0.0,
        swing: 0.0,
    };

    const fn missing(missing: f64) -> Self {
        Self {
            missing,
            ..Self::PLAIN
        }
    }

    const fn stays(mean_stay_days: f64, believed_stay_days: Option<f64>) -> Self {
        Self {
            mean_stay_days,
            believed_stay_days,
            ..Self::PLAIN
        }
    }

    const fn swing(swing: f64) -> Self {
        Self { swing, ..Self::PLAIN }
    }

    const fn measure(measure: Measure) -> Self {
        Self {
            measure,
            ..Self::PLAIN
        }
    }
}

fn settings() -> [(&'static str, Setting); 13] {
    [
        ("occupancy", Setting::PLAIN),
        ("missing 10 %", Setting::missing(0.1)),
        ("missing 30 %", Setting::missing(0.3)),
        ("stays of 19 days", Setting::stays(19.0, Some(19.0))),
        ("stays of 35 days", Setting::stays(35.0, Some(35.0))),
        ("learnt stay, truly 19 days", Setting::stays(19.0, None)),
        ("learnt stay, truly 35 days", Setting::stays(35.0, None)),
        ("wrong stay: 22 days for 35", Setting::stays(35.0, Some(22.0))),
        ("wrong stay: 22 days for 19", Setting::stays(19.0, Some(22.0))),
        ("swinging demand, 0.1", Setting::swing(0.1)),
        ("swinging demand, 0.3", Setting::swing(0.3)),
        ("full days", Setting::measure(Measure::FullHouses)),
        ("every house full", Setting::measure(Measure::EveryHouseFull)),
    ]
}

/// One row per houses and stays, one column per period and occupancy.
fn table(name: &str, setting: &Setting, replications: u32, method: Method) {
    println!("\n### {name}\n");
    heading("houses");
    let mut seed = 1;
    for (group, beds) in GROUPS {
        for stays in STAYS {
            print!("| {group}, {} |", word(stays));
            let mut widths = Vec::new();
            for occupancy in OCCUPANCIES {
                seed += 100;
                let mut world = World::new(beds, occupancy, stays, setting, seed);
                for days in PERIODS {
                    let (covered, width) = world.coverage(setting, days, replications, method);
                    print!(" {:.1} |", 100.0 * covered);
                    if occupancy > 0.7 && occupancy < 0.8 {
                        widths.push(format!("{width:.2}"));
                    }
                }
            }
            println!(" {} |", widths.join(" "));
        }
    }
}

fn heading(first: &str) {
    let columns = OCCUPANCIES
        .iter()
        .flat_map(|occupancy| PERIODS.map(|days| format!("{:.0} % {days} d", 100.0 * occupancy)));
    let columns = columns.collect::<Vec<_>>();
    println!("| {first} | {} | width at 75 % |", columns.join(" | "));
    println!("|---|{}---|", "---|".repeat(columns.len()));
}

fn word(stays: Stays) -> &'static str {
    match stays {
        Stays::Exponential => "exp",
        Stays::LogNormal(_) => "log-n",
    }
}

/// Admissions per bed-year, mean length of stay and turnover interval of single houses.
fn events(replications: u32) {
    for (name, event) in [
        ("mean length of stay", Event::Departure),
        ("admissions per bed-year", Event::Admission),
        ("turnover interval", Event::Turnover),
    ] {
        for with_dispersion in [true, false] {
            let how = if with_dispersion {
                "as chosen"
            } else {
                "dispersion 1"
            };
            println!("\n### events: {name}, {how}\n");
            heading("house");
            for (group, beds) in GROUPS {
                let [beds] = beds else { continue };
                for stays in STAYS {
                    print!("| {group}, {} |", word(stays));
                    for occupancy in OCCUPANCIES {
                        let mut house = SimulatedHouse::new(*beds, occupancy, 22.0, stays, 5);
                        for days in PERIODS {
                            let covered = (0..replications).map(|_| {
                                let held = holds(&mut house, event, occupancy, days, with_dispersion);
                                f64::from(u32::from(held))
                            });
                            print!(" {:.1} |", 100.0 * covered.sum::<f64>() / f64::from(replications));
                        }
                    }
                    println!(" |");
                }
            }
        }
    }
}

/// Whether the interval of one period holds the true rate. A period without any free bed says
/// nothing of the turnover interval, and so nothing false.
fn holds(house: &mut SimulatedHouse, event: Event, occupancy: f64, days: u32, with_dispersion: bool) -> bool {
    house.play(BETWEEN);
    let (admitted, departed) = (house.admitted, house.departed);
    let guests = (0..days).map(|_| f64::from(house.play(1.0))).sum::<f64>();
    let all = f64::from(house.beds()) * f64::from(days);
    let (number, exposure, truth) = match event {
        Event::Departure => (house.departed - departed, guests, 1.0 / 22.0),
        Event::Admission => (house.admitted - admitted, all, occupancy / 22.0),
        Event::Turnover => (
            house.departed - departed,
            all - guests,
            occupancy / (1.0 - occupancy) / 22.0,
        ),
    };
    let dispersion = Houses::new(1, f64::from(house.beds()), 22.0)
        .filter(|_| with_dispersion)
        .map_or(1.0, |houses| {
            houses.dispersion(event, guests / all, f64::from(days))
        });
    let found = event_rate(number, exposure, dispersion, Level::default());
    found.is_none_or(|found| (found.low()..=found.high()).contains(&truth))
}

/// The exact coverage of `share` for some probabilities and numbers of trials.
fn shares() {
    println!(
        "\n### share of independent trials (exact)\n\n| trials | 2 % | 7 % | 20 % | 50 % |\n|---|---|---|---|---|"
    );
    for trials in [10_u32, 30, 100, 300] {
        print!("| {trials} |");
        for probability in [0.02, 0.07, 0.20, 0.50_f64] {
            let mut mass = (f64::from(trials) * (1.0 - probability).ln()).exp();
            let mut covered = 0.0;
            for successes in 0..=trials {
                let found = share(successes, trials, Level::default());
                if found.is_some_and(|found| (found.low()..=found.high()).contains(&probability)) {
                    covered += mass;
                }
                let odds = probability / (1.0 - probability);
                mass *= odds * f64::from(trials - successes) / f64::from(successes + 1);
            }
            print!(" {:.1} |", 100.0 * covered);
        }
        println!();
    }
}
