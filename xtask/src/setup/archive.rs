//! Archives of releases, known by their content.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::process;

/// The time in seconds that a connection may take.
const CONNECTING: &str = "10";

/// The time in seconds that an archive may take.
const DOWNLOAD: &str = "300";

/// An archive that a project publishes.
pub(super) struct Archive {
    /// Its address.
    pub(super) url: String,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub(super) sha256: &'static str,
}

impl Archive {
    /// Downloads the archive with curl and unpacks it with tar into `folder`, which it makes.
    ///
    /// # Errors
    /// When it cannot be had, or has another content: nothing is unpacked then.
    pub(super) fn unpack_into(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let file = folder.join("archive");
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--location"])
            .args(["--connect-timeout", CONNECTING, "--max-time", DOWNLOAD])
            .arg("--output")
            .args([file.as_os_str(), self.url.as_ref()]);
        let unpacked = process::run(curl).and_then(|()| self.unpack(&file, folder));
        // It need not be there.
        let _ = fs::remove_file(&file);
        unpacked
    }

    fn unpack(&self, file: &Path, folder: &Path) -> Result<()> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let digest: String = Sha256::digest(content)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        ensure!(
            digest == self.sha256,
            "{} has the SHA-256 {digest} in place of {}",
            self.url,
            self.sha256
        );
        let mut tar = Command::new("tar");
        tar.arg("-xf").arg(file).arg("-C").arg(folder);
        process::run(tar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A packed `tool`, as if it were published, and the folder that it is in.
    fn published(sha256: &'static str) -> (TempDir, Archive) {
        let folder = TempDir::new().expect("a temporary folder");
        // An empty archive of tar is two blocks of zeros.
        let path = folder.path().join("tool.tar");
        fs::write(&path, [0; 1024]).expect("a file");
        let url = format!("file://{}", path.display());
        (folder, Archive { url, sha256 })
    }

    /// Of 1,024 zeros.
    const DIGEST: &str = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    #[test]
    fn an_archive_with_the_right_content_is_unpacked() {
        let (folder, archive) = published(DIGEST);
        let unpacked = folder.path().join("unpacked");
        archive.unpack_into(&unpacked).expect("the right content");
        assert_eq!(fs::read_dir(unpacked).expect("a folder").count(), 0);
    }

    #[test]
    fn an_archive_with_another_content_is_refused() {
        let (folder, archive) =
            published("0000000000000000000000000000000000000000000000000000000000000000");
        let error = archive.unpack_into(folder.path()).expect_err("another one");
        assert!(error.to_string().contains(DIGEST), "{error}");
        assert!(!folder.path().join("archive").exists());
    }

    #[test]
    fn an_archive_that_is_not_there_is_an_error() {
        let (folder, archive) = published(DIGEST);
        let gone = Archive {
            url: format!("{}.gone", archive.url),
            ..archive
        };
        assert!(gone.unpack_into(folder.path()).is_err());
    }
}
