"use strict";

const API = "/api/v1";
const SCOPES = { read: ["datasets:read"], write: ["datasets:read", "datasets:write"], admin: ["*"] };
const $ = (id) => document.getElementById(id);

// All that the page knows; nothing of it is stored.
let secret = "";
let org = "";
let keys = [];
let projects = new Map();

$("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  secret = $("key").value.trim();
  run($("error"), enter);
});

$("forget").addEventListener("click", () => {
  forget();
  say("The key is forgotten.");
  $("key").focus();
});

$("all").addEventListener("change", show);

$("create").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  run($("error"), async () => {
    const fields = form.elements;
    const body = { orgId: org, name: fields.name.value, scopes: SCOPES[fields.access.value] };
    if (fields.project.value) {
      body.projectId = fields.project.value;
    }
    if (fields.until.value) {
      body.expiresAt = fields.until.value + "T00:00:00Z";
    }
    const made = await call("POST", "/api-keys", body);
    reveal(made, "Secret of " + made.name);
    form.reset();
    await load();
    say("The key “" + made.name + "” is made.");
  });
});

async function enter() {
  const entered = secret;
  forget();
  secret = entered;
  org = (await call("GET", "/project/current")).orgId;
  const found = await call("GET", "/projects");
  projects = new Map(found.map((project) => [project.id, project.name]));
  await load();
  const all = element("option", "the whole org");
  all.value = "";
  const options = [...projects].map(([id, name]) => Object.assign(element("option", name), { value: id }));
  $("create").elements.project.replaceChildren(all, ...options);
  $("main").hidden = false;
  $("forget").hidden = false;
  $("key").value = "";
}

function forget() {
  secret = "";
  org = "";
  keys = [];
  projects = new Map();
  $("key").value = "";
  $("main").hidden = true;
  $("forget").hidden = true;
  $("error").hidden = true;
  $("rows").replaceChildren();
  $("secrets").replaceChildren();
  $("create").reset();
  say("");
}

async function load() {
  keys = await call("GET", "/api-keys");
  show();
}

function show() {
  const shown = keys.filter((key) => $("all").checked || state(key) === "works");
  $("rows").replaceChildren(...shown.map(row));
  say(shown.length + " of " + keys.length + " keys are shown.");
}

function state(key) {
  const expired = key.expires_at && Date.parse(key.expires_at) <= Date.now();
  return key.revoked ? "revoked" : expired ? "expired" : "works";
}

function row(key) {
  const line = document.createElement("tr");
  const role = element("td", key.role);
  role.title = key.scopes.length ? "Scopes: " + key.scopes.join(", ") : "No scopes";
  const project = key.project_id === null ? "whole org" : (projects.get(key.project_id) ?? key.project_id);
  const changes = document.createElement("td");
  if (!key.revoked) {
    changes.append(
      button("Rotate…", "Rotate " + key.name, () => rotate(key)),
      button("Limits…", "Limits and budget of " + key.name, () => limits(key)),
      button("Revoke…", "Revoke " + key.name, () => revoke(key)));
    changes.lastChild.className = "danger";
  }
  const prefix = document.createElement("td");
  prefix.append(element("code", key.key_prefix + "…"));
  line.className = state(key) === "works" ? "" : "over";
  line.append(
    element("td", key.name), prefix, role, element("td", project),
    time(key.created_at), time(key.expires_at), element("td", state(key)), changes);
  return line;
}

function time(text) {
  const cell = element("td", text === null ? "never" : text.slice(0, 10));
  cell.title = text ?? "";
  return cell;
}

function rotate(key) {
  ask("rotate", key, async (form) => {
    const made = await call("POST", path(key) + "/rotate", { graceSeconds: Number(form.grace.value) });
    const until = made.old_key_expires_at ? "; the old one works until " + made.old_key_expires_at : "; the old one is dead";
    reveal(made, "New secret of " + made.name + until);
    await load();
    say("“" + made.name + "” has another secret.");
  });
}

function revoke(key) {
  ask("revoke", key, async () => {
    await call("DELETE", path(key));
    await load();
    say("“" + key.name + "” is revoked.");
  });
}

