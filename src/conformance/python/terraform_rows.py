"""The Terraform provider, as published, driven by terraform itself."""
import json
import os
import subprocess
import uuid

from rows import KEY, ORG, URL, call, hold, made, row, run, same

HOME = os.environ["CONFORM_TERRAFORM"]
SECONDS_MAX = 60
NO_CHANGES, CHANGES = 0, 2


class Stack:
    """One configuration with a state of its own."""

    def __init__(self, **variables):
        self.slug = "tf-" + uuid.uuid4().hex[:12]
        self.state = os.path.join(HOME, self.slug + ".tfstate")
        self.variables = {"base_url": URL + "/api/v1", "org": ORG, "name": self.slug, "slug": self.slug, **variables}

    def terraform(self, *arguments, allowed=(0,)):
        env = {**os.environ, "EVALGUARD_API_KEY": KEY, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
        for name, value in self.variables.items():
            env[f"TF_VAR_{name}"] = value if isinstance(value, str) else json.dumps(value)
        done = subprocess.run(["terraform", f"-chdir={HOME}", *arguments], env=env, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=SECONDS_MAX)
        hold(done.returncode in allowed, f"terraform {arguments[0]} ended with {done.returncode}: {done.stderr[-200:]}")
        return done

    def apply(self, **changed):
        self.variables.update(changed)
        self.terraform("apply", "-auto-approve", "-input=false", "-no-color", f"-state={self.state}")

    def plan(self):
        return self.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color", f"-state={self.state}",
                              allowed=(NO_CHANGES, CHANGES)).returncode

    def settled(self):
        same("exit code of the second plan", self.plan(), NO_CHANGES)

    def destroy(self):
        self.terraform("destroy", "-auto-approve", "-input=false", "-no-color", f"-state={self.state}")

    def id(self):
        with open(self.state) as file:
            return json.load(file)["resources"][0]["instances"][0]["attributes"]["id"]


def project(**more):
    stack = Stack(project=True, **more)
    stack.apply()
    return stack


def stored(stack):
    return made("GET", f"/api/v1/projects/{stack.id()}")


@row("project: apply, re-plan empty")
def project_apply():
    stack = project()
    same("slug", stored(stack)["slug"], stack.slug)
    stack.settled()


@row("project: rename")
def project_rename():
    stack = project()
    before = stack.id()
    stack.apply(name="Renamed")
    same("id", stack.id(), before)
    same("name", stored(stack)["name"], "Renamed")
    stack.settled()


@row("project: settings")
def project_settings():
    stack = project(settings='{"b":1,"a":{"deep":true}}')
    same("settings", stored(stack)["settings"], {"b": 1, "a": {"deep": True}})
    stack.settled()


@row("project: import")
def project_import():
    stack = project()
    of = stack.id()
    os.remove(stack.state)
    stack.terraform("import", "-input=false", "-no-color", f"-state={stack.state}", "evalguard_project.this[0]", of)
    stack.settled()


@row("project: deleted out of band")
def project_gone():
    stack = project()
    made("DELETE", f"/api/v1/projects/{stack.id()}")
    same("exit code of the plan", stack.plan(), CHANGES)


@row("project: destroy")
def project_destroy():
    stack = project()
    of = stack.id()
    stack.destroy()
    same("status of a read", call("GET", f"/api/v1/projects/{of}")[0], 404)


def key(**more):
    stack = Stack(key=True, **more)
    stack.apply()
    return stack


def listed(of):
    return {one["id"]: one for one in made("GET", f"/api/v1/api-keys?orgId={ORG}")}[of]


@row("api_key: apply, re-plan empty")
def key_apply():
    stack = key()
    same("name", listed(stack.id())["name"], stack.slug)
    stack.settled()


@row("api_key: with scopes")
def key_scopes():
    scopes = ["firewall:check", "datasets:write", "datasets:read"]
    stack = key(scopes=scopes)
    same("scopes", listed(stack.id())["scopes"], scopes)
    stack.settled()


@row("api_key: revoked out of band")
def key_revoked():
    stack = key()
    made("DELETE", f"/api/v1/api-keys/{stack.id()}")
    same("exit code of the plan", stack.plan(), CHANGES)


@row("api_key: destroy")
def key_destroy():
    stack = key()
    of = stack.id()
    stack.destroy()
    same("revoked", listed(of)["revoked"], True)


run()
