// The stream of events, mended: runs before chat.js, in the same function.
// Gradio's server closes a tab's stream when the last event is answered. When that word comes just after the next event was
// taken, Gradio's page closes the stream and waits on it for ever. So while an event is waited for, the stream is gone on with.
const waitedFor = new Set(), early = new Set(); // ids of events: taken and not answered; answered and not yet known to be taken
const fetched = window.fetch.bind(window); // as it was
let joining = 0; // events that are on their way to the server

window.fetch = (asked, options) => {
  const { pathname } = new URL(asked.url ?? asked, document.baseURI);
  if (pathname.endsWith("/queue/join")) return joined(asked, options);
  return pathname.endsWith("/queue/data") ? listened(new Request(asked, options)) : fetched(asked, options);
};
async function joined(asked, options) {
  joining++;
  try {
    const reply = await fetched(asked, options);
    const { event_id } = reply.ok ? await reply.clone().json() : {};
    if (event_id && !early.delete(event_id)) waitedFor.add(event_id);
    return reply;
  } finally { joining--; }
}
async function listened(request) {
  const first = await fetched(request.clone());
  if (!first.ok) return first;
  return new Response(new ReadableStream({ start: heard => { goOn(request, first, heard); } }), first);
}
async function goOn(request, reply, heard) {
  try {
    await pass(request, reply, heard);
    heard.close();
  } catch (error) { heard.error(error); }
  for (const ids of [waitedFor, early]) ids.clear(); // of a stream that has ended nothing comes any more
}
async function pass(request, reply, heard) {
  for (let next = reply; next; ) {
    if (!next.ok) throw next;
    const messages = next.body.pipeThrough(new TextDecoderStream()).getReader(), bytes = new TextEncoder();
    next = null;
    for (let rest = "", read; !next && !(read = await messages.read()).done; ) {
      const whole = (rest + read.value).split("\n\n");
      rest = whole.pop();
      for (const message of whole) {
        const { msg, event_id } = JSON.parse(message.slice("data: ".length));
        if (msg === "process_completed" && !waitedFor.delete(event_id)) early.add(event_id);
        if (msg === "close_stream" && (joining || waitedFor.size)) next = await fetched(request.clone());
        else heard.enqueue(bytes.encode(`${message}\n\n`));
      }
    }
  }
}
