//! The houses on a map: own lines and marks, drawn by the server.

use super::card::Card;
use super::filter::located;
use crate::domain::place::{Location, Places};
use crate::domain::projection::Projection;
use crate::domain::referral::Found;

/// The width of the drawing, in its own units; a phone shows about as many points.
const WIDTH: f64 = 340.0;
/// What stays free at the edges, for marks and names. Same units.
const MARGIN: f64 = 34.0;
/// How far marks stay apart from middle to middle. Same units.
const APART: f64 = 31.0;
/// Half the side of a mark. Same units.
const HALF: f64 = 13.0;
/// How wide a letter of a name is, and how high a line. Same units.
const LETTER: (f64, f64) = (5.8, 13.0);
/// How often marks that overlap are pushed apart.
const ROUNDS: u32 = 200;

/// The drawing, in rounded numbers as they stand in the page.
pub(super) struct Map {
    pub(super) width: String,
    pub(super) height: String,
    pub(super) towns: Vec<Town>,
    pub(super) marks: Vec<Mark>,
    /// Where a bed is looked for.
    pub(super) chosen: Option<(String, String)>,
    /// The bar of the scale: its kilometres, and where it ends.
    pub(super) scale: (String, String),
}

/// The main town of a municipality.
pub(super) struct Town {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) name: Option<Label>,
}

/// A name beside a point.
pub(super) struct Label {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// A house.
pub(super) struct Mark {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) free: u32,
    /// The middle of the mark.
    pub(super) x: String,
    pub(super) y: String,
    /// Where the house is, if the mark had to give way to others.
    pub(super) foot: Option<(String, String)>,
}

/// The map of these houses; nothing where nobody knows where they are.
pub(super) fn draw(
    houses: &[Found],
    cards: &[Card],
    places: &Places,
    chosen: Option<Location>,
) -> Option<Map> {
    let located: Vec<(Location, &Card)> = houses
        .iter()
        .zip(cards)
        .filter_map(|(found, card)| Some((found.offer.house.details.location?, card)))
        .collect();
    let mut points: Vec<Location> = located.iter().map(|(location, _)| *location).collect();
    if points.is_empty() {
        return None;
    }
    points.extend(towns_near(places, &points));
    // A place far away would leave no room for the houses.
    let chosen = chosen.filter(|chosen| points.iter().any(|point| point.distance_km(*chosen) < 40.0));
    points.extend(chosen);
    let projection = Projection::over(&points, WIDTH, MARGIN)?;
    let feet: Vec<(f64, f64)> = located
        .iter()
        .map(|(location, _)| projection.place(*location))
        .collect();
    let middles = spread(&feet, (projection.width, projection.height));
    let marks = located.iter().zip(&feet).zip(&middles);
    Some(Map {
        width: number(projection.width),
        height: number(projection.height),
        towns: towns(places, &projection, &middles),
        marks: marks
            .map(|(((_, card), foot), middle)| Mark::of(card, *foot, *middle))
            .collect(),
        chosen: chosen.map(|chosen| written(projection.place(chosen))),
        scale: scale(&projection),
    })
}

impl Mark {
    fn of(card: &Card, foot: (f64, f64), middle: (f64, f64)) -> Self {
        let moved = (foot.0 - middle.0).hypot(foot.1 - middle.1);
        let (x, y) = written(middle);
        Self {
            id: card.id.clone(),
            name: card.name.clone(),
            class: card.class(),
            free: card.free(),
            x,
            y,
            foot: (moved > 4.0).then(|| written(foot)),
        }
    }
}

/// The towns of municipalities around the houses: those of another network far away are left out.
fn towns_near(places: &Places, houses: &[Location]) -> Vec<Location> {
    located(places)
        .map(|(_, location)| location)
        .filter(|town| houses.iter().any(|house| house.distance_km(*town) < 25.0))
        .collect()
}

fn towns(places: &Places, projection: &Projection, marks: &[(f64, f64)]) -> Vec<Town> {
    let inside =
        |(x, y): (f64, f64)| (0.0..projection.width).contains(&x) && (0.0..projection.height).contains(&y);
    let mut taken: Vec<Area> = marks.iter().map(|mark| Area::around(*mark)).collect();
    let mut towns = Vec::new();
    for (name, location) in located(places) {
        let point = projection.place(location);
        if inside(point) {
            let (x, y) = written(point);
            let name = label(name, point, projection, &mut taken);
            towns.push(Town { x, y, name });
        }
    }
    towns
}

