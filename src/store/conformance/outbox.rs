//! What waits for programs.

use super::{Connect, Outcome, same};
use crate::domain::id::At;
use crate::domain::notice::{Notice, What};
use crate::store::notice::Look;
use crate::store::outbox::{Fed, Outgoing};
use crate::store::{Error, Store};

fn tell(store: &mut dyn Store, n: u32) -> Result<(), Error> {
    let notice = Notice {
        n: 0,
        what: What::OwedDue { n },
        due: At(1),
        ticket: None,
        text: "told".to_owned(),
        at: At(2),
        to: vec!["ana".into()],
    };
    let look = Look {
        ticket: None,
        version: None,
        notices: vec![notice],
        standing: None,
        at: At(2),
        next: At::NEVER,
    };
    store.tell(&[look]).map(|_| ())
}

fn event(n: i64) -> (i64, String) {
    (n, format!("{{\"n\":{n}}}"))
}

pub fn fed_once(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    tell(store.as_mut(), 1)?;
    same("begins with what comes", store.hook("page")?, 1)?;
    tell(store.as_mut(), 2)?;
    tell(store.as_mut(), 3)?;
    same("stays", other.hook("page")?, 1)?;
    let later = store.notices_after(1, 9)?;
    let numbers: Vec<i64> = later.iter().map(|n| n.n).collect();
    same("what is new", numbers, vec![2, 3])?;
    same("at most", store.notices_after(0, 1)?.len(), 1)?;
    let both = [event(2), event(3)];
    same("fed", store.put_out("page", (1, 3), &both)?, true)?;
    same("not twice", other.put_out("page", (1, 3), &both)?, false)?;
    same("seen", other.hook("page")?, 3)?;
    same("two wait", store.outgoing(Some("page"), 9)?.len(), 2)?;
    same("none for others", store.outgoing(Some("mail"), 9)?.len(), 0)?;
    same("unknown", store.put_out("mail", (0, 3), &both)?, false)
}

pub fn in_one_hand(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    store.hook("page")?;
    store.put_out("page", (0, 2), &[event(1), event(2)])?;
    let page = ["page".to_owned()];
    same("at once", store.next_out(&page)?, At(0))?;
    let first = store.claim("page", At(100), At(500))?;
    let first = first.map(|o| (o.n, o.notice, o.event, o.tries));
    same("the first", first, Some((1, 1, event(1).1, 1)))?;
    let second = other.claim("page", At(100), At(500))?.map(|o| o.n);
    same("another gets the next", second, Some(2))?;
    same("no third", other.claim("page", At(499), At(900))?, None)?;
    same("until then", store.next_out(&page)?, At(500))?;
    store.taken(2)?;
    store.failed(1, At(700), At(600), "ended with exit code 1")?;
    same("later", store.claim("page", At(699), At(900))?, None)?;
    let again = store.claim("page", At(700), At(900))?;
    let again = again.map(|o| (o.n, o.tries, o.trouble));
    let wanted = (1, 2, "ended with exit code 1".to_owned());
    same("and again", again, Some(wanted))?;
    same("tried at once", store.try_at_once("page")?, 1)?;
    same("there it is", store.next_out(&page)?, At(0))?;
    same("forgotten", store.forget_hook("page")?, 1)?;
    same("nothing waits", store.next_out(&page)?, At::NEVER)?;
    same("it begins anew", store.hook("page")?, 0)
}

pub fn left_alone(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    same("not known", store.fed("page")?, None)?;
    store.hook("page")?;
    store.hook("mail")?;
    same("known", store.fed("page")?, Some(Fed::default()))?;
    store.put_out("page", (0, 3), &[event(1), event(2), event(3)])?;
    store.put_out("mail", (0, 1), &[event(1)])?;
    let (page, mail) = (["page".to_owned()], ["mail".to_owned()]);
    let claimed = |out: Option<Outgoing>| out.map(|o| (o.n, o.failures));
    same(
        "the first",
        claimed(store.claim("page", At(100), At(500))?),
        Some((1, 0)),
    )?;
    store.failed(1, At(400), At(300), "ended with exit code 1")?;
    same(
        "none of its events",
        other.claim("page", At(299), At(900))?,
        None,
    )?;
    same("until then", other.next_out(&page)?, At(300))?;
    same("others may", other.next_out(&mail)?, At(0))?;
    let listed = store.outgoing(None, 9)?.into_iter();
    let listed: Vec<_> = listed
        .map(|o| (o.hook, o.n, o.next_at.0, o.failures))
        .collect();
    let row = |hook: &str, n, at, failures| (hook.to_owned(), n, at, failures);
    let wanted = [
        row("mail", 4, 0, 0),
        row("page", 2, 300, 1),
        row("page", 3, 300, 1),
        row("page", 1, 400, 1),
    ];
    same("listed so", listed, wanted.to_vec())?;
    let second = claimed(other.claim("page", At(300), At(900))?);
    same("what waited longest", second, Some((2, 1)))?;
    store.failed(2, At(600), At(500), "ended with exit code 1")?;
    same("later each time", store.next_out(&page)?, At(500))?;
    let fed = Fed {
        seen: 3,
        failures: 2,
        next_at: At(500),
    };
    same("counted", other.fed("page")?, Some(fed))?;
    store.try_at_once("page")?;
    same(
        "asked for",
        claimed(store.claim("page", At(301), At(900))?),
        Some((1, 2)),
    )?;
    store.failed(1, At(999), At(999), "ended with exit code 1")?;
    store.try_at_once("page")?;
    let third = claimed(store.claim("page", At(302), At(900))?);
    same("in their order", third, Some((1, 3)))?;
    store.taken(1)?;
    let fed = Fed {
        seen: 3,
        ..Fed::default()
    };
    same("it took one", store.fed("page")?, Some(fed))?;
    same("the others at once", store.next_out(&page)?, At(0))
}
