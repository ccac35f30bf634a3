//! What the columns of an export mean, as a Frictionless Data Package that programs read.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::CanListRegistrations;
use super::conditional::{SECURED, answer, tag_of};
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::Query;
use super::write_json;
use crate::app::registration_table::COLUMNS;
use crate::app::table::{Column, Kind, Separator};
use crate::domain::count::Count;
use crate::domain::text::Id;

/// Wat de kolommen van het CSV-bestand betekenen.
///
/// Een beschrijving volgens Frictionless Data Package, gemaakt uit dezelfde kolommen als het bestand zelf:
/// namen, soorten, betekenis en grenzen. `path` leidt naar `/registrations?format=csv`, vanaf dit adres.
#[utoipa::path(
    get, path = "/datapackage", tag = "registrations",
    responses((status = 200, description = "De beschrijving", body = DataPackage)),
    security(("bearer" = []))
)]
pub async fn get_datapackage(_: CanListRegistrations, request: HttpRequest) -> Result<HttpResponse, Problem> {
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let json = write_json(&descriptor("registrations?format=csv", Separator::Comma))?;
    Ok(answer(&request, &tag_of(&json), SECURED, JSON.media_type, json))
}

/// The descriptor of the exported CSV that is found at `path`.
#[must_use]
pub fn descriptor(path: &str, separator: Separator) -> DataPackage {
    DataPackage {
        profile: "tabular-data-package",
        name: "hospice-registrations",
        title: "Registraties van palliatieve bedden",
        description: "Per huis en dag de bedden en de stromen. Een lege cel is niet bekend, of wordt niet getoond.",
        resources: vec![Resource {
            profile: "tabular-data-resource",
            name: "registrations",
            path: path.to_owned(),
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            dialect: Dialect {
                delimiter: separator.character(),
                line_terminator: "\n",
                quote_char: '"',
                double_quote: true,
                header: true,
            },
            schema: TableSchema {
                fields: COLUMNS.iter().map(Field::new).collect(),
                primary_key: ["house_id", "date"],
                missing_values: [""],
            },
        }],
    }
}

/// Een Frictionless Data Package.
#[derive(Serialize, ToSchema)]
pub struct DataPackage {
    #[schema(example = "tabular-data-package")]
    profile: &'static str,
    #[schema(example = "hospice-registrations")]
    name: &'static str,
    #[schema(example = "Registraties van palliatieve bedden")]
    title: &'static str,
    description: &'static str,
    resources: Vec<Resource>,
}

/// Een bestand van het pakket.
#[derive(Serialize, ToSchema)]
#[schema(as = DataPackageResource)]
struct Resource {
    #[schema(example = "tabular-data-resource")]
    profile: &'static str,
    #[schema(example = "registrations")]
    name: &'static str,
    /// Waar het bestand staat, vanaf het adres van deze beschrijving.
    #[schema(example = "registrations?format=csv")]
    path: String,
    #[schema(example = "csv")]
    format: &'static str,
    #[schema(example = "text/csv")]
    mediatype: &'static str,
    #[schema(example = "utf-8")]
    encoding: &'static str,
    dialect: Dialect,
    schema: TableSchema,
}

/// Hoe het CSV-bestand is geschreven.
#[derive(Serialize, ToSchema)]
#[schema(as = DataPackageDialect)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    #[schema(value_type = String, example = ",")]
    delimiter: char,
    #[schema(example = "\n")]
    line_terminator: &'static str,
    #[schema(value_type = String, example = "\"")]
    quote_char: char,
    double_quote: bool,
    header: bool,
}

/// De kolommen van het bestand.
#[derive(Serialize, ToSchema)]
#[schema(as = DataPackageSchema)]
#[serde(rename_all = "camelCase")]
struct TableSchema {
    fields: Vec<Field>,
    #[schema(value_type = Vec<String>, example = json!(["house_id", "date"]))]
    primary_key: [&'static str; 2],
    /// Wat er staat waar niets bekend is.
    #[schema(value_type = Vec<String>, example = json!([""]))]
    missing_values: [&'static str; 1],
}

/// Een kolom.
#[derive(Serialize, ToSchema)]
#[schema(as = DataPackageField)]
struct Field {
    #[schema(example = "beds_occupied")]
    name: &'static str,
    /// De soort: string, date, integer of number.
    #[schema(example = "integer")]
    r#type: &'static str,
    #[schema(example = "Bezet")]
    title: &'static str,
    #[schema(example = "Bezette bedden.")]
    description: &'static str,
    constraints: Constraints,
}

/// Wat voor elke cel van de kolom geldt.
#[derive(Serialize, ToSchema)]
#[schema(as = DataPackageConstraints)]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 0)]
    minimum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    maximum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pattern: Option<&'static str>,
}

impl Field {
    fn new(column: &Column) -> Self {
        let is_count = column.kind == Kind::Integer;
        Self {
            name: column.name,
            r#type: match column.kind {
                Kind::Text => "string",
                Kind::Date => "date",
                Kind::Integer => "integer",
                Kind::Number => "number",
            },
            title: column.title,
            description: column.description,
            constraints: Constraints {
                required: column.is_required,
                minimum: is_count.then_some(0),
                maximum: is_count.then_some(u32::from(Count::MAX)),
                pattern: (column.name == "house_id").then_some(Id::PATTERN),
            },
        }
    }
}
