// The arithmetic of the ledger's tree (RFC 6962, 2.1), and the checkpoint that names its root (C2SP).

const leafHash = (bytes) => sha256(joined(Uint8Array.of(0), bytes));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

const hashSize = 32;

// rootAbove is the root that a path leads to from a leaf (RFC 9162, 2.1.3.2), in a tree of that size.
async function rootAbove(hash, index, size, path) {
  let [at, last] = [index, size - 1];
  const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
  if (at > last) throw new Wrong(`it is entry ${index} of a tree of ${size}`);
  for (const beside of path) {
    if (last === 0) throw new Wrong("the path from its leaf is too long");
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(beside, hash);
      while (at % 2 === 0 && at !== 0) up();
    } else {
      hash = await nodeHash(hash, beside);
    }
    up();
  }
  if (last !== 0) throw new Wrong("the path from its leaf is too short");
  return hash;
}

// hashOf reads a digest as documents write it.
function hashOf(digest, what) {
  const m = /^sha256:([0-9a-f]{64})$/.exec(digest);
  if (!m) throw new Wrong(`${what} is no digest`);
  return Uint8Array.from(m[1].match(/../g), (b) => parseInt(b, 16));
}

// readCheckpoint reads origin, size and root from the text of a checkpoint, signed as a note or not.
function readCheckpoint(source) {
  const cut = source.indexOf("\n\n");
  const lines = (cut < 0 ? source : source.slice(0, cut + 1)).split("\n");
  if (lines.length !== 4 || lines[3] !== "" || (cut >= 0 && !source.startsWith("\u2014 ", cut + 2))) {
    throw new Wrong("the checkpoint is not origin, size and root on a line each");
  }
  const [origin, digits, encoded] = lines;
  const size = Number(digits);
  if (!Number.isSafeInteger(size) || size < 1 || String(size) !== digits) throw new Wrong("the checkpoint tells no number of entries");
  const root = fromBase64(encoded, "the root in the checkpoint");
  if (root.length !== hashSize) throw new Wrong("the checkpoint tells no root");
  return { origin, size, root };
}
