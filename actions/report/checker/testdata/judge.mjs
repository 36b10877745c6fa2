// Judges proofs with the script of the page: node judge.mjs SCRIPT <QUESTIONS >ANSWERS
//
// A question is a line of JSON {trust, proofs: [text]}; its answer is a line too: [{state, why, by, index}].
import { readFileSync, writeSync } from "node:fs";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(process.argv[2], "utf8"), { filename: "verify.js" });
const answers = [];
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { trust, proofs } = JSON.parse(line);
  const verifier = new attestary.Verifier(trust);
  const told = [];
  for (const proof of proofs) {
    const { state, why, by, index } = await verifier.proof(proof);
    told.push({ state, why, by, index });
  }
  answers.push(JSON.stringify(told));
}
const out = Buffer.from(answers.join("\n") + "\n");
for (let at = 0; at < out.length; ) at += writeSync(1, out, at);
