// Whom this page trusts, as evidence/trust.js lists them: keys, people, authorities and workflows. It is the policy
// that the site was made with, and so the word of whoever made the site.

const p256 = Uint8Array.of(0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00);

// ownKey is a key that signs entries: ECDSA P-256, named by the digest of its SPKI.
async function ownKey(spki) {
  if (spki.length !== 91 || !same(spki.subarray(0, p256.length), p256)) throw new Wrong("it is not the SPKI of an ECDSA P-256 key");
  let key;
  try {
    key = await subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    throw new Wrong("it is no point of P-256");
  }
  return { key, hint: base64(await sha256(spki)) };
}

const signedWith = (key, der, bytes, what) =>
  subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, ownSignature(der, what), bytes);

async function readTrust(given) {
  members(given, ["keys", "origin", "people", "roots", "workflows"], "the trust");
  const trust = { origin: given.origin, keys: new Map(), people: new Map(), roots: [], workflows: given.workflows };
  for (const k of given.keys) {
    members(k, ["follow", "from", "name", "spki", "timed", "to"], "a trusted key");
    const { key, hint } = await ownKey(fromBase64(k.spki, "a trusted key"));
    const known = trust.keys.get(hint) || { key, name: k.name, spans: [], follow: false, timed: false };
    known.spans.push([k.from, k.to === null ? Infinity : k.to]);
    known.follow = known.follow || k.follow;
    known.timed = known.timed || k.timed;
    trust.keys.set(hint, known);
  }
  for (const person of given.people) {
    for (const spki of person.keys) {
      const { key, hint } = await ownKey(fromBase64(spki, "the key of a person"));
      trust.people.set(hint, { key, name: person.login });
    }
  }
  for (const root of given.roots) trust.roots.push(await readRoot(root));
  return trust;
}

async function readRoot({ name, root }) {
  const list = async (listed, use) => {
    const out = [];
    for (const one of listed || []) out.push(await readAuthority(one, use));
    return out;
  };
  const issuers = await list(root.certificateAuthorities, codeSigning);
  const stamps = await list(root.timestampAuthorities, timeStamping);
  const logs = [root.tlogs, root.ctlogs].some((l) => l && l.length > 0);
  return { name, issuers, stamps, logs };
}

// differences are the values of a certificate that are not those of the best fitting workflow. handed tells that it is
// whom a handover names, and no workflow of the trust.
function differences({ trust, hands }, root, who, leaf) {
  const of = (workflows) => workflows.filter((w) => w.root === root.name).map((w) => differing(w, who, leaf)).sort((a, b) => a.length - b.length)[0];
  const wrong = of(trust.workflows) || ["no workflow that is trusted signs by that authority"];
  const named = wrong.length > 0 && of(hands);
  if (named && named.length === 0) return { wrong: [], handed: true };
  return { wrong: named && trust.workflows.length === 0 ? named : wrong, handed: false };
}

function differing(w, who, leaf) {
  const out = Object.keys(w.values).filter((n) => !(allowed(w, n, who.values).includes(who.values[n] || "")));
  const list = out.map((n) => `its certificate says ${JSON.stringify(who.values[n] || "")} where ${w.name} says ${allowed(w, n, who.values).join(" or ")}`);
  if (who.unknown.length > 0) list.push(`its certificate has an extension that is not known: ${who.unknown[0]}`);
  if (who.values[5] && !(who.values[12] || "").endsWith("/" + who.values[5])) list.push("its certificate names two repositories");
  if (!who.values[13]) list.push("its certificate tells no commit");
  if (leaf < w.from || (w.to !== null && leaf > w.to)) list.push(`${w.name} is not trusted at that place of the ledger`);
  return list;
}

// allowed are the values of a workflow for an extension; an empty list stands for the commit that ran.
const allowed = (w, n, values) => (w.values[n].length > 0 ? w.values[n] : [values[13] || ""]);
