// X.509 certificates (RFC 5280), as Sigstore's authorities make them, judged by a trusted root. It follows what
// package identity of attestary does, and where that refuses what is merely unknown, this says that it cannot judge.

const curves = {
  "1.2.840.10045.3.1.7": { name: "P-256", size: 32 },
  "1.3.132.0.34": { name: "P-384", size: 48 },
  "1.3.132.0.35": { name: "P-521", size: 66 },
};
const hashNames = { "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512" };
const signatureHashes = {
  "1.2.840.10045.4.3.2": "SHA-256", "1.2.840.10045.4.3.3": "SHA-384", "1.2.840.10045.4.3.4": "SHA-512",
  "1.2.840.113549.1.1.11": "SHA-256", "1.2.840.113549.1.1.12": "SHA-384", "1.2.840.113549.1.1.13": "SHA-512",
};
const isRSA = (algorithm) => algorithm.startsWith("1.2.840.113549.1.1.");
const codeSigning = "1.3.6.1.5.5.7.3.3", timeStamping = "1.3.6.1.5.5.7.3.8", anyUse = "2.5.29.37.0";
const fulcio = "1.3.6.1.4.1.57264.1.";
const certificateLogs = "1.3.6.1.4.1.11129.2.4.2";
// understood are the extensions that are read here, and may be critical.
const understood = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35", "2.5.29.37"];

function parseCertificate(der, what = "its certificate") {
  const outer = new Reader(der, what);
  const certificate = outer.inside(SEQUENCE);
  outer.end();
  const { body, raw: signed } = certificate.element(SEQUENCE);
  const algorithm = certificate.element(SEQUENCE);
  const signature = bits(certificate.body(BITS), certificate);
  certificate.end();
  const tbs = new Reader(body, what);
  const version = tbs.inside(context(0));
  if (version.small() !== 2 || !version.empty) throw tbs.cut();
  const serial = tbs.integer();
  if (!same(tbs.element(SEQUENCE).raw, algorithm.raw)) throw tbs.cut();
  const issuer = tbs.element(SEQUENCE).raw;
  const validity = tbs.inside(SEQUENCE);
  const [from, to] = [instant(validity), instant(validity)];
  validity.end();
  const subject = tbs.element(SEQUENCE).raw;
  const spki = tbs.element(SEQUENCE).raw;
  const list = tbs.next(context(3)) ? tbs.inside(context(3)) : null;
  tbs.end();
  const out = { der, signed, algorithm: new Reader(algorithm.body, what).oid(), signature, serial, issuer, subject, from, to, spki, what };
  out.extensions = readExtensions(list);
  readUses(out);
  return out;
}

function bits(body, reader) {
  if (body.length < 1 || body[0] !== 0) throw reader.cut();
  return body.subarray(1);
}

function readExtensions(list) {
  const extensions = new Map();
  if (!list) return extensions;
  const all = list.inside(SEQUENCE);
  list.end();
  while (!all.empty) {
    const one = all.inside(SEQUENCE);
    const id = one.oid();
    const critical = one.next(BOOLEAN) && flag(one);
    const value = one.body(OCTETS);
    one.end();
    if (extensions.has(id)) throw one.cut();
    extensions.set(id, { critical, value });
  }
  return extensions;
}

function flag(reader) {
  const body = reader.body(BOOLEAN);
  if (body.length !== 1 || (body[0] !== 0 && body[0] !== 0xff)) throw reader.cut();
  return body[0] === 0xff;
}

// readUses reads what a certificate may be used for.
function readUses(c) {
  const value = (id) => c.extensions.has(id) && new Reader(c.extensions.get(id).value, c.what);
  c.uses = [];
  c.isAuthority = false;
  c.deepest = Infinity;
  const constraints = value("2.5.29.19");
  if (constraints) {
    const inner = constraints.inside(SEQUENCE);
    constraints.end();
    c.isAuthority = inner.next(BOOLEAN) && flag(inner);
    if (inner.next(INTEGER)) c.deepest = inner.small();
    inner.end();
  }
  const usage = value("2.5.29.15");
  if (usage) {
    const body = usage.body(BITS);
    usage.end();
    c.usage = body.length > 1 ? body[1] : 0;
  }
  const uses = value("2.5.29.37");
  if (uses) {
    const inner = uses.inside(SEQUENCE);
    uses.end();
    while (!inner.empty) c.uses.push(inner.oid());
  }
  const id = value("2.5.29.14");
  if (id) c.keyID = id.body(OCTETS);
}

const maySign = (c) => c.usage !== undefined && (c.usage & 0x80) !== 0;
const mayIssue = (c) => c.isAuthority && (c.usage === undefined || (c.usage & 0x04) !== 0);

// unknownCritical throws where something must be judged that is not known here.
function unknownCritical(c) {
  for (const [id, extension] of c.extensions) {
    if (id === "2.5.29.30") throw new Unable(`${c.what} constrains names, which is not judged here`);
    if (extension.critical && !understood.includes(id)) throw new Unable(`${c.what} has an extension that must be judged and is not known: ${id}`);
  }
}

