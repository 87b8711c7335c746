//! An agent of the desk.

use super::id::{AgentName, At, Tier};
use super::login_key::LoginKey;
use serde::{Deserialize, Serialize};

/// A person who works on this desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The name used everywhere.
    pub name: AgentName,
    /// Login name of the operating system's user.
    pub login: String,
    /// uid of that user; `None` for agents without a login (demo).
    pub uid: Option<u32>,
    /// The tiers it works in.
    pub tiers: Vec<Tier>,
    /// May stand in, approve, override.
    pub lead: bool,
    /// May read everything, changes nothing.
    pub auditor: bool,
    /// Away until, if it said so.
    pub away_until: Option<At>,
    /// Removed: keeps its history, may not act.
    pub removed: bool,
    /// The keys it comes in with over SSH, also those that were taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LoginKey>,
}

/// What somebody is at the desk, in words: the tiers, lead, auditor. Never empty.
#[must_use]
pub fn standing(tiers: &str, lead: bool, auditor: bool) -> Vec<String> {
    let mut said = Vec::new();
    said.extend((!tiers.is_empty()).then(|| tiers.to_owned()));
    said.extend(lead.then(|| "lead".to_owned()));
    said.extend(auditor.then(|| "auditor".to_owned()));
    if said.is_empty() {
        said.push("in no tier".to_owned());
    }
    said
}

impl Agent {
    /// Whether the agent may come in over SSH with these keys (fingerprints: of the key that the host's list
    /// names, and of those that were proven; none: not known). An agent for whom no key was ever registered is
    /// let in by the host's own list of keys, unless a key is on record for somebody else of `all`.
    #[must_use]
    pub fn opens_to(&self, keys: &[String], all: &[Agent]) -> bool {
        let is_of = |agent: &Agent, f: &String| agent.keys.iter().any(|k| k.fingerprint == *f);
        let holds = |f: &String| self.keys.iter().any(|k| k.holds() && k.fingerprint == *f);
        let is_strange =
            |f: &String| !is_of(self, f) && all.iter().any(|a| a.name != self.name && is_of(a, f));
        let is_let_in = match self.keys.is_empty() {
            true => true,
            false => keys.iter().any(holds),
        };
        !self.removed && is_let_in && !keys.iter().any(is_strange)
    }

    /// Whether a key of this agent's was taken away, and not given again.
    #[must_use]
    pub fn lost(&self, fingerprint: &str) -> bool {
        let mut same = self.keys.iter().filter(|k| k.fingerprint == fingerprint);
        let holds = same.clone().any(LoginKey::holds);
        same.next().is_some() && !holds
    }

    /// The same agent without a key that holds: those it had stay on record as taken away.
    #[must_use]
    pub fn locked_out(mut self, now: At) -> Agent {
        for key in self.keys.iter_mut().filter(|k| k.holds()) {
            key.removed_at = Some(now);
        }
        self
    }

    /// The same agent with the keys that an earlier one of the name had, as taken away: whoever ever had a key
    /// comes in with one that holds, or not at all.
    #[must_use]
    pub fn after(mut self, earlier: &Agent, now: At) -> Agent {
        let old = earlier.clone().locked_out(now).keys;
        let known = |k: &LoginKey| {
            self.keys
                .iter()
                .any(|own| own.key == k.key && own.added_at == k.added_at)
        };
        let missing: Vec<LoginKey> = old.into_iter().filter(|k| !known(k)).collect();
        self.keys.splice(0..0, missing);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Agent, At, LoginKey};

    fn agent(name: &str, keys: &[(&str, bool)]) -> Agent {
        let key = |(fingerprint, holds): &(&str, bool)| LoginKey {
            key: format!("ssh-ed25519 {fingerprint}"),
            fingerprint: (*fingerprint).to_owned(),
            removed_at: (!holds).then_some(At(5)),
            ..LoginKey::default()
        };
        Agent {
            name: name.into(),
            keys: keys.iter().map(key).collect(),
            ..Agent::default()
        }
    }

    fn lets(agent: &Agent, keys: &[&str], all: &[Agent]) -> bool {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        agent.opens_to(&keys, all)
    }

    #[test]
    fn a_key_opens_for_its_own_agent_alone() {
        let all = [
            agent("emi", &[]),
            agent("bob", &[("b", true), ("old", false)]),
        ];
        let [emi, bob] = &all;
        assert!(lets(emi, &[], &all) && lets(emi, &["unknown"], &all));
        for strange in [&["b"][..], &["old"], &["unknown", "b"]] {
            assert!(!lets(emi, strange, &all), "{strange:?}");
        }
        assert!(lets(bob, &["b"], &all) && lets(bob, &["unknown", "b"], &all));
        assert!(
            !lets(bob, &["old"], &all) && !lets(bob, &[], &all) && !lets(bob, &["unknown"], &all)
        );
    }

    #[test]
    fn who_comes_back_under_the_same_name_comes_without_the_old_keys() {
        let before = agent("emi", &[("k", true)]);
        let back = agent("emi", &[]).after(&before, At(9));
        assert_eq!(back.keys[0].removed_at, Some(At(9)));
        let all = [back];
        assert!(!lets(&all[0], &["k"], &all) && !lets(&all[0], &[], &all));
        let kept = before.clone().after(&before, At(9));
        assert_eq!(kept, before, "what is on record already is not ended");
    }
}
