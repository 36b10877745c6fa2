// Changes of who signs the ledger: a key gives way to another, or to certificates. Each stands in two halves.

// halfRotated judges half a rotation. Once both halves stand, the old key's first, the old key never counts again, and
// the new one does where the trust follows the old one or lists the new one.
async function halfRotated(ledger, entry, open) {
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

const sides = ["old", "new"];

// halfHanded judges half a handover. Once both halves stand, the key's first, it never counts again, and certificates do
// that a trusted workflow may have; or, where rotations of that key are followed, those of the identity that it named.
async function halfHanded(ledger, entry, open) {
  const { ended, reigns, handed } = ledger.rotations;
  const { said } = entry;
  if (!sides.includes(said.signed_by)) throw new Wrong("it is no half of a handover");
  const pair = canonical({ ...said, signed_by: "" });
  if (said.signed_by === "old") {
    const { hint } = await ownKey(fromBase64(said.old, "the key of a handover"));
    if (entry.material.hint !== hint) throw new Wrong("it says that the key which gives way signs it, and another did");
    const by = await whoSigned(ledger, entry, entry.index, open);
    if (!handed.gives.has(pair)) handed.gives.set(pair, { hint, by });
    return by;
  }
  if (!entry.material.certificate) throw new Wrong("it is the half of a certificate, and a key signed it");
  const by = await certified(ledger, entry, entry.index, open);
  const first = handed.gives.get(pair);
  if (!first) throw new Wrong("it is half a handover: that the key gives way does not stand before it");
  if (ended.get(first.hint) < entry.index) throw new Wrong("the key that gives way gave way to another before");
  const followed = reigns.has(first.hint) || ledger.trust.keys.get(first.hint).follow;
  if (entry.handed && !followed) throw new Wrong("it brings in a certificate that this page does not trust");
  if (handed.at === Infinity) Object.assign(handed, { at: entry.index, followed });
  ended.set(first.hint, entry.index);
  return by;
}

const halves = { rotation: halfRotated, handover: halfHanded };

// safe are the events by which nobody but those who may write to the repository can start a workflow.
const safe = ["schedule", "workflow_dispatch", "repository_dispatch", "push", "merge_group", "release", "create", "delete"];

// named are the workflows that the identity of a handover allows, where rotations of any key are followed.
function named(trust, to) {
  if (![...trust.keys.values()].some((key) => key.follow)) return [];
  return trust.roots.flatMap((root) => to.signers.map((signer) => ({
    name: "the workflow that the key handed over to", root: root.name, from: 0, to: null,
    values: {
      name: [signer], 8: [to.issuer], 9: [signer], 10: [], 11: ["github-hosted"], 12: [signer.split("/.github/")[0]], 13: [],
      14: [signer.slice(signer.indexOf("@") + 1)], 15: [String(to.repository)], 17: [String(to.owner)], 18: to.signers, 19: [], 20: safe, 23: [""],
    },
  })));
}

// strangeTo is what a certificate says that is not the identity which a handover names.
function strangeTo(to, values) {
  const identity = { 8: [to.issuer], 9: to.signers, name: [values[9] || ""], 15: [String(to.repository)], 17: [String(to.owner)] };
  return Object.keys(identity).filter((n) => !identity[n].includes(values[n] || ""))
    .map((n) => `its certificate says ${JSON.stringify(values[n] || "")}, and it hands over to ${identity[n].join(" or ")}`);
}

// handedOver holds that certificates count at that place of the ledger.
function handedOver({ gives, at, followed }, byHandover, leaf) {
  if (gives.size > 0 && leaf < at) throw new Wrong("it is signed by a certificate, and the ledger is a key's, which has not handed it over");
  if (byHandover && !(followed && leaf >= at)) throw new Wrong("it is signed by a certificate that this page does not trust; a handover names it, and does not bring it in");
}
