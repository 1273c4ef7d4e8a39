// EvalGuard's JavaScript client, as published.
import { randomUUID } from "node:crypto";
import { EvalGuard } from "@evalguard/sdk";

const { CONFORM_URL: url, CONFORM_KEY: key, CONFORM_ORG: org, CONFORM_PROJECT: project } = process.env;
const UNKNOWN = "00000000-0000-7000-8000-00000000dead";
const CASES = [
  { input: "2 + 2?", expectedOutput: "4", metadata: { level: { of: "one" } } },
  { input: "3 + 3?", expectedOutput: "6" },
  { input: "Say anything." },
];

class NotRun extends Error {}

function hold(condition, says) {
  if (!condition) throw new Error(says);
}

function same(place, got, wanted) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  hold(a === b, `${place} is ${a}, not ${b}`);
}

function anId(got) {
  hold(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(got), `${got} is no UUID`);
  return got;
}

// What a row needs beforehand is made without the client that it tries.
async function made(method, path, body) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  hold(answer.ok, `${method} ${path} answered ${answer.status}: ${text.slice(0, 160)}`);
  return JSON.parse(text).data;
}

const dataset = async (cases = CASES) => (await made("POST", "/datasets", { projectId: project, name: "js", cases })).id;
const snapshot = async (of) => (await made("POST", `/datasets/${of}/versions`, {})).version.id;
const casesOf = (of) => made("GET", `/datasets/${of}/cases`);
const apiKey = async () => (await made("POST", "/api-keys", { orgId: org, name: `js ${randomUUID()}` })).id;

async function twoVersions() {
  const of = await dataset();
  const first = await snapshot(of);
  const ids = (await casesOf(of)).map((c) => c.id);
  await made("PATCH", `/datasets/${of}/cases/${ids[0]}`, { expected: "four" });
  await made("DELETE", `/datasets/${of}/cases/${ids[1]}`);
  await made("POST", `/datasets/${of}/cases`, { cases: [{ input: "new" }] });
  return { of, first, second: await snapshot(of), ids };
}

const at = (tail) => new EvalGuard({ apiKey: key, baseUrl: url + tail });
const client = at("/api/v1");
const rows = {};

for (const tail of ["", "/api", "/api/v1"]) {
  rows[`base URL: ${tail || "origin"}`] = async () => {
    anId((await at(tail).createDataset({ projectId: project, name: "js" })).id);
    anId((await at(tail + "/").createDataset({ projectId: project, name: "js" })).id);
  };
}

rows["resolveProjectId"] = async () => same("project", await client.resolveProjectId(), project);
rows["resolveOrgId"] = async () => same("org", await client.resolveOrgId(), org);

rows["createDataset"] = async () => {
  const one = await client.createDataset({ projectId: project, name: "js" });
  anId(one.id);
  same("item_count", one.item_count, 0);
};

rows["createDataset with cases"] = async () => {
  const one = await client.createDataset({ projectId: project, name: "js", description: "three", cases: CASES });
  same("item_count", one.item_count, 3);
  const stored = await casesOf(one.id);
  same("expected outputs", stored.map((c) => c.expected_output), ["4", "6", null]);
  same("metadata", stored[0].metadata, CASES[0].metadata);
};

rows["listDatasets"] = async () => {
  const [one, two] = [await dataset(), await dataset([])];
  const list = await client.listDatasets(project);
  same("newest two", list.slice(0, 2).map((d) => d.id), [two, one]);
};

rows["snapshotDataset"] = async () => {
  const answer = await client.snapshotDataset(await dataset(), "before");
  same("unchanged", answer.unchanged, false);
  anId(answer.version.id);
  same("case_count", answer.version.case_count, 3);
  same("description", answer.version.description, "before");
};

rows["snapshotDataset again"] = async () => {
  const of = await dataset();
  const first = (await client.snapshotDataset(of)).version.id;
  const again = await client.snapshotDataset(of);
  same("unchanged", again.unchanged, true);
  same("version.id", again.version.id, first);
};

rows["listDatasetVersions"] = async () => {
  const { of, first, second } = await twoVersions();
  const answer = await client.listDatasetVersions(of);
  same("datasetId", answer.datasetId, of);
  same("versions", answer.versions.map((v) => v.id), [second, first]);
};

rows["getDatasetVersion"] = async () => {
  const { of, first, ids } = await twoVersions();
  const answer = await client.getDatasetVersion(of, first);
  same("case ids", answer.version.cases.map((c) => c.id), ids);
};