/// The name of a town, on the first side of it where nothing else is; nothing where all are taken.
fn label(name: &str, (x, y): (f64, f64), projection: &Projection, taken: &mut Vec<Area>) -> Option<Label> {
    let letters = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
    let width = f64::from(letters) * LETTER.0;
    let below = LETTER.1 / 3.0;
    let (above, under) = (y - 6.0, y + LETTER.1 + 2.0);
    let sides = [
        (x + 6.0, y + below, "start", 0.0),
        (x + 6.0, y - 2.0, "start", 0.0),
        (x + 6.0, y + LETTER.1 - 2.0, "start", 0.0),
        (x - 6.0, y + below, "end", width),
        (x, under, "middle", width / 2.0),
        (x, above, "middle", width / 2.0),
        (x - 8.0, under, "start", 0.0),
        (x - 8.0, above, "start", 0.0),
        (x + 8.0, under, "end", width),
        (x + 8.0, above, "end", width),
    ];
    for (at, line, anchor, left) in sides {
        let area = Area {
            left: at - left,
            right: at - left + width,
            top: line - LETTER.1 + 3.0,
            bottom: line + 3.0,
        };
        let fits = area.left >= 2.0 && area.right <= projection.width - 2.0;
        if fits && !taken.iter().any(|other| other.overlaps(&area)) {
            taken.push(area);
            let (x, y) = written((at, line));
            let text = name.to_owned();
            return Some(Label { x, y, anchor, text });
        }
    }
    None
}

/// A part of the drawing that something stands on.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn around((x, y): (f64, f64)) -> Self {
        Self {
            left: x - HALF,
            right: x + HALF,
            top: y - HALF,
            bottom: y + HALF,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Pushes points apart that are nearer to each other than marks are wide, within the drawing.
fn spread(points: &[(f64, f64)], (width, height): (f64, f64)) -> Vec<(f64, f64)> {
    let mut spread = points.to_vec();
    for _ in 0..ROUNDS {
        let before = spread.clone();
        let mut angle = 0.0_f64;
        for (one, point) in spread.iter_mut().enumerate() {
            for (other, from) in before.iter().enumerate() {
                let (x, y) = (point.0 - from.0, point.1 - from.1);
                let distance = x.hypot(y);
                if one == other || distance >= APART {
                    continue;
                }
                // Two at the same place go different ways, each the same way every time.
                angle += 2.4;
                let (x, y) = if distance < 0.01 {
                    angle.sin_cos()
                } else {
                    (x / distance, y / distance)
                };
                let push = (APART - distance) * 0.3;
                point.0 += x * push;
                point.1 += y * push;
            }
            point.0 = point.0.clamp(HALF + 2.0, width - HALF - 2.0);
            point.1 = point.1.clamp(HALF + 2.0, height - HALF - 2.0);
        }
    }
    spread
}

fn scale(projection: &Projection) -> (String, String) {
    let kilometres = projection.scale(WIDTH / 4.0);
    let end = 10.0 + kilometres * projection.kilometre;
    (format!("{kilometres} km"), number(end))
}

fn written((x, y): (f64, f64)) -> (String, String) {
    (number(x), number(y))
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_lie_together_are_spread_within_the_drawing() {
        let together = [(100.0, 100.0); 6];
        let corner = [(0.0, 0.0), (1.0, 0.0), (0.0, 2.0)];
        let near = [(100.0, 100.0), (108.0, 104.0), (300.0, 300.0)];
        for points in [&together[..], &corner, &near] {
            let marks = spread(points, (340.0, 340.0));
            for (index, one) in marks.iter().enumerate() {
                assert!((HALF..=340.0 - HALF).contains(&one.0) && (HALF..=340.0 - HALF).contains(&one.1));
                for other in marks.iter().skip(index + 1) {
                    let distance = (one.0 - other.0).hypot(one.1 - other.1);
                    assert!(distance > 2.0 * HALF, "{points:?} became {marks:?}");
                }
            }
        }
    }

    #[test]
    fn a_mark_with_room_around_it_stays_where_the_house_is() {
        let points = [(100.0, 100.0), (200.0, 150.0)];
        assert_eq!(spread(&points, (340.0, 340.0)), points);
    }

    #[test]
    fn names_that_would_cover_each_other_are_left_out() {
        let place = |latitude, longitude| Location::new(latitude, longitude).expect("a place");
        let points = [place(53.0, 6.3), place(53.4, 7.1)];
        let projection = Projection::over(&points, WIDTH, MARGIN).expect("a projection");
        let mut taken = Vec::new();
        let shown = (0..20)
            .filter_map(|_| label("Groningen", (170.0, 170.0), &projection, &mut taken))
            .count();
        assert!((2..20).contains(&shown), "{shown}");
        for (index, one) in taken.iter().enumerate() {
            assert!(taken.iter().skip(index + 1).all(|other| !one.overlaps(other)));
        }
    }
}
