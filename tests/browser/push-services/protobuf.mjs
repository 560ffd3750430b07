// As much of the protocol buffers' wire format as Chromium's push connection needs.

/** A field's value as `[field, value]`: a Buffer or string is length-delimited, a bigint fixed64, a number a varint. */
export function encode(fields) {
  return Buffer.concat(fields.flatMap(([field, value]) => {
    if (typeof value === 'number') return [varint(field << 3), varint(value)];
    if (typeof value === 'bigint') {
      const fixed = Buffer.alloc(8);
      fixed.writeBigUInt64LE(value);
      return [varint((field << 3) | 1), fixed];
    }
    const bytes = Buffer.from(value);
    return [varint((field << 3) | 2), varint(bytes.length), bytes];
  }));
}

/** A non-negative integer below 2^53 as a varint. */
export function varint(number) {
  const out = [];
  let rest = BigInt(number);
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  out.push(Number(rest));
  return Buffer.from(out);
}

/** The varint at `at` as `{ value, end }`, or null while bytes are missing. */
export function readVarint(bytes, at) {
  let value = 0n;
  for (let shift = 0n, end = at; end < bytes.length; shift += 7n) {
    const byte = bytes[end++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: Number(value), end };
  }
  return null;
}

/** All fields of a message: a Map from number to its values in order; nested messages stay Buffers. */
export function decode(bytes) {
  const fields = new Map();
  for (let at = 0; at < bytes.length;) {
    const key = readVarint(bytes, at);
    at = key.end;
    let value;
    switch (key.value & 7) {
      case 0: ({ value, end: at } = readVarint(bytes, at)); break;
      case 1: value = bytes.readBigUInt64LE(at); at += 8; break;
      case 5: value = bytes.readUInt32LE(at); at += 4; break;
      case 2: {
        const { value: length, end } = readVarint(bytes, at);
        value = bytes.subarray(end, end + length);
        at = end + length;
        break;
      }
      default: throw new Error(`wire type ${key.value & 7}`);
    }
    const field = key.value >> 3;
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}
