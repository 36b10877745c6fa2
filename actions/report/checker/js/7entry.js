// One entry: that it is the one of its leaf, and who signed it.

const payloadType = "application/vnd.in-toto+json";
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const statementType = "https://in-toto.io/Statement/v1";
// words are what people say themselves, by a key of theirs or through a forge.
const words = ["review", "approval", "confirmation", "waiver", "breakglass", "revocation", "disposition"];

const hintOf = (digest) => base64(hashOf(digest, "the key that it names"));

// readEntry reads one entry as a proof holds it (attestary prove): that leaf, bundle and statement are of each other.
async function readEntry({ bundle, index, leaf, path }) {
  members(leaf, ["bundle", "kind", "run", "statement", "v"], "its leaf");
  members(bundle, ["dsseEnvelope", "mediaType", "verificationMaterial"], "its bundle");
  const envelope = members(bundle.dsseEnvelope, ["payload", "payloadType", "signatures"], "its envelope");
  if (bundle.mediaType !== bundleType || envelope.payloadType !== payloadType || envelope.signatures.length !== 1) {
    throw new Wrong("its bundle is not one of a statement, in the version that is known here");
  }
  members(envelope.signatures[0], ["sig"], "its signature");
  const signed = fromBase64(envelope.payload, "its statement");
  const digest = await digestOf(utf8(canonical(bundle)));
  if (leaf.bundle !== digest) throw new Wrong("its bundle is not the one that its leaf in the ledger's tree names");
  if (leaf.statement !== (await digestOf(signed))) throw new Wrong("its statement is not the one that its leaf in the ledger's tree names");
  return {
    index, digest, run: leaf.run,
    ...readStatement(signed, leaf),
    hash: await leafHash(utf8(canonical(leaf))),
    path: path.map((p) => hashOf(p, "its path")),
    signature: fromBase64(envelope.signatures[0].sig, "its signature"),
    material: readMaterial(bundle.verificationMaterial),
    over: joined(utf8(`DSSEv1 ${payloadType.length} ${payloadType} ${signed.length} `), signed),
  };
}

function readStatement(signed, leaf) {
  const statement = members(parsed(decoded(signed, "its statement"), "its statement"), ["_type", "predicate", "predicateType", "subject"], "its statement");
  if (statement._type !== statementType || leaf.v !== 1) throw new Unable("it is a statement in a version that is not known here");
  if (statement.predicateType !== `https://attestary.dev/${leaf.kind}/v1`) throw new Wrong("it is a statement of another kind than its leaf says");
  return { kind: leaf.kind, said: statement.predicate };
}

function decoded(bytes, what) {
  try {
    return text(bytes);
  } catch {
    throw new Wrong(`${what} is not text`);
  }
}

// included holds that an entry is in the tree of the checkpoint, and was written for that ledger and run.
async function included(entry, checkpoint) {
  const root = await rootAbove(entry.hash, entry.index, checkpoint.size, entry.path);
  if (!same(root, checkpoint.root)) throw new Wrong("its bytes are not those in the tree of the checkpoint (the path does not lead from its leaf to the root)");
  const { seen, run } = entry.said;
  if (seen.origin !== checkpoint.origin || seen.size > entry.index) throw new Wrong("it was written for another ledger, or says that it has seen what came later");
  if (entry.kind === "authorization" && (await runKey(run)) !== entry.run) throw new Wrong("it is of another run than its leaf says");
}

function readMaterial(m) {
  const what = "what stands beside its signature";
  members(m, ["certificate?", "publicKey?", "timestampVerificationData?", "tlogEntries?"], what);
  if (!m.certificate === !m.publicKey) throw new Wrong("it names either a certificate or a public key");
  const times = m.timestampVerificationData ? m.timestampVerificationData.rfc3161Timestamps : [];
  return {
    certificate: m.certificate ? fromBase64(m.certificate.rawBytes, "its certificate") : null,
    hint: m.publicKey ? m.publicKey.hint : "",
    stamps: times.map((t) => fromBase64(t.signedTimestamp, "its timestamp")),
    logged: (m.tlogEntries || []).map((e) => text(fromBase64(e.canonicalizedBody, "its entry in a log"))),
  };
}

// readSeal reads the bundle that signs a checkpoint.
async function readSeal(bundle, checkpoint) {
  const what = "the signature of the checkpoint";
  members(bundle, ["mediaType", "messageSignature", "verificationMaterial"], what);
  const over = utf8(checkpoint);
  const message = bundle.messageSignature;
  if (bundle.mediaType !== bundleType || message.messageDigest.algorithm !== "SHA2_256") throw new Wrong(`${what} is of another kind`);
  if (message.messageDigest.digest !== base64(await sha256(over))) throw new Wrong(`${what} is about other bytes`);
  return { signature: fromBase64(message.signature, what), material: readMaterial(bundle.verificationMaterial), over };
}

