//! The bundles before this one, which stay in dist/ for a while: a page that was opened
//! before the build, or that a cache keeps, asks for the folder that its loader names.
//!
//! The date of such a folder is the time at which it was replaced.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use filetime::FileTime;

use super::files_in;
use super::fingerprint::{FOLDER, LOADER, read_text};

/// The time for which a bundle stays after it was replaced.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The largest number of earlier bundles that stay.
const KEPT: usize = 16;

/// Puts the bundles that are in `dist` beside the new one in `staging`, but for those that
/// were replaced too long before `now`.
pub(super) fn carry_over(dist: &Path, staging: &Path, now: SystemTime) -> Result<()> {
    let mut kept = Vec::new();
    let earlier = earlier_bundles(dist)?;
    for name in bundles(dist)? {
        if staging.join(&name).exists() {
            continue;
        }
        let replaced = if earlier.contains(&name) {
            date(&dist.join(&name))?
        } else {
            now
        };
        let age = now.duration_since(replaced).unwrap_or_default();
        if age <= KEPT_FOR {
            kept.push((replaced, name));
        }
    }
    kept.sort_by(|one, other| other.cmp(one));
    for (replaced, name) in kept.into_iter().take(KEPT) {
        let to = staging.join(&name);
        copy(&dist.join(&name), &to)?;
        filetime::set_file_mtime(&to, FileTime::from_system_time(replaced))
            .with_context(|| format!("cannot date {}", to.display()))?;
    }
    Ok(())
}

/// The files below `dist` without those of earlier bundles, by name.
pub(super) fn files_of_this_bundle(dist: &Path) -> Result<Vec<PathBuf>> {
    let earlier = earlier_bundles(dist)?;
    let mut files = files_in(dist)?;
    files.retain(|path| {
        let folder = path
            .strip_prefix(dist)
            .ok()
            .and_then(|path| path.iter().next());
        folder.is_none_or(|folder| !earlier.iter().any(|name| name == folder))
    });
    Ok(files)
}

/// The folders of bundles that the loader does not name, if it names another.
fn earlier_bundles(dist: &Path) -> Result<Vec<OsString>> {
    let loader = dist.join(LOADER);
    if !loader.is_file() {
        return Ok(Vec::new());
    }
    let loader = read_text(&loader)?;
    let is_named = |name: &OsString| loader.contains(&format!("/{}/", name.to_string_lossy()));
    let (named, others): (Vec<_>, Vec<_>) = bundles(dist)?.into_iter().partition(is_named);
    Ok(if named.is_empty() { named } else { others })
}

/// The names of the folders in `dist` that have a bundle in them.
fn bundles(dist: &Path) -> Result<Vec<OsString>> {
    if !dist.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    let entries =
        fs::read_dir(dist).with_context(|| format!("cannot read the folder {}", dist.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let is_bundle = name.to_string_lossy().starts_with(&format!("{FOLDER}-"));
        if is_bundle && entry.path().is_dir() {
            names.push(name);
        }
    }
    Ok(names)
}

fn date(path: &Path) -> Result<SystemTime> {
    fs::metadata(path)
        .and_then(|data| data.modified())
        .with_context(|| format!("cannot look at {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for path in files_in(from)? {
        let copied = to.join(path.strip_prefix(from).unwrap_or(&path));
        let folder = copied.parent().unwrap_or(to);
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&path, &copied))
            .with_context(|| format!("cannot copy {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::build::replace;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    /// A folder in which bundles are built, one after the other.
    struct Place(TempDir);

    impl Place {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a temporary folder"))
        }

        fn dist(&self) -> PathBuf {
            self.0.path().join("dist")
        }

        /// Builds what has this name by content, at that time.
        fn build(&self, name: &str, now: SystemTime) {
            let staging = self.0.path().join("dist.staging");
            let folder = staging.join(name);
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join("bootstrap.js"), name).expect("a script");
            let loader = format!("import('./{name}/bootstrap.js')");
            fs::write(staging.join(LOADER), loader).expect("a loader");
            replace(&staging, &self.dist(), now).expect("both can be read");
        }

        /// The scripts of bundles that can be had.
        fn scripts(&self) -> Vec<String> {
            let files = files_in(&self.dist()).expect("a folder");
            let scripts = files.iter().filter(|path| path.ends_with("bootstrap.js"));
            scripts
                .map(|path| read_text(path).expect("a script"))
                .collect()
        }
    }

    #[test]
    fn a_bundle_stays_for_a_month_after_another_took_its_place() {
        let place = Place::new();
        let start = SystemTime::now();
        place.build("bundle-1", start);
        // It was in use for long.
        place.build("bundle-2", start + 90 * DAY);
        assert_eq!(place.scripts(), ["bundle-1", "bundle-2"]);
        place.build("bundle-3", start + 119 * DAY);
        assert_eq!(place.scripts(), ["bundle-1", "bundle-2", "bundle-3"]);
        place.build("bundle-3", start + 121 * DAY);
        assert_eq!(place.scripts(), ["bundle-2", "bundle-3"]);
        place.build("bundle-3", start + 150 * DAY);
        assert_eq!(place.scripts(), ["bundle-3"]);
    }

    #[test]
    fn a_bundle_that_is_built_again_is_the_new_one() {
        let place = Place::new();
        let start = SystemTime::now();
        for (day, name) in ["bundle-1", "bundle-2", "bundle-1", "bundle-2"]
            .iter()
            .enumerate()
        {
            place.build(name, start + u32::try_from(day).expect("a day") * DAY);
        }
        assert_eq!(place.scripts(), ["bundle-1", "bundle-2"]);
        assert_eq!(
            earlier_bundles(&place.dist()).expect("a folder"),
            ["bundle-1"]
        );
    }

    #[test]
    fn of_many_builds_the_last_ones_stay() {
        let place = Place::new();
        let start = SystemTime::now();
        for number in 0..=30 {
            let second = Duration::from_secs(number);
            place.build(&format!("bundle-{number:02}"), start + second);
        }
        let kept: Vec<String> = (30 - KEPT..=30)
            .map(|number| format!("bundle-{number:02}"))
            .collect();
        assert_eq!(place.scripts(), kept);
    }

    #[test]
    fn what_is_told_of_a_build_is_told_of_its_own_bundle() {
        let place = Place::new();
        place.build("bundle-1", SystemTime::now());
        place.build("bundle-2", SystemTime::now());
        let files = files_of_this_bundle(&place.dist()).expect("a folder");
        let dist = place.dist();
        let expected = [dist.join(LOADER), dist.join("bundle-2/bootstrap.js")];
        assert_eq!(files, expected);
    }
}
