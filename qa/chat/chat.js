// The page's behaviour. Gradio runs this once, as the body of a function with `props`, `server` and `watch`.
// HTML comes from the server alone, escaped there; what people typed is only ever set as text.
const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const KEPT = "pincite.turns", SINGLE_KEYS = "pincite.keys", MOST_KEPT = 100, MOST_PAPERS = 4;
const wide = window.matchMedia("(min-width: 900px)");
let kept = read(), cleared = [], generation = null, shown = null, seen = 0, exactly = null, looks = 0, greeting = "", titles = null;
const papers = new Map(); // id of a document -> its title, HTML and contents, so that it is fetched once
const plain = new Map(); // number of a marked block -> its HTML without marks

// ---- what the browser keeps ----
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(found) ? found.filter(({ id, turn }) => id && turn) : [];
  } catch { return []; }
}
function keep(change) {
  kept = change(read()).slice(-MOST_KEPT); // another window may have added turns since
  for (; ;) {
    try { localStorage.setItem(KEPT, JSON.stringify(kept)); return; } catch {
      if (!kept.length) return; // no storage at all: the conversation lives as long as the page
      kept = kept.slice(1);
    }
  }
}

async function ask(name, given = null) {
  let found;
  try { found = await server[name](given); } catch { /* said below */ }
  return found ?? { problem: "The server does not answer: it was stopped, or this page is older than it. Load the page again." };
}