// whoSigned judges a signature: by whom, or Wrong. open takes what could not be looked at. x is an entry or a seal.
async function whoSigned(ledger, x, leaf, open) {
  const { trust } = ledger;
  const encoded = `"${base64(x.signature)}"`;
  if (!x.material.logged.every((body) => body.includes(encoded))) throw new Wrong("its entry in a log is one of another signature");
  const by = words.concat("mend").includes(x.kind) && x.said.by;
  if (x.material.certificate) {
    if (by && by.how === "key") throw new Wrong("it says that a key signed it, and a certificate did");
    return certified(ledger, x, leaf, open);
  }
  if (by && by.how === "key" && hintOf(by.id) !== x.material.hint) throw new Wrong("it says that it is by one key, and another signed it");
  const signer = chosen(ledger, x.material.hint, leaf, by && x.kind !== "mend" ? by : null);
  if (!(await signedWith(signer.key, x.signature, x.over, "its signature"))) throw new Wrong(`its signature is not one of ${signer.name} over these bytes`);
  for (const stamp of x.material.stamps) for (const root of trust.roots) await stampedAt(root, stamp, x.signature);
  if (signer.timed) open.push(`the key of ${signer.name} counts for a time only, which this page does not judge`);
  return signer.name;
}

// chosen is the key that the hint names, if it counts at that place.
function chosen({ trust, rotations }, hint, leaf, by) {
  const listed = trust.keys.get(hint);
  const here = listed && listed.spans.some(([from, to]) => leaf >= from && leaf <= to);
  const person = by && by.how === "key" && trust.people.get(hint);
  if (person) return person;
  if (rotations.ended.has(hint) && leaf >= rotations.ended.get(hint)) throw new Wrong("it is signed by a key that gave way to another before");
  if (here) return listed;
  if (listed) throw new Wrong(`it is signed by ${listed.name}, whose key is not trusted at that place of the ledger`);
  const reigns = rotations.reigns.get(hint);
  if (reigns && leaf >= reigns.since) return reigns;
  if (by && by.how === "key") throw new Unable(`it is the word of ${by.login} by a key that this page does not know as theirs`);
  throw new Wrong("it is signed by a key that this page does not trust");
}

// certified judges a signature by certificate: some authority made it, it counted at every time that is stamped on
// the signature, and whom it names is whom the policy names.
async function certified(ledger, x, leaf, open) {
  const { trust } = ledger;
  const c = parseCertificate(x.material.certificate);
  if (c.isAuthority || !maySign(c) || !c.uses.includes(codeSigning)) throw new Wrong("its certificate is not for signing");
  unknownCritical(c);
  const made = await madeBy(trust, c);
  if (!made) throw new Wrong("no authority that is trusted made its certificate");
  const times = [];
  for (const stamp of x.material.stamps) times.push(await stampedAt(made.root, stamp, x.signature));
  const known = times.filter((at) => at !== null);
  if (known.length === 0) throw new Wrong("no authority that is trusted stamped a time on it, and a certificate needs one");
  for (const at of known) {
    if (!validAt(c, at) || !counted(made.authority, made.place, at)) throw new Wrong("its certificate did not count when it signed");
  }
  const { key } = await ownKey(c.spki);
  if (!(await signedWith(key, x.signature, x.over, "its signature"))) throw new Wrong("its signature is not one of its certificate over these bytes");
  const who = workflowOf(c);
  const { wrong, handed } = differences(ledger, made.root, who, leaf);
  if (x.kind === "handover") wrong.push(...strangeTo(x.said.to, who.values));
  if (x.said) wrong.push(...(await disagreements(who.values, x)));
  if (wrong.length > 0) throw new Wrong(wrong[0]);
  x.handed = handed;
  if (x.kind !== "handover") handedOver(ledger.rotations.handed, handed, leaf);
  if (made.root.logs) open.push(`the logs that ${made.root.name} lists were not looked into`);
  return who.values.name;
}

async function madeBy(trust, c) {
  for (const root of trust.roots) {
    for (const authority of root.issuers) {
      const place = await issuerOf(authority, c);
      if (place >= 0) return { root, authority, place };
    }
  }
  return null;
}

const eventsOf = { issue: "issues", event: "repository_dispatch", finding: "repository_dispatch", pull_request: "pull_request" };

// disagreements are what a statement says otherwise than the certificate that signed it.
async function disagreements(values, { kind, said, run }) {
  const out = [];
  const differ = (what, certificate, statement) => {
    if (certificate !== statement) out.push(`its certificate is of ${what} ${JSON.stringify(certificate || "")}, and it says ${JSON.stringify(statement)}`);
  };
  const invocation = (id) => `${values[12]}/actions/runs/${id.id}/attempts/${id.attempt}`;
  if (["ledger", "authorization", "denial"].includes(kind)) {
    differ("repository", values[15], String(said.repository_id));
    differ("owner", values[17], String(said.owner_id));
  }
  if (kind === "authorization" || kind === "denial") {
    differ("run", values[21], invocation(said.run));
    differ("commit", values[13], said.commit);
    const undo = said.trigger.kind === "undo";
    const event = eventsOf[said.trigger.kind];
    if (!undo && ((values[20] === "schedule") !== (said.trigger.kind === "schedule") || (event && values[20] !== event))) differ("trigger", values[20], said.trigger.kind);
  }
  if (kind === "approval" && said.heard) differ("run", values[21], invocation(said.heard.run));
  if (kind === "run") {
    differ("runner", values[11], said.runner.host);
    const m = /^\/actions\/runs\/([^/]+)\/attempts\/([1-9]\d*)$/.exec((values[21] || "").replace(values[12], ""));
    const id = m && { attempt: Number(m[2]), id: m[1], origin: said.seen.origin };
    const key = said.continued && said.continued.length > 0 ? await runKey(said.continued[said.continued.length - 1]) : run;
    differ("run", id ? await runKey(id) : values[21], key);
  }
  return out;
}

const runKey = (id) => digestOf(utf8(canonical({ attempt: id.attempt, id: id.id, origin: id.origin })));
