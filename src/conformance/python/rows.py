"""Rows of the conformance table: each function of a client by itself, so that one failure hides no other."""
import json
import os
import re
import urllib.error
import urllib.request

URL = os.environ["CONFORM_URL"]
KEY = os.environ["CONFORM_KEY"]
ORG = os.environ["CONFORM_ORG"]
PROJECT = os.environ["CONFORM_PROJECT"]
UNKNOWN = "00000000-0000-7000-8000-00000000dead"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_rows = []


class NotRun(Exception):
    """The client or the server has no such thing, for a reason that is known."""


class Unlike(Exception):
    """An answer that is not what the contract says."""


def row(function):
    def keep(body):
        _rows.append((function, body))
        return body

    return keep


def run():
    for function, body in _rows:
        outcome, why = "pass", ""
        try:
            body()
        except NotRun as e:
            outcome, why = "not run", str(e)
        except Unlike as e:
            outcome, why = "FAIL", str(e)
        except Exception as e:  # whatever a client throws is the row's result
            outcome, why = "FAIL", f"{type(e).__name__}: {e}"
        print("ROW", function, outcome, " ".join(why.split())[:300], sep="\t", flush=True)


def same(place, got, wanted):
    if got != wanted or type(got) is not type(wanted):
        raise Unlike(f"{place} is {got!r}, not {wanted!r}")


def hold(condition, says):
    if not condition:
        raise Unlike(says)


def an_id(place, got):
    hold(isinstance(got, str) and UUID.fullmatch(got), f"{place} is {got!r}, no UUID")
    return got


def call(method, path, body=None, key=KEY, headers=None):
    """What a row needs beforehand is made without the client that it tries."""
    sent = {"Authorization": f"Bearer {key}", **(headers or {})}
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    request = urllib.request.Request(URL + path, data, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as e:
        return e.code, dict(e.headers), e.read()


def made(method, path, body=None, key=KEY):
    status, _, text = call(method, path, body, key)
    if status not in (200, 201):
        raise Unlike(f"{method} {path} answered {status}: {text[:200].decode()}")
    return json.loads(text)["data"]


CASES = [
    {"input": "2 + 2?", "expectedOutput": "4", "metadata": {"level": {"of": "one"}}},
    {"input": "3 + 3?", "expectedOutput": "6"},
    {"input": "Say anything."},
]


def dataset(cases=CASES, name="conformance"):
    return made("POST", "/api/v1/datasets", {"projectId": PROJECT, "name": name, "cases": cases})["id"]


def snapshot(of):
    return made("POST", f"/api/v1/datasets/{of}/versions", {})["version"]["id"]


def two_versions():
    """One case changed, one removed, one added, one as it was."""
    of = dataset()
    first = snapshot(of)
    ids = [case["id"] for case in made("GET", f"/api/v1/datasets/{of}/cases")]
    made("PATCH", f"/api/v1/datasets/{of}/cases/{ids[0]}", {"expected": "four"})
    made("DELETE", f"/api/v1/datasets/{of}/cases/{ids[1]}")
    made("POST", f"/api/v1/datasets/{of}/cases", {"cases": [{"input": "new"}]})
    return of, first, snapshot(of), ids


def the_diff(answer):
    same("fromVersionNum", answer["fromVersionNum"], 1)
    same("toVersionNum", answer["toVersionNum"], 2)
    diff = answer["diff"]
    for count in ("added", "removed", "modified", "unchanged"):
        same(f"diff.{count}", diff[count], 1)
    same("types of sampleChanges", sorted(c["type"] for c in diff["sampleChanges"]), ["added", "modified", "removed"])


def api_key(name, **more):
    return made("POST", "/api/v1/api-keys", {"orgId": ORG, "name": name, **more})


def datasets_called(name):
    return [row for row in made("GET", f"/api/v1/datasets?projectId={PROJECT}") if row["name"] == name]

