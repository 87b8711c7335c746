//! What was lived elsewhere: one step of a history that an import brings in as it was.

use super::id::{AgentName, At, Tier};
use super::stage::Stage;
use serde::{Deserialize, Serialize};

/// What an `imported` event says. Stage and tier are this desk's words, all else is the source's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The stage it stood in afterwards.
    pub to: Stage,
    /// The status in the source's own words.
    pub label: String,
    /// The team that had it afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub team: String,
    /// The tier of that team. The stage may say another one: to be told and closed stands with the first
    /// tier, whoever solved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Who had it afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Who did it, where the source tells that apart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// A step to bring in: what was, and what it changed on the ticket. What is `None` stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// When it happened there.
    pub at: At,
    /// What was.
    pub past: Past,
    /// Who works on it on this desk afterwards.
    pub assignee: Option<AgentName>,
    /// What it waited for afterwards, a kind of hold; empty: for nothing.
    pub hold: Option<String>,
    /// Impact.
    pub impact: Option<String>,
    /// Urgency.
    pub urgency: Option<String>,
    /// Major incident.
    pub major: Option<bool>,
    /// Priority, 1…4; where there is none it follows from impact and urgency.
    pub priority: Option<u8>,
    /// Fields that it set: subject, kind, product, version, tag, untag.
    pub set: Vec<(String, String)>,
    /// What was written.
    pub words: Vec<Words>,
}

/// What was written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Among themselves.
    Note(String),
    /// By or to the customer.
    Message {
        /// To the customer.
        outgoing: bool,
        /// Its text, word for word.
        text: String,
    },
}

#[cfg(test)]
mod tests {
    use super::Past;
    use crate::domain::event::Act;

    #[test]
    fn what_older_logs_say_is_read_and_written_as_it_was() {
        let old = r#"{"imported":{"to":"tier1.queued","label":"New"}}"#;
        let act: Act = serde_json::from_str(old).unwrap();
        let past = Past {
            to: "tier1.queued".parse().unwrap(),
            label: "New".to_owned(),
            ..Past::default()
        };
        assert_eq!(act, Act::Imported(Box::new(past)));
        assert_eq!(serde_json::to_string(&act).unwrap(), old);
    }
}
