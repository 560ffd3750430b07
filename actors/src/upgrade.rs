//! Takes a websocket's connection over from HTTP.
//!
//! HTTP hands a request to upgrade over together with its connection. The same application answers it as any
//! other request, with all that stands before its routes; where it grants a session, the socket goes to that
//! session and HTTP's share of the connection is let go: its buffers are most of what a session would cost.

use std::rc::Rc;
use std::sync::Arc;

use actix_codec::{Framed, FramedParts};
use actix_http::body::{BodySize, BoxBody, MessageBody, to_bytes_limited};
use actix_http::h1::{Codec, Message};
use actix_http::{Request, Response};
use actix_service::{Service, ServiceFactory};
use actix_web::dev::ServiceResponse;
use bytes::BytesMut;
use futures_util::future::LocalBoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_util::codec::Encoder;

use crate::house::House;
use crate::hub::Hub;
use crate::line;
use crate::socket::{Granted, Opening, open};

/// Bytes of an answer that grants no session: a problem in words.
const REFUSAL_MAX_BYTES: usize = 64 * 1024;

/// Makes the [`Upgrader`] of each worker, with a hub of its own.
pub struct Upgrade<App> {
    house: Arc<House>,
    app: App,
}

impl<App> Upgrade<App> {
    /// For the sessions of a house that this application grants.
    pub fn new(house: Arc<House>, app: App) -> Upgrade<App> {
        Upgrade { house, app }
    }
}

impl<Socket, App, Body> ServiceFactory<(Request, Framed<Socket, Codec>)> for Upgrade<App>
where
    Socket: AsyncRead + AsyncWrite + Unpin + 'static,
    App: ServiceFactory<Request, Config = (), Response = ServiceResponse<Body>, Error = actix_web::Error>,
    App::Future: 'static,
    App::Service: 'static,
    Body: MessageBody + 'static,
{
    type Response = ();
    type Error = actix_web::Error;
    type Config = ();
    type Service = Upgrader<App::Service>;
    type InitError = App::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let (house, app) = (self.house.clone(), self.app.new_service(()));
        Box::pin(async move {
            let app = app.await?;
            let hub = Hub::start(&house.publisher);
            Ok(Upgrader { house, hub, app })
        })
    }
}

/// Takes over the connections of one worker.
pub struct Upgrader<App> {
    house: Arc<House>,
    hub: Rc<Hub>,
    app: App,
}

impl<Socket, App, Body> Service<(Request, Framed<Socket, Codec>)> for Upgrader<App>
where
    Socket: AsyncRead + AsyncWrite + Unpin + 'static,
    App: Service<Request, Response = ServiceResponse<Body>, Error = actix_web::Error>,
    App::Future: 'static,
    Body: MessageBody + 'static,
{
    type Response = ();
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<(), actix_web::Error>>;

    actix_service::always_ready!();

    fn call(&self, (request, framed): (Request, Framed<Socket, Codec>)) -> Self::Future {
        let answered = self.app.call(request);
        let (house, hub) = (self.house.clone(), self.hub.clone());
        Box::pin(async move {
            let (answer, granted) = match answered.await {
                Ok(answered) => {
                    let (_, mut answer) = answered.into_parts();
                    let granted = answer.extensions_mut().remove::<Granted>();
                    (answer.map_into_boxed_body(), granted)
                }
                Err(error) => (error.error_response(), None),
            };
            let (answer, body) = answer.into_parts();
            let answer = Response::from(answer);
            let FramedParts { io: mut socket, mut codec, read_buf: read, .. } = framed.into_parts();
            let Some(Granted(caller)) = granted else {
                return refuse(&mut socket, &mut codec, answer, body).await;
            };
            let mut head = BytesMut::new();
            codec.encode(Message::Item((answer, BodySize::None)), &mut head)?;
            if let Some(socket) = line::Socket::of(socket) {
                open(Opening { house, hub, caller, socket, answer: head, read });
            }
            Ok(())
        })
    }
}

/// Writes an answer that grants no session, and closes.
async fn refuse<Socket: AsyncWrite + Unpin>(
    socket: &mut Socket,
    codec: &mut Codec,
    mut head: Response<()>,
    body: BoxBody,
) -> Result<(), actix_web::Error> {
    // Our refusals are short; what else an application answers is cut off by its own length.
    let body = match to_bytes_limited(body, REFUSAL_MAX_BYTES).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => bytes::Bytes::new(),
    };
    head.head_mut().set_connection_type(actix_http::ConnectionType::Close);
    let mut bytes = BytesMut::new();
    codec.encode(Message::Item((head, BodySize::Sized(body.len() as u64))), &mut bytes)?;
    codec.encode(Message::Chunk(Some(body)), &mut bytes)?;
    codec.encode(Message::Chunk(None), &mut bytes)?;
    socket.write_all(&bytes).await?;
    socket.shutdown().await?;
    Ok(())
}
