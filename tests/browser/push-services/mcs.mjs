// The long-lived connection over which a Chromium gets its pushes: a version byte each way, then
// tag, length as varint, message.

import { decode, encode, readVarint, varint } from './protobuf.mjs';

const VERSION = 41;

export const TAG = { heartbeatPing: 0, heartbeatAck: 1, loginRequest: 2, loginResponse: 3, dataMessage: 8 };

export class McsConnection {
  #socket;
  #report;
  #unread = Buffer.alloc(0);
  #versionSeen = false;

  /** `report`: `loggedIn(user)`, `other(tag)`, `closed()`. */
  constructor(socket, report) {
    this.#socket = socket;
    this.#report = report;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => report.closed());
  }

  send(tag, message) {
    this.#socket.write(Buffer.concat([Buffer.from([tag]), varint(message.length), message]));
  }

  cut() {
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    if (!this.#versionSeen && this.#unread.length > 0) {
      this.#versionSeen = true;
      this.#unread = this.#unread.subarray(1);
      this.#socket.write(Buffer.from([VERSION]));
    }
    for (;;) {
      const length = this.#unread.length > 1 ? readVarint(this.#unread, 1) : null;
      if (!length || this.#unread.length < length.end + length.value) return;
      const tag = this.#unread[0];
      const message = this.#unread.subarray(length.end, length.end + length.value);
      this.#unread = this.#unread.subarray(length.end + length.value);
      this.#hear(tag, message);
    }
  }

  #hear(tag, message) {
    if (tag === TAG.heartbeatPing) return this.send(TAG.heartbeatAck, encode([[2, 1]]));
    if (tag !== TAG.loginRequest) return this.#report.other(tag);
    const login = decode(message);
    this.send(TAG.loginResponse, encode([[1, login.get(1)?.[0] ?? 'stand-in'], [9, Date.now()]]));
    return this.#report.loggedIn(String(login.get(3)?.[0]));
  }
}
