//! Coming in over SSH.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What OpenSSH runs for an agent.
#[derive(Clone, Debug, Args)]
pub struct Ssh {
    /// The agent whom the key belongs to
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
    /// The key's fingerprint, as hoist ssh-keys writes it
    #[arg(long, value_name = "SHA256:…")]
    pub key: Option<String>,
    /// Where drafts and the log of sessions are kept; default: the state directory of this account
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
}

/// What OpenSSH asks with AuthorizedKeysCommand.
#[derive(Clone, Debug, Args)]
pub struct SshKeys {
    /// Only this kind of key: %t
    pub kind: Option<String>,
    /// Only this key: %k
    #[arg(requires = "kind")]
    pub key: Option<String>,
    /// Where drafts and the log of sessions are kept; default: the state directory of this account
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
}

/// The keys an agent comes in with over SSH.
#[derive(Clone, Debug, Subcommand)]
pub enum AgentKeys {
    /// Add a public key; a lead does it. Prints its fingerprint and the line for authorized_keys
    Add {
        /// The agent
        name: String,
        /// The line of the .pub file: ssh-ed25519 AAAA… comment; - is standard input
        #[arg(required = true, allow_hyphen_values = true)]
        key: Vec<String>,
    },
    /// List the keys, of one agent or of all
    List {
        /// The agent
        name: Option<String>,
    },
    /// Take a key away; a lead does it. Sessions that came in with it end
    Remove {
        /// The agent
        name: String,
        /// Its fingerprint, or as much of it as no other key of the agent begins with
        key: String,
    },
}
