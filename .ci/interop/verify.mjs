// Verifies our bundles with Sigstore's own JavaScript, by a public key: node verify.mjs KEY.pub FOLDER
//
// FOLDER holds bundles of statements, and checkpoint.sigstore.json, which is over the bytes of checkpoint. Each must
// be accepted, and refused once a bit of what was signed, or of the signature, is another.
import { bundleFromJSON } from "@sigstore/bundle";
import { Verifier, toSignedEntity } from "@sigstore/verify";
import { createHash, createPublicKey } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [keyFile, folder] = process.argv.slice(2);
const publicKey = createPublicKey(readFileSync(keyFile));
const hint = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");

const trust = {
  certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [],
  publicKey: (named) => {
    if (named !== hint) throw new Error(`another key: ${named}`);
    return { publicKey, validFor: () => true };
  },
};
const verifier = new Verifier(trust, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });

const verify = (bundle, artifact) => verifier.verify(toSignedEntity(bundleFromJSON(bundle), artifact));

const flipped = (base64) => {
  const bytes = Buffer.from(base64, "base64");
  bytes[bytes.length >> 1] ^= 1;
  return bytes.toString("base64");
};

const refuses = (name, bundle, artifact) => {
  try {
    verify(bundle, artifact);
  } catch {
    return;
  }
  throw new Error(`${name}: accepted, and it is not what was signed`);
};

let count = 0;
for (const name of readdirSync(folder).filter((n) => n.endsWith(".sigstore.json"))) {
  const read = () => JSON.parse(readFileSync(join(folder, name)));
  const message = name === "checkpoint.sigstore.json";
  const artifact = message ? readFileSync(join(folder, "checkpoint")) : undefined;
  verify(read(), artifact);
  const other = read();
  if (message) {
    other.messageSignature.signature = flipped(other.messageSignature.signature);
    const bytes = Buffer.from(artifact);
    bytes[bytes.length >> 1] ^= 1;
    refuses(name, read(), bytes);
  } else {
    other.dsseEnvelope.signatures[0].sig = flipped(other.dsseEnvelope.signatures[0].sig);
    const payload = read();
    payload.dsseEnvelope.payload = flipped(payload.dsseEnvelope.payload);
    refuses(name, payload);
  }
  refuses(name, other, artifact);
  count++;
}
if (count < 3) throw new Error(`${folder} holds ${count} bundles`);
console.log(`@sigstore/verify accepts ${count} bundles, and none of them changed`);
