//! Listing in key order without reading more directories than needed.

use std::{fs, io, path::Path};

use domain::ports::{StoredFile, check_storage_key};

use super::disk::SUFFIX;

/// Up to `limit` files under `root` with keys greater than `after`, in key order. What does not bear one of our names
/// is not ours and is passed over.
pub(super) fn list(root: &Path, after: &str, limit: usize) -> io::Result<Vec<StoredFile>> {
    let mut walk = Walk { after, limit, found: Vec::new() };
    walk.visit(root, "")?;
    Ok(walk.found)
}

struct Walk<'a> {
    after: &'a str,
    limit: usize,
    found: Vec<StoredFile>,
}

impl Walk<'_> {
    fn visit(&mut self, directory: &Path, prefix: &str) -> io::Result<()> {
        for (name, is_directory) in entries(directory)? {
            if self.found.len() >= self.limit {
                break;
            }
            let key = format!("{prefix}{name}");
            if is_directory {
                if key.as_str() > self.after || self.after.starts_with(&key) {
                    self.visit(&directory.join(name.trim_end_matches('/')), &key)?;
                }
            } else if key.as_str() > self.after {
                self.add(&directory.join(format!("{name}{SUFFIX}")), key)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, key: String) -> io::Result<()> {
        match fs::metadata(path) {
            Ok(metadata) => {
                self.found.push(StoredFile { key, size: metadata.len(), modified_at: metadata.modified()?.into() });
                Ok(())
            }
            // Deleted since its directory was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The last segments of the keys in a directory and whether they go on. One that goes on ends with the slash it has in
/// the key, which puts `a-b` before `a/b` as comparing whole keys does.
fn entries(directory: &Path) -> io::Result<Vec<(String, bool)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let is_directory = entry.file_type()?.is_dir();
        let name = entry.file_name();
        let segment = name.to_str().and_then(|name| if is_directory { Some(name) } else { name.strip_suffix(SUFFIX) });
        if let Some(segment) = segment.filter(|segment| check_storage_key(segment).is_ok()) {
            let slash = if is_directory { "/" } else { "" };
            entries.push((format!("{segment}{slash}"), is_directory));
        }
    }
    entries.sort_unstable();
    Ok(entries)
}
