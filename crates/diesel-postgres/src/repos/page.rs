//! Turns a page request into what a query needs, and rows into a page.

use domain::{
    kernel::{Cursor, Page, PageRequest},
    ports::{RepoError, RepoResult},
};
use uuid::Uuid;

use crate::backend::{DbUuid, id};

/// Rows to ask for: one more than the limit tells whether there is a next page.
pub fn rows_wanted(request: &PageRequest) -> i64 {
    i64::from(request.limit()) + 1
}

/// The cursor after a row of a list that is ordered by id alone.
pub fn after_id(row: DbUuid) -> Cursor {
    Cursor::by_id(id::<Uuid>(row))
}

/// The page of domain things made from rows. Where the next page starts is told by the row itself, readable or not.
pub fn page_of<Row, T>(
    rows: Vec<Row>,
    request: &PageRequest,
    total: Option<i64>,
    cursor: impl Fn(&Row) -> Cursor,
    read: impl FnMut(Row) -> RepoResult<T>,
) -> RepoResult<Page<T>> {
    let Page { items, next, total } = Page::from_rows(rows, request, total, cursor);
    Ok(Page { items: readable(items, read)?, next, total })
}

/// What can be read among rows of a list. One that cannot must not keep the others from being shown: it is left out, and
/// the log names its place.
pub fn readable<Row, T>(
    rows: impl IntoIterator<Item = Row>,
    mut read: impl FnMut(Row) -> RepoResult<T>,
) -> RepoResult<Vec<T>> {
    let mut items = Vec::new();
    for row in rows {
        match read(row) {
            Ok(item) => items.push(item),
            Err(RepoError::Corrupt(place)) => {
                tracing::error!(%place, "a stored row cannot be read and is missing in a list");
            }
            Err(other) => return Err(other),
        }
    }
    Ok(items)
}
