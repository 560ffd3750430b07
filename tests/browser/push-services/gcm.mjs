// A stand-in on loopback for the push service of an unmodified Chromium: check-in, registration, the long-lived MCS
// connection over TLS, and RFC 8030 towards the application server.

import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import tls from 'node:tls';

import { selfSignedCertificate } from './certificate.mjs';
import { Journal } from './journal.mjs';
import { Mailbox } from './mailbox.mjs';
import { McsConnection, TAG } from './mcs.mjs';
import { encode } from './protobuf.mjs';
import { judge, OrderedAnswers, readBody } from './push-request.mjs';

/** Endpoints of an unbranded Chromium (Debian's) and of a branded one; VAPID tokens name these, whoever is dialled. */
const ENDPOINT_ORIGINS = ['https://jmt17.google.com', 'https://fcm.googleapis.com'];
const MAX_FORM_BYTES = 64 * 1024;

/** One browser profile, known by the number that its check-in got. */
class Device {
  connection = null;
  mailbox = new Mailbox();

  /** Hands over what waits. A push counts as delivered once it is written to a live connection. */
  flush(journal) {
    if (!this.connection) return;
    for (const [id, stanza] of this.mailbox.due()) {
      this.connection.send(TAG.dataMessage, stanza);
      this.mailbox.remove(id);
      journal.note('passed on', { id });
    }
  }
}

class Gcm {
  journal = new Journal();
  answers = new OrderedAnswers();
  devices = new Map(); // number as text -> Device
  subscriptions = new Map(); // token -> { device, app, subtype, senderKey }
  #next = 4_012_345_678_901_234_567n;

  /** Returns `[status, headers, body]`. */
  async serve(request) {
    const { pathname } = new URL(request.url, 'http://stand-in');
    if (pathname === '/checkin') return this.checkIn(await readBody(request, MAX_FORM_BYTES));
    if (pathname === '/register3') return this.register(await readBody(request, MAX_FORM_BYTES));
    const [, token] = /^\/(?:fcm\/send|wp)\/(.+)$/.exec(pathname) ?? [];
    const body = await readBody(request);
    if (request.method !== 'POST' || !token) return [404, {}, ''];
    return this.accept(decodeURIComponent(token), request.headers, body);
  }

  checkIn() {
    const device = this.#next++;
    this.devices.set(String(device), new Device());
    this.journal.note('checked in', { device: String(device) });
    const answer = encode([[1, 1], [3, Date.now()], [7, device], [8, device + 1_000_000n], [9, 0]]);
    return [200, { 'content-type': 'application/x-protobuffer' }, answer];
  }

  register(body) {
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    const subtype = form['X-subtype'];
    if (form.delete === 'true') {
      for (const [token, subscription] of this.subscriptions) {
        if (subscription.device !== form.device || subscription.subtype !== subtype) continue;
        this.subscriptions.delete(token);
        this.devices.get(form.device)?.mailbox.forget(token);
      }
      this.journal.note('unsubscribed', { subtype });
      return [200, { 'content-type': 'text/plain' }, `deleted=${form.app}`];
    }
    if (!this.devices.has(form.device)) return [200, { 'content-type': 'text/plain' }, 'Error=PHONE_REGISTRATION_ERROR'];
    const token = `${randomBytes(12).toString('base64url')}:APA91b${randomBytes(60).toString('base64url')}`;
    this.subscriptions.set(token, { device: form.device, app: form.app, subtype, senderKey: form.sender });
    this.journal.note('subscribed', { device: form.device, subtype });
    return [200, { 'content-type': 'text/plain' }, `token=${token}`];
  }

