//! Tables of figures, each held against its bar.

/// What a ratio or a figure has to be.
#[derive(Clone, Copy)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
    /// Told, and held against nothing.
    None,
}

impl Bar {
    fn text(self) -> String {
        match self {
            Self::AtLeast(bar) => format!("at least {bar}"),
            Self::AtMost(bar) => format!("at most {bar}"),
            Self::None => String::new(),
        }
    }

    fn verdict(self, figure: f64) -> &'static str {
        let is_met = match self {
            Self::AtLeast(bar) => figure >= bar,
            Self::AtMost(bar) => figure <= bar,
            Self::None => return "",
        };
        if is_met { "yes" } else { "**no**" }
    }
}

pub fn head() {
    println!("| what | ours | beside | ratio | bar | met |");
    println!("|---|---|---|---|---|---|");
}

/// Our figure beside another, and their ratio with its bar.
pub fn row(what: &str, unit: &str, ours: f64, beside: (&str, f64), bar: Bar) {
    let ratio = ours / beside.1;
    println!(
        "| {what} | {} {unit} | {}: {} {unit} | {ratio:.2} | {} | {} |",
        number(ours),
        beside.0,
        number(beside.1),
        bar.text(),
        bar.verdict(ratio)
    );
}

/// A figure with a bar of its own.
pub fn figure(what: &str, unit: &str, ours: f64, bar: Bar) {
    println!(
        "| {what} | {} {unit} | | | {} {unit} | {} |",
        number(ours),
        bar.text(),
        bar.verdict(ours)
    );
}

fn number(figure: f64) -> String {
    if figure < 100.0 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.0}")
    }
}

pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
