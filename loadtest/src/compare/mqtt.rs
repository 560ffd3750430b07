//! The few packets of MQTT 3.1.1 that a subscriber and a publisher need: connect, subscribe to one topic, publish
//! without acknowledgement. A client library would bring a reader of its own, and all peers are read by the same one.

/// The subprotocol of MQTT over websockets.
pub(super) const SUBPROTOCOL: &str = "mqtt";
/// The one topic of a trial.
const TOPIC: &str = "all";

/// First byte of the answer to [`connect`].
pub(super) const CONNECTED: u8 = 0x20;
/// First byte of the answer to [`subscribe`].
pub(super) const SUBSCRIBED: u8 = 0x90;

/// Opens a session without a will, a name or a keep-alive.
pub(super) fn connect(client_id: &str) -> Vec<u8> {
    const CLEAN_SESSION: u8 = 0x02;
    let mut body = Vec::new();
    string(&mut body, "MQTT");
    body.extend([4, CLEAN_SESSION, 0, 0]);
    string(&mut body, client_id);
    packet(0x10, &body)
}

/// Subscribes to the topic of the trial, at most once each.
pub(super) fn subscribe() -> Vec<u8> {
    let mut body = vec![0, 1];
    string(&mut body, TOPIC);
    body.push(0);
    packet(0x82, &body)
}

/// Publishes to the topic of the trial, at most once.
pub(super) fn publish(payload: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(payload.len() + TOPIC.len() + 2);
    string(&mut body, TOPIC);
    body.extend(payload);
    packet(0x30, &body)
}

fn string(body: &mut Vec<u8>, text: &str) {
    // Names of ours are short.
    body.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    body.extend(text.as_bytes());
}

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![kind];
    let mut left = body.len();
    loop {
        let low = u8::try_from(left & 0x7f).unwrap_or_default();
        left >>= 7;
        packet.push(if left > 0 { low | 0x80 } else { low });
        if left == 0 {
            break;
        }
    }
    packet.extend(body);
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_those_of_the_standard() {
        assert_eq!(connect("a"), b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01a");
        assert_eq!(subscribe(), b"\x82\x08\x00\x01\x00\x03all\x00");
        assert_eq!(publish(b"hello"), b"\x30\x0a\x00\x03allhello");
    }

    #[test]
    fn a_length_of_more_than_127_takes_two_bytes() {
        let packet = publish(&[b'x'; 316]);
        assert_eq!(packet[..3], [0x30, 0xc1, 0x02]);
        assert_eq!(packet.len(), 3 + 321);
    }
}
