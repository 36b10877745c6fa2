// The page: every place that shows an entry (data-entry) tells what came of it. Nothing is shown as verified before
// it was. The page works without this script, and then says that nothing was checked.

const told = { checking: "checking", verified: "verified", refuted: "does not hold", open: "only in part", unverified: "not checked here" };

// Page checks what is shown: first what the reader sees, then the rest, an entry at a time, so that clicks and keys
// never wait.
class Page {
  constructor(source) {
    this.source = source; // of proofs: attestary of data.js
    this.results = new Map(); // by entry
    this.waiting = new Set(); // seals
    this.visible = new Set(); // those of them that the reader sees
    this.seen = new IntersectionObserver((changes) => this.look(changes), { rootMargin: "200px" });
    this.busy = false;
  }

  start() {
    document.addEventListener("attestary:shown", (event) => this.take(event.detail));
    this.take(document);
    if (this.waiting.size === 0) this.summary("unverified", "This page shows no entry of the ledger that could be checked here.");
  }

  take(below) {
    for (const seal of this.waiting) if (!seal.isConnected) this.forget(seal);
    for (const seal of below.querySelectorAll("[data-entry]")) {
      this.waiting.add(seal);
      this.seen.observe(seal);
    }
    if (!this.busy) this.work();
  }

  forget(seal) {
    this.waiting.delete(seal);
    this.visible.delete(seal);
    this.seen.unobserve(seal);
  }

  look(changes) {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting && this.waiting.has(target)) this.visible.add(target);
      else this.visible.delete(target);
    }
  }

  async work() {
    if (this.waiting.size === 0) return;
    if (!subtle) return this.summary("unverified", "Nothing was checked in this browser: it can check signatures only on pages that come by https, from this machine, or from a file.");
    this.busy = true;
    await this.prepare();
    let rested = performance.now();
    while (this.waiting.size > 0) {
      const [seal] = this.visible.size > 0 ? this.visible : this.waiting;
      await this.check(seal);
      if (performance.now() - rested < 12) continue;
      this.count();
      await new Promise((done) => setTimeout(done)); // the browser draws, and the reader's clicks come first
      rested = performance.now();
    }
    this.busy = false;
    this.count();
  }

  // prepare reads whom the page trusts. Where that cannot be read, nothing is ever verified.
  async prepare() {
    if (this.verifier) return;
    try {
      const { trust } = await this.source.index;
      this.names = [...trust.keys, ...trust.workflows].map((k) => k.name).join(", ");
      this.verifier = new Verifier(trust);
    } catch (err) {
      this.verifier = { proof: async () => ({ state: "refuted", why: `whom this page trusts cannot be read (${err.message})` }) };
    }
  }

  // check judges the entries of a place. One that does not hold is what the place tells, else one that is open.
  async check(seal) {
    this.forget(seal);
    show(seal, { state: "checking" });
    const all = [];
    for (const n of entriesOf(seal)) all.push(await this.entry(n, seal));
    const of = (state) => all.find((found) => found.state === state);
    const worst = of("refuted") || of("open") || { state: "verified" };
    show(seal, worst);
    if (worst.state === "refuted") this.alarm();
  }

  // entry is what came of one: of its evidence, which is judged once, and of what this place shows of it.
  async entry(n, seal) {
    let found = this.results.get(n) || (await this.judge(n));
    const other = found.said && (disagreement(n, found.said) || unlike(seal, found.said));
    if (other) found = { state: "refuted", why: other };
    this.results.set(n, found);
    return found;
  }

  async judge(n) {
    let proof;
    try {
      proof = await this.source.proof(n);
    } catch (err) {
      return { state: "refuted", why: `its evidence is not there: ${err.message}` };
    }
    const found = await this.verifier.proof(proof);
    return found.index === n || !found.said ? found : { state: "refuted", why: `its evidence is that of entry ${found.index}` };
  }

  // alarm tells at the top of the page what does not hold, however far below it stands.
  alarm() {
    const wrong = [...this.results].filter(([, r]) => r.state === "refuted").sort(([a], [b]) => a - b);
    let box = document.getElementById("alarm");
    if (!box) {
      box = document.createElement("p");
      Object.assign(box, { id: "alarm", className: "lede bad", role: "alert" });
      document.getElementById("main").prepend(box);
    }
    const names = wrong.slice(0, 3).map(([n, r]) => `entry ${n}: ${r.why}`).join("; ");
    const more = wrong.length > 3 ? `; and ${wrong.length - 3} more` : "";
    box.textContent = `✗ What this page shows does not hold. ${names[0].toUpperCase()}${names.slice(1)}${more}.`;
  }

  count() {
    const of = (state) => [...this.results.values()].filter((r) => r.state === state).length;
    const [held, wrong, part] = [of("verified"), of("refuted"), of("open")];
    const left = new Set([...this.waiting].flatMap(entriesOf).filter((n) => !this.results.has(n))).size;
    const state = wrong > 0 ? "refuted" : left > 0 ? "checking" : part > 0 ? "open" : "verified";
    const all = held + wrong + part + left;
    const text = [`${held} of ${all} ${all === 1 ? "entry" : "entries"} on this page verified in this browser${this.names ? `, signed by ${this.names}` : ""}`];
    if (wrong > 0) text.push(`${wrong} ${wrong === 1 ? "does" : "do"} not hold`);
    if (part > 0) text.push(`${part} only in part`);
    this.summary(state, text.join("; ") + ".");
  }

  summary(state, text) {
    const box = document.getElementById("verification");
    if (!box) return;
    box.ariaBusy = String(this.busy); // told to those who listen once it is done
    box.dataset.state = state;
    if (box.textContent !== text) box.textContent = text;
  }
}

const entriesOf = (seal) => seal.dataset.entry.split(" ").map(Number);

const unlike = ({ dataset }, said) => dataset.outcome && dataset.outcome !== said.outcome && `this page rests on its outcome, which must be ${dataset.outcome}; ${said.outcome} was signed`;

function show(seal, { state, why }) {
  seal.dataset.state = state;
  seal.textContent = told[state] + (why ? `: ${why}` : "");
}

// disagreement tells where the page shows something else than the statement that it is about: an element with data-of,
// the entry, and data-shows, the member of its predicate.
function disagreement(n, said) {
  for (const element of document.querySelectorAll(`[data-of="${n}"]`)) {
    const copy = element.cloneNode(true);
    for (const hidden of copy.querySelectorAll("[aria-hidden]")) hidden.remove();
    const shown = (element.dataset.value || copy.textContent).trim();
    const signed = said[element.dataset.shows];
    if (shown !== String(signed)) return `the page shows ${JSON.stringify(shown)} where ${JSON.stringify(String(signed))} was signed`;
  }
  return "";
}

if (globalThis.document && globalThis.attestary && globalThis.attestary.proof) new Page(globalThis.attestary).start();
