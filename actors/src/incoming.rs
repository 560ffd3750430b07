//! What a client sends, read off the line as frames.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_http::ws::{Codec, Frame, ProtocolError};
use bytes::BytesMut;
use futures_util::Stream;
use tokio_util::codec::Decoder;

use crate::hub::Hub;
use crate::line::Line;

/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;

/// The frames of a client. Polling it drives both directions of the line.
pub(crate) struct Incoming {
    line: Rc<Line>,
    hub: Rc<Hub>,
    codec: Codec,
    /// The beginning of a frame whose end has not come, and what came in one piece with the frame before.
    partial: BytesMut,
}

impl Incoming {
    /// What comes on a line; `read` came together with the handshake.
    pub(crate) fn new(line: Rc<Line>, hub: Rc<Hub>, read: BytesMut, frame_max_bytes: usize) -> Incoming {
        Incoming { line, hub, codec: Codec::new().max_size(frame_max_bytes), partial: read }
    }

    fn decode(&mut self) -> Option<Result<Frame, ProtocolError>> {
        if self.partial.is_empty() {
            return None;
        }
        let frame = self.codec.decode(&mut self.partial).transpose();
        if self.partial.is_empty() {
            // A session at rest holds no buffer.
            self.partial = BytesMut::new();
        }
        frame
    }
}

impl Stream for Incoming {
    type Item = Result<Frame, ProtocolError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(Err(_)) = this.line.poll_drain(cx) {
            return Poll::Ready(None);
        }
        loop {
            let ending = this.line.is_ending();
            if !ending && let Some(frame) = this.decode() {
                return Poll::Ready(Some(frame));
            }
            // One buffer for all sessions of a worker; what stays of it is copied.
            let mut buffer = this.hub.read_buffer();
            buffer.clear();
            buffer.reserve(READ_BYTES);
            match ready!(this.line.poll_read(cx, &mut buffer)) {
                Ok(0) | Err(_) => return Poll::Ready(None),
                // Read and dropped, so that the close frame is not lost by a reset (RFC 1122, 4.2.2.13).
                Ok(_) if ending => {}
                Ok(_) if this.partial.is_empty() => {
                    let frame = this.codec.decode(&mut buffer).transpose();
                    this.partial.extend_from_slice(&buffer);
                    if frame.is_some() {
                        return Poll::Ready(frame);
                    }
                }
                Ok(_) => this.partial.extend_from_slice(&buffer),
            }
        }
    }
}
