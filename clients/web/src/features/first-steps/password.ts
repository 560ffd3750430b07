// A first password: easy to read out and to type, and too long to guess.

/** No sign that looks like another. */
const SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 4;

export function newPassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  // Bytes beyond the last whole round of signs would make the first signs likelier.
  const fair = 256 - (256 % SIGNS.length);
  let text = "";
  while (text.length < GROUPS * GROUP) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < fair && text.length < GROUPS * GROUP) text += SIGNS[byte % SIGNS.length];
    }
  }
  return (text.match(/.{4}/g) ?? []).join("-");
}
