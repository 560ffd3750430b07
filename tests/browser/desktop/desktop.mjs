// A desktop as Chromium on Linux sees it: a session bus with org.freedesktop.Notifications behind it, so that a test
// sees what a person would see, and taps it.

import net from 'node:net';
import { join } from 'node:path';

import { Journal } from '../push-services/journal.mjs';
import { decode, encode, TYPE } from './dbus.mjs';

const NOTIFICATIONS = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const OWNER = ':1.0';
const GUID = '0123456789abcdef0123456789abcdef';
const CLOSED_BY_PERSON = 2;
const CLOSED_BY_CALL = 3;

class Desktop {
  journal = new Journal();
  standing = new Map(); // number -> { number, title, body }
  #clients = new Set();
  #names = 0;
  #numbers = 0;
  #serial = 0;

  connect(socket) {
    const client = { socket, name: `:1.${(this.#names += 1)}`, begun: false, unread: Buffer.alloc(0) };
    this.#clients.add(client);
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => this.#clients.delete(client));
    socket.on('data', (chunk) => {
      client.unread = Buffer.concat([client.unread, chunk]);
      if (!client.begun) this.#greet(client);
      if (client.begun) this.#read(client);
    });
  }

  /** The handshake: lines until BEGIN. Everybody on this machine who finds the socket is let in. */
  #greet(client) {
    while (!client.begun) {
      const end = client.unread.indexOf('\r\n');
      if (end < 0) return;
      const line = client.unread.toString('latin1', 0, end).replace('\0', '');
      client.unread = client.unread.subarray(end + 2);
      if (line === 'BEGIN') client.begun = true;
      else if (line.startsWith('AUTH EXTERNAL')) client.socket.write(`OK ${GUID}\r\n`);
      else if (line.startsWith('AUTH')) client.socket.write('REJECTED EXTERNAL\r\n');
      else client.socket.write('ERROR\r\n');
    }
  }

  #read(client) {
    for (let next = decode(client.unread); next; next = decode(client.unread)) {
      client.unread = next.rest;
      if (next.message.type === TYPE.call) this.#call(client, next.message);
    }
  }

  #call(client, call) {
    const [signature, ...values] = this.#answer(client, call) ?? [null];
    const fields = { replyTo: call.serial, destination: client.name, sender: call.destination === NOTIFICATIONS ? OWNER : call.destination };
    if (signature === null) {
      const error = { ...fields, error: 'org.freedesktop.DBus.Error.ServiceUnknown' };
      this.#write(client, { type: TYPE.error, fields: error, signature: 's', values: [`nobody answers ${call.member}`] });
    } else this.#write(client, { type: TYPE.answer, fields, signature, values });
  }

  /** `[signature, ...values]`, or undefined for what this desktop does not have. */
  #answer(client, { interface: room, member, values: [first, ...others] }) {
    switch (`${room}.${member}`) {
      case 'org.freedesktop.DBus.Hello': return ['s', client.name];
      case 'org.freedesktop.DBus.AddMatch':
      case 'org.freedesktop.DBus.RemoveMatch': return [''];
      case 'org.freedesktop.DBus.RequestName':
      case 'org.freedesktop.DBus.ReleaseName': return ['u', 1];
      case 'org.freedesktop.DBus.NameHasOwner': return ['b', first === NOTIFICATIONS];
      case 'org.freedesktop.DBus.GetNameOwner': return first === NOTIFICATIONS ? ['s', OWNER] : undefined;
      case 'org.freedesktop.DBus.ListNames':
      case 'org.freedesktop.DBus.ListActivatableNames': return ['as', [NOTIFICATIONS]];
      case `${NOTIFICATIONS}.GetCapabilities`: return ['as', ['actions', 'body', 'persistence']];
      case `${NOTIFICATIONS}.GetServerInformation`: return ['ssss', 'desktop', 'test', '1.0', '1.2'];
      case `${NOTIFICATIONS}.Notify`: return ['u', this.#show(first, others)];
      case `${NOTIFICATIONS}.CloseNotification`:
        this.#close(first, CLOSED_BY_CALL);
        return [''];
      default: return undefined;
    }
  }

  #show(app, [replaces, , title, body, actions]) {
    const number = this.standing.has(replaces) ? replaces : (this.#numbers += 1);
    const shown = { number, title, body, actions };
    this.standing.delete(number);
    this.standing.set(number, shown);
    this.journal.note('shown', { app, ...shown });
    return number;
  }

  #close(number, why) {
    if (!this.standing.delete(number)) return;
    this.journal.note('closed', { number });
    this.#signal('NotificationClosed', 'uu', [number, why]);
  }

  /** A person taps the notification itself; as on most desktops it goes away by that. */
  tap(number) {
    this.journal.note('tapped', { number });
    this.#signal('ActionInvoked', 'us', [number, 'default']);
    this.#close(number, CLOSED_BY_PERSON);
  }

  #signal(member, signature, values) {
    const fields = { path: PATH, interface: NOTIFICATIONS, member, sender: OWNER };
    for (const client of this.#clients) this.#write(client, { type: TYPE.signal, fields, signature, values });
  }

  #write(client, message) {
    this.#serial += 1;
    client.socket.write(encode({ serial: this.#serial, ...message }));
  }

  end() {
    for (const { socket } of this.#clients) socket.destroy();
  }
}

/**
 * Starts a desktop on a socket of its own.
 *
 * - `environment`: for the browser that is to be on it
 * - `shown(accept)`: the notification that stands there, `{ number, title, body }`; waits for it
 * - `tap(shown)`: taps it
 * - `all()`: what stands there now; `journal`: shown, closed, tapped
 */
export async function startDesktop(scene) {
  const desktop = new Desktop();
  const path = join(scene.folder('desktop'), 'bus');
  const server = net.createServer((socket) => desktop.connect(socket));
  await new Promise((resolve) => server.listen(path, resolve));
  scene.keep('desktop', () => desktop.journal.toString());
  scene.atEnd(() => {
    desktop.end();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    environment: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    shown: async (accept) => {
      await desktop.journal.next('shown', { accept });
      return [...desktop.standing.values()].findLast(accept);
    },
    tap: ({ number }) => desktop.tap(number),
    all: () => [...desktop.standing.values()],
    journal: desktop.journal,
  };
}
