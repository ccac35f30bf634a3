//! Whether everybody can use a page, as far as a program can tell: axe-core.

use serde_json::{Value, json};

use super::page::Page;
use super::pipe::words;

/// The checks, as their makers publish them.
pub const AXE: &str = include_str!("../vendor/axe.min.js");

impl Page {
    /// What stands in the way of WCAG 2.2 at levels A and AA, or of good practice: one line each, with the
    /// place, the fault and what is written there.
    #[track_caller]
    pub fn axe(&self) -> Vec<String> {
        self.evaluate(&format!("{AXE}; null"));
        let found = self.evaluate(RUN);
        let violations = found.as_array().expect("a list of violations");
        violations.iter().flat_map(faults).collect()
    }
}

/// What the edge or a standing column of a part that scrolls covers can be scrolled out from under it: its size
/// is its own, not what is left of it there.
const RUN: &str = "axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  elementRef: true,
}).then(results => {
  const meets = (one, other) => one.right > other.left && other.right > one.left
    && one.bottom > other.top && other.bottom > one.top;
  const isCut = element => {
    const box = element.getBoundingClientRect();
    if (box.width < 24 || box.height < 24) return false;
    for (let part = element.parentElement; part; part = part.parentElement) {
      if (getComputedStyle(part).overflowX !== 'auto' || part.scrollWidth <= part.clientWidth) continue;
      const edge = part.getBoundingClientRect();
      const standing = [...part.querySelectorAll('th')].filter(cell => getComputedStyle(cell).position === 'sticky');
      if (box.right > edge.right || box.left < edge.left) return true;
      if (standing.some(cell => meets(cell.getBoundingClientRect(), box))) return true;
    }
    return false;
  };
  return results.violations.map(({id, help, nodes}) => ({
    id, help,
    nodes: nodes.filter(node => id !== 'target-size' || !isCut(node.element))
      .map(node => ({target: node.target, html: node.html, why: node.failureSummary})),
  }));
})";

fn faults(violation: &Value) -> Vec<String> {
    let name = words(&violation["id"]);
    let help = words(&violation["help"]);
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let fault = |node: &Value| {
        let place = json!(node["target"]);
        let why = words(&node["why"]).replace('\n', " ");
        format!("{name} ({help}) at {place}: {} | {why}", words(&node["html"]))
    };
    nodes.iter().map(fault).collect()
}
