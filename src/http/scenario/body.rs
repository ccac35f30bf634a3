//! Bodies that hold a scenario, for the published document.

/// Describes a body: what is asked beside the scenario, and then the scenario.
macro_rules! scenario_body {
    ($(#[$meta:meta])* $name:ident, $schema:ident { $($(#[$own_meta:meta])* $own:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(utoipa::ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        #[expect(dead_code, reason = "describes the body for the published document")]
        pub struct $name {
            $($(#[$own_meta])* $own: $type,)+
            #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
            seed: Option<u64>,
            /// Zoals het register er op dit moment voor stond.
            #[schema(format = DateTime, example = "2026-11-01T00:00:00Z")]
            as_of: Option<String>,
            /// Hoe het gebruik van hospices verandert naast de sterfte: `none`, `estimated` (zoals de geregistreerde aanvragen
            /// groeiden) of een groei per jaar van -0,2 tot en met 0,2.
            trend: Option<$crate::http::scenario::TrendDocument>,
            /// Vanaf een dag is de toeloop zoveel keer wat zij anders was.
            #[schema(max_items = 500)]
            demand_factors: Option<Vec<$crate::http::scenario::FactorDocument>>,
            /// Vanaf een dag duurt het verblijf van wie wordt opgenomen zoveel keer zo lang.
            #[schema(max_items = 500)]
            stay_factors: Option<Vec<$crate::http::scenario::FactorDocument>>,
            /// Bedden van een huis vanaf een dag; 0 sluit het.
            #[schema(max_items = 500)]
            beds: Option<Vec<$crate::http::scenario::BedsDocument>>,
            /// Nieuwe huizen.
            #[schema(max_items = 500)]
            openings: Option<Vec<$crate::http::scenario::OpeningDocument>>,
            /// De kans dat wie geen bed vindt en niet wacht naar een ander huis gaat; zonder waarde zoals geregistreerd.
            #[schema(minimum = 0, maximum = 1, example = 0.5)]
            moving: Option<f64>,
            /// De kans dat wie geen bed vindt erop wacht; zonder waarde zoals geregistreerd.
            #[schema(minimum = 0, maximum = 1, example = 0.3)]
            waiting: Option<f64>,
            /// Hoe lang wie wacht dat gemiddeld kan, in dagen; zonder waarde zoals geregistreerd.
            #[schema(minimum = 0, maximum = 365, example = 5.0)]
            patience_days: Option<f64>,
            helping: Option<$crate::http::scenario::HelpingName>,
        }
    };
}
pub(in crate::http) use scenario_body;
