// The desk of the documents page: sends files one by one, asks before it removes, and tells the server what to do.
// `element` and `trigger` come from Gradio. Words from files and titles are only ever set as text.
const desk = element.querySelector(".docs-desk");
const part = (selector) => desk.querySelector(selector);
const boxes = () => [...document.querySelectorAll("#docs-rows input[data-id]")];
const chosen = new Map(); // titles by id; the list may be read anew, turned and filtered meanwhile

const say = (words) => {
  part(".docs-sending").hidden = !words;
  part(".docs-sending").textContent = words;
};

const send = async (file) => {
  const largest = Number(desk.dataset.largest);
  if (file.size > largest) return { why: `It has ${file.size} bytes; at most ${largest} are read.` };
  const form = new FormData();
  form.append("files", file, file.name);
  try {
    const reply = await fetch(new URL("gradio_api/upload", document.baseURI), { method: "POST", body: form });
    const said = await reply.text();
    if (reply.ok) return { path: JSON.parse(said)[0] };
    try { return { why: JSON.parse(said).detail }; } catch { return { why: said }; }
  } catch {
    return { why: "It could not be sent: it cannot be opened, or the server cannot be reached." };
  }
};

let sending = false;
const sendAll = async (files) => {
  const most = Number(desk.dataset.most);
  if (sending || !files.length) return;
  if (files.length > most) return say(`These are ${files.length} files; at most ${most} are taken at once.`);
  sending = true;
  const sent = [];
  const refused = [];
  for (const [at, file] of files.entries()) {
    say(`Sending ${at + 1} of ${files.length}: ${file.name}`);
    const { path, why } = await send(file);
    if (path) sent.push({ path, name: file.name });
    else refused.push({ name: file.name, why });
  }
  sending = false;
  say("");
  trigger("upload", { sent, refused });
};

const showChosen = () => {
  for (const box of boxes()) box.checked = chosen.has(box.dataset.id);
  part("[data-do=remove]").disabled = !chosen.size;
};

const confirmRemoval = () => {
  const titles = [...chosen.values()];
  const more = titles.length > 5 ? ` and ${titles.length - 5} more` : "";
  part("#docs-ask").textContent = `Remove ${titles.slice(0, 5).map((title) => `“${title}”`).join(", ")}${more}?`;
  part("dialog").showModal();
};

const doings = {
  choose: () => part("input[type=file]").click(),
  remove: confirmRemoval,
  rebuild: () => trigger("submit"),
  keep: () => part("dialog").close(),
  really: () => {
    part("dialog").close();
    trigger("delete", { ids: [...chosen.keys()] });
    chosen.clear();
    showChosen();
  },
};

if (desk) {
  const drop = part(".docs-drop");
  desk.addEventListener("click", (event) => doings[event.target.closest("[data-do]")?.dataset.do]?.());
  part("input[type=file]").addEventListener("change", (event) => {
    sendAll([...event.target.files]);
    event.target.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => sendAll([...event.dataTransfer.files]));
  const page = element.closest("#docs");
  page.addEventListener("change", (event) => {
    const { id } = event.target.dataset;
    if (!id) return;
    if (event.target.checked) chosen.set(id, event.target.closest("tr").querySelector(".docs-title").textContent);
    else chosen.delete(id);
    showChosen();
  });
  new MutationObserver(showChosen).observe(page, { childList: true, subtree: true });
}
// The list is read anew whenever the page comes into view: others may have changed it.
new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && trigger("select")).observe(element);
