// Drag and drop, and an upload in pieces that goes on where it stopped. Without this script the form posts the file.
const form = document.querySelector("#upload");
const input = form.querySelector("#file");
const drop = form.querySelector(".drop");
const name = form.querySelector("[data-name]");
const sending = document.querySelector("#sending");
const words = document.querySelector("#sending-words");
const bar = sending.querySelector("progress");
const button = form.querySelector("button");
const language = document.documentElement.lang;
const PIECE = 4 * 1024 * 1024;
const TRIES = 8;

const size = (bytes) => {
  const units = language === "fr" ? ["o", "ko", "Mo", "Go"] : ["B", "kB", "MB", "GB"];
  let unit = 0;
  let amount = bytes;
  while (amount >= 1000 && unit < units.length - 1) { amount /= 1000; unit += 1; }
  return `${amount.toLocaleString(language, { maximumFractionDigits: unit ? 1 : 0 })}\u202f${units[unit]}`;
};
const say = (text) => { words.textContent = text; };
const rest = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** A refusal that no second try will change. */
class Refusal extends Error {}

async function ask(method, address, body, headers = {}) {
  const answer = await fetch(address, { method, body, headers });
  if (answer.ok) return answer.status === 204 ? {} : answer.json();
  const told = await answer.json().catch(() => null);
  const text = told?.error?.message?.[language] ?? `${answer.status}`;
  if (answer.status === 409 || answer.status >= 500 && answer.status !== 507) throw new Error(text);
  throw new Refusal(text);
}

const json = (value) => [JSON.stringify(value), { "content-type": "application/json" }];
const mark = (file, map) => `upload ${file.name} ${file.size} ${file.lastModified} ${map}`;

/** The upload of this file that was begun before, if the server still has it; a new one otherwise. */
async function begin(file, map) {
  const known = localStorage.getItem(mark(file, map));
  if (known) {
    const found = await ask("GET", `/api/v1/uploads/${known}`).catch(() => null);
    if (found && found.state === "receiving" && found.size === file.size) {
      bar.value = 100 * found.offset / file.size;
      say(form.dataset.resumed);
      return found;
    }
    localStorage.removeItem(mark(file, map));
  }
  const begun = await ask("POST", "/api/v1/uploads", ...json({ name: file.name, size: file.size, map }));
  localStorage.setItem(mark(file, map), begun.id);
  return begun;
}

function show(file, offset) {
  bar.value = 100 * offset / file.size;
  const told = form.dataset.sending.replace("{name}", file.name);
  say(told.replace("{done}", size(offset)).replace("{size}", size(file.size)));
}

async function send(file, upload) {
  let offset = upload.offset;
  let tries = 0;
  if (offset === 0) show(file, 0);
  while (offset < file.size) {
    try {
      const piece = file.slice(offset, offset + PIECE);
      const headers = { "content-type": "application/octet-stream", "upload-offset": `${offset}` };
      offset = (await ask("PATCH", `/api/v1/uploads/${upload.id}`, piece, headers)).offset;
      tries = 0;
    } catch (fault) {
      tries += 1;
      if (fault instanceof Refusal || tries > TRIES) throw fault;
      say(form.dataset.broken);
      await rest(Math.min(500 * 2 ** tries, 15_000));
      const found = await ask("GET", `/api/v1/uploads/${upload.id}`).catch(() => null);
      offset = found?.offset ?? offset;
    }
    show(file, offset);
  }
}

async function clear() {
  const [file] = input.files;
  const map = form.elements.map.value;
  sending.hidden = false;
  button.disabled = true;
  try {
    const upload = await begin(file, map);
    await send(file, upload);
    say(form.dataset.starting);
    const asked = { upload: upload.id, map, on: form.elements.on.value || null };
    const batch = await ask("POST", "/api/v1/batches", ...json(asked));
    localStorage.removeItem(mark(file, map));
    location.href = form.dataset.batch + batch.id;
  } catch (fault) {
    say(fault.message);
    sending.classList.add("problem");
    button.disabled = false;
  }
}

function chosen() {
  const [file] = input.files;
  if (file) name.textContent = `${file.name}, ${size(file.size)}`;
}

for (const event of ["dragenter", "dragover"]) {
  drop.addEventListener(event, (dragged) => { dragged.preventDefault(); drop.classList.add("over"); });
}
for (const event of ["dragleave", "drop"]) drop.addEventListener(event, () => drop.classList.remove("over"));
drop.addEventListener("drop", (dropped) => {
  dropped.preventDefault();
  if (dropped.dataTransfer.files.length > 0) {
    input.files = dropped.dataTransfer.files;
    chosen();
  }
});
input.addEventListener("change", chosen);
form.addEventListener("submit", (event) => {
  if (input.files.length === 0 || input.files[0].size === 0) return;
  event.preventDefault();
  sending.classList.remove("problem");
  clear();
});
