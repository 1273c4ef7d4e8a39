"""EvalGuard's Python client, as published."""
import os
import subprocess
import sys
import uuid
import warnings

from rows import CASES, KEY, PROJECT, UNKNOWN, URL, NotRun, an_id, api_key, dataset, datasets_called, hold, made, row
from rows import run, same, the_diff, two_versions

from evalguard import EvalGuardClient
from evalguard.client import EvalGuardError

# Up to 2.1 the client gives its callers the whole envelope, later what is in it; and it adds /v1 to a base that ends in
# /v1 already, here as at the vendor's.
WHOLE = os.environ["CONFORM_VERSION"].startswith("2.1.")
BASE = "/api" if WHOLE else "/api/v1"
client = EvalGuardClient(api_key=KEY, base_url=URL + BASE)


def data(answer):
    if not WHOLE:
        return answer
    same("success", answer["success"], True)
    return answer["data"]


def refused(call_it, status):
    try:
        call_it()
    except EvalGuardError as e:
        same("status_code", e.status_code, status)
        return e
    hold(False, f"no EvalGuardError with {status}")


def spelled(tail):
    name = f"spelled {tail or 'origin'} {uuid.uuid4()}"
    for slash in ("", "/"):
        there = EvalGuardClient(api_key=KEY, base_url=URL + tail + slash)
        an_id("id", data(there.create_dataset(PROJECT, name))["id"])
    same("datasets made", len(datasets_called(name)), 2)


for place in ("", "/api") if WHOLE else ("", "/api", "/api/v1", "/v1"):
    row(f"base URL: {place or 'origin'}")(lambda place=place: spelled(place))


@row("create_dataset")
def create():
    made_one = data(client.create_dataset(PROJECT, "py"))
    an_id("id", made_one["id"])
    same("project_id", made_one["project_id"], PROJECT)
    same("description", made_one["description"], "")
    same("item_count", made_one["item_count"], 0)


@row("create_dataset with cases")
def create_with_cases():
    made_one = data(client.create_dataset(PROJECT, "py", CASES, "three"))
    same("item_count", made_one["item_count"], 3)
    stored = made("GET", f"/api/v1/datasets/{made_one['id']}/cases")
    same("inputs", [case["input"] for case in stored], [case["input"] for case in CASES])
    same("expected outputs", [case["expected_output"] for case in stored], ["4", "6", None])
    same("metadata", stored[0]["metadata"], CASES[0]["metadata"])


@row("list_datasets")
def listed():
    one, two = dataset(), dataset([])
    rows = data(client.list_datasets(PROJECT))
    same("newest two", [r["id"] for r in rows[:2]], [two, one])
    same("item counts", [r["item_count"] for r in rows[:2]], [0, 3])


@row("snapshot_dataset")
def snapshot_new():
    answer = data(client.snapshot_dataset(dataset(), description="before"))
    same("unchanged", answer["unchanged"], False)
    version = answer["version"]
    an_id("version.id", version["id"])
    same("version_num", version["version_num"], 1)
    same("case_count", version["case_count"], 3)
    same("description", version["description"], "before")
    hold(len(version["content_hash"]) >= 12, "content_hash is shorter than the twelve that are shown")


@row("snapshot_dataset again")
def snapshot_same():
    of = dataset()
    first = data(client.snapshot_dataset(of))["version"]["id"]
    answer = data(client.snapshot_dataset(of))
    same("unchanged", answer["unchanged"], True)
    same("version.id", answer["version"]["id"], first)
    hold(isinstance(answer["message"], str), "message is no string")


@row("list_dataset_versions")
def versions():
    of, first, second, _ = two_versions()
    answer = data(client.list_dataset_versions(of))
    same("datasetId", answer["datasetId"], of)
    same("versions", [v["id"] for v in answer["versions"]], [second, first])
    hold("cases" not in answer["versions"][0], "a row of the list carries its cases")


@row("get_dataset_version")
def version():
    of, first, _, ids = two_versions()
    answer = data(client.get_dataset_version(of, first))["version"]
    same("case ids", [case["id"] for case in answer["cases"]], ids)
    same("keys of a case", sorted(answer["cases"][0]), ["expected_output", "id", "input", "metadata"])


@row("diff_dataset_versions")
def diff():
    of, first, second, _ = two_versions()
    the_diff(data(client.diff_dataset_versions(of, first, second)))


@row("restore_dataset_version")
def restore():
    of, first, _, ids = two_versions()
    made("POST", f"/api/v1/datasets/{of}/cases", {"cases": [{"input": "not in a version yet"}]})
    answer = data(client.restore_dataset_version(of, first))
    same("restoredFromVersion", answer["restoredFromVersion"], 1)
    same("caseCount", answer["caseCount"], 3)
    same("preRestoreVersionNum", answer["preRestoreVersionNum"], 3)
    same("case ids", [case["id"] for case in made("GET", f"/api/v1/datasets/{of}/cases")], ids)
    again = data(client.restore_dataset_version(of, first))
    same("preRestoreVersionNum of the second", again["preRestoreVersionNum"], None)


