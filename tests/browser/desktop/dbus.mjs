// As much of D-Bus's wire format as a desktop's notifications need, little-endian, without file descriptors.

const ALIGNMENT = { y: 1, g: 1, v: 1, n: 2, q: 2, i: 4, u: 4, b: 4, s: 4, o: 4, a: 4, x: 8, t: 8, d: 8, '(': 8, '{': 8 };
export const TYPE = { call: 1, answer: 2, error: 3, signal: 4 };
const FIELD = { path: 1, interface: 2, member: 3, error: 4, replyTo: 5, destination: 6, sender: 7, signature: 8 };
const FIELD_TYPES = { path: 'o', interface: 's', member: 's', error: 's', replyTo: 'u', destination: 's', sender: 's', signature: 'g' };
const HEADER = 'yyyyuua(yv)';

/** Splits a signature into its complete types. */
function typesOf(signature) {
  const found = [];
  for (let at = 0; at < signature.length;) {
    const end = endOfType(signature, at);
    found.push(signature.slice(at, end));
    at = end;
  }
  return found;
}

function endOfType(signature, at) {
  const sign = signature[at];
  if (sign === 'a') return endOfType(signature, at + 1);
  if (sign !== '(' && sign !== '{') return at + 1;
  const closing = sign === '(' ? ')' : '}';
  let end = at + 1;
  while (signature[end] !== closing) end = endOfType(signature, end);
  return end + 1;
}

const aligned = (at, type) => Math.ceil(at / ALIGNMENT[type[0]]) * ALIGNMENT[type[0]];
const partsOf = (type) => typesOf(type.slice(1, -1));

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  values(signature) {
    return typesOf(signature).map((type) => this.value(type));
  }

  value(type) {
    this.at = aligned(this.at, type);
    const { bytes, at } = this;
    const number = (size, read) => {
      this.at += size;
      return read.call(bytes, at);
    };
    switch (type[0]) {
      case 'y': return number(1, bytes.readUInt8);
      case 'n': return number(2, bytes.readInt16LE);
      case 'q': return number(2, bytes.readUInt16LE);
      case 'i': return number(4, bytes.readInt32LE);
      case 'u': return number(4, bytes.readUInt32LE);
      case 'b': return number(4, bytes.readUInt32LE) === 1;
      case 'x': return number(8, bytes.readBigInt64LE);
      case 't': return number(8, bytes.readBigUInt64LE);
      case 'd': return number(8, bytes.readDoubleLE);
      case 's': case 'o': return this.text(number(4, bytes.readUInt32LE));
      case 'g': return this.text(number(1, bytes.readUInt8));
      case 'v': return this.value(this.value('g'));
      case 'a': return this.array(type.slice(1), number(4, bytes.readUInt32LE));
      case '(': case '{': return partsOf(type).map((part) => this.value(part));
      default: throw new Error(`D-Bus type ${type}`);
    }
  }

  text(length) {
    const text = this.bytes.toString('utf8', this.at, this.at + length);
    this.at += length + 1;
    return text;
  }

  array(type, length) {
    this.at = aligned(this.at, type);
    const end = this.at + length;
    if (type === 'y') {
      this.at = end; // a picture
      return this.bytes.subarray(end - length, end);
    }
    const values = [];
    while (this.at < end) values.push(this.value(type));
    return values;
  }
}

class Writer {
  bytes = Buffer.alloc(0);

  values(signature, values) {
    typesOf(signature).forEach((type, place) => this.value(type, values[place]));
    return this;
  }

  pad(type) {
    this.bytes = Buffer.concat([this.bytes, Buffer.alloc(aligned(this.bytes.length, type) - this.bytes.length)]);
  }

  value(type, value) {
    this.pad(type);
    switch (type[0]) {
      case 'y': return this.put(Buffer.from([value]));
      case 'u': return this.number(value);
      case 'b': return this.number(value ? 1 : 0);
      case 's': case 'o': return this.number(Buffer.byteLength(value)).put(Buffer.from(`${value}\0`));
      case 'g': return this.put(Buffer.from([value.length])).put(Buffer.from(`${value}\0`));
      case 'v': return this.values('g', [value.type]).value(value.type, value.value);
      case '(': return this.values(partsOf(type).join(''), value);
      case 'a': return this.array(type.slice(1), value);
      default: throw new Error(`D-Bus type ${type}`);
    }
  }

  number(value) {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value);
    return this.put(four);
  }

  put(bytes) {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    return this;
  }

  array(type, values) {
    const length = this.bytes.length;
    this.number(0);
    this.pad(type);
    const start = this.bytes.length;
    for (const value of values) this.value(type, value);
    this.bytes.writeUInt32LE(this.bytes.length - start, length);
    return this;
  }
}

/** A message as bytes. `fields` by the names of `FIELD`; `signature` and `values` make the body. */
export function encode({ type, serial, fields, signature = '', values = [] }) {
  const body = new Writer().values(signature, values).bytes;
  const all = signature === '' ? fields : { ...fields, signature };
  const head = Object.entries(all).map(([name, value]) => [FIELD[name], { type: FIELD_TYPES[name], value }]);
  const writer = new Writer().values(HEADER, [0x6c, type, 0, 1, body.length, serial, head]);
  writer.pad('(');
  return Buffer.concat([writer.bytes, body]);
}

/** The first message in `bytes` and what is behind it, or null while bytes are missing. */
export function decode(bytes) {
  if (bytes.length < 16) return null;
  if (bytes[0] !== 0x6c) throw new Error('a big-endian D-Bus client');
  const bodyStart = aligned(16 + bytes.readUInt32LE(12), '(');
  const end = bodyStart + bytes.readUInt32LE(4);
  if (bytes.length < end) return null;
  const [, type, , , , serial, head] = new Reader(bytes).values(HEADER);
  const fields = Object.fromEntries(head.map(([code, value]) => [Object.keys(FIELD).find((name) => FIELD[name] === code), value]));
  const values = new Reader(bytes.subarray(bodyStart, end)).values(fields.signature ?? '');
  return { message: { type, serial, ...fields, values }, rest: bytes.subarray(end) };
}
