// A Web Push service on loopback for an unmodified Firefox: Mozilla's websocket protocol towards the browser,
// RFC 8030 towards the application server. The protocol's other side is in Firefox's own PushServiceWebSocket.

import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';

import { WebSocketServer } from 'ws';

import { Journal } from './journal.mjs';
import { Mailbox } from './mailbox.mjs';
import { judge, OrderedAnswers, readBody } from './push-request.mjs';

const SUBPROTOCOL = 'push-notification';

/** One browser profile: its socket while it has one, its subscriptions, and what waits for it. */
class Agent {
  id = randomBytes(16).toString('hex');
  socket = null;
  mailbox = new Mailbox();

  get online() {
    return this.socket?.readyState === 1;
  }

  tell(message) {
    if (this.online) this.socket.send(JSON.stringify(message));
  }
}

class Autopush {
  journal = new Journal();
  answers = new OrderedAnswers();
  agents = new Map(); // id -> Agent
  subscriptions = new Map(); // token -> { agent, channel, senderKey }
  origin = '';

  /** A push of an application server. Returns `[status, headers]`. */
  async accept(request) {
    const body = await readBody(request);
    const [, token] = /^\/wpush\/v2\/([\w-]+)$/.exec(request.url) ?? [];
    if (request.method !== 'POST' || !token) return [404, {}];
    const refuse = (status, reason, headers = {}) => {
      this.journal.note('refused', { status, reason });
      return [status, headers];
    };
    const ordered = this.answers.take();
    if (ordered) return refuse(ordered.status, 'ordered by the test', ordered.headers);
    const subscription = this.subscriptions.get(token);
    if (!subscription) return refuse(410, 'no such subscription');
    const { fault, push } = judge({
      headers: request.headers,
      body,
      audiences: [this.origin],
      senderKey: subscription.senderKey,
    });
    if (fault) return refuse(fault.status, fault.reason);
    const id = this.pass(token, subscription, push);
    return [201, { location: `${this.origin}/m/${id}`, ttl: String(push.ttl_s) }];
  }

  pass(token, { agent, channel }, push) {
    const message = {
      messageType: 'notification',
      channelID: channel,
      version: randomUUID(),
      ttl: push.ttl_s,
    };
    if (push.body.length > 0) {
      message.data = push.body.toString('base64url');
      message.headers = { encoding: 'aes128gcm' };
    }
    const id = agent.mailbox.put({ subscription: token, topic: push.topic, ttl_s: push.ttl_s, message });
    message.version = id; // the browser acknowledges by it
    this.journal.note('accepted', {
      channel, id, bytes: push.body.length, ttl_s: push.ttl_s, topic: push.topic, urgency: push.urgency, online: agent.online,
    });
    agent.tell(message);
    return id;
  }

  /** One frame of a browser. `connection.agent` is set by its hello. */
  hear(connection, frame) {
    if (!frame.messageType || frame.messageType === 'ping') return connection.socket.send('{}');
    if (frame.messageType === 'hello') return this.greet(connection, frame);
    const { agent } = connection;
    if (!agent) return connection.socket.terminate();
    if (frame.messageType === 'register') return this.register(agent, frame);
    if (frame.messageType === 'unregister') return this.unregister(agent, frame);
    if (frame.messageType === 'ack') {
      for (const { version, channelID, code } of frame.updates) {
        agent.mailbox.remove(version);
        this.journal.note('acknowledged', { id: version, channel: channelID, code });
      }
      return undefined;
    }
    return this.journal.note('from browser', { type: frame.messageType });
  }

  greet(connection, { uaid }) {
    const known = this.agents.get(uaid);
    const agent = known ?? new Agent();
    agent.socket = connection.socket;
    connection.agent = agent;
    this.agents.set(agent.id, agent);
    this.journal.note('connected', { agent: agent.id, again: known !== undefined });
    agent.tell({ messageType: 'hello', uaid: agent.id, status: 200, use_webpush: true, broadcasts: {} });
    for (const [, message] of agent.mailbox.due()) agent.tell(message);
  }

  register(agent, { channelID, key }) {
    const token = randomBytes(24).toString('base64url');
    this.subscriptions.set(token, { agent, channel: channelID, senderKey: key });
    const endpoint = `${this.origin}/wpush/v2/${token}`;
    this.journal.note('subscribed', { channel: channelID, endpoint, restricted: key !== undefined });
    agent.tell({ messageType: 'register', channelID, status: 200, pushEndpoint: endpoint });
  }

  unregister(agent, { channelID, code }) {
    for (const [token, subscription] of this.subscriptions) {
      if (subscription.agent !== agent || subscription.channel !== channelID) continue;
      this.subscriptions.delete(token);
      agent.mailbox.forget(token);
    }
    this.journal.note('unsubscribed', { channel: channelID, code });
    agent.tell({ messageType: 'unregister', channelID, status: 200 });
  }
}

/**
 * Starts the service on a free port of 127.0.0.1.
 *
 * - `origin`: of the endpoints, and the audience that VAPID tokens must name
 * - `socketUrl`: for Firefox's `dom.push.serverURL`
 * - `journal`: connected, subscribed, accepted (ttl_s, topic, urgency), acknowledged (code 100: the worker had it;
 *   101: could not be decrypted; 102: not delivered), unsubscribed, refused (status, reason)
 * - `answerNext(status, headers)`: the next push is answered so, whatever it is
 * - `disconnectBrowsers()`: cuts the sockets; the browser comes back by itself
 */
export async function startAutopush() {
  const service = new Autopush();
  const server = http.createServer(async (request, response) => {
    const [status, headers] = await service.accept(request);
    response.writeHead(status, headers).end();
  });
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on('connection', (socket) => {
    const connection = { socket, agent: null };
    socket.on('message', (raw) => service.hear(connection, JSON.parse(raw)));
    socket.on('close', () => {
      const { agent } = connection;
      if (agent?.socket === socket) agent.socket = null;
      service.journal.note('disconnected', { agent: agent?.id });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.origin = `http://127.0.0.1:${server.address().port}`;
  // Firefox leaves a close frame unanswered, so that an orderly close would wait for 30 s.
  const disconnectBrowsers = () => sockets.clients.forEach((socket) => socket.terminate());
  return {
    origin: service.origin,
    socketUrl: `${service.origin.replace('http', 'ws')}/`,
    journal: service.journal,
    answerNext: (status, headers) => service.answers.order(status, headers),
    disconnectBrowsers,
    close: async () => {
      disconnectBrowsers();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