// ---- asking ----
const say = words => { $("#announce").textContent = words; };
const box = () => $("#ask-row textarea, #ask-row input");
function asking(question) {
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const turn = put(id, '<section class="turn"><div class="question"><h2 class="asked" dir="auto"></h2></div>'
    + '<article class="reply waiting"><p>Waiting for its turn…</p></article></section>');
  $(".asked", turn).textContent = question;
  turn.scrollIntoView({ block: "start", behavior: "instant" });
  say("Searching.");
  const sent = [question, { id, documents: chosen(), exactly: take(), known: titles, max_error: sure(),
    previous: kept.slice(-4).map(({ turn }) => turn) }];
  put_in(""); // here and not when the answer comes: the next question may be typed by then
  return sent;
}
function put(id, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const made = holder.content.firstElementChild, old = turnOf(id);
  made.dataset.id = id;
  old ? old.replaceWith(made) : $("#turns").append(made);
  arrange();
  return made;
}
function put_in(text) {
  const field = box();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
function fill(text) { // what is put in for somebody is searched as it stands
  put_in(text);
  exactly = text;
  box().focus();
}
function take() {
  const so = exactly !== null;
  exactly = null;
  return so;
}
function send(text) {
  fill(text);
  setTimeout(() => $("#ask-row button").click());
}
const turnOf = id => all("#turns .turn").find(turn => turn.dataset.id === id);
function arrange() {
  const talking = Boolean($("#turns .turn"));
  document.documentElement.classList.toggle("talking", talking);
  const scroller = $("#talk"); // the box below it ends where its text does, beside the scroll bar
  document.documentElement.style.setProperty("--bar", `${scroller.offsetWidth - scroller.clientWidth}px`);
  $("#options .keep").hidden = !talking;
  if (talking) $("#undo").hidden = true;
}
watch("value", () => {
  const { id, html, say: words, turn, next } = props.value ?? {};
  if (!id || !turnOf(id)) return; // cleared in the meantime
  const made = put(id, html);
  if (!turn) return;
  say(words);
  keep(turns => [...turns, { id, turn }]);
  made.scrollIntoView({ block: "start", behavior: "instant" });
  const first = $("a.cite", made);
  if (first) open(first, { follow: false });
  else unmark();
  if (turn.answer && turn.answer.generation !== generation) about();
  if (next) setTimeout(ask_next, 0, next);
});
function ask_next(question) { // of several questions in one; what is typed by then stays
  const typed = box().value;
  put_in(question);
  setTimeout(() => { $("#ask-row button").click(); setTimeout(() => { if (typed && !box().value) put_in(typed); }, 300); });
}
async function failed() { // one question was not taken, the one that was sent last; others may still wait their turn
  const waiting = all("#turns .waiting").at(-1);
  if (!waiting) return;
  waiting.className = "reply none";
  waiting.innerHTML = '<p class="big">That did not work.</p><p role="alert"></p><p class="actions"><button type="button" class="link" data-act="again">Ask again</button></p>';
  const stopped = (await ask("about")).problem; // what waits in no queue answers as long as the server runs
  $("[role=alert]", waiting).textContent = stopped ?? "As many questions are waiting as the server takes, so this one was not taken. Ask it again in a moment.";
}
const chosen = () => {
  const ticked = all("#chooser input:checked").map(input => input.value);
  return ticked.length ? ticked : null;
};
function filtered() {
  const typed = $("#filter").value.trim(), words = typed.toLowerCase().split(/\s+/), items = all("#chooser li");
  for (const item of items) item.hidden = !words.every(word => item.textContent.toLowerCase().includes(word));
  const shown = items.filter(item => !item.hidden).length, ticked = all("#chooser input:checked").length;
  $("#chooser [role=status]").textContent = `${typed ? `${shown} of ${items.length} shown; ` : ""}${ticked || "all"} will be asked`;
  $("#chooser [data-act=tick]").hidden = !typed || !shown;
  $("#chooser [data-act=all]").hidden = !ticked;
}
const sure = () => Number($("#how-sure input:checked")?.value) || null;
function named() {
  const picked = $("#how-sure input:checked");
  if (picked) $("#how-sure .sure-now").textContent = $("b", picked.parentElement).textContent;
  const ticked = all("#chooser input:checked");
  $("#which > summary span").textContent = !ticked.length ? "All documents"
    : ticked.length === 1 ? ticked[0].parentElement.textContent.trim() : `${ticked.length} documents`;
  filtered();
}

// ---- the documents there are ----
async function about() {
  const now = await ask("about");
  if (now.problem) { $("#state").textContent = now.problem; return; }
  if (now.welcome !== greeting) $("#welcome").innerHTML = greeting = now.welcome;
  const examples = now.documents && !now.examples && !$("#turns .turn") && ++looks < 40; // they are being found
  if ((!now.ready && !now.broken) || examples) setTimeout(about, 900);
  titles = now.titles;
  if (now.generation !== generation) {
    const ticked = chosen() ?? [];
    generation = now.generation;
    $("#chooser").innerHTML = now.chooser;
    for (const input of all("#chooser input[type=checkbox]")) input.checked = ticked.includes(input.value);
    $("#how-sure .sheet").innerHTML = now.sure;
    $("#how-sure").hidden = !now.sure;
    $("#how-many").textContent = ` · ${now.documents.toLocaleString("en")}`;
    named();
  }
  $("#state").textContent = now.broken || (now.ready ? "" : "Loading the models; you can ask already");
}

// ---- the source ----
async function open(link, { follow = true } = {}) {
  const turn = link.closest(".turn");
  const among = link.matches(".ref") ? all("a.cite", turn).find(cite => cite.search === link.search) ?? link : link;
  const links = among.matches(".cite") ? all("a.cite", turn) : [among];
  const here = links.filter(other => other.dataset.doc === among.dataset.doc);
  const spans = here.filter(other => other.dataset.start).map(other => [+other.dataset.start, +other.dataset.end]);
  await show({ doc: among.dataset.doc, spans, at: here.indexOf(among), links, link: among }, follow);
}
async function show(wanted, follow) {
  const mine = ++seen;
  const found = await ask("show", { doc: wanted.doc, spans: wanted.spans, have: [...papers.keys()] });
  if (mine !== seen) return; // another was asked for since
  document.documentElement.classList.add("reading");
  if (found.problem) { lay(null); pictured({}); title("Source", ""); $("#paper").innerHTML = '<p class="problem" role="alert"></p>'; $("#paper p").textContent = found.problem; return; }
  if (found.html !== null) papers.set(found.doc, { html: found.html, contents: found.contents, pages: found.pages });
  lay(found.doc);
  for (const [number, html] of Object.entries(found.blocks)) {
    const block = document.getElementById(`b${number}`);
    plain.set(number, block.innerHTML);
    block.innerHTML = html;
  }
  shown = wanted;
  const { links, link, at } = wanted;
  for (const other of all("#turns [aria-current]")) other.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
  const several = links?.length > 1 ? ` · ${links.indexOf(link) + 1} of ${links.length}` : "";
  title(found.title, `${found.places[at] ?? ""}${several}`);
  for (const button of all("#source [data-act=next], #source [data-act=previous]")) button.hidden = !(links?.length > 1);
  for (const mark of all("#paper mark")) mark.classList.toggle("now", mark.dataset.n.split(" ").includes(String(at)));
  const [start, end] = wanted.spans[at] ?? [];
  address(found.doc, start, end);
  pictured(found, wanted);
  bring(start === undefined ? $("#paper").firstElementChild : $("#paper mark.now"));
  if (follow) {
    if (!wide.matches) $("#source").scrollIntoView({ block: "start", behavior: "instant" });
    say(`Source: ${found.title}, ${$("#source-place").textContent}`);
  }
}
function lay(doc) {
  const paper = $("#paper");
  if (paper.dataset.doc !== (doc ?? "")) {
    paper.innerHTML = doc ? papers.get(doc).html : "";
    paper.dataset.doc = doc ?? "";
    const { contents = "", pages = 0 } = papers.get(doc) ?? {};
    $("#contents .headings").innerHTML = contents;
    $("#to-page").hidden = !pages;
    $("#to-page input").max = pages;
    $("#to-page span").textContent = `of ${pages}`;
    $("#contents").hidden = !contents && !pages;
  } else for (const [number, html] of plain) document.getElementById(`b${number}`).innerHTML = html;
  plain.clear();
  if (doc) { const had = papers.get(doc); papers.delete(doc); papers.set(doc, had); }
  while (papers.size > MOST_PAPERS) papers.delete(papers.keys().next().value);
}
// The source stays open where it is, but what was marked belongs to an answer before.
function unmark() {
  const doc = $("#paper").dataset.doc;
  seen++;
  shown = null;
  for (const other of all("#turns [aria-current]")) other.removeAttribute("aria-current");
  unmarkPage();
  if (!doc) return;
  lay(doc);
  title($("#source-title").textContent, "");
  for (const button of all("#source [data-act=next], #source [data-act=previous]")) button.hidden = true;
  address(doc);
}
function title(name, place) {
  $("#source-title").textContent = name;
  $("#source-place").textContent = place;
}
// What lies between is not laid out yet, so its height is an estimate: look again until the place stands still.
function bring(element, tries = 8) {
  const paper = $("#paper");
  if (!element) return;
  const off = element.getBoundingClientRect().top - paper.getBoundingClientRect().top - paper.clientHeight / 4;
  const before = paper.scrollTop;
  paper.scrollTop += off;
  if (tries && Math.abs(paper.scrollTop - before) > 1) requestAnimationFrame(() => bring(element, tries - 1));
}
// Go to an element of the text, or to the page that shows it.
function reach(element, page = null) {
  if ($("#page").hidden) bring(element);
  else turnTo(page ?? leafOf(element));
  $($("#page").hidden ? "#paper" : "#page").focus({ preventScroll: true });
}
function address(doc, start, end) {
  const url = new URL(location.href);
  for (const name of ["doc", "start", "end"]) url.searchParams.delete(name);
  if (doc) url.searchParams.set("doc", doc.slice(0, 16));
  if (start !== undefined) { url.searchParams.set("start", start); url.searchParams.set("end", end); }
  history.replaceState(null, "", url);
}
function step(by) {
  const links = shown?.links ?? [];
  const next = links[(links.indexOf(shown.link) + by + links.length) % links.length];
  if (next && links.length > 1) open(next);
}
function close() {
  if (!document.documentElement.classList.contains("reading")) return false;
  document.documentElement.classList.remove("reading");
  (shown?.link?.isConnected && shown.link.checkVisibility() ? shown.link : box()).focus();
  address();
  for (const other of all("#turns [aria-current]")) other.removeAttribute("aria-current");
  shown = null;
  return true;
}

// ---- what the buttons do ----
async function copy(text, button) {
  const was = button.textContent;
  try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; say("Copied."); }
  catch { button.textContent = "Copying is not allowed here"; }
  setTimeout(() => { button.textContent = was; }, 1600);
}
function view(name) {
  document.documentElement.classList.toggle("documents", name === "documents");
  for (const link of all(".head nav a")) link.dataset.view === name ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
}
const acts = {
  help: () => $("#help").showModal(),
  programs() { $("#help").close(); $("footer .show-api")?.click(); }, // Gradio's own view, whose button is not shown
  "close-help": () => $("#help").close(),
  previous: () => step(-1),
  next: () => step(1),
  close,
  all() { for (const input of all("#chooser input:checked")) input.checked = false; named(); },
  go(button) { reach(document.getElementById(`b${button.dataset.block}`)); $("#contents").open = false; },
  copy: button => copy(`${button.dataset.text}\n${new URL(button.dataset.link, location.origin + location.pathname)}`, button),
  "copy-link": button => copy(location.href, button),
  tick() { for (const input of all("#chooser li:not([hidden]) input")) input.checked = true; named(); },
  again(button) {
    put_in($(".asked", button.closest(".turn")).textContent);
    button.closest(".turn").remove();
    setTimeout(() => $("#ask-row button").click());
  },
  edit: button => fill(button.dataset.text),
  ask: button => send(button.dataset.text),
  exactly: button => send(button.dataset.text),
  async export(button) {
    const as = button.dataset.as, made = await ask("export", { as, turns: read().map(({ turn }) => turn) });
    if (made.problem) { say(made.problem); $("#state").textContent = made.problem; return; }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([made.text], { type: as === "json" ? "application/json" : "text/markdown" }));
    link.download = as === "json" ? "conversation.json" : "conversation.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    $("#keeping").open = false;
  },
  clear() {
    $("#keeping").open = false;
    cleared = read();
    keep(() => []);
    close();
    $("#turns").replaceChildren();
    arrange();
    $("#undo").hidden = !cleared.length;
    say("The conversation was cleared.");
    box().focus();
  },
  undo() { keep(() => cleared); $("#undo").hidden = true; replay(); },
};
async function replay() {
  for (let at = 0; at < kept.length; at += 25) { // the server reads no larger requests
    const some = kept.slice(at, at + 25);
    const drawn = await ask("replay", some.map(({ turn }) => turn));
    if (!Array.isArray(drawn)) return;
    drawn.forEach((html, number) => { if (html) put(some[number].id, html); });
  }
  $("#turns .turn:last-child")?.scrollIntoView({ block: "start", behavior: "instant" });
}

