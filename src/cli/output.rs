//! What the program says: results on standard output, all else on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tracing_subscriber::EnvFilter;

use crate::config::{Format, Output};
use crate::exit::{Exit, Failure};

/// Work that takes longer than this shows how far it is.
const SHOW_AFTER: Duration = Duration::from_secs(2);

/// Prints a result. A reader that went away (`| head`) is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(Exit::Failed, error)),
        _ => Ok(()),
    }
}

/// Sends what the server says about itself to standard error.
pub(super) fn subscribe(output: &Output) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&output.level)
        .map_err(|error| Failure::new(Exit::Config, format!("error: output.level: {error}")))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let set = match output.format {
        Format::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
        Format::Json => builder.json().flatten_event(true).try_init(),
    };
    set.map_err(|error| Failure::new(Exit::Failed, error))
}

/// How far some work is; seen only when it takes long.
pub(super) struct Slow {
    what: &'static str,
    since: Instant,
    bar: Option<ProgressBar>,
}

impl Slow {
    pub(super) fn new(what: &'static str) -> Slow {
        Slow { what, since: Instant::now(), bar: None }
    }

    /// So much of so much is done.
    pub(super) fn tell(&mut self, done: u64, of: u64) {
        if self.bar.is_none() && self.since.elapsed() >= SHOW_AFTER {
            let bar = ProgressBar::new(of);
            let style = ProgressStyle::with_template("{msg} [{bar:40}] {human_pos}/{human_len} {eta}");
            // The template is a constant that a test renders.
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.set_message(self.what);
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_length(of);
            bar.set_position(done);
        }
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_has_a_valid_template() {
        let mut slow = Slow { what: "x", since: Instant::now() - SHOW_AFTER, bar: None };
        slow.tell(1, 2);
        assert_eq!(slow.bar.as_ref().map(ProgressBar::position), Some(1));
        assert!(ProgressStyle::with_template("{msg} [{bar:40}] {human_pos}/{human_len} {eta}").is_ok());
    }
}
