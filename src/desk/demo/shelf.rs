//! The knowledge base of the demo desk: articles of every kind, and the tickets they helped.

use super::prose::Shelf;
use super::rng::Rng;
use super::{DAY, Plan};
use crate::desk::{Desk, Error, actor_of};
use crate::domain::agent::Agent;
use crate::domain::article::{Article, Ask, decide};
use crate::domain::command::Command;
use crate::domain::event::{DeskEvent, DeskFact};
use crate::domain::id::{ArticleId, At, CommandId, TicketId};
use crate::domain::stage::Phase;
use crate::domain::values::Values;

/// Tickets looked at for each article to help on: the first ones of the desk.
const LOOKED: usize = 400;
/// Tickets that an article helps on.
const HELPED: usize = 3;

/// Writes the articles, each with its past.
pub fn fill(desk: &mut Desk, plan: &Plan, shelf: &[Shelf], agents: &[Agent]) -> Result<(), Error> {
    let mut rng = Rng::nth(plan.seed, u64::MAX - 2);
    desk.store_mut().begin_bulk(crate::store::Writes::Many)?;
    for written in shelf {
        for step in steps(written) {
            step.write(desk, plan, &mut rng, agents)?;
        }
    }
    Ok(desk.store_mut().end_bulk()?)
}

struct Step {
    days: i64,
    by: String,
    ask: Ask,
}

fn steps(of: &Shelf) -> Vec<Step> {
    let mut values = Values::new();
    let texts = [
        ("title", &of.title),
        ("symptoms", &of.symptoms),
        ("environment", &of.environment),
        ("cause", &of.cause),
        ("resolution", &of.resolution),
        ("workaround", &of.workaround),
        ("products", &of.products),
        ("tags", &of.tags),
        ("known_error", &of.known_error),
    ];
    for (id, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        values.set(id, text.as_str());
    }
    let step = |days: i64, by: &str, ask: Ask| Step {
        days,
        by: by.to_owned(),
        ask,
    };
    let write = Ask::Write {
        values,
        origin: None,
        audience: Vec::new(),
    };
    let mut steps = vec![step(of.days, &of.owner, write)];
    if of.out > 0 {
        let remark = String::new();
        steps.push(step(of.out, &of.owner, Ask::Publish { remark }));
    }
    if of.seen > 0 && of.seen < of.out {
        let remark = "read through, still right".to_owned();
        steps.push(step(of.seen, "greta", Ask::Review { remark }));
    }
    if of.gone > 0 {
        let reason = of.why.clone();
        steps.push(step(of.gone, "greta", Ask::Retire { reason }));
    }
    steps
}

impl Step {
    fn write(
        self,
        desk: &mut Desk,
        plan: &Plan,
        rng: &mut Rng,
        agents: &[Agent],
    ) -> Result<(), Error> {
        let agent = agents.iter().find(|a| a.name == self.by.as_str());
        let actor = actor_of(&agent.cloned().unwrap_or_default(), super::identity());
        let now = self.now(desk)?;
        let at = At(plan.at.0 - self.days * DAY + rng.between(0, DAY / 3));
        let next = decide(now.as_ref(), &self.ask, &actor, at);
        let next = next.map_err(|refusal| Error::Refused(Box::new(refusal)))?;
        let event = DeskEvent {
            at,
            by: actor.name,
            identity: actor.identity,
            command: CommandId(rng.uuid(at)),
            what: DeskFact::Article(Box::new(next.unwrap_or_default())),
        };
        desk.store_mut().commit_desk(event)?;
        Ok(())
    }

    /// The article that this step goes on with: the one written last.
    fn now(&self, desk: &Desk) -> Result<Option<Article>, Error> {
        if matches!(self.ask, Ask::Write { .. }) {
            return Ok(None);
        }
        let all = crate::domain::article::Filter::default();
        let last = desk
            .store()
            .articles(&desk.actor().viewer(), &all, None, 1)?;
        Ok(last.articles.into_iter().next().map(|s| s.article))
    }
}

/// Links the articles to tickets that are closed: there they helped.
pub fn link(desk: &mut Desk, plan: &Plan, shelf: &[Shelf]) -> Result<(), Error> {
    let mut rng = Rng::nth(plan.seed, u64::MAX - 3);
    let viewer = desk.actor().viewer();
    let mut left: Vec<usize> = shelf.iter().map(|_| HELPED).collect();
    for id in desk.store().ids(TicketId(0), LOOKED)? {
        let row = desk.store().row(&viewer, id)?;
        let helps = |s: &&Shelf| !s.helps.is_empty() && row.subject.starts_with(&s.helps);
        let Some(place) = shelf.iter().position(|s| helps(&s)) else {
            continue;
        };
        let is_out = shelf.get(place).is_some_and(|s| s.out > 0);
        let Some(left) = left.get_mut(place).filter(|n| **n > 0) else {
            continue;
        };
        if row.stage.phase != Phase::Closed || !is_out {
            continue;
        }
        *left -= 1;
        let article = ArticleId(i64::try_from(place).unwrap_or_default() + 1);
        let command = Command::LinkArticle {
            article,
            helped: true,
            kind: String::new(),
        };
        desk.run(id, None, command, &CommandId(rng.uuid(plan.at)))?;
    }
    Ok(())
}
