// RFC 8292: who sent this push, and is it for us?

import { createPublicKey, verify } from 'node:crypto';

const bytes = (text) => Buffer.from(text, 'base64url');
const DAY_S = 24 * 60 * 60;
const CLOCK_SKEW_S = 60;

/** The two parameters of `Authorization: vapid t=…, k=…`, or null. */
function parameters(authorization) {
  const [, list] = /^vapid\s+(.+)$/i.exec(authorization ?? '') ?? [];
  if (!list) return null;
  const found = {};
  for (const part of list.split(',')) {
    const at = part.indexOf('=');
    if (at > 0) found[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return found.t && found.k ? { token: found.t, key: found.k } : null;
}

function publicKey(point) {
  return createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
}

/** What is wrong with the claims, or null. */
function claimsFault(claims, audiences) {
  const now_s = Date.now() / 1000;
  if (!audiences.includes(claims.aud)) return `aud is ${claims.aud}, not ${audiences.join(' or ')}`;
  if (typeof claims.exp !== 'number') return 'exp is missing';
  if (claims.exp <= now_s) return 'exp is past';
  if (claims.exp > now_s + DAY_S + CLOCK_SKEW_S) return 'exp is more than a day ahead';
  if (claims.sub !== undefined && !/^(mailto:.+@|https:\/\/)/.test(claims.sub)) return `sub is ${claims.sub}`;
  return null;
}

/**
 * Checks a push's sender. Returns null when all is well, else `{ status, reason }` as a push service answers.
 * `audiences`: origins that the token may be for. `senderKey`: base64url key the subscription was made for, if any.
 */
export function vapidFault({ authorization, audiences, senderKey }) {
  const given = parameters(authorization);
  if (!given) return { status: 401, reason: 'no vapid authorization with t and k' };
  const refuse = (reason) => ({ status: 403, reason });
  const point = bytes(given.key);
  if (point.length !== 65 || point[0] !== 4) return refuse('k is not an uncompressed P-256 point');
  if (senderKey && !bytes(senderKey).equals(point)) return refuse('k is not the key of the subscription');
  const [header, claims, signature] = given.token.split('.');
  if (!signature) return refuse('t is not a signed token');
  try {
    if (JSON.parse(bytes(header)).alg !== 'ES256') return refuse('alg is not ES256');
    const key = { key: publicKey(point), dsaEncoding: 'ieee-p1363' };
    if (!verify('sha256', Buffer.from(`${header}.${claims}`), key, bytes(signature))) return refuse('bad signature');
    const fault = claimsFault(JSON.parse(bytes(claims)), audiences);
    return fault && refuse(fault);
  } catch (error) {
    return refuse(`unreadable token: ${error.message}`);
  }
}