@row("append by the inner POST")
def append():
    of = dataset([])
    answer = data(client._post(f"/v1/datasets/{of}/cases", json={"cases": [{"input": "a", "expected": "b"}]}))
    same("inserted", answer["inserted"], 1)
    same("expected_output", made("GET", f"/api/v1/datasets/{of}/cases")[0]["expected_output"], "b")


@row("answer lost, sent again")
def lost():
    name = f"lost {uuid.uuid4()}"
    flaky = EvalGuardClient(api_key=KEY, base_url=os.environ["CONFORM_LOSSY_URL"] + BASE)
    answer = data(flaky.create_dataset(PROJECT, name, CASES))
    same("datasets made", [r["id"] for r in datasets_called(name)], [answer["id"]])


@row("unknown id")
def unknown():
    error = refused(lambda: client.list_dataset_versions(UNKNOWN), 404)
    hold("not found" in str(error).lower(), f"the message says {error}")
    if not WHOLE:
        same("code", error.code, "NOT_FOUND")
        hold(error.request_id, "no request id")


@row("bad key")
def bad_key():
    refused(lambda: EvalGuardClient(api_key="eg_live_nobody", base_url=URL).list_datasets(PROJECT), 401)


def budget(answer, usd, key):
    same("keyId", answer["keyId"], key)
    got = answer["monthlyBudgetUsd"]
    hold(got == usd, f"monthlyBudgetUsd is {got!r}, not {usd!r}")
    hold("currentPeriodSpentUsd" in answer, "no currentPeriodSpentUsd")


@row("get_api_key_budget")
def budget_get():
    key = api_key(f"py get {uuid.uuid4()}")["id"]
    budget(data(client.get_api_key_budget(key)), None, key)


@row("set_api_key_budget")
def budget_set():
    key = api_key(f"py set {uuid.uuid4()}")["id"]
    budget(data(client.set_api_key_budget(key, 12.5)), 12.5, key)
    budget(data(client.get_api_key_budget(key)), 12.5, key)


@row("remove_api_key_budget")
def budget_remove():
    key = api_key(f"py remove {uuid.uuid4()}")["id"]
    client.set_api_key_budget(key, 3)
    budget(data(client.remove_api_key_budget(key)), None, key)
    budget(data(client.get_api_key_budget(key)), None, key)


def policy():
    answer = client.check_version_policy()
    same("allowed", answer["allowed"], True)
    # The client says so too when it can't read the policy.
    behind = made("GET", "/v1/client/policy?version=" + os.environ["CONFORM_VERSION"])
    for bound in ("requiredMinimumVersion", "requiredMaximumVersion"):
        hold(bound in behind, f"the policy has no {bound}")
        same(bound, answer[bound], behind[bound])


def scorers():
    hold(isinstance(client.list_scorers(), list), "the scorers are no list")


if not WHOLE:
    row("check_version_policy")(policy)
    row("list_scorers")(scorers)


@row("import_mlflow_experiment")
def mlflow_import():
    try:
        import mlflow
    except ImportError:
        raise NotRun("mlflow-skinny could not be installed")
    from evalguard.mlflow_integration import import_mlflow_experiment

    uri = "file:" + os.path.join(os.environ["CONFORM_WORK"], "mlruns")
    mlflow.set_tracking_uri(uri)
    experiment = mlflow.create_experiment(f"conformance {uuid.uuid4()}")
    for n in range(2):
        with mlflow.start_run(experiment_id=experiment):
            mlflow.log_param("input", f"question {n}")
            mlflow.log_metric("evalguard/score", 0.5)
    answer = data(import_mlflow_experiment(
        experiment, api_key=KEY, project_id=PROJECT, base_url=URL + BASE, tracking_uri=uri))
    same("item_count", answer["item_count"], 2)
    stored = made("GET", f"/api/v1/datasets/{answer['id']}/cases")
    same("inputs", sorted(case["input"] for case in stored), ["question 0", "question 1"])
    same("expected outputs", {case["expected_output"] for case in stored}, {"0.5"})
    same("nested metadata", stored[0]["metadata"]["metrics"], {"evalguard/score": 0.5})


@row("pytest plugin")
def plugin():
    name = f"plugin {uuid.uuid4()}"
    settings = {
        "EVALGUARD_API_KEY": KEY,
        "EVALGUARD_BASE_URL": URL + BASE,
        "EVALGUARD_PROJECT_ID": PROJECT,
        "CONFORM_NAME": name,
    }
    case = os.path.join(os.path.dirname(__file__), "plugin_case.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--evalguard", "-p", "no:cacheprovider",
         "--rootdir", os.environ["CONFORM_WORK"], case],
        env={**os.environ, **settings}, capture_output=True, text=True, timeout=60)
    if "No module named pytest" in done.stderr:
        raise NotRun("pytest could not be installed")
    same("exit code", (done.returncode, "" if done.returncode == 0 else done.stdout[-200:]), (0, ""))
    same("datasets made", len(datasets_called(name)), 1)


warnings.simplefilter("ignore")
run()
