// Bytes, text and digests. Everything here is strict: one spelling for each value, or an error.

// Wrong is what refutes: the evidence is not what it says it is. Unable is what this page cannot judge, and
// then says so. Any other error is a mistake of this program, and is told as Unable.
class Wrong extends Error {}
class Unable extends Error {}

const subtle = globalThis.crypto && globalThis.crypto.subtle;
const encoder = new TextEncoder();
const utf8 = (text) => encoder.encode(text);
const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const digestOf = async (bytes) => "sha256:" + hex(await sha256(bytes));
const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function base64(bytes) {
  let out = "";
  for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(out);
}

// fromBase64 reads standard base64 with its padding, in its one spelling.
function fromBase64(value, what) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
  } catch {
    throw new Wrong(`${what} is not base64`);
  }
  if (base64(bytes) !== value) throw new Wrong(`${what} is base64 in another spelling`);
  return bytes;
}

// canonical is the one encoding of a document (RFC 8785): names in order, no white space, whole numbers.
function canonical(value) {
  switch (typeof value) {
    case "number":
      if (!Number.isSafeInteger(value)) throw new Wrong("it holds a number that is not whole");
      return String(value);
    case "string":
      if (/\p{Surrogate}/u.test(value)) throw new Wrong("it holds half a character");
      return JSON.stringify(value);
    case "boolean":
      return String(value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  const names = Object.keys(value).sort();
  return "{" + names.map((name) => canonical(name) + ":" + canonical(value[name])).join(",") + "}";
}

// parsed reads a document that must be in its one encoding, so that no member is there twice and nothing follows.
function parsed(source, what) {
  let value;
  try {
    value = JSON.parse(source);
  } catch {
    throw new Wrong(`${what} is not JSON`);
  }
  if (canonical(value) !== source) throw new Wrong(`${what} is not in the one encoding of documents`);
  return value;
}

// members holds that an object has exactly the members that are named; those with a question mark may be missing.
function members(value, names, what) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Wrong(`${what} is no object`);
  const known = names.map((n) => n.replace("?", ""));
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) throw new Wrong(`${what} has a member ${JSON.stringify(name)}, which is not known`);
  }
  for (const name of names) {
    if (!name.endsWith("?") && !Object.hasOwn(value, name)) throw new Wrong(`${what} has no ${name}`);
  }
  return value;
}
