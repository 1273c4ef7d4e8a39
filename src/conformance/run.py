"""./build.sh conformance: the vendors' public clients, unmodified, against a fresh server. One row a function."""
import json
import os
import subprocess
import sys
import time

import fetch
from fetch import Absent
from server import Lossy, Server

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM_SECONDS_MAX = 120


def wanted():
    rows = {}
    with open(os.path.join(HERE, "rows.tsv")) as file:
        for line in file:
            client, function = line.rstrip("\n").split("\t")
            rows.setdefault(client, []).append(function)
    return rows


def program(command, env, log):
    """The rows that a program reports, and how it ended when it ended badly."""
    rows, ended = {}, ""
    try:
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PROGRAM_SECONDS_MAX)
        out, err = done.stdout, done.stderr
        if done.returncode != 0:
            ended = f"the program ended with {done.returncode}: {(err.strip().splitlines() or [''])[-1][:160]}"
    except subprocess.TimeoutExpired as e:
        out, err = (text.decode() if isinstance(text, bytes) else text or "" for text in (e.stdout, e.stderr))
        ended = f"the program did not end within {PROGRAM_SECONDS_MAX} s"
    with open(log, "w") as file:
        file.write(out + err)
    for line in out.splitlines():
        if line.startswith("ROW\t"):
            _, function, outcome, why = line.split("\t", 3)
            rows[function] = (outcome, why)
    return rows, ended


def programs(work, settings):
    """Client by client: what gives its command and environment, or says why there is none."""
    python = fetch.Python(work)
    ours = os.path.join(HERE, "python")
    env = {**os.environ, **settings, "CONFORM_WORK": work, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ours,
           "ZNYX_TELEMETRY": "false", "MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true",
           "GIT_PYTHON_REFRESH": "quiet", "HOME": os.path.join(work, "home")}

    def pypi(name, script):
        python.libraries()
        there = python.client(name)
        return ([python.python, os.path.join(ours, script)],
                {**env, "PYTHONPATH": f"{there}{os.pathsep}{ours}", "CONFORM_VERSION": fetch.PINS[name]["version"]})

    def own(script, **more):
        return [sys.executable, os.path.join(ours, script)], {**env, **more}

    def js():
        there = fetch.npm(work, "@evalguard/sdk")
        # An import is looked up from the file that asks, so ours stands beside the package.
        with open(os.path.join(HERE, "js", "rows.mjs")) as ours_js, open(os.path.join(there, "rows.mjs"), "w") as copy:
            copy.write(ours_js.read())
        return ["node", os.path.join(there, "rows.mjs")], env

    def cli():
        there = fetch.npm(work, "@evalguard/cli")
        return own("cli_rows.py", CONFORM_CLI=os.path.join(there, "node_modules", ".bin", "evalguard"))

    def znyx_ts():
        raise Absent("no name under which npm has the TypeScript client is documented")

    return {
        "PY": lambda: pypi("evalguardai", "evalguard_rows.py"),
        "PY 2.1": lambda: pypi("evalguardai-2.1", "evalguard_rows.py"),
        "GO": lambda: ([fetch.go(work)], env),
        "JS": js,
        "CLI": cli,
        "TF": lambda: own("terraform_rows.py", CONFORM_TERRAFORM=fetch.terraform(work)),
        "TF replay": lambda: own("terraform_replay.py"),
        "curl": lambda: own("curl_rows.py"),
        "ZNYX PY": lambda: pypi("znyx-sdk", "znyx_rows.py"),
        "ZNYX curl": lambda: own("znyx_curl_rows.py"),
        "ZNYX TS": znyx_ts,
    }


def rows_of(client, functions, command, work):
    try:
        argv, env = command()
    except Absent as e:
        return [(client, function, "not run", str(e)) for function in functions]
    except (RuntimeError, subprocess.TimeoutExpired) as e:
        return [(client, function, "FAIL", str(e)) for function in functions]
    said, ended = program(argv, env, os.path.join(work, client.replace(" ", "-").lower() + ".log"))
    rows = [(client, f, *said.pop(f, ("FAIL", ended or "the program did not report it"))) for f in functions]
    return rows + [(client, f, "FAIL", "is not in rows.tsv") for f in said]


def table(rows):
    names = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for client, function, outcome, why in rows:
        print(f"{client:{names[0]}}  {function:{names[1]}}  {outcome:7}  {why}".rstrip())
    counts = {outcome: sum(row[2] == outcome for row in rows) for outcome in ("pass", "FAIL", "not run")}
    print(f"\n{counts['pass']} passed, {counts['FAIL']} failed, {counts['not run']} skipped")
    return counts


def main():
    jar, work = (os.path.abspath(path) for path in sys.argv[1:3])
    os.makedirs(os.path.join(work, "home"), exist_ok=True)
    began = time.monotonic()
    server = Server(jar, work)
    lossy = Lossy(server.url)
    try:
        settings = {**server.settings(), "CONFORM_LOSSY_URL": lossy.url}
        each = programs(work, settings)
        rows = [row for client, functions in wanted().items()
                for row in rows_of(client, functions, each[client], work)]
    finally:
        lossy.stop()
        server.stop()
    counts = table(rows)
    with open(work + ".json", "w") as file:
        json.dump({"clients": fetch.PINS, "counts": counts, "seconds": round(time.monotonic() - began),
                   "rows": [dict(zip(("client", "function", "outcome", "why"), row)) for row in rows]}, file, indent=2)
    return 1 if counts["FAIL"] else 0


if __name__ == "__main__":
    sys.exit(main())
