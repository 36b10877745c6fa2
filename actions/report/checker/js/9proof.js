// A proof is one entry of a ledger on its own, as `attestary prove` writes it. Here it is judged as `attestary verify
// PROOF` does for claims 1, 2, 4 and 5 of that entry. What is not judged here, Limits in checker.go says.

const proofFormat = "https://attestary.dev/proof/v1";

// Verifier judges proofs of one ledger. What they share, the checkpoint and the changes of keys, it judges once.
class Verifier {
  constructor(trust) {
    this.trust = readTrust(trust);
    this.ledgers = new Map();
  }

  // proof judges the text of a proof. It never throws. state is verified, refuted (why), or open (why): what was
  // looked at holds, and the rest could not be looked at.
  async proof(source) {
    try {
      return await this.judged(typeof source === "string" ? parsed(source, "the proof") : source);
    } catch (err) {
      if (err instanceof Wrong) return { state: "refuted", why: err.message };
      return { state: "open", why: err instanceof Unable ? err.message : `this page could not read it (${err.message})` };
    }
  }

  async judged(proof) {
    members(proof, ["blobs", "bundle", "checkpoint", "format", "index", "leaf", "path", "rotations?", "signature", "targets?"], "the proof");
    if (proof.format !== proofFormat) throw new Unable("it is in a format that is not known here");
    const entry = await readEntry(proof);
    const ledger = await this.ledger(proof);
    await included(entry, ledger.checkpoint);
    const half = halves[entry.kind];
    if (half && !(proof.rotations || []).some((one) => one.index === entry.index)) {
      throw new Wrong(`it is half a ${entry.kind} that the list of them leaves out`);
    }
    const open = [...ledger.open];
    const by = half ? await half(ledger, entry, open) : await whoSigned(ledger, entry, entry.index, open);
    const blobs = new Map();
    for (const blob of proof.blobs.concat(proof.targets || [])) {
      const bytes = fromBase64(blob, "a document beside it");
      blobs.set(await digestOf(bytes), bytes);
    }
    await besides(entry, blobs);
    const found = { by, blobs, kind: entry.kind, said: entry.said, index: entry.index, digest: entry.digest };
    return open.length > 0 ? { ...found, state: "open", why: open.join("; ") } : { ...found, state: "verified" };
  }

  // ledger is the checkpoint of a proof, once it was found to be signed, and the rotations and the handover that are in its tree.
  ledger(proof) {
    const key = canonical([proof.checkpoint, proof.signature, proof.rotations || []]);
    if (!this.ledgers.has(key)) this.ledgers.set(key, this.sealed(proof));
    return this.ledgers.get(key);
  }

  async sealed(proof) {
    const trust = await this.trust;
    const checkpoint = readCheckpoint(proof.checkpoint);
    if (trust.origin && trust.origin !== checkpoint.origin) throw new Wrong("the checkpoint is of another ledger than the one that is trusted");
    const handed = { gives: new Map(), at: Infinity, followed: false };
    const ledger = { trust, checkpoint, open: [], hands: [], rotations: { halves: new Map(), reigns: new Map(), ended: new Map(), handed } };
    const entries = [];
    for (const one of proof.rotations || []) {
      const entry = await readEntry(one);
      await included(entry, checkpoint);
      if (!halves[entry.kind]) throw new Wrong("what it carries as a change of keys is none");
      if (entry.kind === "handover" && entry.said.signed_by === "new") ledger.hands.push(...named(trust, entry.said.to));
      entries.push(entry);
    }
    for (const entry of entries) await halves[entry.kind](ledger, entry, ledger.open);
    try {
      await whoSigned(ledger, await readSeal(proof.signature, proof.checkpoint), checkpoint.size - 1, ledger.open);
    } catch (err) {
      if (err instanceof Wrong) throw new Wrong(`the checkpoint: ${err.message}`);
      throw err;
    }
    return ledger;
  }
}

// besides holds that the documents beside a statement are those that it names: a run's record is of that run.
async function besides({ kind, said, run }, blobs) {
  for (const ref of [said.record, said.plan]) {
    const bytes = ref && blobs.get(ref.digest);
    if (bytes && bytes.length !== ref.size) throw new Wrong("a document beside it has another size than its statement says");
  }
  const bytes = kind === "run" && blobs.get(said.record.digest);
  if (!bytes) return;
  const record = parsed(decoded(bytes, "its record"), "its record");
  if ((await runKey(record.run)) !== run) throw new Wrong("its record is of another run than its leaf says");
  if (record.outcome !== said.outcome) throw new Wrong(`its record says ${record.outcome}, and its statement ${said.outcome}`);
}

Object.assign((globalThis.attestary ??= {}), { Verifier });