function limits(key) {
  const form = ask("limits", key, async (fields, what) => {
    if (what === "go") {
      await call("PATCH", path(key), {
        tpmLimit: number(fields.tpmLimit),
        rpmLimit: number(fields.rpmLimit),
        maxParallel: number(fields.maxParallel),
        modelAllowlist: fields.models.value.split("\n").map((line) => line.trim()).filter((line) => line),
      });
    } else if (what === "budget") {
      const body = { monthlyBudgetUsd: number(fields.usd), resetPeriod: fields.period.value };
      await call("PATCH", path(key) + "/budget", body);
    } else {
      await call("DELETE", path(key) + "/budget");
    }
    await load();
    const done = { go: "The limits", budget: "The budget", unbudget: "No budget" }[what];
    say(done + " of “" + key.name + "”: saved.");
  });
  const fields = form.elements;
  for (const name of ["tpmLimit", "rpmLimit", "maxParallel"]) {
    fields[name].value = key[name] ?? "";
  }
  fields.models.value = (key.modelAllowlist ?? []).join("\n");
  fields.usd.value = "";
  $("spent").textContent = "";
  run(form.querySelector(".error"), async () => {
    const budget = await call("GET", path(key) + "/budget");
    fields.usd.value = budget.monthlyBudgetUsd ?? "";
    fields.period.value = budget.resetPeriod;
    $("spent").textContent = "Spent since " + budget.currentPeriodStartedAt + ": " + budget.currentPeriodSpentUsd + " USD";
  });
}

// Opens a dialog, which stays open with the complaint when what was asked for is refused.
function ask(id, key, act) {
  const dialog = $(id);
  const form = dialog.querySelector("form");
  const error = dialog.querySelector(".error");
  error.hidden = true;
  dialog.querySelector(".name").textContent = key.name;
  if (id === "rotate") {
    form.reset();
  }
  form.onsubmit = (event) => {
    event.preventDefault();
    const what = event.submitter?.value ?? "go";
    if (!what) {
      dialog.close();
      return;
    }
    run(error, async () => {
      await act(form.elements, what);
      dialog.close();
    });
  };
  dialog.showModal();
  return form;
}

function reveal(made, title) {
  const box = element("article", "");
  box.className = "secret";
  const field = Object.assign(document.createElement("input"), { readOnly: true, value: made.rawKey });
  field.setAttribute("aria-label", title);
  const note = element("span", "");
  note.setAttribute("role", "status");
  const copy = button("Copy", "Copy the secret of " + made.name, async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(made.rawKey);
      note.textContent = " Copied.";
    } catch {
      note.textContent = " The browser forbids it here: the secret is selected, copy it by hand.";
    }
  });
  const hide = button("Hide", "Hide the secret of " + made.name, () => box.remove());
  const line = document.createElement("p");
  line.append(field, " ", copy, " ", hide, note);
  box.append(element("h2", title), line, element("p", "It is shown this once: put it where it will be used."));
  $("secrets").prepend(box);
  box.scrollIntoView({ block: "nearest" });
}

// One thing at a time; what goes wrong is shown at the place given.
async function run(error, act) {
  const buttons = [...document.querySelectorAll("button:not(:disabled)")];
  const focused = document.activeElement;
  error.hidden = true;
  buttons.forEach((one) => (one.disabled = true));
  try {
    await act();
  } catch (problem) {
    error.textContent = problem.message;
    error.hidden = false;
  } finally {
    buttons.forEach((one) => (one.disabled = false));
    if (document.activeElement === document.body) {
      focused.focus();
    }
  }
}

async function call(method, where, body) {
  let response;
  let answer;
  try {
    response = await fetch(API + where, {
      method,
      body: body && JSON.stringify(body),
      headers: { Authorization: "Bearer " + secret, ...(body && { "Content-Type": "application/json" }) },
      cache: "no-store",
      credentials: "omit",
    });
    answer = await response.json();
  } catch (problem) {
    throw new Error("No answer came from the server: " + problem.message);
  }
  if (!response.ok) {
    const error = answer.error ?? {};
    throw new Error(response.status + " " + error.code + ": " + error.message + " (request " + error.requestId + ")");
  }
  // The ids of the key's org come without an envelope.
  return answer.data ?? answer;
}

function path(key) {
  return "/api-keys/" + encodeURIComponent(key.id);
}

function number(field) {
  return field.value === "" ? null : Number(field.value);
}

function button(text, label, act) {
  const made = element("button", text);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function say(text) {
  $("status").textContent = text;
}
