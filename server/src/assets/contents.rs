//! Validators of files: a hash of the content, whatever dates and sizes the files have.
//!
//! A file is read for its hash at its first request and when it has changed since, not at each
//! request: for a part of a large file the whole would be read. Changes are recognised by the
//! times that the system writes.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use headers::ETag;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tower_http::services::fs::{Backend, File as _, TokioBackend, TokioFile};

/// Bytes of a file that are read at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes of the hash in an entity tag.
const BYTES: usize = 16;

/// The time after a change in which another one may get the same timestamp: systems count in
/// ticks, the coarsest in steps of two seconds.
const TICK: Duration = Duration::from_secs(2);

/// The largest number of files that are remembered; beyond that all are read again.
const MAXIMUM: usize = 4_096;

/// The validators of a content.
#[derive(Clone, Debug)]
pub(super) struct Validators {
    /// Made of the content alone.
    pub(super) tag: ETag,
    /// The time of the file's last change, to the second, if no other content had that time.
    pub(super) changed: Option<SystemTime>,
}

/// Known contents of files, by path.
#[derive(Debug, Default)]
pub(super) struct Contents(Mutex<HashMap<PathBuf, Known>>);

#[derive(Debug)]
struct Known {
    /// The file's stamp when it was read; none if it may change without a trace.
    stamp: Option<Stamp>,
    second: Option<SystemTime>,
    validators: Validators,
}

impl Contents {
    /// The validators of `file`, which was opened at `path` and is at its start.
    async fn validators(&self, path: &Path, file: &mut TokioFile) -> io::Result<Validators> {
        let now = SystemTime::now();
        let stamp = Stamp::of(&file.metadata().await?);
        if let Some(validators) = self.known(path, &stamp) {
            return Ok(validators);
        }
        let tag = hash(file).await?;
        Ok(self.keep(path, stamp, tag, now))
    }

    fn known(&self, path: &Path, stamp: &Stamp) -> Option<Validators> {
        let known = self.lock();
        let known = known.get(path)?;
        (known.stamp.as_ref() == Some(stamp)).then(|| known.validators.clone())
    }

    fn keep(&self, path: &Path, stamp: Stamp, tag: ETag, now: SystemTime) -> Validators {
        let second = stamp.second();
        let mut known = self.lock();
        let is_of_two = known.get(path).is_some_and(|before| {
            let is_told = before.validators.changed.is_some() && before.validators.tag == tag;
            before.second == second && !is_told
        });
        let validators = Validators {
            tag,
            changed: second.filter(|_| !is_of_two),
        };
        if known.len() >= MAXIMUM {
            known.clear();
        }
        let entry = Known {
            stamp: stamp.is_settled(now).then_some(stamp),
            second,
            validators: validators.clone(),
        };
        known.insert(path.to_owned(), entry);
        validators
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tag of what stands in a file, which is at its start again afterwards.
async fn hash(file: &mut TokioFile) -> io::Result<ETag> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            break;
        }
        digest.update(&chunk[..count]);
    }
    file.rewind().await?;
    let hash = digest.finalize();
    let digits: String = hash[..BYTES]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}\"").parse().map_err(io::Error::other)
}

/// Metadata that change whenever a file does.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    /// The device and the number of the file, where the system has them.
    file: Option<(u64, u64)>,
    bytes: u64,
    modified: Option<SystemTime>,
    /// The time of the last change to the file or its metadata, where the system has it. No
    /// program can set it, as it can `modified`.
    changed: Option<SystemTime>,
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;

        let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok();
        let changed = u64::try_from(metadata.ctime()).ok().zip(nanoseconds);
        let since = changed.map(|(seconds, nanoseconds)| Duration::new(seconds, nanoseconds));
        Self {
            file: Some((metadata.dev(), metadata.ino())),
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            changed: since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since)),
        }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self {
            file: None,
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            changed: None,
        }
    }

    /// True if a change after `now` gets another stamp.
    fn is_settled(&self, now: SystemTime) -> bool {
        self.changed.is_some_and(|changed| {
            now.duration_since(changed)
                .is_ok_and(|passed| passed >= TICK)
        })
    }

    /// The second of the change.
    fn second(&self) -> Option<SystemTime> {
        let since = self.changed?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since.as_secs()))
    }
}

/// The files of a folder for one answer.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    contents: Arc<Contents>,
    opened: Arc<Mutex<Option<Validators>>>,
}

impl Reader {
    /// One that has opened nothing yet.
    pub(super) fn new(contents: Arc<Contents>) -> Self {
        Self {
            contents,
            opened: Arc::default(),
        }
    }

    /// The validators of the file that was opened, if one was.
    pub(super) fn into_validators(self) -> Option<Validators> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.take()
    }
}

impl Backend for Reader {
    type File = TokioFile;
    type Metadata = Metadata;
    type OpenFuture = Pin<Box<dyn Future<Output = io::Result<TokioFile>> + Send>>;
    type MetadataFuture = <TokioBackend as Backend>::MetadataFuture;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let reader = self.clone();
        Box::pin(async move {
            let mut file = TokioBackend.open(path.clone()).await?;
            let validators = reader.contents.validators(&path, &mut file).await?;
            let mut opened = reader.opened.lock().unwrap_or_else(PoisonError::into_inner);
            *opened = Some(validators);
            drop(opened);
            Ok(file)
        })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        TokioBackend.metadata(path)
    }
}
