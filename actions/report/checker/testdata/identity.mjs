// Judges certificates and stamps with the script's own functions: node identity.mjs FOLDER <QUESTION >ANSWER
//
// A question is {root, at, signature, certificates, stamps}, its answer {certificates: [valid at that time], stamps:
// [milliseconds, or null]}.
import { readFileSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

const folder = process.argv[2];
const source = readdirSync(folder).sort().map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
const { readRoot, parseCertificate, unknownCritical, maySign, codeSigning, ownKey, workflowOf, madeBy, validAt, counted, stampedAt } = runInThisContext(
  `(() => {${source}; return { readRoot, parseCertificate, unknownCritical, maySign, codeSigning, ownKey, workflowOf, madeBy, validAt, counted, stampedAt } })()`);
const { root: json, at, signature, certificates, stamps } = JSON.parse(readFileSync(0, "utf8"));
const root = await readRoot({ name: "root", root: json });
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const or = async (otherwise, of) => {
  try {
    return await of();
  } catch {
    return otherwise;
  }
};

// As certified in 7entry.js has it, but for what is signed.
const counts = async (der) => {
  const c = parseCertificate(der);
  if (c.isAuthority || !maySign(c) || !c.uses.includes(codeSigning)) return false;
  unknownCritical(c);
  await ownKey(c.spki);
  workflowOf(c);
  const made = await madeBy({ roots: [root] }, c);
  return made !== null && validAt(c, at) && counted(made.authority, made.place, at);
};
const answer = { certificates: [], stamps: [] };
for (const one of certificates) answer.certificates.push(await or(false, () => counts(bytes(one))));
for (const one of stamps) answer.stamps.push(await or(null, () => stampedAt(root, bytes(one), bytes(signature))));
writeSync(1, JSON.stringify(answer));
