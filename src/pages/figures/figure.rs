//! A chart on a page, with its table and the ways to take it along.

use crate::pages::chart::Chart;

/// A chart with all that belongs to it.
pub struct Figure {
    /// Its id on the page.
    pub id: String,
    pub title: String,
    /// The main message in words.
    pub message: String,
    /// How to read it.
    pub note: String,
    /// The chart as SVG, twice.
    pub svg: String,
    pub table: Table,
    /// The address of the numbers as CSV.
    pub csv: Option<String>,
    /// The address of the chart as a file.
    pub drawing: Option<String>,
}

/// Numbers in rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The first is the name of what the rows are; the rest hold numbers.
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A number that matters, with what it means.
pub struct Fact {
    pub name: String,
    pub value: String,
    pub detail: String,
}

impl Figure {
    pub fn new(chart: &Chart, note: String, table: Table) -> Self {
        let face = chart.face();
        Self {
            id: face.id.clone(),
            title: face.title.clone(),
            message: face.message.clone(),
            note,
            svg: chart.inline(),
            table,
            csv: None,
            drawing: None,
        }
    }

    #[must_use]
    pub fn with_files(self, csv: String, drawing: String) -> Self {
        Self {
            csv: Some(csv),
            drawing: Some(drawing),
            ..self
        }
    }
}
