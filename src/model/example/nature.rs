//! What sets one house of the example apart from another, and lasts.

use super::dice::Dice;
use crate::domain::house::{House, HouseType};

/// The lasting traits of a house.
pub(super) struct Nature {
    /// Mean stay of the house's guests, 19 to 35 days: few houses have long ones.
    pub(super) mean_stay: f64,
    /// Demand relative to that of other houses of its size, about 1.
    appeal: f64,
    pub(super) offers_respite: bool,
    /// Own nurses day and night; other houses run on volunteers and home care.
    pub(super) own_nurses: bool,
    /// When the house posts its stand: seconds after midnight.
    pub(super) posts_at: u32,
}

impl Nature {
    pub(super) fn of(house: &House, seed: u64) -> Self {
        let mut dice = Dice::of(seed, "nature", house.id.as_str(), 0);
        let own_nurses = house.details.house_type != HouseType::BijnaThuisHuis;
        let minute = match dice.unit() {
            ..0.7 => 8 * 60 + 45,
            ..0.85 => 7 * 60 + 30,
            _ => 10 * 60 + 30,
        };
        Self {
            mean_stay: 16.0_f64.mul_add(dice.unit().powi(3), 19.0),
            appeal: dice.log_normal(1.0, 0.06),
            offers_respite: dice.chance(if own_nurses { 0.3 } else { 0.5 }),
            own_nurses,
            posts_at: minute * 60 + dice.between(0, 600),
        }
    }

    /// People who ask this house first, a day, while it has `beds` beds.
    ///
    /// Small houses are asked more often for each bed, or chance alone would leave them half empty.
    pub(super) fn requests_per_day(&self, beds: u32) -> f64 {
        let beds = f64::from(beds);
        let load = 1.12 + 0.65 / beds.max(1.0);
        self.appeal * load * beds / (self.mean_stay + 2.0)
    }
}
