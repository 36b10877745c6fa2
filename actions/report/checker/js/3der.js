// DER (X.690) as far as signatures, certificates and timestamps need it: definite and shortest lengths only.

const INTEGER = 0x02, BITS = 0x03, OCTETS = 0x04, OID = 0x06, SEQUENCE = 0x30, SET = 0x31, BOOLEAN = 0x01;
const UTC_TIME = 0x17, TIME = 0x18, UTF8 = 0x0c;
const context = (n) => 0xa0 + n; // constructed
const implicit = (n) => 0x80 + n; // primitive

// Reader reads values one behind the other. What it gives are views of the same bytes.
class Reader {
  constructor(bytes, what) {
    this.bytes = bytes;
    this.what = what;
    this.at = 0;
  }
  get empty() {
    return this.at === this.bytes.length;
  }
  cut() {
    return new Wrong(`${this.what} is not as its standard has it`);
  }
  next(tag) {
    return this.bytes[this.at] === tag;
  }
  // element reads a value of a kind: its body, and all its bytes.
  element(tag) {
    const { bytes, at } = this;
    if (at + 2 > bytes.length || bytes[at] !== tag) throw this.cut();
    let size = bytes[at + 1];
    let begin = at + 2;
    if (size >= 0x80) {
      const count = size - 0x80;
      if (count < 1 || count > 3 || begin + count > bytes.length) throw this.cut();
      size = 0;
      for (let i = 0; i < count; i++) size = size * 256 + bytes[begin + i];
      begin += count;
      if (size < 0x80 || size < 2 ** (8 * (count - 1))) throw this.cut();
    }
    if (begin + size > bytes.length) throw this.cut();
    this.at = begin + size;
    return { body: bytes.subarray(begin, this.at), raw: bytes.subarray(at, this.at) };
  }
  body(tag) {
    return this.element(tag).body;
  }
  inside(tag) {
    return new Reader(this.body(tag), this.what);
  }
  optional(tag) {
    return this.next(tag) ? this.body(tag) : null;
  }
  end() {
    if (!this.empty) throw this.cut();
  }
  // integer reads one in its shortest form; the sign is kept in its first bit.
  integer() {
    const body = this.body(INTEGER);
    const padded = body.length > 1 && (body[0] === 0 ? body[1] < 0x80 : body[0] === 0xff && body[1] >= 0x80);
    if (body.length === 0 || padded) throw this.cut();
    return body;
  }
  small() {
    const body = this.integer();
    if (body.length !== 1) throw this.cut();
    return body[0];
  }
  oid() {
    return oidText(this.body(OID), this);
  }
}

function oidText(body, reader) {
  const numbers = [];
  let value = 0;
  body.forEach((byte, i) => {
    if (value === 0 && byte === 0x80) throw reader.cut();
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER || (i === body.length - 1 && byte >= 0x80)) throw reader.cut();
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  });
  if (numbers.length === 0) throw reader.cut();
  const first = Math.min(2, Math.floor(numbers[0] / 40));
  return [first, numbers[0] - 40 * first, ...numbers.slice(1)].join(".");
}

// instant reads a UTCTime or a GeneralizedTime with seconds, in UTC: milliseconds since 1970.
function instant(reader) {
  const utc = reader.next(UTC_TIME);
  const written = text(reader.body(utc ? UTC_TIME : TIME));
  const full = utc ? (written < "5" ? "20" : "19") + written : written;
  const m = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/.exec(full);
  if (!m) throw reader.cut();
  const iso = `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}`;
  const at = Date.parse(iso + "Z");
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(iso)) throw reader.cut();
  return at;
}

const half = BigInt("0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
const order = half * 2n + 1n;
const number = (bytes) => BigInt("0x" + (hex(bytes) || "0"));

// rawSignature turns an ECDSA signature in DER into r and s behind each other, as WebCrypto wants them.
function rawSignature(der, size, what) {
  const reader = new Reader(der, what);
  const inner = reader.inside(SEQUENCE);
  reader.end();
  const parts = [inner.integer(), inner.integer()].map((n) => {
    const body = n[0] === 0 ? n.subarray(1) : n;
    if (n[0] >= 0x80 || body.length === 0 || body.length > size) throw new Wrong(`${what} has numbers that are not those of its curve`);
    return joined(new Uint8Array(size - body.length), body);
  });
  inner.end();
  return joined(...parts);
}

// ownSignature is that of an entry or a checkpoint: P-256, and s at most half the order, so that there is one
// spelling of it.
function ownSignature(der, what) {
  const raw = rawSignature(der, 32, what);
  const [r, s] = [number(raw.subarray(0, 32)), number(raw.subarray(32))];
  if (r === 0n || r >= order || s === 0n) throw new Wrong(`${what} has numbers that are not those of P-256`);
  if (s > half) throw new Wrong(`${what} is in the other spelling, with the large s, which is refused`);
  return raw;
}
