// The evidence of this site, for scripts. The package comment of actions/report/site tells the format.
//
// A page that was opened from a share may not fetch, so each data file is a script that calls one function
// here. Nothing of what is read is trusted: whoever uses it verifies it.
"use strict";
{
  const root = document.body ? document.body.dataset.root : "";
  const size = 256;
  const waiting = new Map(); // name of a file → what to tell when it has called

  // load gives what a data file calls with.
  const load = (file, name) => {
    if (waiting.has(name)) return waiting.get(name).promise;
    const one = {};
    one.promise = new Promise((done, fail) => { one.done = done; one.fail = fail; });
    waiting.set(name, one);
    const script = document.createElement("script");
    script.src = root + file;
    script.onload = () => one.fail(new Error(file + " holds something else"));
    script.onerror = () => one.fail(new Error(file + " cannot be read"));
    document.head.append(script);
    return one.promise;
  };

  const called = (name, value) => { if (waiting.has(name)) waiting.get(name).done(value); };

  const unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };

  // way is the path from a node of the lowest level to the top: the hashes beside it, from below.
  const way = (levels, at) => {
    const path = [];
    for (const level of levels.slice(0, -1)) {
      if ((at ^ 1) < level.length) path.push("sha256:" + level[at ^ 1]);
      at >>= 1;
    }
    return path;
  };

  const base64 = (text) => {
    let binary = "";
    for (const b of new TextEncoder().encode(text)) binary += String.fromCharCode(b);
    return btoa(binary);
  };

  const digest = async (text) => {
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return "sha256:" + Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, "0")).join("");
  };

  // whole is a bundle with its payload, as it was signed.
  const whole = (it) => it.payload ? it.bundle.replace('"payload":"', () => '"payload":"' + base64(it.payload)) : it.bundle;

  const chunks = new Map();
  const chunkOf = (n) => {
    if (!chunks.has(n)) chunks.set(n, load("evidence/" + n + ".js", "chunk " + n).then(unpacked));
    return chunks.get(n);
  };

  window.attestary = {
    // What data files call.
    shared: (value) => called("shared", value),
    chunk: (n, text) => called("chunk " + n, text),
    stories: (n, text) => called("stories " + n, text),
    search: (value) => called("search", value),

    root,
    get index() { return load("evidence/index.js", "shared"); },
    get runs() { return load("search.js", "search"); },

    // story gives what the page of an older run says.
    async story(n) {
      const file = Math.floor(n / 512);
      const it = (await load("runs/older/" + file + ".js", "stories " + file).then(unpacked))[n];
      if (!it) throw new Error("no run began with entry " + n);
      return it;
    },

    // entry gives one entry of the ledger, as it was written.
    async entry(n) {
      const chunk = await chunkOf(Math.floor(n / size));
      const it = chunk.entries[n - chunk.first];
      if (!it) throw new Error("there is no entry " + n);
      return { index: n, kind: it.kind, run: it.run, path: it.path, bundle: whole(it), payload: it.payload, blobs: it.blobs.map((at) => chunk.blobs[at]) };
    },

    // proof gives the text of the proof of one entry (https://attestary.dev/proof/v1), in its one encoding.
    async proof(n) {
      const [entry, chunk, index] = await Promise.all([this.entry(n), chunkOf(Math.floor(n / size)), this.index]);
      const path = way(chunk.levels, n - chunk.first).concat(way(index.tops, Math.floor(n / size)));
      const text = JSON.stringify;
      return '{"blobs":[' + entry.blobs.map((b) => text(base64(b))).join(",") +
        '],"bundle":' + entry.bundle + ',"checkpoint":' + text(index.checkpoint) +
        ',"format":"https://attestary.dev/proof/v1","index":' + n +
        ',"leaf":{"bundle":"' + await digest(entry.bundle) + '","kind":' + text(entry.kind) + ',"run":' + text(entry.run) +
        ',"statement":"' + await digest(entry.payload) + '","v":1},"path":' + text(path) +
        (index.rotations ? ',"rotations":' + index.rotations : "") + ',"signature":' + index.signature + "}";
    },
  };
}
