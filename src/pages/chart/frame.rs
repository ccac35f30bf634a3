//! What surrounds the data of every chart: its size, title, axes, legend and description.

use chrono::{Datelike as _, NaiveDate};

use super::calendar::{DateTick, date_ticks};
use super::legend::{Entry, Legend};
use super::scale::{Scale, Ticks};
use super::svg::{Px, Svg};
use super::{Face, style};
use crate::domain::period::Period;

/// How a chart is laid out. Lengths are those of its view box; on paper and screen it is as wide as its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub name: &'static str,
    pub width: f64,
    plot_height: f64,
    pub font: f64,
    most_days: u32,
    most_values: u32,
}

/// For screens from about 700 pixels, for paper and for files.
pub const WIDE: Layout = Layout {
    name: "wide",
    width: 720.0,
    plot_height: 270.0,
    font: 14.0,
    most_days: 9,
    most_values: 6,
};

/// For a phone: 12 pixels of type where 288 are left for the chart.
pub const NARROW: Layout = Layout {
    name: "narrow",
    width: 360.0,
    plot_height: 220.0,
    font: 15.0,
    most_days: 4,
    most_values: 5,
};

/// Where the data lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    x: Scale,
    y: Scale,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Plot {
    /// Where a day begins.
    pub fn begin(&self, date: NaiveDate) -> f64 {
        self.x.place(days(date))
    }

    /// Where a day ends.
    pub fn end(&self, date: NaiveDate) -> f64 {
        self.x.place(days(date) + 1.0)
    }

    /// The middle of a period.
    pub fn middle(&self, period: Period) -> f64 {
        f64::midpoint(self.begin(period.from), self.end(period.until))
    }

    pub fn height(&self, value: f64) -> f64 {
        self.y.place(value)
    }
}

fn days(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce())
}

/// What a chart tells its frame.
pub struct Content<'a> {
    pub face: &'a Face,
    pub range: Period,
    /// The lowest and the highest value; nothing where there are no data.
    pub ends: Option<(f64, f64)>,
    pub legend: Vec<Entry>,
}

/// Draws a chart: the frame, and in it what `body` draws. With a note it is a file of its own.
pub fn draw(content: &Content, layout: &Layout, note: Option<&str>, body: impl Fn(&Plot, &mut Svg)) -> Svg {
    let Content { face, range, .. } = content;
    let font = layout.font;
    let titles = note.map_or(Vec::new(), |_| wrap(&face.title, layout));
    let notes = note.map_or(Vec::new(), |note| wrap(note, layout));
    let ticks = content
        .ends
        .map(|ends| Ticks::around(ends, layout.most_values, face.form.least_step()));
    let labels = ticks
        .as_ref()
        .map_or(Vec::new(), |ticks| value_labels(face, ticks));
    let widest = labels.iter().map(|(_, label)| label.chars().count()).max();
    let dates = date_ticks(*range, layout.most_days, face.language);
    let top = font * (2.2 + 1.5 * rows(&titles));
    let bottom = top + layout.plot_height;
    let (left, right) = (
        text_width(widest.unwrap_or(0), font) + font,
        layout.width - 1.6 * font,
    );
    let plot = Plot {
        x: Scale::new((days(range.from), days(range.until) + 1.0), (left, right)),
        y: Scale::new(ticks.as_ref().map_or((0.0, 1.0), Ticks::ends), (bottom, top)),
        left,
        right,
        top,
        bottom,
    };
    let years = if dates.iter().any(|tick| tick.year.is_some()) {
        1.2
    } else {
        0.0
    };
    let legend_top = bottom + font * (2.0 + years);
    let legend = Legend::new(&content.legend, layout);
    let notes_top = legend_top + legend.height();
    let height = notes_top + font * (0.6 + 1.4 * rows(&notes));

    let mut svg = Svg::default();
    open(&mut svg, face, layout, height, note.is_some());
    for (row, line) in (0_u32..).zip(&titles) {
        let y = Px(font * (1.5 + 1.5 * f64::from(row)));
        svg.text(
            "text",
            &[("class", &"chart-title"), ("x", &Px(8.0)), ("y", &y)],
            line,
        );
    }
    let unit_at = (Px(8.0), Px(top - font * 0.8));
    svg.text("text", &[("x", &unit_at.0), ("y", &unit_at.1)], &face.unit);
    draw_values(&mut svg, &plot, &labels, font);
    draw_dates(&mut svg, &plot, &dates, font);
    if content.ends.is_some() {
        body(&plot, &mut svg);
    } else {
        say_empty(&mut svg, face, &plot);
    }
    legend.draw(&mut svg, legend_top);
    for (row, line) in (0_u32..).zip(&notes) {
        let y = Px(notes_top + font * (0.8 + 1.4 * f64::from(row)));
        svg.text(
            "text",
            &[("class", &"chart-note"), ("x", &Px(8.0)), ("y", &y)],
            line,
        );
    }
    svg.close("svg");
    svg
}

