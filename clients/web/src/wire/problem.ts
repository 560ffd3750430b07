// What an answer that is no success becomes: a refusal with its stable code, or no answer at all.
import type { ProblemBody } from "./index";

/** The server answered, and said no. `code` is stable; screens show their own words for it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Milliseconds after which another try makes sense, where the server said so. */
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string, detail: string, retryAfterMs: number | null = null) {
    super(`${status} ${code}: ${detail}`);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }

  static of(response: Response, body: unknown): Problem {
    const said = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemBody>;
    const after = Number(response.headers.get("retry-after"));
    return new Problem(
      response.status,
      said.code ?? `http_${response.status}`,
      said.detail ?? said.title ?? response.statusText,
      Number.isFinite(after) && after > 0 ? after * 1000 : null,
    );
  }

  /** The same request may succeed later, unchanged. */
  get retryable(): boolean {
    return this.status === 429 || this.status === 507 || this.status >= 500;
  }
}

/** Nobody answered: no network, or a server that is not there. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "NoAnswer";
  }
}
