//! Personal data: everything that is kept about somebody, row by row, and its erasure.

mod erasure;
mod export;
mod rows;
