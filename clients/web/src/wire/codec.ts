// Frames to text and back. A frame of a kind that this client does not know is passed by: a newer server
// may say more than we understand.
import type { ClientFrame, ServerFrame } from "./index";

const KNOWN: ReadonlySet<string> = new Set<ServerFrame["type"]>([
  "hello",
  "event",
  "badge",
  "rejected",
  "resumed",
  "resync",
  "pong",
  "bye",
]);

export function encodeFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

export function decodeFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const type = (value as { type?: unknown }).type;
  return typeof type === "string" && KNOWN.has(type) ? (value as ServerFrame) : null;
}
