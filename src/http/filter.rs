//! Which houses a question is about, as its query says it.

use utoipa::IntoParams;

use super::query::Query;
use crate::app::filter::Filter;

/// Reads the parameters of [`FilterQuery`].
pub fn filter(query: &mut Query) -> Filter {
    Filter {
        houses: query.ids("houseId"),
        regions: query.ids("networkRegion"),
        types: query.codes("type"),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
pub struct FilterQuery {
    /// Een of meer huizen.
    #[param(rename = "houseId", style = Form, explode = true, example = json!(["de-linde"]), required = false, nullable = false)]
    house_id: Option<Vec<String>>,
    /// Een of meer netwerkregio's. Waar het om dagen gaat: zoals het huis er op de dag zelf toe hoorde.
    #[param(rename = "networkRegion", style = Form, explode = true, example = json!(["groningen_centraal"]), required = false, nullable = false)]
    network_region: Option<Vec<String>>,
    /// Een of meer soorten huizen.
    #[param(style = Form, explode = true, value_type = Option<Vec<super::houses::HouseTypeCode>>, example = json!(["bijna_thuis_huis"]), required = false, nullable = false)]
    r#type: Option<Vec<String>>,
}
