//! How something is published at each of those who are compared.

use std::sync::Arc;

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uchite_client::domain::{ClientFrame, DealId};

use crate::{Form, Organisation, TrialError};

use super::peers::{self, Peer};
use super::reader::Line;
use super::tally::Tally;
use super::{bare, mqtt};

/// Publishes the next one.
pub(super) enum Publisher {
    /// A report filed over the author's own session; one author a deal, so that those in flight do not wait for one
    /// another's turn.
    Uchite { authors: Vec<(Line, DealId)>, form: Box<Form> },
    /// The same message over a line that only publishes.
    Line { line: Line, message: Message },
    /// The same body in a request.
    Request { http: reqwest::Client, url: String, body: Vec<u8> },
}

impl Publisher {
    /// Authors of Uchite, from among its sessions, whose lines are in the order of the members.
    pub(super) fn uchite(
        organisation: &Organisation,
        lines: &[Line],
        form: Form,
        authors: usize,
    ) -> Result<Publisher, TrialError> {
        let line_of = |deal: &crate::DealLine| {
            let place = organisation.members.iter().position(|member| member.id == deal.owner)?;
            Some((lines.get(place)?.clone(), deal.id))
        };
        let authors: Vec<_> = organisation.deals.iter().filter_map(line_of).take(authors).collect();
        if authors.is_empty() {
            return Err(TrialError::Machine("no owner of a deal has a session".to_owned()));
        }
        Ok(Publisher::Uchite { authors, form: Box::new(form) })
    }

    /// Who publishes at the bare writer.
    pub(super) async fn bare(port: u16, frame: &[u8]) -> Result<Publisher, TrialError> {
        let text = Utf8Bytes::try_from(frame.to_vec())
            .map_err(|_| TrialError::Machine("a frame of Uchite is no text".to_owned()))?;
        let line = Line::open(peers::bare_line(port, true), None).await?;
        Ok(Publisher::Line { line, message: Message::Text(text) })
    }

    /// Who publishes at a peer.
    pub(super) async fn peer(peer: Peer, port: u16, frame: &[u8]) -> Result<Publisher, TrialError> {
        match peer {
            Peer::Nchan => Ok(Publisher::Request {
                http: reqwest::Client::new(),
                url: format!("http://127.0.0.1:{port}{}", bare::PUBLISH),
                body: frame.to_vec(),
            }),
            Peer::Mosquitto => {
                let line = Line::open(peers::mosquitto(port, false), None).await?;
                Ok(Publisher::Line { line, message: Message::binary(mqtt::publish(frame)) })
            }
        }
    }

    pub(super) async fn publish(&self, number: usize, tally: &Arc<Tally>) {
        match self {
            Publisher::Uchite { authors, form } => {
                let (line, deal) = &authors[number % authors.len()];
                let client_ref = format!("report-{number}");
                let report = Box::new(form.report(*deal, &client_ref, Vec::new()));
                // Frames always serialise: string keys, no failing implementations.
                let frame = serde_json::to_string(&ClientFrame::FileReport { client_ref, report });
                send(line, Message::text(frame.unwrap_or_default()), tally).await;
            }
            Publisher::Line { line, message } => send(line, message.clone(), tally).await,
            Publisher::Request { http, url, body } => {
                let (request, tally) = (http.post(url).body(body.clone()), Arc::clone(tally));
                tokio::spawn(async move {
                    match request.send().await {
                        // The body is read so that the connection can be used again.
                        Ok(answer) if answer.status().is_success() => drop(answer.bytes().await),
                        Ok(answer) => tally.refuse(answer.status().to_string()),
                        Err(error) => tally.refuse(error.to_string()),
                    }
                });
            }
        }
    }
}

async fn send(line: &Line, message: Message, tally: &Tally) {
    if !line.send(message).await {
        tally.refuse("the publisher's line is lost".to_owned());
    }
}
