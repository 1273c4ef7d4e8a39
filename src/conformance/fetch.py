"""Fetches the public clients, as published and by name; what can't be had is said and its rows are not run."""
import json
import os
import re
import shutil
import subprocess
import sys
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
WAIT_SECONDS_MAX = 60

with open(os.path.join(HERE, "clients.json")) as _file:
    PINS = json.load(_file)


class Absent(Exception):
    """Why a client could not be had."""


def ask(command, what, **more):
    """Runs a registry's client; a registry that refuses or does not answer makes the client absent."""
    if shutil.which(command[0]) is None:
        raise Absent(f"{what}: no {os.path.basename(command[0])} on this machine")
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=WAIT_SECONDS_MAX, **more)
    except subprocess.TimeoutExpired:
        raise Absent(f"{what}: no answer within {WAIT_SECONDS_MAX} s")
    if done.returncode != 0:
        raise Absent(f"{what}: {reason(done.stderr + done.stdout)}")
    return done.stdout


def reason(text):
    """The telling line of a tool's complaint, without addresses."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip(" │╷╵\t")]
    lines = [line for line in lines if not re.fullmatch(r"npm error( code \S+)?", line)]
    telling = [line for line in lines if re.search(r"error|404|403|forbid|not found|no matching|fail", line, re.I)]
    return re.sub(r"\S*https?://\S+", "…", (telling or lines or ["no reason given"])[0]).strip(" │")[:160]


class Python:
    """One environment of libraries; each client in a folder of its own, checked by its hash."""

    def __init__(self, work):
        self.home = os.path.join(work, "venv")
        self.python = os.path.join(self.home, "bin", "python")
        self.work = work
        self.pip = [self.python, "-m", "pip", "--disable-pip-version-check", "-q"]

    def libraries(self):
        stamp = os.path.join(self.home, "libraries")
        wanted = "\n".join([sys.version, *PINS["python-libraries"]])
        if os.path.exists(stamp) and open(stamp).read() == wanted:
            return
        shutil.rmtree(self.home, ignore_errors=True)
        try:
            venv.create(self.home, with_pip=True)
        except subprocess.CalledProcessError as e:
            raise Absent(f"Python's venv: {e}")
        # The two that need much are tried last, so that their absence costs their rows alone.
        ask([*self.pip, "install", *PINS["python-libraries"][:2]], "PyPI")
        for library in PINS["python-libraries"][2:]:
            try:
                ask([*self.pip, "install", library], "PyPI")
            except Absent as e:
                print(f"conformance: {e}", file=sys.stderr)
                wanted = ""
        with open(stamp, "w") as file:
            file.write(wanted)

    def client(self, name):
        pin = PINS[name]
        there = os.path.join(self.work, f"{pin['pypi']}-{pin['version']}")
        if not os.path.exists(os.path.join(there, "fetched")):
            shutil.rmtree(there, ignore_errors=True)
            os.makedirs(there)
            wanted = os.path.join(there, "wanted.txt")
            with open(wanted, "w") as file:
                file.write(f"{pin['pypi']}=={pin['version']} --hash=sha256:{pin['sha256']}\n")
            ask([*self.pip, "install", "--no-deps", "--require-hashes", "--target", there, "-r", wanted],
                f"PyPI {pin['pypi']} {pin['version']}")
            open(os.path.join(there, "fetched"), "w").close()
        return there


def go(work):
    """Builds our program with the module; Go checks what it fetches against its checksum database."""
    pin = PINS["evalguard-go"]
    there = os.path.join(work, "go")
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(os.path.join(HERE, "go"), there)
    with open(os.path.join(there, "go.mod"), "w") as file:
        file.write(f"module conformance\n\ngo 1.22\n\nrequire {pin['go']} {pin['version']}\n")
    env = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GO111MODULE": "on"}
    ask(["go", "mod", "download", f"{pin['go']}@{pin['version']}"], f"Go module {pin['version']}", cwd=there, env=env)
    built = subprocess.run(["go", "build", "-o", "rows", "."], cwd=there, env=env, capture_output=True, text=True,
                           timeout=120)
    if built.returncode != 0:
        raise RuntimeError(f"our Go program does not compile: {' '.join(built.stderr.split())[:200]}")
    return os.path.join(there, "rows")


def npm(work, name):
    pin = PINS[name]
    there = os.path.join(work, "npm-" + name.split("/")[1])
    os.makedirs(there, exist_ok=True)
    if not os.path.exists(os.path.join(there, "fetched")):
        ask(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefix", there,
             f"{pin['npm']}@{pin['version']}"], f"npm {pin['npm']} {pin['version']}")
        open(os.path.join(there, "fetched"), "w").close()
    return there


def terraform(work):
    pin = PINS["terraform-provider-evalguard"]
    there = os.path.join(work, "terraform")
    shutil.rmtree(there, ignore_errors=True)
    os.makedirs(there)
    with open(os.path.join(HERE, "terraform", "main.tf")) as file:
        text = file.read().replace("@SOURCE@", pin["terraform"]).replace("@VERSION@", pin["version"])
    with open(os.path.join(there, "main.tf"), "w") as file:
        file.write(text)
    ask(["terraform", f"-chdir={there}", "init", "-input=false", "-no-color"],
        f"Terraform provider {pin['terraform']} {pin['version']}", env={**os.environ, "CHECKPOINT_DISABLE": "1"})
    return there
