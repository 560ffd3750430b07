// One way to ask the server: same-origin cookie, JSON both ways, a refusal becomes a Problem, silence
// becomes NoAnswer.
import { NoAnswer, Problem } from "./problem";

const BASE = "/api/v1";
/** Longer than any answer takes; a phone that lost its network must not hang on one request. */
const TIME_OUT_MS = 20_000;

export type Query = Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>;

export interface Ask {
  query?: Query;
  body?: unknown;
  /** The client's own reference: the server does it once however often it is asked. */
  ref?: string;
  signal?: AbortSignal;
}

export async function ask<T>(method: string, path: string, { query, body, ref, signal }: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (ref !== undefined) headers["idempotency-key"] = ref;
  const within = AbortSignal.timeout(TIME_OUT_MS);
  let response: Response;
  try {
    response = await fetch(BASE + path + search(query), {
      method,
      headers,
      credentials: "same-origin",
      signal: signal ? AbortSignal.any([signal, within]) : within,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new NoAnswer(cause);
  }
  const text = await response.text();
  const answer = text === "" ? undefined : parse(text);
  if (!response.ok) throw Problem.of(response, answer);
  return answer as T;
}

export function search(query: Query | undefined): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(key, String(one));
  }
  const text = pairs.toString();
  return text === "" ? "" : `?${text}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
