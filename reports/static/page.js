// The page works without this file. With it, answers arrive in place, channels open at once, and a week passes in view.

const FRAGMENT = { "X-Denominator-Fragment": "1" };
const GONE = "Denominator does not answer. See whether it still runs in your terminal, then send again.";
let shown = location.pathname;
const answersKept = new Map(); // what one person was told, by channel, as long as the page is open

const at = (id) => document.getElementById(id);
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
const freshId = () => crypto.randomUUID();

function say(text) {
  at("said").textContent = "";
  requestAnimationFrame(() => { at("said").textContent = text; });
}

function post(form, fields) {
  return fetch(form.action, { method: "POST", headers: FRAGMENT, body: fields });
}

function fieldsOf(form, pressed) {
  const fields = new URLSearchParams(new FormData(form));
  if (pressed && pressed.name) fields.set(pressed.name, pressed.value);
  return fields;
}

function refusal(text) {
  const answer = parsed('<div class="answer refused" tabindex="-1"><p class="message"></p></div>').querySelector(".answer");
  answer.querySelector("p").textContent = text;
  return answer;
}

// A refused press or an answer in words: both come as one fragment. Nothing at all means the server is gone.
async function answerTo(form, fields) {
  try {
    const response = await post(form, fields);
    const answer = parsed(await response.text()).querySelector(".answer");
    return { answer: answer || refusal(GONE), done: response.ok, heard: response.status < 500 };
  } catch {
    return { answer: refusal(GONE), done: false, heard: false };
  }
}

function show(answer) {
  for (const old of document.querySelectorAll(".answer.refused")) old.remove();
  at("answers").append(answer);
  answer.scrollIntoView({ block: "nearest" });
}

async function command(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const { answer, done, heard } = await answerTo(form, fieldsOf(form));
  delete form.dataset.busy;
  if (!form.isConnected) return; // another channel was opened meanwhile
  show(answer);
  if (done) form.elements.text.value = "";
  if (heard) form.elements.event_id.value = freshId(); // unheard: the same id, so that sending again counts once
  if (done && "direct" in at("main").dataset) await openChannel(location.pathname); // what was answered has changed
  at("text").focus({ preventScroll: true });
}

async function action(form, pressed) {
  if (form.dataset.busy || !pressed) return;
  form.dataset.busy = "yes";
  pressed.disabled = true;
  const fields = fieldsOf(form, null);
  fields.set("press", pressed.value);
  const { answer, done } = await answerTo(form, fields);
  delete form.dataset.busy;
  pressed.disabled = false;
  if (done && form.matches(".answer")) form.replaceWith(answer);
  else show(answer);
  answer.focus({ preventScroll: true });
}

async function nextWeek(form) {
  const progress = at("progress");
  const words = progress.querySelector("p");
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  words.textContent = "Moving the company to its next week";
  progress.hidden = false;
  const asking = setInterval(async () => {
    const step = await fetch("/demo/step").then((response) => response.text()).catch(() => "");
    if (step && step !== words.textContent) words.textContent = step;
  }, 250);
  const { answer, done } = await answerTo(form, fieldsOf(form));
  clearInterval(asking);
  progress.hidden = true;
  button.disabled = false;
  if (!done) return show(answer);
  answersKept.clear();
  try {
    await openChannel(location.pathname, { keep: false });
  } catch {
    return location.reload();
  }
  const newest = at("latest");
  newest.classList.add("fresh");
  at("next-week").focus({ preventScroll: true });
  say(`${document.querySelector(".clock").textContent}. New here: ${newest.querySelector("h3")?.textContent ?? ""}`);
}

async function openChannel(path, { keep = true, push = false } = {}) {
  const response = await fetch(path);
  const page = parsed(await response.text());
  if (!page.getElementById("main")) return location.assign(path);
  if (keep) answersKept.set(at("main").dataset.channel, [...at("answers").children]);
  for (const id of ["rail", "top", "main"]) at(id).replaceWith(page.getElementById(id));
  at("answers").append(...(answersKept.get(at("main").dataset.channel) ?? []));
  document.title = page.title;
  shown = path;
  if (push) history.pushState(null, "", path);
  toNewest();
}

function toNewest() {
  const newest = at("latest");
  const single = document.querySelectorAll(".post").length < 2;
  if (single) scrollTo(0, 0);
  else newest?.scrollIntoView({ block: "start" });
  const tab = document.querySelector(".rail [aria-current]");
  const strip = tab?.closest("nav");
  if (strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 16;
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
}

const answering = { command, action, "next-week": nextWeek };

document.addEventListener("submit", (event) => {
  const answer = answering[event.target.dataset.does];
  if (!answer) return;
  event.preventDefault();
  answer(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-does=theme]")) return theme();
  const link = event.target.closest(".rail nav a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openChannel(new URL(link.href).pathname, { push: true })
    .then(() => document.querySelector(".rail [aria-current]").focus({ preventScroll: true }))
    .catch(() => location.assign(link.href));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea") || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const text = at("text");
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
});

window.addEventListener("popstate", () => {
  if (location.pathname !== shown) openChannel(location.pathname).catch(() => location.reload()); // else only #latest
});
if (!location.hash) toNewest();
