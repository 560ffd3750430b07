//! Reading: the file, then the environment, then flags.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::Config;

/// Variables that begin like ours and mean something to programs beside the server.
const OTHERS: &[&str] =
    &["UCHITE_DATA", "UCHITE_CONFIG", "UCHITE_TOKEN", "UCHITE_SERVER", "UCHITE_URL", "UCHITE_BIN"];

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file says something that is not understood; with its line.
    #[error("{path}: {why}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What, and where.
        why: String,
    },
    /// A variable of the environment says something that is not understood.
    #[error("the environment variable {name}: {why}")]
    Variable {
        /// The variable.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

/// What the command line says over file and environment.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// The file; none: no file.
    pub config: Option<PathBuf>,
    /// `--listen`
    pub listen: Option<SocketAddr>,
}

/// A configuration, and what was noticed while reading it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Variables of the environment that were taken over.
    pub variables: Vec<String>,
    /// Variables that begin with `UCHITE_` and mean nothing.
    pub unknown_variables: Vec<String>,
}

/// Reads file and environment and puts the flags over both.
///
/// # Errors
/// A file that cannot be read or understood, with the line; a variable that does not fit its key.
pub fn load(
    flags: &Flags,
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Loaded, ConfigError> {
    let mut config = flags.config.as_deref().map(read).transpose()?.unwrap_or_default();
    let (mut variables, mut unknown_variables) = (Vec::new(), Vec::new());
    let mut ours: Vec<(String, String)> = environment
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, _)| name.starts_with("UCHITE_") && !OTHERS.contains(&name.as_str()))
        .collect();
    ours.sort();
    for (name, value) in ours {
        match overlay(&config, &name, &value)? {
            Some(changed) => {
                config = changed;
                variables.push(name);
            }
            None => unknown_variables.push(name),
        }
    }
    if let Some(listen) = flags.listen {
        config.http.listen = listen;
    }
    Ok(Loaded { config, variables, unknown_variables })
}

fn read(path: &Path) -> Result<Config, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|error| ConfigError::Wrong {
        path: path.to_owned(),
        why: error.to_string().trim_end().to_owned(),
    })
}

/// The configuration with a variable in it; none when no key is called so.
fn overlay(config: &Config, name: &str, value: &str) -> Result<Option<Config>, ConfigError> {
    let wrong = |why: String| ConfigError::Variable { name: name.to_owned(), why };
    let mut table = Table::try_from(config).map_err(|error| wrong(error.to_string()))?;
    let Some(key) = keys(&table).into_iter().find(|key| variable(key) == name) else { return Ok(None) };
    let Some((section, leaf)) = key.split_once('.') else { return Ok(None) };
    let Some(place) = table.get_mut(section).and_then(|section| section.get_mut(leaf)) else {
        return Ok(None);
    };
    *place = match place {
        Value::String(_) => Value::String(value.to_owned()),
        Value::Integer(_) => {
            Value::Integer(value.parse().map_err(|_| wrong(format!("{value:?} is no whole number")))?)
        }
        Value::Boolean(_) => {
            Value::Boolean(value.parse().map_err(|_| wrong(format!("{value:?} is neither true nor false")))?)
        }
        Value::Array(_) => {
            let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        }
        _ => return Err(wrong(format!("{key} can only be set in the file"))),
    };
    table.try_into().map(Some).map_err(|error| wrong(error.to_string().trim_end().to_owned()))
}

/// `UCHITE_HTTP_LISTEN` for `http.listen`.
pub(super) fn variable(key: &str) -> String {
    format!("UCHITE_{}", key.replace('.', "_").to_uppercase())
}

/// Every key of two levels, as `section.key`.
pub(super) fn keys(table: &Table) -> Vec<String> {
    let mut keys = Vec::new();
    for (section, value) in table {
        for key in value.as_table().into_iter().flat_map(Table::keys) {
            keys.push(format!("{section}.{key}"));
        }
    }
    keys.sort();
    keys
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
        load(&Flags::default(), variables.iter().map(|(n, v)| (OsString::from(n), OsString::from(v))))
    }

    fn file(text: &str) -> Result<Loaded, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let flags = Flags { config: Some(file.path().to_owned()), listen: None };
        load(&flags, std::iter::empty())
    }

    #[test]
    fn the_environment_stands_over_the_file_and_flags_over_both() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[http]\nlisten = \"127.0.0.1:1\"\nworkers = 3\n").unwrap();
        let mut flags = Flags { config: Some(file.path().to_owned()), listen: None };
        let environment =
            || [(OsString::from("UCHITE_HTTP_LISTEN"), OsString::from("127.0.0.1:2"))].into_iter();
        let loaded = load(&flags, environment()).unwrap();
        assert_eq!((loaded.config.http.listen.port(), loaded.config.http.workers), (2, 3));
        flags.listen = Some("127.0.0.1:4".parse().unwrap());
        assert_eq!(load(&flags, environment()).unwrap().config.http.listen.port(), 4);
    }

    #[test]
    fn variables_of_every_type_are_read() {
        let loaded = with(&[
            ("UCHITE_HTTP_WORKERS", "7"),
            ("UCHITE_HTTP_ALLOW_PLAIN", "true"),
            ("UCHITE_HTTP_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
            ("UCHITE_OUTPUT_FORMAT", "json"),
            ("UCHITE_PUSH_SUBJECT", "mailto:it@uchite.jp"),
        ])
        .unwrap();
        let config = loaded.config;
        assert_eq!((config.http.workers, config.http.allow_plain), (7, true));
        assert_eq!(config.http.trusted_proxies.len(), 2);
        assert_eq!(config.output.format, crate::config::Format::Json);
        assert_eq!(loaded.variables.len(), 5);
    }

    #[test]
    fn a_variable_that_does_not_fit_is_refused_by_name() {
        for (name, value) in
            [("UCHITE_HTTP_WORKERS", "many"), ("UCHITE_HTTP_LISTEN", "here"), ("UCHITE_OUTPUT_FORMAT", "xml")]
        {
            let error = with(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_variable_that_means_nothing_is_told() {
        let loaded = with(&[("UCHITE_HTTP_LISTN", "x"), ("UCHITE_TOKEN", "x"), ("PATH", "x")]).unwrap();
        assert_eq!(loaded.unknown_variables, ["UCHITE_HTTP_LISTN"]);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_name_and_line() {
        let error = file("[http]\nworkers = 1\nlissten = \"x\"\n").unwrap_err().to_string();
        assert!(error.contains("lissten") && error.contains("line 3"), "{error}");
        let error = file("[htp]\n").unwrap_err().to_string();
        assert!(error.contains("htp") && error.contains("line 1"), "{error}");
    }
}
