//! The longer stretches of a ticket's life: triage, hand-off, analysis, fix, telling and closing.

use super::life::Life;
use crate::domain::command::{Command, Outcome};
use crate::domain::id::{AgentName, At};
use crate::domain::process::Verb;
use crate::domain::values::Values;

/// Text of a knowledge-base decision; `@` dates are made of it by the writer.
const KB: [&str; 4] = [
    "none:known, the article exists",
    "https://kb.example/articles/{n}",
    "KB-{n} After an update",
    "none:one customer's set-up",
];

impl Life<'_> {
    /// Tier 1's whole work up to the point where it resolves or escalates.
    pub fn triage(&mut self) {
        self.take((4, 50));
        if self.rng.percent(60) {
            self.message((2, 15), "ack");
        }
        self.intake(4);
        if self.rng.percent(25) {
            self.note((1, 10));
        }
        self.checks(4);
        if self.rng.percent(70) && !self.story.tried.is_empty() {
            self.tried();
        }
    }

    /// Tier 1 hands it up.
    pub fn escalate1(&mut self) {
        let because = match self.rng.below(3) {
            0 => "in_depth",
            1 => "potential_bug",
            _ => "in_depth,potential_bug",
        };
        let why = self.text("{Beyond what Tier 1 can see: needs the internals of this component.|Reproducible, nothing in configuration or updates explains it.|Basic steps had no effect; the log points into the product.}");
        let who = self.cast.t1.clone();
        let values = Values::new().with("because", because).with("why", why);
        self.go((3, 20), &who, Verb::Escalate, values);
        self.packages += 1;
    }

    /// Tier 2's records; all six close its checklist.
    pub fn analyse(&mut self, count: usize) {
        let who = self.cast.t2.clone();
        let story = self.story;
        let asked = self
            .steps
            .iter()
            .any(|s| matches!(s.what, Command::Ask { .. }));
        for n in 0..count {
            match n {
                0 => {
                    let fields = [
                        ("text", story.finding.as_str()),
                        ("evidence", &story.evidence),
                    ];
                    self.record((20, 90), &who, "finding", &fields);
                }
                1 => {
                    let version = "{version}";
                    let fields = [
                        ("outcome", "reproduced"),
                        (
                            "environment",
                            "{test bench 2|staging-eu|a container with the customer's data}",
                        ),
                        ("version", version),
                        ("steps", story.steps.as_str()),
                        ("attempts", "{1|2|3|5}"),
                    ];
                    self.record((30, 120), &who, "replication", &fields);
                }
                2 => {
                    let fields = [
                        ("text", story.cause.as_str()),
                        ("certainty", "{established|established|hypothesis}"),
                    ];
                    self.record((15, 90), &who, "root_cause", &fields);
                }
                3 => {
                    let state = self.text("{in_place|proposed}");
                    let fields = [
                        ("state", state.as_str()),
                        ("text", story.workaround.as_str()),
                    ];
                    self.record((10, 40), &who, "workaround", &fields);
                    if state == "in_place" {
                        self.tell_workaround();
                    }
                }
                _ => {
                    let result = if asked {
                        "asked and answered"
                    } else {
                        "not needed"
                    };
                    let done = Outcome::Done(result.to_owned());
                    self.check((1, 5), &who, "teams", done, String::new());
                }
            }
        }
    }

    /// Tier 1 tells the customer what helps meanwhile; some are still to be told.
    fn tell_workaround(&mut self) {
        if self.rng.percent(25) {
            return;
        }
        let who = self.cast.t1.clone();
        let text = self.text(&self.story.workaround.clone());
        let what = Command::Message {
            text,
            channel: "email".to_owned(),
            attempt: false,
            workaround: true,
        };
        self.step((5, 40), &who, what);
    }

    /// Asks an internal team; answered or not.
    pub fn ask(&mut self, due_hours: i64, answered: bool) {
        let who = self.cast.t2.clone();
        let mut text = self.text(&self.story.question.clone());
        if text.is_empty() {
            text = self.text("Please check {host} around {clock}: anything unusual on your side?");
        }
        let team = ["network_operations", "database_administrators"][self.rng.below(2)];
        let what = Command::Ask {
            team: team.to_owned(),
            due: At(due_hours * super::life::HOUR),
            text,
        };
        self.step((10, 40), &who, what);
        if answered {
            let text = self.text("{Yes: limit of 4,096 per client since {day}.|Nothing on our side, graphs attached.|Done at {clock}, please try again.}");
            self.step((40, 200), &who, Command::Answered { n: 1, text });
        }
    }

    /// Tier 2 hands it up.
    pub fn escalate2(&mut self) {
        let because = match self.rng.below(4) {
            0 => "performance",
            1 => "code_changes",
            _ => "software_bug,code_changes",
        };
        let why = self.text("{Located in the code, needs a change.|The component ignores the setting; only a new build helps.|Load on {host} makes it worse every hour.}");
        let who = self.cast.t2.clone();
        let values = Values::new().with("because", because).with("why", why);
        self.go((5, 30), &who, Verb::Escalate, values);
        self.packages += 1;
    }

    /// From the customer's word to Tier 2 at work.
    pub fn reach_tier2(&mut self) {
        self.triage();
        self.escalate1();
        let t2 = self.cast.t2.clone();
        self.accept((10, 55), &t2);
    }

    /// … to Engineering at work.
    pub fn reach_engineering(&mut self) {
        self.reach_tier2();
        self.analyse(5);
        self.escalate2();
        let eng = self.cast.eng.clone();
        self.accept((20, 240), &eng);
    }

    /// Engineering's records.
    pub fn develop(&mut self, count: usize) {
        let who = self.cast.eng.clone();
        let story = self.story;
        let records: [(&str, Vec<(&str, &str)>); 4] = [
            (
                "analysis",
                vec![("component", &story.component), ("cause", &story.cause)],
            ),
            (
                "change",
                vec![
                    (
                        "kind",
                        "{code_change|code_change|configuration|system_enhancement}",
                    ),
                    ("reference", "{pull request|commit|change} {n}: the fix"),
                ],
            ),
            (
                "test",
                vec![
                    ("what", &story.test),
                    ("result", "passed"),
                    ("evidence", "run {n}"),
                ],
            ),
            (
                "deployment",
                vec![
                    (
                        "where",
                        "{production, all nodes|store release|production of {customer}}",
                    ),
                    ("version", "{version}.1"),
                    ("when", "@now"),
                    (
                        "roll_back",
                        "{previous package stays on the nodes|switch the flag off|restore the snapshot of {clock}}",
                    ),
                ],
            ),
        ];
        for (kind, fields) in records.iter().take(count) {
            self.record((30, 200), &who, kind, fields);
        }
    }

    /// Engineering hands the fix over for verification.
    pub fn deploy(&mut self) {
        let kb = self.kb();
        let who = self.cast.eng.clone();
        let (one, two) = (self.cast.t1.0.clone(), self.cast.t2.0.clone());
        let values = Values::new()
            .with("kb", kb)
            .with("partner_tier1", one)
            .with("partner_tier2", two);
        self.go((5, 20), &who, Verb::Deploy, values);
    }

    fn kb(&mut self) -> String {
        let template = KB[self.rng.below(KB.len())];
        self.text(template)
    }

    /// A sign-off for a tier.
    pub fn sign(&mut self, minutes: (i64, i64), who: &AgentName, tier: &str) {
        let checked = self.text("{The steps of the intake, three times|thirty requests against the new build|Customer's own data on staging}");
        let values = Values::new()
            .with("checked", checked)
            .with("result", "works")
            .with("tier", tier);
        self.go(minutes, who, Verb::Sign, values);
    }

    /// Both sign-offs.
    pub fn verify(&mut self) {
        let (one, two) = (self.cast.t1.clone(), self.cast.t2.clone());
        self.sign((20, 120), &two, "tier2");
        self.sign((10, 120), &one, "tier1");
    }

    /// Tier 1 resolves.
    pub fn resolve1(&mut self, gone: bool) {
        let text = self.resolution();
        let code = match self.story.kind.as_str() {
            "question" | "request" => "user_education",
            _ => ["solved", "workaround", "no_fault_found"][self.rng.below(3)],
        };
        let mut values = Values::new().with("code", code).with("text", text);
        if gone {
            values.set("gone", "not the product: the customer's set-up");
        }
        let who = self.cast.t1.clone();
        self.go((4, 30), &who, Verb::Resolve, values);
    }

    /// Tier 2 resolves.
    pub fn resolve2(&mut self) {
        let text = self.resolution();
        let cause = self.text(&self.story.cause.clone());
        let values = Values::new()
            .with("code", "solved")
            .with("text", text)
            .with("cause", cause);
        let who = self.cast.t2.clone();
        self.go((5, 40), &who, Verb::Resolve, values);
    }

    /// The words of the resolution.
    pub fn resolution(&mut self) -> String {
        self.text(&self.story.resolution.clone())
    }

    /// Engineering asks for approval; a lead gives it when `approved`, and it is declined.
    pub fn decline(&mut self) {
        let lead = self.cast.lead.clone();
        self.record(
            (30, 200),
            &lead,
            "approval",
            &[("text", "Agreed, see the analysis.")],
        );
        let text = self.text("{It works as it was designed|We keep it as it is}: {host} would need another product for this. The workaround stays supported: ");
        let text = text + &self.text(&self.story.workaround.clone());
        let code = [
            "wont_fix",
            "by_design",
            "permanent_workaround",
            "risk_accepted",
        ][self.rng.below(4)];
        let kb = self.kb();
        let values = Values::new()
            .with("code", code)
            .with("rationale", "Cost and risk of the change exceed its use.")
            .with("text", text)
            .with("kb", kb);
        let who = self.cast.eng.clone();
        self.go((10, 60), &who, Verb::Decline, values);
    }

    /// Tier 1 tells the customer.
    pub fn tell(&mut self, minutes: (i64, i64)) {
        let resolution = self.resolution();
        let template = self
            .library
            .part(&mut self.rng, self.language, "tell")
            .replace("{resolution}", &resolution);
        let text = self.text(&template);
        let channel = match self.opening.opened.channel.as_str() {
            "phone" | "chat" => self.opening.opened.channel.clone(),
            _ => "email".to_owned(),
        };
        let values = Values::new().with("channel", channel).with("text", text);
        let who = self.cast.t1.clone();
        self.go(minutes, &who, Verb::Tell, values);
    }

    /// The customer is satisfied; closed.
    pub fn confirm(&mut self, minutes: (i64, i64)) {
        if self.rng.percent(50) {
            self.received(minutes, "happy");
            self.closed((2, 60));
        } else {
            self.closed(minutes);
        }
    }

    fn closed(&mut self, minutes: (i64, i64)) {
        let by = self.text("{contact}");
        let mut values = Values::new()
            .with("confirmed_by", by)
            .with("how", ["phone", "email"][self.rng.below(2)])
            .with("when", "@now");
        if self.rng.percent(40) {
            values.set("score", ["3", "4", "5", "5"][self.rng.below(4)]);
        }
        let who = self.cast.t1.clone();
        self.go(minutes, &who, Verb::Close, values);
    }

    /// Sent back by the tier that has it, with what is missing.
    pub fn give_back(&mut self, minutes: (i64, i64), who: &AgentName, reason: &str) {
        let templates: Vec<String> = match self.story.missing.is_empty() {
            true => vec!["The log of {clock}".to_owned()],
            false => self.story.missing.clone(),
        };
        let lines: Vec<String> = templates.iter().map(|t| self.text(t)).collect();
        self.todos += u32::try_from(lines.len()).unwrap_or(1);
        let values = Values::new()
            .with("reason", reason)
            .with("missing", lines.join("\n"))
            .with("text", "Good start; with these two we can go on at once.");
        self.go(minutes, who, Verb::Return, values);
        self.packages += 1;
    }
}
