// One way to ask the server: typed by its OpenAPI document, same-origin cookie, JSON both ways. A refusal
// becomes a Problem, silence becomes NoAnswer.
import createClient from "openapi-fetch";
import { NoAnswer, Problem } from "./problem";
import type { paths } from "./schema";

/** Longer than any answer takes; a phone that lost its network must not hang on one request. */
const TIME_OUT_MS = 20_000;
/** A picture from a phone on a bad line. */
const UPLOAD_TIME_OUT_MS = 5 * 60_000;

let member: number | null = null;

/**
 * For whom is asked from now on. The cookie belongs to the whole browser: where another tab signed somebody
 * else in, the server refuses what this one still asks.
 */
export function askFor(who: number | null): void {
  member = who;
}

async function within(request: Request): Promise<Response> {
  const upload = request.headers.get("content-type") === "application/octet-stream";
  const late = AbortSignal.timeout(upload ? UPLOAD_TIME_OUT_MS : TIME_OUT_MS);
  if (member !== null && !asksWho(request)) request.headers.set("uchite-member", String(member));
  try {
    return await fetch(new Request(request, { signal: AbortSignal.any([request.signal, late]) }));
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new NoAnswer(cause);
  }
}

/** Who is signed in is asked of the cookie itself. */
const asksWho = (request: Request) => request.method === "GET" && request.url.endsWith("/api/v1/me");

export const http = createClient<paths>({
  baseUrl: "/api/v1",
  credentials: "same-origin",
  // Looked up at each call, so that tests may put another one in its place.
  fetch: within,
  // A list is `owner=3,4`.
  querySerializer: { array: { style: "form", explode: false } },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's content, or the refusal thrown. */
export async function content<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw Problem.of(response, error);
  return data as T;
}
