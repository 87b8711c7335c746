//! That what is similar was looked through, and none of it is the same: kept as evidence, with the list as
//! it was shown, and the checklist item that it answers.

use super::{Hit, Ranked};
use crate::domain::command::{Command, Outcome};
use crate::domain::id::Tier;
use crate::domain::kept::{in_words, item_for};
use crate::domain::process::Process;
use crate::domain::row::RESTRICTED;
use crate::domain::ticket::{Piece, PieceKind, Source, SourceKind, Ticket};

/// The list as evidence: a line each, the most similar first. Of a restricted ticket only its number and where
/// it stands.
#[must_use]
pub fn piece(process: &Process, looked: &[Ranked]) -> Piece {
    let line = |ranked: &Ranked| {
        let stage = match &ranked.hit {
            Hit::Ticket(row) => process.stage_label(&row.stage),
            Hit::Article(_) => "Article".to_owned(),
        };
        if is_restricted(&ranked.hit) {
            return format!("{}  {stage}  {RESTRICTED}", ranked.hit.id());
        }
        let told = ranked.because.told();
        format!(
            "{}  {stage}  {}  ({told})",
            ranked.hit.id(),
            ranked.hit.title().replace(['\n', '\r'], " ")
        )
    };
    let (text, place) = match looked.len() {
        0 => (
            "Nothing similar was found.".to_owned(),
            "nothing was found".to_owned(),
        ),
        n => {
            let lines: Vec<String> = looked.iter().map(line).collect();
            let place = match n {
                1 => "1 looked at, it is not the same".to_owned(),
                n => format!("{n} looked through, none is the same"),
            };
            (lines.join("\n"), place)
        }
    };
    Piece {
        kind: PieceKind::List,
        source: Source {
            kind: SourceKind::Similar,
            ..Source::default()
        },
        place,
        text,
        ..Piece::default()
    }
}

/// Whether those who read the evidence need not see what it names: of that nothing but the number is kept, and
/// not by which words it was found.
fn is_restricted(hit: &Hit) -> bool {
    matches!(hit, Hit::Ticket(row) if row.audience.is_some())
}

/// What is to be done when none of these is the same: the list is kept, and the item for which lists are kept
/// closed with the result that the process file names.
#[must_use]
pub fn none_of(process: &Process, ticket: &Ticket, looked: &[Ranked]) -> Vec<Command> {
    let piece = piece(process, looked);
    let evidence = in_words(&piece);
    let key = item_for(process, ticket, PieceKind::List);
    let mut commands = vec![Command::Keep {
        pieces: vec![piece],
    }];
    let Some((tier, item)) = key.split_once('.') else {
        return commands;
    };
    let tier = Tier::from(tier);
    let items = process.tier(&tier).map_or(&[][..], |t| &t.checklist);
    let def = items.iter().find(|i| i.id == item);
    if let Some(result) = def.and_then(|d| d.keeps.get(&PieceKind::List)) {
        commands.push(Command::Check {
            item: item.to_owned(),
            tier: Some(tier),
            outcome: Outcome::Done(result.clone()),
            evidence,
        });
    }
    commands
}
