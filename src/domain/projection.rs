//! Points of the earth on a flat drawing.

use super::place::Location;

/// A degree of latitude on a sphere of the mean earth radius. Unit: kilometres.
const KILOMETRES_PER_DEGREE: f64 = 111.195_08;
/// The least width and height of the area that is drawn, so that a single place can be drawn too. Unit: kilometres.
const LEAST_EXTENT: f64 = 4.0;
/// How much higher than wide a drawing is at most.
const HIGHEST: f64 = 1.25;

/// An equirectangular projection: north is up, and a kilometre is as long in both directions at the latitude in the
/// middle. Over a province the lengths elsewhere are wrong by 1 % at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// The width of the drawing, in its own units.
    pub width: f64,
    pub height: f64,
    /// The length of a kilometre in those units.
    pub kilometre: f64,
    /// Latitude and longitude of the middle, in degrees.
    middle: (f64, f64),
}

impl Projection {
    /// The projection on which all `points` lie at least `margin` within a drawing `width` wide, which is at most
    /// 1.25 times as high; nothing where there are no points.
    #[must_use]
    pub fn over(points: &[Location], width: f64, margin: f64) -> Option<Self> {
        let (south, north) = extent(points.iter().map(|point| point.latitude()))?;
        let (west, east) = extent(points.iter().map(|point| point.longitude()))?;
        let middle = (f64::midpoint(south, north), f64::midpoint(west, east));
        let across = ((east - west) * kilometres_per_degree_east(middle.0)).max(LEAST_EXTENT);
        let along = ((north - south) * KILOMETRES_PER_DEGREE).max(LEAST_EXTENT);
        let room = width - 2.0 * margin;
        let highest = HIGHEST * width - 2.0 * margin;
        let kilometre = (room / across).min(highest / along);
        Some(Self {
            width,
            height: along * kilometre + 2.0 * margin,
            kilometre,
            middle,
        })
    }

    /// Where a point lies: from the left and from the top, in the drawing's units.
    #[must_use]
    pub fn place(&self, point: Location) -> (f64, f64) {
        let (latitude, longitude) = self.middle;
        let east = (point.longitude() - longitude) * kilometres_per_degree_east(latitude);
        let north = (point.latitude() - latitude) * KILOMETRES_PER_DEGREE;
        (
            self.width / 2.0 + east * self.kilometre,
            self.height / 2.0 - north * self.kilometre,
        )
    }

    /// A round number of kilometres whose length is at most `longest`, in the drawing's units.
    #[must_use]
    pub fn scale(&self, longest: f64) -> f64 {
        let steps = [100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0];
        let fits = |kilometres: &f64| kilometres * self.kilometre <= longest;
        steps.into_iter().find(fits).unwrap_or(0.5)
    }
}

fn kilometres_per_degree_east(latitude: f64) -> f64 {
    KILOMETRES_PER_DEGREE * latitude.to_radians().cos()
}

/// The least and the greatest.
fn extent(degrees: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    degrees.fold(None, |extent, number| {
        let (least, greatest) = extent.unwrap_or((number, number));
        Some((least.min(number), greatest.max(number)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: f64, longitude: f64) -> Location {
        Location::new(latitude, longitude).expect("a place")
    }

    fn province() -> [Location; 4] {
        [
            point(53.22, 6.57),
            point(53.16, 6.38),
            point(53.41, 6.67),
            point(52.95, 7.15),
        ]
    }

    #[test]
    fn every_point_lies_within_the_margin() {
        let projection = Projection::over(&province(), 360.0, 20.0).expect("a projection");
        for point in province() {
            let (x, y) = projection.place(point);
            assert!((20.0 - 1e-9..=340.0 + 1e-9).contains(&x), "{x}");
            assert!(
                (20.0 - 1e-9..=projection.height - 20.0 + 1e-9).contains(&y),
                "{y}"
            );
        }
        assert!(projection.height <= 1.25 * 360.0 + 1e-9);
    }

    #[test]
    fn distances_on_the_drawing_are_those_of_the_earth_within_one_percent() {
        let projection = Projection::over(&province(), 360.0, 20.0).expect("a projection");
        for (from, to) in [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)] {
            let (from, to) = (province()[from], province()[to]);
            let ((x1, y1), (x2, y2)) = (projection.place(from), projection.place(to));
            let drawn = (x1 - x2).hypot(y1 - y2) / projection.kilometre;
            let true_distance = from.distance_km(to);
            assert!(
                (drawn / true_distance - 1.0).abs() < 0.01,
                "{drawn} for {true_distance}"
            );
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let projection = Projection::over(&province(), 360.0, 20.0).expect("a projection");
        let (x, y) = projection.place(point(53.2, 6.6));
        assert!(projection.place(point(53.3, 6.6)).1 < y && projection.place(point(53.2, 6.7)).0 > x);
    }

    #[test]
    fn one_place_stands_in_the_middle_and_none_gives_no_drawing() {
        let one = point(53.2, 6.6);
        let projection = Projection::over(&[one], 360.0, 20.0).expect("a projection");
        let (x, y) = projection.place(one);
        assert!((x - 180.0).abs() < 1e-9 && (y - projection.height / 2.0).abs() < 1e-9);
        assert_eq!(Projection::over(&[], 360.0, 20.0), None);
    }

    #[test]
    fn the_scale_is_a_round_number_that_fits() {
        let projection = Projection::over(&province(), 360.0, 20.0).expect("a projection");
        let kilometres = projection.scale(100.0);
        assert!(
            kilometres * projection.kilometre <= 100.0 && kilometres >= 5.0,
            "{kilometres}"
        );
    }
}
