//! The command line.

mod config_check;
mod demo_start;
mod first_start;
mod loadtest_org;
mod members;
mod output;
mod serve;
mod store;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use uchite_domain::{Role, Scope};

use crate::config::{Flags, Loaded, Severity, load};
use crate::exit::{Exit, Failure};

/// 打ち手 Uchite: an in-house business SNS driven by activity reports.
#[derive(Debug, Parser)]
#[command(name = "uchite", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve. An empty data folder is filled first: with the demo company, or with a new organisation.
    Serve(Serve),
    /// Fill an empty data folder with the demo company, without serving it.
    Demo(On),
    /// Members of the organisation, while no server runs on the data folder.
    #[command(subcommand)]
    Member(MemberCommand),
    /// Personal access tokens, while no server runs on the data folder.
    #[command(subcommand)]
    Token(TokenCommand),
    /// The event log.
    #[command(subcommand)]
    Log(LogCommand),
    /// Copy a data folder into a new or empty folder. A server may run on it.
    Backup {
        /// The data folder.
        #[arg(long, env = "UCHITE_DATA", default_value = "data")]
        data: PathBuf,
        /// Where to.
        #[arg(long)]
        to: PathBuf,
    },
    /// Copy a backup into a new or empty data folder and check all of it.
    Restore {
        /// The backup.
        #[arg(long)]
        from: PathBuf,
        /// The data folder.
        #[arg(long, env = "UCHITE_DATA", default_value = "data")]
        data: PathBuf,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Fill an empty data folder with an organisation for a load test.
    #[command(hide = true)]
    LoadtestOrg(LoadtestOrg),
}

/// On which data folder, with which configuration.
#[derive(Debug, Args)]
struct On {
    /// The data folder.
    #[arg(long, env = "UCHITE_DATA", default_value = "data")]
    data: PathBuf,
    /// The configuration.
    #[arg(long, env = "UCHITE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    on: On,
    /// Address and port, over the one of the configuration.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Fill an empty data folder with the demo company, and say how to sign in to it.
    #[arg(long)]
    demo: bool,
    /// The name of the organisation that is founded in an empty data folder.
    #[arg(long, conflicts_with = "demo")]
    organisation: Option<String>,
    /// A file with the password for the first admin; without it one is made and shown once.
    #[arg(long, conflicts_with = "demo")]
    admin_password_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    /// Add a member. Without a password file, a password is made and shown once.
    Add {
        #[command(flatten)]
        on: On,
        /// The name to sign in with.
        #[arg(long)]
        login: String,
        /// The name as it is written.
        #[arg(long)]
        name: String,
        /// The name in kana.
        #[arg(long, default_value = "")]
        kana: String,
        /// The department by its name; the one at the top where it is absent.
        #[arg(long)]
        department: Option<String>,
        /// What the member may do.
        #[arg(long, value_enum, default_value_t = RoleName::Member)]
        role: RoleName,
        /// A file with the password.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Set a member's password. Without a password file, one is made and shown once.
    SetPassword {
        #[command(flatten)]
        on: On,
        /// The name to sign in with.
        login: String,
        /// A file with the password.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// List the members.
    List {
        #[command(flatten)]
        on: On,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Issue a personal access token and print its secret.
    Issue {
        #[command(flatten)]
        on: On,
        /// Whose, by the name to sign in with.
        #[arg(long)]
        login: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it allows.
        #[arg(long, value_enum, value_delimiter = ',', default_value = "read,write")]
        scopes: Vec<ScopeName>,
        /// Days that it lasts.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: u32,
    },
}

#[derive(Debug, Subcommand)]
enum LogCommand {
    /// Read every record of the log and list all damage. A server may run on it.
    Verify {
        /// The data folder.
        #[arg(long, env = "UCHITE_DATA", default_value = "data")]
        data: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say what would happen with a configuration.
    Check {
        #[command(flatten)]
        on: On,
        /// As for `serve`.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
}

#[derive(Debug, Args)]
struct LoadtestOrg {
    /// The data folder; empty or not there.
    #[arg(long)]
    data: PathBuf,
    /// How many members.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    members: u32,
    /// How many deals.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    deals: u32,
    /// How many reports lie behind it.
    #[arg(long, default_value_t = 0)]
    reports: u32,
    /// Where to write tokens, deals and the template.
    #[arg(long)]
    token_file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleName {
    Admin,
    Manager,
    Member,
}

impl From<RoleName> for Role {
    fn from(role: RoleName) -> Role {
        match role {
            RoleName::Admin => Role::Admin,
            RoleName::Manager => Role::Manager,
            RoleName::Member => Role::Member,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeName {
    Read,
    Write,
    Admin,
}

impl From<ScopeName> for Scope {
    fn from(scope: ScopeName) -> Scope {
        match scope {
            ScopeName::Read => Scope::Read,
            ScopeName::Write => Scope::Write,
            ScopeName::Admin => Scope::Admin,
        }
    }
}

/// How long a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// Until it is told to end.
    On,
    /// Until it has done its work.
    Once,
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(serve) => serve::run(serve),
        Command::Demo(on) => serve::demo(&on),
        Command::Member(command) => members::run(command),
        Command::Token(command) => members::run_token(command),
        Command::Log(LogCommand::Verify { data }) => store::verify(&data),
        Command::Backup { data, to } => store::backup(&data, &to),
        Command::Restore { from, data } => store::restore(&from, &data),
        Command::Openapi => output::print(&format!("{:#}\n", crate::http::openapi_document())),
        Command::Config(ConfigCommand::Check { on, listen }) => config_check::run(&on, listen),
        Command::LoadtestOrg(asked) => loadtest_org::run(&asked),
    };
    match done {
        Ok(()) => Exit::Done.into(),
        Err(Failure { exit, text }) => {
            eprintln!("uchite: {text}");
            exit.into()
        }
    }
}

/// The configuration, refused when anything in it is wrong. Also sets up what the program says about itself:
/// for commands that do one thing and end, only what went wrong.
fn configured(on: &On, listen: Option<SocketAddr>, runs: Runs) -> Result<Loaded, Failure> {
    let flags = Flags { config: on.config.clone(), listen };
    let loaded = load(&flags, std::env::vars_os()).map_err(Failure::as_exit(Exit::Config))?;
    let mut output = loaded.config.output.clone();
    if runs == Runs::Once {
        "warn".clone_into(&mut output.level);
    }
    output::subscribe(&output)?;
    for name in &loaded.unknown_variables {
        tracing::warn!(name, "this environment variable names no key of the configuration");
    }
    let findings = loaded.config.check();
    let wrong: Vec<String> =
        findings.iter().filter(|f| f.severity == Severity::Error).map(ToString::to_string).collect();
    if !wrong.is_empty() {
        return Err(Failure::new(Exit::Config, wrong.join("\nuchite: ")));
    }
    for finding in findings.into_iter().filter(|_| runs == Runs::On) {
        tracing::warn!(key = finding.key, "{}", finding.text);
    }
    Ok(loaded)
}
