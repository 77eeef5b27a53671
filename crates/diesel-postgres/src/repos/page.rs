//! Turns a page request into what a query needs, and rows into a page.

use domain::{
    kernel::{Cursor, Page, PageRequest},
    ports::{RepoError, RepoResult},
};

/// Rows to ask for: one more than the limit tells whether there is a next page.
pub fn rows_wanted(request: &PageRequest) -> i64 {
    i64::from(request.limit()) + 1
}

/// The page of domain things made from rows.
pub fn page_of<Row, T: TryFrom<Row, Error = RepoError>>(
    rows: Vec<Row>,
    request: &PageRequest,
    total: Option<i64>,
    cursor: impl Fn(&T) -> Cursor,
) -> RepoResult<Page<T>> {
    let items = rows.into_iter().map(T::try_from).collect::<RepoResult<Vec<T>>>()?;
    Ok(Page::from_rows(items, request, total, cursor))
}