document.addEventListener("click", event => {
  const within = selector => event.target.closest?.(selector);
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const plainly = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const link = within("a[data-doc]"), button = within("[data-act]"), tab = within("[data-view]");
  if (link && plainly) {
    event.preventDefault();
    if (link.closest("#documents")) location.hash = "ask";
    open(link);
  }
  else if (button) acts[button.dataset.act]?.(button);
  else if (tab && plainly) { // Gradio's <base> would make of "#x" another address, and load the page anew
    event.preventDefault();
    location.hash = tab.dataset.view;
  }
});
document.addEventListener("change", event => {
  if (event.target.closest("#chooser, #how-sure")) named();
  if (event.target.id === "single-keys") localStorage.setItem(SINGLE_KEYS, event.target.checked ? "on" : "off");
});
document.addEventListener("input", event => {
  if (event.target.id !== "filter") return;
  filtered();
});
document.addEventListener("submit", async event => {
  if (event.target.dataset.form === "opinion") {
    event.preventDefault();
    const form = event.target, { id } = form.closest(".turn").dataset;
    const { turn } = read().find(other => other.id === id) ?? {};
    const citation = form.elements.citation?.value;
    const said = await ask("opinion", { turn, verdict: event.submitter.value, correction: form.elements.correction.value,
      citation: citation ? Number(citation) : null });
    $("p", form).textContent = said.problem ?? said.thanks;
    say(said.problem ?? said.thanks);
    return;
  }
  if (event.target.id !== "to-page") return;
  event.preventDefault();
  $("#contents").open = false;
  reach($(`#paper [data-page="${+$("#to-page input").value}"]`), +$("#to-page input").value);
});
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const menu = $("details.menu[open]");
  if (event.key === "Escape") {
    if ($("#help").open) return; // the browser closes it
    if (menu) { menu.open = false; $("summary", menu).focus(); }
    else if (document.activeElement === box() || !close()) box().focus();
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable], dialog") || !$("#single-keys").checked) return;
  const act = { "/": () => box().focus(), n: () => step(1), p: () => step(-1), v: () => leaf && acts[$("#page").hidden ? "as-page" : "as-text"](), "?": acts.help }[event.key];
  if (act && !document.documentElement.classList.contains("documents")) { event.preventDefault(); act(); }
});
window.addEventListener("resize", arrange);
window.addEventListener("hashchange", () => view(location.hash === "#documents" ? "documents" : "ask"));

// ---- begin, once every part is there ----
window.pincite = { asking, failed, about };
(async function begin() {
  if (!["#turns", "#welcome", "#paper", "#chooser", "#help", "#ask-row textarea, #ask-row input"].every(part => $(part))) {
    setTimeout(begin, 30);
    return;
  }
  try { $("#single-keys").checked = localStorage.getItem(SINGLE_KEYS) !== "off"; } catch { /* no storage */ }
  view(location.hash === "#documents" ? "documents" : "ask");
  arrange();
  await Promise.all([about(), kept.length ? replay() : null]);
  const asked = new URLSearchParams(location.search);
  if (asked.has("doc")) {
    const spans = asked.has("start") || asked.has("end") ? [[asked.get("start"), asked.get("end")]] : [];
    const [start, end] = spans[0] ?? [];
    const link = all("a.cite").findLast(cite => cite.dataset.doc.startsWith(asked.get("doc")) && cite.dataset.start === start && cite.dataset.end === end);
    if (link) open(link); else show({ doc: asked.get("doc"), spans, at: 0 }, true);
  }
  document.documentElement.classList.add("ready");
})();
