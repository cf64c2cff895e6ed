// The progress of a batch, asked for again every second and put in place of the old. Words and numbers stay the
// server's. Without this script the page refreshes itself.
const running = () => document.querySelector("[data-batch]");

async function renew() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector("[data-batch]")) {
      location.reload();
      return;
    }
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
    const bar = document.querySelector("progress");
    const fresh = page.querySelector("progress");
    if (bar && fresh?.hasAttribute("value")) bar.value = fresh.value;
  } catch {
    // The server is away for a moment; the next round asks again.
  }
  setTimeout(renew, 1000);
}

if (running()) setTimeout(renew, 700);
