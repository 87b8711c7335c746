//! What the interface knows of the desk itself.

use crate::domain::actor::Actor;
use crate::domain::agent::Agent;
use crate::domain::configuration::Baseline;
use crate::domain::duty::StandIn;
use crate::domain::process::Process;
use crate::domain::product::Product;
use crate::domain::team::Askable;
use crate::store::DeskInfo;
use std::sync::Arc;

/// Everything about the desk that rarely changes.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Who is at the keyboard.
    pub me: Actor,
    /// Who may act as another agent.
    pub may_act_as: bool,
    /// The process in force.
    pub process: Arc<Process>,
    /// Which desk.
    pub info: DeskInfo,
    /// Its agents.
    pub agents: Vec<Agent>,
    /// Saved views: name and query in words.
    pub views: Vec<(String, String)>,
    /// Teams that can be asked.
    pub teams: Vec<Askable>,
    /// Products seen so far.
    pub products: Vec<String>,
    /// The desk's list of products, with their versions.
    pub catalogue: Vec<Product>,
    /// Reply templates: name and text.
    pub templates: Vec<(String, String)>,
    /// How configurations of products should be.
    pub baselines: Vec<Baseline>,
    /// What was said otherwise of who is on duty.
    pub stand_ins: Vec<StandIn>,
    /// What is wrong with the desk beside what its user saw before.
    pub trouble: Option<String>,
}