rows["diffDatasetVersions"] = async () => {
  const { of, first, second } = await twoVersions();
  const { diff } = await client.diffDatasetVersions(of, first, second);
  const { added, removed, modified, unchanged } = diff;
  same("counts", [added, removed, modified, unchanged], [1, 1, 1, 1]);
  same("types", diff.sampleChanges.map((c) => c.type).sort(), ["added", "modified", "removed"]);
};

rows["restoreDatasetVersion"] = async () => {
  const { of, first, ids } = await twoVersions();
  const answer = await client.restoreDatasetVersion(of, first);
  same("restored", [answer.restoredFromVersion, answer.caseCount], [1, 3]);
  same("case ids", (await casesOf(of)).map((c) => c.id), ids);
};

rows["datasetHealth"] = async () => {
  const { health } = await client.datasetHealth({ labels: [0, 0, 0, 1] });
  same("rowCount", health.rowCount, 4);
  same("counts", health.imbalance.counts, [3, 1]);
};

rows["traceToDataset"] = async () => {
  const told = await fetch(`${url}/v1/telemetry/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ events: [{ request_id: randomUUID(), decision: "BLOCK", input_text: "js" }] }),
  });
  hold(told.ok, `the event is answered ${told.status}`);
  const listed = await fetch(`${url}/v1/orgs/${org}/traces?limit=1`, { headers: { authorization: `Bearer ${key}` } });
  const traceId = (await listed.json()).traces[0].id;
  const datasetId = await dataset([]);
  const first = await client.traceToDataset({ datasetId, projectId: project, traceIds: [traceId] });
  same("created", [first.created, first.duplicatesSkipped], [1, 0]);
  const again = await client.traceToDataset({ datasetId, projectId: project, traceIds: [traceId] });
  same("created again", [again.created, again.duplicatesSkipped], [0, 1]);
};

rows["createApiKey"] = async () => {
  const answer = await client.createApiKey({ orgId: org, name: `js ${randomUUID()}`, scopes: ["datasets:read"] });
  anId(answer.id);
  hold(answer.rawKey.startsWith(answer.key_prefix), "key_prefix does not begin the key");
};

rows["setApiKeyLimits"] = async () => {
  const answer = await client.setApiKeyLimits(await apiKey(), { rpmLimit: 60 });
  same("rpmLimit", answer.rpmLimit, 60);
};

rows["getApiKeyBudget"] = async () => {
  const of = await apiKey();
  const answer = await client.getApiKeyBudget(of);
  same("budget", [answer.keyId, answer.monthlyBudgetUsd], [of, null]);
};

rows["setApiKeyBudget"] = async () => {
  const of = await apiKey();
  same("budget", (await client.setApiKeyBudget(of, 12.5)).monthlyBudgetUsd, 12.5);
  same("budget read", (await made("GET", `/api-keys/${of}/budget`)).monthlyBudgetUsd, 12.5);
};

rows["removeApiKeyBudget"] = async () => {
  const of = await apiKey();
  await made("PATCH", `/api-keys/${of}/budget`, { monthlyBudgetUsd: 5 });
  same("budget", (await client.removeApiKeyBudget(of)).monthlyBudgetUsd, null);
  same("budget read", (await made("GET", `/api-keys/${of}/budget`)).monthlyBudgetUsd, null);
};

rows["checkVersionPolicy"] = async () => {
  const answer = await client.checkVersionPolicy();
  same("allowed", answer.allowed, true);
  hold(!answer.indeterminate, `indeterminate: ${answer.reason}`);
  const policy = await made("GET", "/client/policy?version=3.1.2");
  same("allowed by the policy itself", policy.versionCheck.allowed, true);
};

rows["append by the inner request"] = async () => {
  const of = await dataset([]);
  const answer = await client.request(`/datasets/${of}/cases`, "POST", { cases: [{ input: "a", expected: "b" }] });
  same("inserted", answer.inserted, 1);
};

rows["unknown id"] = async () => {
  let error;
  try {
    await client.listDatasetVersions(UNKNOWN);
  } catch (e) {
    error = e;
  }
  hold(error, "no error");
  same("name", error.constructor.name, "EvalGuardError");
  same("code", error.code, "NOT_FOUND");
  same("status", error.status ?? error.statusCode, 404);
  hold(error.requestId, "no requestId");
};

for (const [name, body] of Object.entries(rows)) {
  let [outcome, why] = ["pass", ""];
  try {
    await body();
  } catch (e) {
    outcome = e instanceof NotRun ? "not run" : "FAIL";
    why = e instanceof NotRun ? e.message : `${e.constructor.name}: ${e.message}`;
  }
  console.log(["ROW", name, outcome, why.split(/\s+/).join(" ").slice(0, 300)].join("\t"));
}
