// The search, and the way to raw bytes. Every page reads without it.
"use strict";
{
  const root = attestary.root;
  const made = (tag, props, ...children) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...children);
    return e;
  };

  // A click on "raw bundle" saves the bytes of the entry. Without this script the link leads to its line in the ledger.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-raw]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const n = Number(link.dataset.raw);
    try {
      const entry = await attestary.entry(n);
      save(entry.bundle, "entry-" + n + ".sigstore.json");
    } catch (e) {
      link.after(made("span", { className: "why", textContent: " " + e.message }));
    }
  });

  const save = (text, name) => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = made("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // The page of an older run. What it says was written and escaped like that of any other, and no script in it would run.
  const tell = async (n) => {
    const main = document.getElementById("main"), note = document.getElementById("older");
    try {
      const story = await attestary.story(n);
      main.replaceChildren(...new DOMParser().parseFromString(story.main, "text/html").body.childNodes);
      document.title = story.title;
      if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
      document.dispatchEvent(new CustomEvent("attestary:shown", { detail: main }));
    } catch (e) {
      note.prepend(made("span", { className: "why", textContent: e.message }));
    }
  };
  if (document.getElementById("older") && /^\?\d+$/.test(location.search)) tell(Number(location.search.slice(1)));

  const form = document.getElementById("search");
  if (form) {
    const box = document.getElementById("q"), results = document.getElementById("results");
    const newest = document.getElementById("newest"), found = document.getElementById("found");
    const most = 50;
    let lines = null;

    const instant = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 16).replace("T", " ");

    // Each run is one line of text that is looked through.
    const prepared = (index) => {
      const runs = index.runs.map(([entry, book, at, state, by, key, later, ...failed], rank) => {
        const [name, title] = index.books[book];
        const run = { entry, page: rank < index.pages ? entry + ".html" : "older.html?" + entry, last: entry + later, name, title, at: instant(at), state: index.texts[state], by: index.texts[by], failed: failed.map((f) => index.texts[f]) };
        run.text = [entry, name, title, run.at, run.state, run.by, key, ...run.failed].join("\n").toLowerCase();
        return run;
      });
      return { runs, books: index.books.map(([name, title]) => ({ name, title, text: (name + "\n" + title).toLowerCase() })) };
    };

    const look = async () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      results.hidden = words.length === 0;
      newest.hidden = words.length > 0;
      if (words.length === 0) { found.textContent = ""; return; }
      try {
        lines ??= prepared(await attestary.runs);
      } catch (e) {
        found.textContent = e.message;
        return;
      }
      const has = (line) => words.every((word) => line.text.includes(word));
      const books = lines.books.filter(has), runs = lines.runs.filter(has);
      found.textContent = books.length + (books.length === 1 ? " runbook, " : " runbooks, ") + runs.length + (runs.length === 1 ? " run" : " runs") +
        (runs.length > most ? "; the newest " + most + " are shown" : "");
      show(books.slice(0, 12), runs.slice(0, most));
    };

    const show = (books, runs) => {
      results.replaceChildren();
      if (books.length > 0) {
        results.append(made("h2", { textContent: "Runbooks" }), made("ul", { className: "plain" }, ...books.map((b) =>
          made("li", {}, made("a", { href: root + "runbooks/" + fileName(b.name) + ".html", textContent: b.title || b.name }), " ", made("span", { className: "note", textContent: b.name })))));
      }
      if (runs.length > 0) {
        const head = made("tr", {}, ...["Asked for (UTC)", "Runbook", "Outcome", "By", "In this browser"].map((text) => made("th", { scope: "col", textContent: text })));
        const body = made("tbody", {}, ...runs.map(rowOf));
        const scroll = made("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Runs that were found" }, made("table", { className: "rows" }, made("thead", {}, head), body));
        results.append(made("h2", { textContent: "Runs" }), scroll);
      }
      document.dispatchEvent(new CustomEvent("attestary:shown", { detail: results }));
    };

    const rowOf = (run) => {
      const seal = made("span", { className: "seal", textContent: "not checked here" });
      seal.dataset.entry = run.last;
      seal.dataset.state = "unverified";
      const outcome = made("span", { className: "o " + run.state.replace(" ", "-"), textContent: run.state });
      const why = run.failed.length > 0 ? made("span", { className: "note", textContent: run.failed.join(", ") }) : "";
      if (run.last !== run.entry) Object.assign(outcome.dataset, { of: run.last, shows: "outcome" });
      return made("tr", {},
        made("th", { scope: "row" }, made("a", { href: root + "runs/" + run.page, textContent: run.at })),
        made("td", { textContent: run.name }), made("td", {}, outcome, " ", why), made("td", { textContent: run.by }), made("td", {}, seal));
    };

    const fileName = (name) => {
      if (/^[a-z0-9_-][a-z0-9._-]*$/.test(name) && name.length <= 120) return name;
      return "=" + Array.from(new TextEncoder().encode(name), (b) => b.toString(16).padStart(2, "0")).join("").slice(0, 200);
    };

    let timer = 0;
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 60); });
    form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
    form.hidden = false;
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) { box.value = asked; look(); }
  }
}
