/// Texts in a row that can be told apart again, as bytes: each behind its length.
#[derive(Default)]
pub(super) struct Encoding(Vec<u8>);

impl Encoding {
    /// Begins with what tells this encoding from any other.
    pub(super) fn of(form: &str) -> Self {
        let mut encoding = Self::default();
        encoding.put(form);
        encoding
    }
    /// One more text.
    pub(super) fn put(&mut self, text: &str) {
        self.0.extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.extend(text.as_bytes());
    }
    /// Each column that holds something behind its name. Columns that are added later and left empty in old rows leave
    /// the bytes of those as they are.
    pub(super) fn columns(&mut self, names: &[&str], values: &[Option<String>]) {
        for (name, value) in names.iter().zip(values) {
            if let Some(value) = value {
                self.put(name);
                self.put(value);
            }
        }
    }
    /// All of them.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
