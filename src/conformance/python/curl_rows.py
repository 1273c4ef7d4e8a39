"""What curl is told by the documents, and the routes that only clients not always to be had would call."""
import csv
import io
import json
import os
import subprocess
import uuid

from rows import KEY, ORG, UNKNOWN, URL, an_id, dataset, hold, made, row, run, same, snapshot

SEED = '{ "cases": [ { "input": "string", "expected": "string" } ] }'


def curl(*arguments):
    """Status, headers and body of one call."""
    done = subprocess.run(["curl", "-sS", "-m", "30", "-i", *arguments], capture_output=True, timeout=40)
    hold(done.returncode == 0, f"curl ended with {done.returncode}: {done.stderr.decode()}")
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body.decode()


def seed(of, key):
    """The sample of the append page, word for word but for the host."""
    return curl("-X", "POST", f"{URL}/api/v1/datasets/{of}/cases", "-H", f"Authorization: Bearer {key}",
                "-H", "Content-Type: application/json", "-d", SEED)


def get(path, key=KEY):
    return curl(URL + path, "-H", f"Authorization: Bearer {key}")


def send(method, path, body, key=KEY):
    return curl("-X", method, URL + path, "-H", f"Authorization: Bearer {key}", "-H",
                "Content-Type: application/json", "-d", json.dumps(body))


def refused(answer, status, code):
    got, headers, body = answer
    same("status", got, status)
    error = json.loads(body)["error"]
    same("error.code", error["code"], code)
    same("error.requestId", error["requestId"], headers["x-request-id"])


def data(answer, status=200):
    same("status", (answer[0], answer[2][:200] if answer[0] != status else ""), (status, ""))
    envelope = json.loads(answer[2])
    same("success", envelope["success"], True)
    return envelope["data"]


@row("seed call")
def seed_call():
    of = dataset([])
    answer = data(seed(of, KEY), 201)
    same("inserted", answer["inserted"], 1)
    an_id("caseIds.0", answer["caseIds"][0])
    case = made("GET", f"/api/v1/datasets/{of}/cases")[0]
    same("input and expected", (case["input"], case["expected"]), ("string", "string"))


def untouched(key_name):
    of = dataset([])
    key = os.environ[key_name]
    hold(key, "the key could not be made: POST /api/v1/projects is missing")
    refused(seed(of, key), 404, "NOT_FOUND")
    same("cases", made("GET", f"/api/v1/datasets/{of}/cases"), [])


row("seed call, another project's key")(lambda: untouched("CONFORM_OTHER_PROJECT_KEY"))
row("seed call, another org's key")(lambda: untouched("CONFORM_OTHER_ORG_KEY"))


@row("seed call, revoked key")
def revoked():
    refused(seed(dataset([]), os.environ["CONFORM_REVOKED_KEY"]), 401, "REVOKED_API_KEY")


@row("seed call, unknown dataset")
def unknown():
    refused(seed(UNKNOWN, KEY), 404, "NOT_FOUND")


def export(form, cases=None):
    of = dataset() if cases is None else dataset(cases)
    answer = get(f"/api/v1/datasets/{of}/versions/{snapshot(of)}/export?format={form}")
    same("status", (answer[0], answer[2][:160] if answer[0] != 200 else ""), (200, ""))
    return answer[1], answer[2]


def counted(headers, cases, skipped):
    same("X-Case-Count", headers.get("x-case-count"), str(cases))
    hold(headers.get("x-skipped-cases", "0") == str(skipped), f"X-Skipped-Cases is not {skipped}")


@row("export openai-jsonl")
def export_openai():
    headers, body = export("openai-jsonl")
    counted(headers, 2, 1)
    lines = [json.loads(line) for line in body.splitlines()]
    turns = [[(m["role"], m["content"]) for m in line["messages"] if m["role"] != "system"] for line in lines]
    same("turns", turns, [[("user", "2 + 2?"), ("assistant", "4")], [("user", "3 + 3?"), ("assistant", "6")]])


