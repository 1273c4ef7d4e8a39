"""The requests of the Terraform provider, with its bodies and headers, where it can't be had itself."""
import json
import uuid

from rows import ORG, an_id, call, hold, row, run, same

HEADERS = {"User-Agent": "terraform-provider-evalguard/1.1.0", "x-requested-with": "terraform-provider"}


def send(method, path, body=None):
    status, _, text = call(method, "/api/v1" + path, body, headers=HEADERS)
    hold(text, f"{method} {path} answered {status} without a body")
    return status, json.loads(text)


def data(answer, *statuses):
    status, envelope = answer
    hold(status in statuses, f"answered {status}, not {statuses[0]}: {json.dumps(envelope)[:160]}")
    hold(envelope.get("error") is None, "a success carries an error")
    return envelope["data"]


def slug():
    return "tf-" + uuid.uuid4().hex[:12]


def project(name="From Terraform"):
    of = slug()
    made = data(send("POST", "/projects", {"orgId": ORG, "name": name, "slug": of}), 201)
    return made, of


def like(got, name, of, settings):
    same("org_id", got["org_id"], ORG)
    same("name", got["name"], name)
    same("slug", got["slug"], of)
    same("settings", got["settings"], settings)
    for time in ("created_at", "updated_at"):
        hold(isinstance(got[time], str), f"{time} is no string")


@row("project: create")
def create():
    made, of = project()
    an_id("id", made["id"])
    like(made, "From Terraform", of, {})


@row("project: read")
def read():
    made, of = project("Ünïcode  &  two spaces")
    like(data(send("GET", f"/projects/{made['id']}"), 200), "Ünïcode  &  two spaces", of, {})


@row("project: rename")
def rename():
    made, of = project()
    same("id", data(send("PATCH", f"/projects/{made['id']}", {"name": "Renamed", "slug": of}), 200)["id"], made["id"])
    like(data(send("GET", f"/projects/{made['id']}"), 200), "Renamed", of, {})


@row("project: settings")
def settings():
    made, of = project()
    wanted = {"z": [1, 2.5, None], "a": {"deep": True}, "empty": {}}
    patch = {"name": "From Terraform", "slug": of, "settings": wanted}
    data(send("PATCH", f"/projects/{made['id']}", patch), 200)
    like(data(send("GET", f"/projects/{made['id']}"), 200), "From Terraform", of, wanted)


@row("project: delete")
def delete():
    made, _ = project()
    same("data", data(send("DELETE", f"/projects/{made['id']}"), 200), {"id": made["id"], "deleted": True})
    same("status of a read", send("GET", f"/projects/{made['id']}")[0], 404)


@row("project: delete again")
def delete_again():
    made, _ = project()
    data(send("DELETE", f"/projects/{made['id']}"), 200)
    status, envelope = send("DELETE", f"/projects/{made['id']}")
    same("status", status, 404)
    same("error.code", envelope["error"]["code"], "NOT_FOUND")


def key(**more):
    return data(send("POST", "/api-keys", {"orgId": ORG, "name": slug(), **more}), 201)


def listed(org=ORG):
    return {one["id"]: one for one in data(send("GET", f"/api-keys?orgId={org}"), 200)}


@row("api_key: create")
def key_create():
    made = key()
    hold(made["rawKey"] and made["created_at"], "no rawKey or created_at")
    there = listed()[made["id"]]
    same("org_id", there["org_id"], ORG)
    same("name", there["name"], made["name"])
    hold(not there.get("scopes"), f"scopes were made up: {there.get('scopes')}")
    hold(not there.get("revoked"), "is revoked")


@row("api_key: with scopes")
def key_scopes():
    scopes = ["firewall:check", "datasets:write", "datasets:read"]
    made = key(scopes=scopes)
    same("scopes", listed()[made["id"]]["scopes"], scopes)


@row("api_key: list is whole")
def key_list():
    made = [key()["id"] for _ in range(60)]
    hold(set(made) <= set(listed()), "the list misses keys")


@row("api_key: import")
def key_import():
    made = key()
    same("org_id", listed("")[made["id"]]["org_id"], ORG)


@row("api_key: revoke")
def key_revoke():
    made = key()
    gone = data(send("DELETE", f"/api-keys/{made['id']}"), 200)
    same("id", gone["id"], made["id"])
    hold(gone["revoked_at"], "no revoked_at")
    same("revoked in the list", listed()[made["id"]]["revoked"], True)
    status, _, text = call("GET", "/api/v1/datasets", key=made["rawKey"])
    same("a call with it", (status, json.loads(text)["error"]["code"]), (401, "REVOKED_API_KEY"))


@row("api_key: revoke again")
def key_revoke_again():
    made = key()
    data(send("DELETE", f"/api-keys/{made['id']}"), 200)
    same("status", send("DELETE", f"/api-keys/{made['id']}")[0], 409)


run()
