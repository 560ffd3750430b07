// The server as a program sees it: HTTP with the cookie of a sign-in, and the live frames.

import { setTimeout as pause } from 'node:timers/promises';

import WebSocket from 'ws';

const SUBPROTOCOL = 'uchite.v1';
const PAUSE_MS = 25;

/** One signed-in member. */
export class Caller {
  #cookie = '';

  constructor(origin) {
    this.origin = origin;
  }

  static async signedIn(origin, login, password) {
    const caller = new Caller(origin);
    await caller.post('/auth/login', { login, password });
    caller.me = (await caller.get('/me')).member;
    return caller;
  }

  get(path) {
    return this.call('GET', path);
  }

  post(path, body) {
    return this.call('POST', path, body);
  }

  put(path, body) {
    return this.call('PUT', path, body);
  }

  /** Asks the API and returns the answer's JSON; throws whatever is no success. */
  async call(method, path, body) {
    const response = await this.fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) [this.#cookie] = cookie.split(';');
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  fetch(path, { headers = {}, ...rest } = {}) {
    return fetch(this.origin + path, { ...rest, headers: { origin: this.origin, cookie: this.#cookie, ...headers } });
  }

  /** The cookie of the sign-in, as Playwright hands it to a browser. */
  get cookie() {
    const [name, value] = this.#cookie.split('=');
    return { name, value, url: this.origin };
  }

  /** The number on this member's icon. */
  async badge() {
    return (await this.get('/inbox/badge')).addressed;
  }

  /** This member's live connection, once it was greeted. */
  async live(scene) {
    const socket = new WebSocket(`${this.origin.replace('http', 'ws')}/api/v1/live`, SUBPROTOCOL, {
      headers: { cookie: this.#cookie, origin: this.origin },
    });
    scene.atEnd(() => socket.terminate());
    const live = new Live(socket);
    await live.next('hello', (frame) => frame.type === 'hello');
    return live;
  }
}

/** What came over a live connection, in order, for tests to ask. */
class Live {
  frames = [];

  constructor(socket) {
    this.socket = socket;
    socket.on('message', (text) => this.frames.push(JSON.parse(text)));
    socket.on('close', (code) => this.frames.push({ type: '(closed)', code }));
    socket.on('error', (error) => this.frames.push({ type: '(error)', why: error.message }));
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame so far or to come that `accept` takes. */
  async next(what, accept, { within_ms = 20_000 } = {}) {
    const deadline = Date.now() + within_ms;
    for (;;) {
      const found = this.frames.find(accept);
      if (found) return found;
      if (Date.now() > deadline) {
        const seen = this.frames.map((frame) => `${frame.type} ${frame.kind ?? ''} ${frame.seq ?? ''}`).join(', ');
        throw new Error(`no frame "${what}" within ${within_ms} ms; seen: ${seen}`);
      }
      await pause(PAUSE_MS);
    }
  }
}
