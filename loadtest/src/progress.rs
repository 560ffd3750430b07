//! Progress bars, on standard error, for everything that takes longer than a moment.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar up to `total`. Says nothing where there is no terminal.
pub(crate) fn bar(what: &'static str, total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{msg:>20} {wide_bar} {pos}/{len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    bar.with_message(what)
}
