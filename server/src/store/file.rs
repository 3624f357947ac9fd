//! The files of the database belong to the program's user alone.

use std::path::Path;
#[cfg(unix)]
use std::{ffi::OsString, path::PathBuf};

/// The suffixes of the files that SQLite keeps: the database, its write-ahead log, the index of
/// that, and the journal of files that have no log.
#[cfg(unix)]
const ENDS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Makes the file, empty, if there is none: SQLite would let everyone read it, and gives
/// those beside it the same permissions. That it cannot be made is SQLite's to tell.
pub(super) fn create_private(file: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(file);
}

/// Takes the files from everyone but their owner. If the first is another user's, that
/// user decides about all. By their names: to open and close one would give up the locks
/// that SQLite holds on it.
#[cfg(unix)]
pub(super) fn make_private(file: &Path) {
    for file in files(file) {
        match narrow(&file) {
            Ok(None) => {}
            Ok(Some(mode)) => tracing::info!(
                file = %file.display(),
                "took the permissions of others from a file of the database, which had {mode:o}"
            ),
            Err(error) => {
                tracing::warn!(
                    file = %file.display(),
                    %error,
                    "others than the owner of the database can open it"
                );
                return;
            }
        }
    }
}

/// Permissions are the folder's matter here.
#[cfg(not(unix))]
pub(super) fn make_private(_: &Path) {}

/// The files of a database, whether they are there or not.
#[cfg(unix)]
fn files(file: &Path) -> Vec<PathBuf> {
    // SQLite has the others beside the file itself, not beside a link to it.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let named = |end: &&str| {
        let mut name = OsString::from(&file);
        name.push(end);
        PathBuf::from(name)
    };
    ENDS.iter().map(named).collect()
}

/// Returns the permissions that the file had, if they were others.
#[cfg(unix)]
fn narrow(file: &Path) -> std::io::Result<Option<u32>> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    let mode = match std::fs::metadata(file) {
        Ok(metadata) => metadata.permissions().mode() & 0o777,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if mode & !0o600 == 0 {
        return Ok(None);
    }
    std::fs::set_permissions(file, Permissions::from_mode(mode & 0o600))?;
    Ok(Some(mode))
}
