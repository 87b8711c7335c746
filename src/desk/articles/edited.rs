//! An article changed by its file: what the file changed of the revision it was written from is changed, and
//! nothing that others changed since.

use super::{Article, Desk, Error};
use crate::domain::article::file::Parsed;
use crate::domain::article::{self, changed};
use crate::domain::id::ArticleId;
use crate::domain::values::Values;

impl Desk {
    /// The fields that a file changes of an article, and the revision from which: pass it on as what was seen, so
    /// that of a field that others changed since the second is told. A file of another desk, or one that says no
    /// number or no revision, names all of its fields.
    ///
    /// # Errors
    /// [`Error::Input`] for the file of another article, or of a revision that there is none of; no such article;
    /// the store's.
    pub fn changed_in_file(
        &self,
        id: ArticleId,
        file: &Parsed,
    ) -> Result<(Values, Option<u32>), Error> {
        let ours = file.desk.is_empty() || file.desk == self.info.id;
        let all = (file.values.clone(), None);
        let Some(of) = file.kb.filter(|_| ours) else {
            return Ok(all);
        };
        if of != id {
            return Err(Error::Input(format!(
                "The file is of {of}, not of {id}. Nothing was written: name {of}, or take the line kb = {} out of the file.",
                of.0
            )));
        }
        let Some(n) = file.revision else {
            return Ok(all);
        };
        let mut revisions = self.article_history(id)?.into_iter();
        let Some(base) = revisions.find(|r| r.article.revision == n) else {
            return Err(Error::Input(format!(
                "{id} has no revision {n}, from which the file says it was written. Nothing was written; hoist kb history {} lists them.",
                id.0
            )));
        };
        Ok((of_base(&base.article, file), Some(n)))
    }
}

fn of_base(base: &Article, file: &Parsed) -> Values {
    let mut wanted = base.clone();
    for (id, value) in &file.values.0 {
        // What cannot be set was refused when the file was read.
        let _ = article::set(&mut wanted, id, value);
    }
    let mut values = Values::new();
    for id in changed(base, &wanted) {
        values.set(id, article::text(&wanted, id));
    }
    values
}
