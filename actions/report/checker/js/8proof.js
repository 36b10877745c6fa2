// A proof is one entry of a ledger on its own, as `attestary prove` writes it. Here it is judged as `attestary verify
// PROOF` does for claims 1, 2, 4 and 5 of that entry. What is not judged here, Limits in checker.go says.

const proofFormat = "https://attestary.dev/proof/v1";

// Verifier judges proofs of one ledger. What they share, the checkpoint and the rotations of keys, it judges once.
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
    if (entry.kind === "rotation" && !(proof.rotations || []).some((half) => half.index === entry.index)) {
      throw new Wrong("it is half a rotation that the list of rotations leaves out");
    }
    const open = [...ledger.open];
    const by = entry.kind === "rotation" ? await halfSigned(ledger, entry, open) : await whoSigned(ledger, entry, entry.index, open);
    const blobs = new Map();
    for (const blob of proof.blobs.concat(proof.targets || [])) {
      const bytes = fromBase64(blob, "a document beside it");
      blobs.set(await digestOf(bytes), bytes);
    }
    await besides(entry, blobs);
    const found = { by, blobs, kind: entry.kind, said: entry.said, index: entry.index, digest: entry.digest };
    return open.length > 0 ? { ...found, state: "open", why: open.join("; ") } : { ...found, state: "verified" };
  }

  // ledger is the checkpoint of a proof, once it was found to be signed, and the rotations that are in its tree.
  ledger(proof) {
    const key = canonical([proof.checkpoint, proof.signature, proof.rotations || []]);
    if (!this.ledgers.has(key)) this.ledgers.set(key, this.sealed(proof));
    return this.ledgers.get(key);
  }

  async sealed(proof) {
    const trust = await this.trust;
    const checkpoint = readCheckpoint(proof.checkpoint);
    if (trust.origin && trust.origin !== checkpoint.origin) throw new Wrong("the checkpoint is of another ledger than the one that is trusted");
    const ledger = { trust, checkpoint, open: [], rotations: { halves: new Map(), reigns: new Map(), ended: new Map() } };
    for (const half of proof.rotations || []) {
      const entry = await readEntry(half);
      await included(entry, checkpoint);
      await halfSigned(ledger, entry, ledger.open);
    }
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

// halfSigned judges half a rotation. Once both halves stand, the old key's first, the old key never counts again, and
// the new one does where the trust follows the old one or lists the new one.
async function halfSigned(ledger, entry, open) {
  const { trust, rotations } = ledger;
  const { said } = entry;
  if (!["old", "new"].includes(said.signed_by)) throw new Wrong("it is no half of a rotation");
  const spki = fromBase64(said[said.signed_by], "the key of a rotation");
  const { key, hint } = await ownKey(spki);
  if (hint !== entry.material.hint) throw new Wrong(`it says that the ${said.signed_by} key signs it, and another did`);
  const pair = said.old + " " + said.new;
  if (said.signed_by === "old") {
    const by = await whoSigned(ledger, entry, entry.index, open);
    if (!rotations.halves.has(pair)) rotations.halves.set(pair, { said, hint, by });
    return by;
  }
  const first = rotations.halves.get(pair);
  if (!first || canonical({ ...first.said, signed_by: "new" }) !== canonical(said)) throw new Wrong("it is half a rotation: that the old key gives way does not stand before it");
  if (!(await signedWith(key, entry.signature, entry.over, "its signature"))) throw new Wrong("its signature is not one of the new key over these bytes");
  if (rotations.ended.has(hint) && entry.index >= rotations.ended.get(hint)) throw new Wrong("its key gave way to another before, and never counts again");
  const listed = trust.keys.get(hint);
  const from = rotations.reigns.get(first.hint) || trust.keys.get(first.hint);
  if (!listed && !from.follow) throw new Wrong("it brings in a key that this page does not trust");
  const ended = rotations.ended.get(first.hint);
  if (ended < entry.index) throw new Wrong("the key that gives way gave way to another before");
  if (ended === undefined) rotations.ended.set(first.hint, entry.index);
  if (!listed && !rotations.reigns.has(hint)) rotations.reigns.set(hint, { key, name: `the key after ${first.by}`, follow: true, since: entry.index });
  return listed ? listed.name : `the key after ${first.by}`;
}

Object.assign((globalThis.attestary ??= {}), { Verifier });
