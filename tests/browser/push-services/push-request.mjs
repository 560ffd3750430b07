// RFC 8030: one POST of an application server to a subscription, read and judged as strictly as the big services do.

import { vapidFault } from './vapid.mjs';

const MAX_BODY_BYTES = 4096;
const URGENCIES = ['very-low', 'low', 'normal', 'high'];

/** Reads a body up to a bound; null when it is larger. The rest is drained so that the answer arrives. */
export async function readBody(request, maxBytes = MAX_BODY_BYTES) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return size <= maxBytes ? Buffer.concat(chunks) : null;
}

/**
 * Judges a push. Returns `{ fault: { status, reason } }` or `{ push: { ttl_s, topic, urgency, body } }`.
 */
export function judge({ headers, body, audiences, senderKey }) {
  const refuse = (status, reason) => ({ fault: { status, reason } });
  if (body === null) return refuse(413, `more than ${MAX_BODY_BYTES} bytes`);
  const fault = vapidFault({ authorization: headers.authorization, audiences, senderKey });
  if (fault) return { fault };
  const { ttl, topic, urgency } = headers;
  if (!/^\d+$/.test(ttl ?? '')) return refuse(400, 'TTL is missing or no number of seconds');
  if (topic !== undefined && !/^[\w-]{1,32}$/.test(topic)) return refuse(400, `Topic is ${topic}`);
  if (urgency !== undefined && !URGENCIES.includes(urgency)) return refuse(400, `Urgency is ${urgency}`);
  if (body.length > 0 && headers['content-encoding'] !== 'aes128gcm') return refuse(415, 'Content-Encoding is not aes128gcm');
  return { push: { ttl_s: Number(ttl), topic, urgency, body } };
}

/** Answers that a test ordered in advance, used up one a push: `{ status, headers }`. */
export class OrderedAnswers {
  #waiting = [];

  order(status, headers = {}) {
    this.#waiting.push({ status, headers });
  }

  take() {
    return this.#waiting.shift();
  }
}
