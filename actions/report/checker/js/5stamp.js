// Timestamps (RFC 3161 in a SignedData of RFC 5652 with one signer), judged by a trusted root.

function hashIn(reader) {
  const id = reader.oid();
  if (!hashNames[id]) throw new Wrong(`its timestamp has a digest that is none of SHA-256, SHA-384 and SHA-512 (${id})`);
  return hashNames[id];
}

function parseStamp(der) {
  const outer = new Reader(der, "its timestamp");
  const response = outer.inside(SEQUENCE);
  outer.end();
  if (response.inside(SEQUENCE).small() !== 0) throw new Wrong("its timestamp was not granted as it was asked for");
  const content = response.inside(SEQUENCE);
  response.end();
  if (content.oid() !== "1.2.840.113549.1.7.2") throw content.cut();
  const explicit = content.inside(context(0));
  content.end();
  const signed = explicit.inside(SEQUENCE);
  explicit.end();
  if (signed.small() !== 3) throw signed.cut();
  const digests = signed.inside(SET);
  while (!digests.empty) hashIn(digests.inside(SEQUENCE));
  const info = readInfo(signed.inside(SEQUENCE));
  const brought = signed.optional(context(0));
  signed.optional(context(1));
  const signers = signed.inside(SET);
  signed.end();
  const signer = signers.inside(SEQUENCE);
  if (!signers.empty) throw new Wrong("its timestamp is not signed by one signer");
  return { ...info, certificates: readBrought(brought), ...readSigner(signer) };
}

function readBrought(body) {
  const reader = new Reader(body || new Uint8Array(0), "its timestamp");
  const out = [];
  while (!reader.empty && out.length < 16) out.push(reader.element(SEQUENCE).raw);
  reader.end();
  return out;
}

function readInfo(content) {
  if (content.oid() !== "1.2.840.113549.1.9.16.1.4") throw content.cut();
  const explicit = content.inside(context(0));
  content.end();
  const stamped = explicit.body(OCTETS);
  explicit.end();
  const outer = new Reader(stamped, "its timestamp");
  const info = outer.inside(SEQUENCE);
  outer.end();
  if (info.small() !== 1) throw info.cut();
  info.oid();
  const imprint = info.inside(SEQUENCE);
  const hash = hashIn(imprint.inside(SEQUENCE));
  const digest = imprint.body(OCTETS);
  imprint.end();
  info.integer();
  if (!info.next(TIME)) throw info.cut();
  const at = Math.floor(instant(info) / 1000) * 1000;
  // accuracy, ordering, nonce and the authority's name decide nothing; an extension could.
  for (const tag of [SEQUENCE, BOOLEAN, INTEGER, context(0)]) info.optional(tag);
  if (!info.empty) throw new Wrong("its timestamp has an extension, which is not known");
  return { stamped, imprint: { hash, digest }, at };
}

function readSigner(info) {
  const version = info.small();
  if (version !== 1 && version !== 3) throw info.cut();
  const signer = {};
  if (info.next(implicit(0))) {
    signer.keyID = info.body(implicit(0));
  } else {
    const id = info.inside(SEQUENCE);
    signer.issuer = id.element(SEQUENCE).raw;
    signer.serial = id.integer();
    id.end();
  }
  const hash = hashIn(info.inside(SEQUENCE));
  // RFC 5652, 5.4: signed is the SET OF, not the implicit tag that it is sent under.
  const attributes = info.element(context(0)).raw.slice();
  attributes[0] = SET;
  const algorithm = info.inside(SEQUENCE).oid();
  const signature = info.body(OCTETS);
  info.optional(context(1));
  info.end();
  return { signer, hash, attributes, algorithm, signature };
}

// tied holds the two attributes that tie the signature to what was stamped (RFC 5652, 11): each is there once.
async function tied(stamp) {
  const digest = new Uint8Array(await subtle.digest(stamp.hash, stamp.stamped));
  const set = new Reader(stamp.attributes, "its timestamp").inside(SET);
  const seen = { kind: 0, digest: 0 };
  while (!set.empty) {
    const attribute = set.inside(SEQUENCE);
    const id = attribute.oid();
    const values = attribute.inside(SET);
    attribute.end();
    if (id === "1.2.840.113549.1.9.3") {
      seen.kind++;
      if (values.oid() !== "1.2.840.113549.1.9.16.1.4" || !values.empty) throw new Wrong("what its timestamp signs is no timestamp");
    } else if (id === "1.2.840.113549.1.9.4") {
      seen.digest++;
      if (!same(values.body(OCTETS), digest) || !values.empty) throw new Wrong("what its timestamp signs is another timestamp");
    }
  }
  if (seen.kind !== 1 || seen.digest !== 1) throw new Wrong("what its timestamp signs does not say that it is this timestamp");
}

const names = (signer, c) =>
  signer.keyID ? c.keyID !== undefined && same(signer.keyID, c.keyID) : same(signer.issuer, c.issuer) && same(signer.serial, c.serial);

// stamperOf holds that a certificate may sign stamps and comes from the authority: the place of its issuer.
async function stamperOf(authority, c) {
  const use = c.extensions.get("2.5.29.37");
  if (c.isAuthority || !use || !use.critical || c.uses.length !== 1 || c.uses[0] !== timeStamping) {
    throw new Wrong("the certificate that stamped it is not for stamping times alone");
  }
  unknownCritical(c);
  const place = await issuerOf(authority, c);
  if (place < 0) throw new Wrong("no authority of the trusted root made the certificate that stamped it");
  return place;
}

// stampedAt is the time that an authority of the root stamped on a signature; null where none of them did. What is
// stamped on other bytes is a lie, whoever made it.
async function stampedAt(root, der, signature) {
  const stamp = parseStamp(der);
  const digest = new Uint8Array(await subtle.digest(stamp.imprint.hash, signature));
  if (!same(digest, stamp.imprint.digest)) throw new Wrong("its timestamp is over other bytes than those of the signature");
  await tied(stamp);
  for (const authority of root.stamps) if (await stampedBy(authority, stamp)) return stamp.at;
  return null;
}

// stampedBy tells whether it is a stamp of one authority. Where it is not, another may have made it.
async function stampedBy(authority, stamp) {
  try {
    return await ofAuthority(authority, stamp);
  } catch (err) {
    if (err instanceof Wrong) return false;
    throw err;
  }
}

async function ofAuthority(authority, stamp) {
  let c = authority.leaf;
  if (!c) {
    c = stamp.certificates.map((der) => parseCertificate(der, "the certificate that stamped it")).find((one) => names(stamp.signer, one));
  }
  if (!c || !names(stamp.signer, c)) return false;
  const place = c === authority.leaf ? authority.place : await stamperOf(authority, c);
  if (!validAt(c, stamp.at) || !counted(authority, place, stamp.at)) return false;
  // The name of the algorithm may be that of the key's kind alone; it must not say another digest.
  const plain = ["1.2.840.10045.2.1", "1.2.840.113549.1.1.1"].includes(stamp.algorithm);
  if (!plain && signatureHashes[stamp.algorithm] !== stamp.hash) return false;
  return holds({ spki: c.spki, algorithm: stamp.algorithm, hash: stamp.hash, signature: stamp.signature, signed: stamp.attributes, what: "its timestamp" });
}
