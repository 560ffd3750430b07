// The real server, as a process of its own on a free port, with a data folder that goes away with the test.

import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';

import { ROOT, until } from './scene.mjs';

const BINARY = process.env.UCHITE_BIN || join(process.env.CARGO_TARGET_DIR || join(ROOT, 'target'), 'debug', 'uchite');
const STOP_MS = 15_000;
/** Of the first admin of an organisation that is founded for a test. */
export const ADMIN_PASSWORD = 'first-admin-of-a-test';

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * The `[push]` part of the configuration: pushes go to the stand-ins besides public addresses. `grace_ms`: how long a
 * member with a live session has to see a card before the push goes out.
 */
export function pushConfig({ autopush, gcm, grace_ms = 500 } = {}) {
  const trusted = [autopush?.origin, gcm?.deliveryOrigin].filter(Boolean);
  const lines = [
    '[push]',
    'subject = "mailto:push@uchite.test"',
    'any_subject = true',
    `grace_ms = ${grace_ms}`,
    `trusted_origins = ${JSON.stringify(trusted)}`,
  ];
  if (gcm) {
    lines.push('[push.overrides]');
    for (const origin of gcm.endpointOrigins) lines.push(`${JSON.stringify(origin)} = ${JSON.stringify(gcm.deliveryOrigin)}`);
  }
  return `${lines.join('\n')}\n`;
}

class Server {
  #log = '';
  #process = null;

  constructor({ port, folder, config, demo }) {
    this.port = port;
    this.origin = `http://localhost:${port}`;
    this.dataFolder = join(folder, 'data');
    this.configFile = join(folder, 'uchite.toml');
    this.demo = demo;
    this.passwordFile = join(folder, 'admin-password');
    writeFileSync(this.configFile, config);
    writeFileSync(this.passwordFile, `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
  }

  get pid() {
    return this.#process?.pid;
  }

  /** All that it has printed so far. */
  log() {
    return this.#log;
  }

  /** The password of everybody in the demo company. */
  demoPassword() {
    return until('it tells the password', () => /Everybody's password: (\S+)/.exec(this.#log)?.[1]);
  }

  /** Its figures by name, asked by an admin. */
  async figures(admin) {
    const text = await (await admin.fetch('/metrics')).text();
    return Object.fromEntries([...text.matchAll(/^(\w+) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  }

  /** Starts it and waits until it says that it is ready. */
  async start() {
    const first = this.demo ? ['--demo'] : ['--organisation', '東都ソフト', '--admin-password-file', this.passwordFile];
    const founding = existsSync(this.dataFolder) ? [] : first;
    const flags = ['serve', '--data', this.dataFolder, '--config', this.configFile, '--listen', `127.0.0.1:${this.port}`];
    const child = spawn(BINARY, [...flags, ...founding], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { this.#log += chunk; });
    let ended = null;
    child.on('error', (error) => { ended = error.message; });
    child.on('exit', (code, signal) => { ended = `ended with ${code ?? signal}`; this.#process = null; });
    await until('the server is ready', async () => {
      if (ended) throw new Error(`the server ${ended}:\n${this.#log}`);
      const answer = await fetch(`${this.origin}/readyz`).catch(() => null);
      return answer?.ok;
    }, { within_ms: 60_000 });
  }

  /** Ends it: SIGTERM for an orderly end, SIGKILL for a crash. */
  async stop(signal = 'SIGTERM') {
    const child = this.#process;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(late);
  }
}

/**
 * Starts a server and returns it: `origin`, `log()`, `pid`, `stop(signal)`, `start()` again on the same data and port.
 * `demo`: with the demo company, else with an organisation of one admin (`harness/company.mjs` furnishes it).
 * `push`: `{ autopush, gcm, grace_ms }`, the stand-ins it may push to. `config`: more TOML, before `[push]`.
 */
export async function startServer(scene, { demo = true, push = {}, config = '' } = {}) {
  if (!existsSync(BINARY)) throw new Error(`no server at ${BINARY}; build it (cargo build) or set UCHITE_BIN`);
  const server = new Server({
    port: await freePort(),
    folder: scene.folder('server'),
    config: `${config}\n${pushConfig(push)}`,
    demo,
  });
  scene.keep('server-log', () => server.log());
  scene.atEnd(() => server.stop());
  await server.start();
  return server;
}
