//! One upload. The side that talks to the store is a task of its own, so that it can always end what it began: publish
//! the object when the sender asks for it, and clean up when the sender is gone.

use std::sync::Arc;

use bytes::Bytes;
use domain::ports::{ByteStream, FileError};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayloadMut, Result,
    WriteMultipart, aws::AmazonS3, path::Path,
};
use tokio::sync::{mpsc, oneshot};

use crate::store::unavailable;

/// Up to here a file is one request; beyond, parts of this size (S3 wants at least 5 MiB).
const PART_BYTES: usize = 8 * 1024 * 1024;
/// Bounds the memory of one upload, together with the part that is being filled.
const PARTS_IN_FLIGHT: usize = 2;

/// Sends the content to the store and answers its length when the object is there to stay.
pub(crate) async fn upload(
    store: Arc<AmazonS3>,
    path: Path,
    content_type: String,
    content: ByteStream,
) -> std::result::Result<u64, FileError> {
    let (chunks, inbox) = mpsc::channel(1);
    let (answer, answered) = oneshot::channel();
    let (keep, kept) = oneshot::channel();
    let attributes = Attributes::from_iter([(Attribute::ContentType, content_type)]);
    tokio::spawn(Object { store, path, attributes }.receive(inbox, answer, kept));

    let mut size = 0;
    let mut incoming = content.map_ok(Incoming::Chunk).chain(stream::iter([Ok(Incoming::End)]));
    while let Some(next) = incoming.next().await {
        let next = next?;
        size += next.size();
        if chunks.send(next).await.is_err() {
            // The store failed; its answer says how.
            break;
        }
    }
    match answered.await {
        Ok(Ok(())) if keep.send(()).is_ok() => Ok(size),
        Ok(Err(error)) => Err(unavailable(error)),
        Ok(Ok(())) | Err(_) => Err(unavailable("the upload ended without an answer")),
    }
}

enum Incoming {
    Chunk(Bytes),
    /// There is no more; closing the channel without this means that the sender gave up.
    End,
}

impl Incoming {
    const fn size(&self) -> u64 {
        match self {
            Self::Chunk(chunk) => chunk.len() as u64,
            Self::End => 0,
        }
    }
}

/// The object to be.
struct Object {
    store: Arc<AmazonS3>,
    path: Path,
    attributes: Attributes,
}

/// What came so far.
enum Received {
    Little(PutPayloadMut),
    Parts(WriteMultipart),
}

impl Object {
    async fn receive(
        self,
        mut inbox: mpsc::Receiver<Incoming>,
        answer: oneshot::Sender<Result<()>>,
        kept: oneshot::Receiver<()>,
    ) {
        let mut received = Received::Little(PutPayloadMut::new());
        let outcome = match self.fill(&mut received, &mut inbox).await {
            Ok(true) => self.publish(received).await,
            Ok(false) => return self.abandon(received).await,
            Err(error) => {
                self.abandon(received).await;
                Err(error)
            }
        };
        drop(inbox);
        let published = outcome.is_ok();
        let wanted = answer.send(outcome).is_ok() && kept.await.is_ok();
        if published && !wanted {
            self.remove().await;
        }
    }

    /// True when the sender said that this is all.
    async fn fill(&self, received: &mut Received, inbox: &mut mpsc::Receiver<Incoming>) -> Result<bool> {
        while let Some(incoming) = inbox.recv().await {
            match incoming {
                Incoming::Chunk(chunk) => self.add(received, chunk).await?,
                Incoming::End => return Ok(true),
            }
        }
        Ok(false)
    }

    async fn add(&self, received: &mut Received, chunk: Bytes) -> Result<()> {
        let little = match received {
            Received::Parts(parts) => return add_to_parts(parts, chunk).await,
            Received::Little(buffer) => {
                buffer.extend_from_slice(&chunk);
                if buffer.content_length() <= PART_BYTES {
                    return Ok(());
                }
                std::mem::take(buffer).freeze()
            }
        };
        let options = PutMultipartOptions::from(self.attributes.clone());
        let parts = self.store.put_multipart_opts(&self.path, options).await?;
        // From here on `received` knows of the parts, so that a failure below aborts them.
        *received = Received::Parts(WriteMultipart::new_with_chunk_size(parts, PART_BYTES));
        if let Received::Parts(parts) = received {
            for piece in little {
                add_to_parts(parts, piece).await?;
            }
        }
        Ok(())
    }

    /// Makes the object visible. A failure may be one of the answer alone, so whatever is there then is removed.
    async fn publish(&self, received: Received) -> Result<()> {
        let outcome = match received {
            Received::Little(buffer) => {
                let options = PutOptions::from(self.attributes.clone());
                self.store.put_opts(&self.path, buffer.freeze(), options).await
            }
            Received::Parts(parts) => parts.finish().await,
        };
        if outcome.is_err() {
            self.remove().await;
        }
        outcome.map(|_| ())
    }

    async fn abandon(&self, received: Received) {
        if let Received::Parts(parts) = received
            && let Err(error) = parts.abort().await
        {
            tracing::warn!(key = %self.path, %error, "the parts of an unfinished upload could not be removed");
        }
    }

    async fn remove(&self) {
        if let Err(error) = self.store.delete(&self.path).await {
            tracing::warn!(key = %self.path, %error, "an unwanted upload could not be removed");
        }
    }
}

async fn add_to_parts(parts: &mut WriteMultipart, mut chunk: Bytes) -> Result<()> {
    while !chunk.is_empty() {
        parts.wait_for_capacity(PARTS_IN_FLIGHT).await?;
        parts.write(&chunk.split_to(chunk.len().min(PART_BYTES)));
    }
    Ok(())
}