fn open(svg: &mut Svg, face: &Face, layout: &Layout, height: f64, is_file: bool) {
    let name = layout.name;
    let (title, description) = (
        format!("{}-{name}-title", face.id),
        format!("{}-{name}-desc", face.id),
    );
    let class = format!("chart chart-{name}");
    let view_box = format!("0 0 {} {}", Px(layout.width), Px(height));
    let (width, height) = (Px(layout.width), Px(height));
    let mut attributes: Vec<(&'static str, &dyn std::fmt::Display)> = vec![
        ("xmlns", &"http://www.w3.org/2000/svg"),
        ("class", &class),
        ("viewBox", &view_box),
        ("role", &"img"),
        ("aria-labelledby", &title),
        ("aria-describedby", &description),
        ("font-size", &layout.font),
    ];
    if is_file {
        attributes.push(("width", &width));
        attributes.push(("height", &height));
        attributes.push(("font-family", &"system-ui, 'Segoe UI', Arial, sans-serif"));
    }
    svg.open("svg", &attributes);
    svg.text("title", &[("id", &title)], &face.title);
    svg.text("desc", &[("id", &description)], &face.message);
    if is_file {
        svg.text("style", &[], &style::file_style());
        let class = "chart-paper";
        svg.element(
            "rect",
            &[("class", &class), ("width", &width), ("height", &height)],
        );
    }
}

fn value_labels(face: &Face, ticks: &Ticks) -> Vec<(f64, String)> {
    let decimals = ticks.decimals();
    let label = |value: &f64| (*value, face.form.write(*value, decimals, face.language));
    ticks.values.iter().map(label).collect()
}

fn draw_values(svg: &mut Svg, plot: &Plot, labels: &[(f64, String)], font: f64) {
    for (value, label) in labels {
        let y = plot.height(*value);
        let (left, right, height) = (Px(plot.left), Px(plot.right), Px(y));
        let line: [(&'static str, &dyn std::fmt::Display); 5] = [
            ("class", &"chart-grid"),
            ("x1", &left),
            ("x2", &right),
            ("y1", &height),
            ("y2", &height),
        ];
        svg.element("line", &line);
        let (x, y) = (Px(plot.left - font * 0.4), Px(y + font * 0.35));
        svg.text("text", &[("x", &x), ("y", &y), ("text-anchor", &"end")], label);
    }
}

fn draw_dates(svg: &mut Svg, plot: &Plot, dates: &[DateTick], font: f64) {
    let bottom = Px(plot.bottom);
    let axis = format!("M{} {bottom}H{}", Px(plot.left), Px(plot.right));
    svg.element("path", &[("class", &"chart-axis"), ("d", &axis)]);
    for tick in dates {
        let x = plot.begin(tick.date);
        let mark = format!("M{} {bottom}v{}", Px(x), Px(font * 0.4));
        svg.element("path", &[("class", &"chart-axis"), ("d", &mark)]);
        let lines = [Some(&tick.label), tick.year.as_ref()];
        for (row, label) in (0_u32..).zip(lines.into_iter().flatten()) {
            let y = Px(plot.bottom + font * (1.5 + 1.2 * f64::from(row)));
            svg.text(
                "text",
                &[("x", &Px(x)), ("y", &y), ("text-anchor", &"middle")],
                label,
            );
        }
    }
}

fn say_empty(svg: &mut Svg, face: &Face, plot: &Plot) {
    let x = Px(f64::midpoint(plot.left, plot.right));
    let y = Px(f64::midpoint(plot.top, plot.bottom));
    let words = face.language.pick("geen gegevens", "no data");
    svg.text("text", &[("x", &x), ("y", &y), ("text-anchor", &"middle")], words);
}

/// About how wide a text is.
pub fn text_width(characters: usize, font: f64) -> f64 {
    f64::from(u32::try_from(characters).unwrap_or(u32::MAX)) * font * 0.56
}

fn rows(lines: &[String]) -> f64 {
    f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

/// The text in lines that are not wider than the layout.
fn wrap(text: &str, layout: &Layout) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line)
                if text_width(line.chars().count() + 1 + word.chars().count(), layout.font)
                    < layout.width - 16.0 =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
