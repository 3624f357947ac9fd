//! HTML that another renderer made is made anew when it is read, and kept: each text's
//! once, however many read it, and without anyone waiting for the right to write.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::row::{CommentRow, WITHDRAWN};
use crate::markdown::Renderer;
use crate::off_thread::off_thread;
use crate::store::background::Stop;
use crate::store::writer::Writer;

/// The largest size of texts and HTML that are remembered until they are stored, in bytes; beyond
/// it, each reader renders their own.
const BYTES_MAXIMUM: usize = 32 * 1024 * 1024;
/// The time for which they are remembered after they are stored: as long as anyone may still read
/// what was there before.
const MEMORY: Duration = Duration::from_secs(30);
/// Comments that are stored at a time, so that other writes come in between.
const BATCH: usize = 50;
/// The pause before another attempt to store them.
const RETRY_INTERVAL: Duration = Duration::from_secs(10);
/// The time that the program's end waits for what is not stored yet.
const PATIENCE: Duration = Duration::from_secs(2);

/// The texts whose HTML is made anew.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Renewal(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    texts: Mutex<Texts>,
    /// Some have their HTML now.
    made: Notify,
}

/// By the sequence of their comments.
#[derive(Debug, Default)]
struct Texts {
    all: BTreeMap<i64, Arc<Text>>,
    bytes: usize,
}

/// A comment's text as it was read.
#[derive(Debug)]
struct Text {
    sequence: i64,
    body: String,
    /// The version of the renderer that made the stored HTML.
    kept_of: i64,
    renderer: Renderer,
    html: OnceLock<String>,
    /// The time at which nothing more was to be done for it.
    done: OnceLock<Instant>,
}

impl Renewal {
    /// Gives the rows the HTML of the renderer.
    pub(super) async fn renew(
        &self,
        rows: impl Iterator<Item = &mut CommentRow>,
        renderer: Renderer,
    ) {
        let stale = rows.filter(|row| row.is_stale(renderer));
        let (rows, texts): (Vec<&mut CommentRow>, Vec<Arc<Text>>) = {
            let mut known = self.lock();
            stale
                .map(|row| {
                    let text = known.text(row, renderer);
                    (row, text)
                })
                .unzip()
        };
        if texts.iter().any(|text| text.html.get().is_none()) {
            self.make(texts.clone()).await;
        }
        for (row, text) in rows.into_iter().zip(texts) {
            row.html = text.html.get().cloned().unwrap_or_default();
            row.renderer = renderer.version();
        }
    }

    async fn make(&self, texts: Vec<Arc<Text>>) {
        let bytes = texts.iter().map(|text| text.body.len()).sum();
        let renewal = self.clone();
        off_thread(bytes, move || {
            let made = texts.iter().filter(|text| text.make()).count();
            if made > 0 {
                tracing::info!(comments = made, "made HTML anew that another renderer made");
                renewal.0.made.notify_one();
            }
        })
        .await;
    }

    /// Keeps what is made until the stop.
    pub(in crate::store) async fn run(self, writer: Writer, mut stop: Stop) {
        loop {
            tokio::select! {
                () = self.0.made.notified() => {}
                () = sleep(MEMORY), if self.remembers_any() => {}
                () = stop.asked() => {
                    let _ = timeout(PATIENCE, self.keep_all(&writer)).await;
                    return;
                }
            }
            if let Err(error) = self.keep_all(&writer).await {
                tracing::warn!(%error, "cannot keep HTML that was made anew");
                self.0.made.notify_one();
                tokio::select! {
                    () = sleep(RETRY_INTERVAL) => {}
                    () = stop.asked() => {}
                }
            }
        }
    }

    async fn keep_all(&self, writer: &Writer) -> Result<(), sqlx::Error> {
        loop {
            let batch = self.lock().batch();
            if batch.is_empty() {
                return Ok(());
            }
            keep(writer, &batch).await?;
            for text in batch {
                let _ = text.done.set(Instant::now());
            }
        }
    }

    fn remembers_any(&self) -> bool {
        !self.lock().all.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Texts> {
        let texts = self.0.texts.lock();
        texts.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Texts {
    /// The text of the row, the same for all that read it at a time.
    fn text(&mut self, row: &CommentRow, renderer: Renderer) -> Arc<Text> {
        let known = self.all.get(&row.sequence);
        if let Some(known) = known.filter(|known| known.is_of(row, renderer)) {
            return known.clone();
        }
        let text = Arc::new(Text::new(row, renderer));
        self.bytes += text.bytes();
        if self.bytes <= BYTES_MAXIMUM {
            let former = self.all.insert(row.sequence, text.clone());
            self.bytes -= former.map_or(0, |former| former.bytes());
        } else {
            self.bytes -= text.bytes();
        }
        text
    }

    /// Some that have their HTML, and are not done. Those that were done long ago are
    /// forgotten.
    fn batch(&mut self) -> Vec<Arc<Text>> {
        self.all.retain(|_, text| {
            let done = text.done.get();
            done.is_none_or(|done| done.elapsed() < MEMORY)
        });
        self.bytes = self.all.values().map(|text| text.bytes()).sum();
        let made = self.all.values();
        made.filter(|text| text.html.get().is_some() && text.done.get().is_none())
            .take(BATCH)
            .cloned()
            .collect()
    }
}

impl Text {
    fn new(row: &CommentRow, renderer: Renderer) -> Self {
        let text = Self {
            sequence: row.sequence,
            body: row.body.clone(),
            kept_of: row.renderer,
            renderer,
            html: OnceLock::new(),
            done: OnceLock::new(),
        };
        // A newer program beside this one is not to find its own HTML replaced.
        if !renderer.supersedes(row.renderer) {
            let _ = text.done.set(Instant::now());
        }
        text
    }

    fn is_of(&self, row: &CommentRow, renderer: Renderer) -> bool {
        self.kept_of == row.renderer
            && self.renderer.version() == renderer.version()
            && self.body == row.body
    }

    /// Makes the HTML, unless it is made; returns whether it did.
    fn make(&self) -> bool {
        let mut is_new = false;
        self.html.get_or_init(|| {
            is_new = true;
            self.renderer.render(&self.body)
        });
        is_new
    }

    /// With the HTML, which is about as long as the text.
    fn bytes(&self) -> usize {
        self.body.len() * 2
    }
}

/// Keeps the HTML of comments that still have the text. It is no change of theirs.
async fn keep(writer: &Writer, texts: &[Arc<Text>]) -> Result<(), sqlx::Error> {
    let mut transaction = writer.begin().await?;
    for text in texts {
        sqlx::query(
            "UPDATE comment SET html = ?, renderer = ?
             WHERE sequence = ? AND renderer = ? AND body = ? AND state <> ?",
        )
        .bind(text.html.get())
        .bind(text.renderer.version())
        .bind(text.sequence)
        .bind(text.kept_of)
        .bind(&text.body)
        .bind(WITHDRAWN)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}
