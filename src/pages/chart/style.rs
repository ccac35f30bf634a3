//! The looks of charts: on a page they follow its theme; in a file of their own they are light.

const LIGHT: &str = include_str!("colours-light.css");
const SHAPES: &str = include_str!("shapes.css");

/// The style sheet of pages with charts.
pub const PAGE_STYLE: &str = concat!(
    ":root {\n",
    include_str!("colours-light.css"),
    "}\n@media screen and (prefers-color-scheme: dark) {\n:root {\n",
    include_str!("colours-dark.css"),
    "}\n}\n",
    include_str!("shapes.css"),
    include_str!("places.css"),
    include_str!("../figures/figures.css"),
);

/// What a file says of itself. Few programs that draw files know variables, so the colours stand in their places.
pub(super) fn file_style() -> String {
    let colours = LIGHT.lines().filter_map(|line| line.trim().split_once(": "));
    colours.fold(SHAPES.to_owned(), |style, (name, colour)| {
        style.replace(&format!("var({name})"), colour.trim_end_matches(';'))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const DARK: &str = include_str!("colours-dark.css");

    fn colours(theme: &str) -> BTreeMap<&str, [f64; 3]> {
        let lines = theme.lines().filter_map(|line| line.trim().split_once(": #"));
        let part = |hex: &str, place: usize| {
            f64::from(u8::from_str_radix(&hex[place..place + 2], 16).expect("a colour")) / 255.0
        };
        lines
            .map(|(name, hex)| (name, [part(hex, 0), part(hex, 2), part(hex, 4)]))
            .collect()
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(colour: [f64; 3]) -> f64 {
        let linear = colour.map(|part| {
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_stands_out_from_the_paper_in_both_themes() {
        for theme in [LIGHT, DARK] {
            let colours = colours(theme);
            let paper = colours["--chart-paper"];
            for (name, colour) in &colours {
                let least = match *name {
                    "--chart-paper" | "--chart-faint" => continue,
                    "--chart-ink" => 7.0,
                    _ => 3.0,
                };
                assert!(contrast(*colour, paper) >= least, "{name} of {theme}");
            }
        }
    }

    #[test]
    fn both_themes_have_the_same_colours_and_every_one_that_is_used() {
        let names = |theme| colours(theme).into_keys().collect::<Vec<_>>();
        assert_eq!(names(LIGHT), names(DARK));
        let used = SHAPES
            .split("var(")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'));
        assert!(used.clone().count() > 20);
        for (name, _) in used {
            assert!(colours(LIGHT).contains_key(name), "{name}");
        }
    }

    #[test]
    fn a_file_needs_no_variables() {
        let style = file_style();
        assert!(!style.contains("var("), "{style}");
        assert!(style.contains("stroke: #1f5fa8"), "{style}");
    }
}
