// ---- the page itself, for documents that have pages: runs behind chat.js, in the same function ----
let asPage = false, leaf = null, turning = 0; // what is wanted; the page that is or would be shown; the latest request

function pictured(found, wanted) {
  leaf = found.pictured ? { doc: found.doc, of: found.pages, page: found.leaves[wanted.at] ?? 1, spans: wanted.spans, at: wanted.at } : null;
  $("#leafing").hidden = !leaf;
  look(asPage);
}
function look(page) {
  const showing = Boolean(page && leaf);
  $("#paper").hidden = showing;
  $("#page").hidden = $("#leafing .turning").hidden = !showing;
  for (const button of all("#leafing [aria-pressed]")) button.setAttribute("aria-pressed", String((button.dataset.act === "as-page") === showing));
  if (showing) turnTo(leaf.page);
  else turning++;
}
async function turnTo(number) {
  const mine = ++turning, page = $("#page");
  leaf.page = Math.min(Math.max(number, 1), leaf.of);
  $("#page-at").textContent = `Page ${leaf.page} of ${leaf.of}`;
  $("[data-act=page-before]").disabled = leaf.page === 1;
  $("[data-act=page-after]").disabled = leaf.page === leaf.of;
  page.setAttribute("aria-busy", "true");
  if (!$(".sheet-of", page)) page.innerHTML = `<p class="soft drawing">Drawing page ${leaf.page}…</p>`;
  const found = await ask("leaf", { doc: leaf.doc, page: leaf.page, spans: leaf.spans });
  if (mine !== turning) return; // another page was asked for since
  page.removeAttribute("aria-busy");
  if (found.problem) {
    page.innerHTML = '<p class="problem" role="alert"></p>';
    $("p", page).textContent = found.problem;
    return;
  }
  page.innerHTML = found.html;
  for (const mark of all(".over", page)) mark.classList.toggle("now", mark.dataset.n === String(leaf.at));
  const mark = $(".over.now", page) ?? $(".over", page);
  page.scrollTop = mark ? mark.offsetTop - page.clientHeight / 4 : 0;
  page.scrollLeft = mark ? mark.offsetLeft - 24 : 0;
  say(`${$("#page-at").textContent}${mark ? ", with the quotation marked" : ""}.`);
}
function unmarkPage() {
  if (leaf) leaf.spans = [];
  turning++;
  for (const mark of all("#page .over")) mark.remove();
}
// The page that holds an element of the text.
function leafOf(element) {
  const before = all("#paper .leaf").filter(other => other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return Number(before.at(-1)?.dataset.page ?? 1);
}
Object.assign(acts, {
  "as-text"() { // at the quotation where the page has it, else where the page begins
    asPage = false;
    look(false);
    const quoted = $("#paper mark.now");
    bring(quoted && leafOf(quoted) === leaf.page ? quoted : $(`#paper [data-page="${leaf.page}"]`));
  },
  "as-page"() { // the page that was left where its beginning is in sight, else that of the quotation, else the one that is read
    asPage = true;
    const paper = $("#paper").getBoundingClientRect(), quoted = $("#paper mark.now"), beginning = $(`#paper [data-page="${leaf.page}"]`);
    const rect = element => element.getBoundingClientRect(), inSight = element => element && rect(element).bottom > paper.top && rect(element).top < paper.bottom;
    const below = (selector, from) => all(selector, from).find(one => rect(one).bottom > paper.top + paper.height / 4 + 8);
    if (inSight(quoted)) leaf.page = inSight(beginning) ? leaf.page : leafOf(quoted);
    else if (!inSight(beginning)) leaf.page = leafOf(below("[id^=b]", below(".chunk", $("#paper"))) ?? $("#paper").lastElementChild);
    look(true);
  },
  "page-before": () => turnTo(leaf.page - 1),
  "page-after": () => turnTo(leaf.page + 1),
});