  /** A push of an application server. */
  accept(token, headers, body) {
    const refuse = (status, reason, extra = {}) => {
      this.journal.note('refused', { status, reason });
      return [status, extra, ''];
    };
    const ordered = this.answers.take();
    if (ordered) return refuse(ordered.status, 'ordered by the test', ordered.headers);
    const subscription = this.subscriptions.get(token);
    if (!subscription) return refuse(410, 'no such subscription');
    const { fault, push } = judge({ headers, body, audiences: ENDPOINT_ORIGINS, senderKey: subscription.senderKey });
    if (fault) return refuse(fault.status, fault.reason);
    const device = this.devices.get(subscription.device);
    const online = device.connection !== null;
    const stanza = dataMessage(subscription, push);
    const id = device.mailbox.put({ subscription: token, topic: push.topic, ttl_s: push.ttl_s, message: stanza });
    this.journal.note('accepted', {
      id, bytes: push.body.length, ttl_s: push.ttl_s, topic: push.topic, urgency: push.urgency, online,
    });
    if (push.ttl_s === 0) device.connection?.send(TAG.dataMessage, stanza);
    device.flush(this.journal);
    return [201, { location: `${ENDPOINT_ORIGINS[1]}/m/${id}` }, ''];
  }

  /** One TLS connection of a browser. */
  connect(socket) {
    let device = null;
    const connection = new McsConnection(socket, {
      loggedIn: (user) => {
        device = this.devices.get(user) ?? new Device();
        this.devices.set(user, device);
        device.connection = connection;
        this.journal.note('connected', { device: user });
        device.flush(this.journal);
      },
      other: (tag) => this.journal.note('from browser', { tag }),
      closed: () => {
        if (device?.connection === connection) device.connection = null;
        this.journal.note('disconnected');
      },
    });
  }

  disconnectBrowsers() {
    for (const device of this.devices.values()) device.connection?.cut();
  }
}

/** A DataMessageStanza. The fields' numbers are those of Chromium's google_apis/gcm/protocol/mcs.proto. */
function dataMessage({ app, subtype, senderKey }, push) {
  const persistentId = randomUUID();
  const appData = (key, value) => [7, encode([[1, key], [2, value]])];
  return encode([
    [2, persistentId],
    [3, senderKey], // from
    [5, app], // category
    appData('subtype', subtype),
    ...(push.body.length > 0 ? [appData('content-encoding', 'aes128gcm')] : []),
    [9, `0:${persistentId}`],
    [17, push.ttl_s],
    [18, Date.now()],
    ...(push.body.length > 0 ? [[21, push.body]] : []),
  ]);
}

/**
 * Starts the stand-in on free ports of 127.0.0.1.
 *
 * - `endpointOrigins`: what Chromium's endpoints begin with; map them to `deliveryOrigin` in the server's configuration
 * - `chromiumFlags`: make a Chromium use it
 * - `journal`: checked in, connected, subscribed, accepted (ttl_s, topic, urgency), passed on, unsubscribed,
 *   refused (status, reason), disconnected
 * - `answerNext(status, headers)`, `disconnectBrowsers()`: as with the other stand-in
 */
export async function startGcm() {
  const gcm = new Gcm();
  const mcs = tls.createServer(selfSignedCertificate(), (socket) => gcm.connect(socket));
  mcs.on('tlsClientError', (error) => gcm.journal.note('tls refused', { why: error.message }));
  const web = http.createServer(async (request, response) => {
    const [status, headers, body] = await gcm.serve(request);
    response.writeHead(status, headers).end(body);
  });
  await Promise.all([mcs, web].map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const deliveryOrigin = `http://127.0.0.1:${web.address().port}`;
  return {
    endpointOrigins: ENDPOINT_ORIGINS,
    deliveryOrigin,
    chromiumFlags: [
      `--gcm-checkin-url=${deliveryOrigin}/checkin`,
      `--gcm-registration-url=${deliveryOrigin}/register3`,
      `--gcm-mcs-endpoint=https://localhost:${mcs.address().port}`,
      '--ignore-certificate-errors', // the connection above is TLS with a certificate of this run
    ],
    journal: gcm.journal,
    answerNext: (status, headers) => gcm.answers.order(status, headers),
    disconnectBrowsers: () => gcm.disconnectBrowsers(),
    close: async () => {
      gcm.disconnectBrowsers();
      web.closeAllConnections();
      await Promise.all([mcs, web].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
