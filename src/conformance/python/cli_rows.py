"""EvalGuard's command line tool, as published."""
import json
import os
import subprocess
import tempfile
import uuid

from rows import KEY, UNKNOWN, URL, api_key, dataset, hold, made, row, run, same, snapshot, the_diff, two_versions

CLI = os.environ["CONFORM_CLI"]
SECONDS_MAX = 60


def evalguard(*arguments, base="/api/v1", config=None, code=0, key=KEY):
    """What it printed, after it ended as it should."""
    env = {
        **os.environ,
        "EVALGUARD_CONFIG_FILE": config or os.path.join(tempfile.mkdtemp(dir=os.environ["CONFORM_WORK"]), "config.json"),
        "EVALGUARD_SECRET_BACKEND": "plaintext",
        "NO_COLOR": "1",
    }
    if base is not None:
        env.update(EVALGUARD_API_KEY=key, EVALGUARD_BASE_URL=URL + base)
    done = subprocess.run([CLI, *arguments], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          timeout=SECONDS_MAX)
    if done.returncode != code:
        hold(False, f"ended with {done.returncode}, not {code}: {(done.stderr or done.stdout)[-200:]}")
    return done.stdout + done.stderr if code else done.stdout


def printed(*arguments, **more):
    """Its --json answer: the envelope's data, or what it made of it."""
    answer = json.loads(evalguard(*arguments, "--json", **more))
    return answer["data"] if isinstance(answer, dict) and "success" in answer else answer


def shown(text, *parts):
    for part in parts:
        hold(str(part) in text, f"{part!r} is not in what was printed: {text[:160]}")


for place in ("", "/api"):
    @row(f"base URL: {place or 'origin'}")
    def spelled(place=place):
        of = dataset()
        snapshot(of)
        shown(json.dumps(printed("datasets", "versions", of, base=place)), of)


@row("login")
def login():
    config = os.path.join(tempfile.mkdtemp(dir=os.environ["CONFORM_WORK"]), "config.json")
    evalguard("login", "--key", KEY, "--url", URL + "/api/v1", base=None, config=config)
    of = dataset()
    snapshot(of)
    shown(evalguard("datasets", "versions", of, base=None, config=config), "1")
    refused = os.path.join(tempfile.mkdtemp(dir=os.environ["CONFORM_WORK"]), "config.json")
    evalguard("login", "--key", "eg_live_nobody", "--url", URL + "/api/v1", base=None, config=refused, code=1)


@row("whoami")
def whoami():
    evalguard("whoami")
    evalguard("whoami", key="eg_live_nobody", code=1)


@row("datasets versions")
def versions():
    of, first, second, _ = two_versions()
    shown(json.dumps(printed("datasets", "versions", of)), first, second)


@row("datasets snapshot")
def snapshots():
    of = dataset()
    evalguard("datasets", "snapshot", of, "--description", "by the tool")
    same("description", made("GET", f"/api/v1/datasets/{of}/versions")["versions"][0]["description"], "by the tool")
    same("unchanged", printed("datasets", "snapshot", of)["unchanged"], True)


@row("datasets get --cases --json")
def get():
    of, first, _, ids = two_versions()
    shown(json.dumps(printed("datasets", "get", of, first, "--cases")), *ids)


@row("datasets diff")
def diff():
    of, first, second, _ = two_versions()
    the_diff(printed("datasets", "diff", of, first, second))
    evalguard("datasets", "diff", of, first, second)


@row("datasets restore --yes")
def restore():
    of, first, _, ids = two_versions()
    evalguard("datasets", "restore", of, first, "--yes")
    same("case ids", [case["id"] for case in made("GET", f"/api/v1/datasets/{of}/cases")], ids)
    same("preRestoreVersionNum", printed("datasets", "restore", of, first, "--yes")["preRestoreVersionNum"], None)


def export(form, cases, lines):
    of = dataset() if cases is None else dataset(cases)
    path = os.path.join(tempfile.mkdtemp(dir=os.environ["CONFORM_WORK"]), "out")
    evalguard("datasets", "export", of, snapshot(of), "--format", form, "--out", path)
    with open(path) as file:
        same("lines", len([line for line in file if line.strip()]), lines)


row("datasets export openai-jsonl")(lambda: export("openai-jsonl", None, 2))
row("datasets export jsonl")(lambda: export("jsonl", None, 3))
row("datasets export csv")(lambda: export("csv", None, 4))
row("datasets export of no cases")(lambda: export("jsonl", [], 0))


@row("datasets health --file")
def health():
    path = os.path.join(tempfile.mkdtemp(dir=os.environ["CONFORM_WORK"]), "health.json")
    with open(path, "w") as file:
        json.dump({"labels": [0, 0, 0, 1]}, file)
    same("rowCount", printed("datasets", "health", "--file", path)["health"]["rowCount"], 4)


def key():
    return api_key(f"cli {uuid.uuid4()}")["id"]


def budget(of):
    return made("GET", f"/api/v1/api-keys/{of}/budget")


row("budget get")(lambda: evalguard("budget", "get", key()))


@row("budget set")
def budget_set():
    of = key()
    evalguard("budget", "set", of, "12.5")
    hold(budget(of)["monthlyBudgetUsd"] == 12.5, "the budget is not what was set")


@row("budget period")
def budget_period():
    of = key()
    evalguard("budget", "period", of, "weekly")
    same("resetPeriod", budget(of)["resetPeriod"], "weekly")


@row("budget limits")
def budget_limits():
    evalguard("budget", "limits", key(), "--rpm", "60")


@row("budget clear")
def budget_clear():
    of = key()
    made("PATCH", f"/api/v1/api-keys/{of}/budget", {"monthlyBudgetUsd": 5})
    evalguard("budget", "clear", of)
    same("monthlyBudgetUsd", budget(of)["monthlyBudgetUsd"], None)


@row("unknown id")
def unknown():
    shown(evalguard("datasets", "versions", UNKNOWN, code=1), "Dataset not found")


run()