// keyOf is the kind of a public key, and the key for WebCrypto.
async function importKey(spki, hash, what) {
  const outer = new Reader(spki, what).inside(SEQUENCE);
  const algorithm = outer.inside(SEQUENCE);
  const kind = algorithm.oid();
  if (kind === "1.2.840.113549.1.1.1") {
    const parameters = { name: "RSASSA-PKCS1-v1_5", hash };
    return { rsa: true, parameters, key: await subtle.importKey("spki", spki, parameters, false, ["verify"]) };
  }
  const curve = kind === "1.2.840.10045.2.1" ? curves[algorithm.oid()] : null;
  if (!curve) throw new Unable(`${what} has a kind of key that is not known here`);
  const key = await subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: curve.name }, false, ["verify"]);
  return { rsa: false, size: curve.size, parameters: { name: "ECDSA", hash }, key };
}

// holds tells whether a signature of an authority, by the key of a certificate, is one over these bytes.
async function holds({ spki, algorithm, hash, signature, signed, what }) {
  if (!hash) throw new Unable(`${what} is signed with an algorithm that is not known here (${algorithm})`);
  const key = await importKey(spki, hash, what);
  if (key.rsa !== isRSA(algorithm)) throw new Wrong(`${what} is signed with another kind of key than its issuer has`);
  return subtle.verify(key.parameters, key.key, key.rsa ? signature : rawSignature(signature, key.size, what), signed);
}

// issued tells whether one certificate was signed by another; remembered, for it depends on the bytes alone.
async function issued(by, c) {
  if (!same(by.subject, c.issuer) || !mayIssue(by)) return false;
  return holds({ spki: by.spki, algorithm: c.algorithm, hash: signatureHashes[c.algorithm], signature: c.signature, signed: c.signed, what: c.what });
}

const validAt = (c, at) => c.from <= at && at <= c.to;

// readAuthority reads one authority of a trusted root: a chain, the issuing certificate first.
async function readAuthority(listed, use) {
  const authority = { name: String(listed.uri || ""), chain: [], leaf: null, from: -Infinity, to: Infinity };
  const span = listed.validFor || {};
  if (span.start) authority.from = Date.parse(span.start);
  if (span.end) authority.to = Date.parse(span.end);
  if (Number.isNaN(authority.from) || Number.isNaN(authority.to)) throw new Wrong("the trusted root does not tell when an authority counts");
  for (const { rawBytes } of listed.certChain.certificates) {
    const c = parseCertificate(fromBase64(rawBytes, "a certificate of the trusted root"), "a certificate of the trusted root");
    if (use === timeStamping && !authority.leaf && authority.chain.length === 0 && !c.isAuthority) authority.leaf = c;
    else authority.chain.push(c);
  }
  await checkChain(authority, use);
  if (authority.leaf) authority.place = await stamperOf(authority, authority.leaf);
  return authority;
}

async function checkChain({ chain }, use) {
  if (chain.length === 0) throw new Wrong("an authority of the trusted root has no certificate that could issue another");
  for (const [i, c] of chain.entries()) {
    unknownCritical(c);
    const top = i === chain.length - 1;
    const other = !top && c.uses.length > 0 && !c.uses.includes(use) && !c.uses.includes(anyUse);
    if (!mayIssue(c) || i > c.deepest || other) throw new Wrong(`${c.what} may not issue the next one`);
    if (!top && !(await issued(chain[i + 1], c))) throw new Wrong(`${c.what} was not signed by the one above it`);
  }
}

// issuerOf is the place in the chain of the certificate that signed c; -1 where there is none.
async function issuerOf({ chain }, c) {
  for (let i = 0; i < chain.length; i++) if (await issued(chain[i], c)) return i;
  return -1;
}

// counted tells whether an authority counted at a time, and its chain from place i up was valid.
const counted = (authority, i, at) =>
  authority.from <= at && at <= authority.to && authority.chain.slice(i).every((c) => validAt(c, at));

// workflowOf reads what Fulcio wrote into a certificate of whoever signed: text by the number of the extension.
function workflowOf(c) {
  const values = {};
  const unknown = [];
  for (const [id, { value }] of c.extensions) {
    if (understood.includes(id) || id === certificateLogs) continue;
    const n = id.startsWith(fulcio) ? Number(id.slice(fulcio.length)) : NaN;
    if (!(n >= 1 && n <= 24 && n !== 7)) unknown.push(id);
    else values[n] = extensionText(value, n > 6, c.what);
  }
  if (!values[8] && values[1]) values[8] = values[1];
  for (const [old, now] of [[1, 8], [2, 20], [3, 13], [6, 14]]) {
    if (values[old] && values[now] && values[old] !== values[now]) throw new Wrong(`${c.what} says two things of the same`);
  }
  values.name = nameOf(c);
  return { values, unknown };
}

function extensionText(value, der, what) {
  let bytes = value;
  if (der) {
    const reader = new Reader(value, what);
    bytes = reader.body(UTF8);
    reader.end();
  }
  return text(bytes);
}

// nameOf is the one subject alternative name: an address or a URI.
function nameOf(c) {
  const extension = c.extensions.get("2.5.29.17");
  const reader = extension && new Reader(extension.value, c.what);
  const names = reader && reader.inside(SEQUENCE);
  const tag = names && [1, 6].map(implicit).find((t) => names.next(t));
  const name = tag && text(names.body(tag));
  if (!name || !names.empty || !reader.empty) throw new Wrong(`${c.what} is not for one name, an address or a URI`);
  return name;
}
