// The socket, the timers and the browser's online signs around `machine.ts`.
import type { ClientFrame, ServerFrame } from "~/wire";
import { decodeFrame, encodeFrame } from "~/wire/codec";
import { backoff, spread } from "./backoff";
import { type Effect, IDLE, type Input, type LinkState, type Phase, step } from "./machine";

/** Something is said so often, and something must have been heard from one time to the next. */
const BEAT_MS = 12_000;

export interface LinkEvents {
  onFrame(frame: ServerFrame): void;
  onPhase(phase: Phase, code: number | null): void;
  onJoined(cursor: number): void;
  onRefetch(): void;
  onSignedOut(): void;
  /** At which event the oldest answer was built that is held; null before the first. */
  fetchedAt(): number | null;
}

export class Connection {
  private state: LinkState = IDLE;
  private socket: WebSocket | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private beatTimer: ReturnType<typeof setInterval> | undefined;
  private readonly events: LinkEvents;
  private readonly url: string;
  private readonly random: () => number;

  constructor(events: LinkEvents, url = liveUrl(), random: () => number = Math.random) {
    this.events = events;
    this.url = url;
    this.random = random;
  }

  /** Everything up to here has come. */
  get cursor(): number {
    return this.state.cursor ?? 0;
  }

  start(cursor: number | null): void {
    addEventListener("online", this.online);
    addEventListener("offline", this.offline);
    document.addEventListener("visibilitychange", this.visible);
    this.take({ kind: "start", cursor });
  }

  stop(): void {
    removeEventListener("online", this.online);
    removeEventListener("offline", this.offline);
    document.removeEventListener("visibilitychange", this.visible);
    this.take({ kind: "stop" });
  }

  /** Sends when live and says whether it did; what must not be lost goes through the outbox instead. */
  send(frame: ClientFrame): boolean {
    if (this.state.phase !== "live" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(encodeFrame(frame));
    return true;
  }

  /** A person asked for it: do not wait any longer. */
  retryNow(): void {
    this.take({ kind: "retry" });
  }

  private readonly online = () => this.take({ kind: "online" });
  private readonly offline = () => this.take({ kind: "offline" });
  private readonly visible = () => {
    // A phone that wakes up should not sit out a long wait that began in a pocket.
    if (document.visibilityState === "visible") this.take({ kind: "retry" });
  };

  private take(input: Input): void {
    const before = this.state;
    const [state, effects] = step(before, input);
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
    if (state.phase !== before.phase) this.events.onPhase(state.phase, state.code);
  }

  private carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "open":
        return this.open();
      case "close":
        return this.drop();
      case "send":
        this.send(effect.frame);
        return;
      case "deliver":
        return this.events.onFrame(effect.frame);
      case "joined":
        return this.events.onJoined(effect.cursor);
      case "refetch":
        return this.events.onRefetch();
      case "signedOut":
        return this.events.onSignedOut();
      case "wait": {
        const { attempt, askedMs } = effect;
        const ms = askedMs === null ? backoff(attempt, this.random) : spread(askedMs, this.random);
        clearTimeout(this.retryTimer);
        this.retryTimer = setTimeout(() => this.take({ kind: "retry" }), ms);
      }
    }
  }

  private open(): void {
    this.drop();
    const socket = new WebSocket(this.url, ["uchite.v1"]);
    this.socket = socket;
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (socket !== this.socket) return;
      const frame = typeof message.data === "string" ? decodeFrame(message.data) : null;
      const fetchedAt = frame?.type === "hello" ? this.events.fetchedAt() : null;
      if (fetchedAt !== null) this.take({ kind: "fetched", cursor: fetchedAt });
      if (frame) this.take({ kind: "frame", frame });
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      this.socket = null;
      clearInterval(this.beatTimer);
      this.take({ kind: "closed", code: event.code });
    };
    this.beatTimer = setInterval(() => this.take({ kind: "beat" }), BEAT_MS);
  }

  private drop(): void {
    clearTimeout(this.retryTimer);
    clearInterval(this.beatTimer);
    const socket = this.socket;
    this.socket = null;
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close(1000);
  }
}

function liveUrl(): string {
  const url = new URL("/api/v1/live", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