@row("export jsonl")
def export_jsonl():
    headers, body = export("jsonl")
    counted(headers, 3, 0)
    lines = [json.loads(line) for line in body.splitlines()]
    same("expected outputs", [line["expected_output"] for line in lines], ["4", "6", None])
    hold(all("success" not in line for line in lines), "a line looks like the envelope")


@row("export csv")
def export_csv():
    headers, body = export("csv")
    counted(headers, 3, 0)
    rows = list(csv.DictReader(io.StringIO(body)))
    same("columns", list(rows[0])[:4], ["id", "input", "expected_output", "metadata"])
    same("inputs", [r["input"] for r in rows], ["2 + 2?", "3 + 3?", "Say anything."])
    same("metadata", json.loads(rows[0]["metadata"]), {"level": {"of": "one"}})


@row("export of no cases")
def export_none():
    for form in ("openai-jsonl", "jsonl", "csv"):
        headers, body = export(form, [])
        counted(headers, 0, 0)
        hold(body == "" or form == "csv" and "," in body, f"{form}: {body[:80]}")


@row("export, unknown format")
def export_unknown():
    of = dataset()
    refused(get(f"/api/v1/datasets/{of}/versions/{snapshot(of)}/export?format=xml"), 400, "VALIDATION_ERROR")


@row("datasets/health")
def health():
    body = {"labels": [0, 0, 0, 1], "embeddings": [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]}
    report = data(send("POST", "/api/v1/datasets/health", body))["health"]
    same("rowCount", report["rowCount"], 4)
    same("imbalance.counts", report["imbalance"]["counts"], [3, 1])
    hold(any((d["i"], d["j"]) == (0, 1) for d in report["nearDuplicates"]), "rows 0 and 1 are equal, and not named")
    refused(send("POST", "/api/v1/datasets/health", {}), 400, "VALIDATION_ERROR")


@row("scorers")
def scorers():
    answer = data(get("/api/v1/scorers"))
    hold(isinstance(answer["scorers"], list), "data.scorers is no array")
    same("total", answer["total"], len(answer["scorers"]))
    refused(get("/api/v1/scorers", "nobody"), 401, "UNAUTHORIZED")


@row("client/policy")
def policy():
    answer = data(get("/api/v1/client/policy?version=3.1.2"))
    same("versionCheck.allowed", answer["versionCheck"]["allowed"], True)
    same("bounds", [answer["requiredMinimumVersion"], answer["requiredMaximumVersion"]], [None, None])


@row("create api key")
def create_key():
    name = f"curl {uuid.uuid4()}"
    key = data(send("POST", "/api/v1/api-keys", {"orgId": ORG, "name": name, "expiresAt": None}), 201)
    an_id("id", key["id"])
    same("name", key["name"], name)
    hold(key["rawKey"].startswith(key["key_prefix"]), "key_prefix does not begin the key")
    same("its first call", get("/api/v1/datasets", key["rawKey"])[0], 200)
    listed = data(get(f"/api/v1/api-keys?orgId={ORG}"))
    hold(all("rawKey" not in one for one in listed), "the list shows a key")


@row("api key limits")
def limits():
    key = data(send("POST", "/api/v1/api-keys", {"orgId": ORG, "name": f"curl {uuid.uuid4()}"}), 201)["id"]
    answer = data(send("PATCH", f"/api/v1/api-keys/{key}", {"rpmLimit": 60, "modelAllowlist": ["m"]}))
    same("rpmLimit", answer["rpmLimit"], 60)
    same("modelAllowlist", answer["modelAllowlist"], ["m"])
    same("tpmLimit", answer["tpmLimit"], None)
    same("rpmLimit cleared", data(send("PATCH", f"/api/v1/api-keys/{key}", {"rpmLimit": None}))["rpmLimit"], None)


run()
