"""Znyx's Python client, as published."""
import asyncio
import os

from rows import KEY, ORG, PROJECT, UNKNOWN, URL, NotRun, call, dataset, hold, row, run, same

from znyx_sdk import GuardrailsClient, GuardrailsSyncClient
from znyx_sdk.exceptions import GuardrailsError

NO_RUNS = "benchmark runs are not part of this server yet"


def runs_are_there():
    status, _, _ = call("POST", f"/v1/orgs/{ORG}/benchmarks", {})
    return status not in (404, 405)


def refused(org, of, key, status):
    try:
        GuardrailsSyncClient(URL, api_key=key).run_dataset(org, of)
    except GuardrailsError as e:
        same("status_code", e.status_code, status)
        hold("detail" in str(e), f"the message carries no detail: {e}")
        return
    hold(False, f"no GuardrailsError with {status}")


@row("health")
def health():
    async def ask():
        async with GuardrailsClient(URL, api_key=KEY) as client:
            return await client.health()

    same("health()", asyncio.run(ask()), True)


@row("health, sync client")
def health_sync():
    client = GuardrailsSyncClient(URL)
    same("health()", client.health(), True)

    async def inside_a_loop():
        return client.health()

    same("health() inside a running loop", asyncio.run(inside_a_loop()), True)


@row("health, trailing slash")
def health_slash():
    same("health()", GuardrailsSyncClient(URL + "/").health(), True)
    same("health() of nothing", GuardrailsSyncClient(URL + "/nothing").health(), False)


# The route's own refusals can be tried before it makes runs only where it is there; a 404 for the route proves nothing.
@row("run_dataset, unknown dataset")
def unknown():
    if not runs_are_there():
        refused(ORG, UNKNOWN, KEY, 404)
        raise NotRun(NO_RUNS + "; the 404 of the missing route reaches the caller as GuardrailsError with its body")
    refused(ORG, UNKNOWN, KEY, 404)


def when_there(of_row):
    def tried():
        if not runs_are_there():
            raise NotRun(NO_RUNS)
        of_row()

    return tried


row("run_dataset, wrong org")(when_there(lambda: refused(UNKNOWN, dataset(), KEY, 403)))
row("run_dataset, bad token")(when_there(lambda: refused(ORG, dataset(), "nobody", 401)))
row("run_dataset, runtime token")(
    when_there(lambda: refused(ORG, dataset(), os.environ["CONFORM_RUNTIME_KEY"], 403)))


def needs_a_runtime():
    raise NotRun(NO_RUNS if not runs_are_there() else "needs a guardrail runtime to score against")


for function in (
    "run_dataset",
    "run_dataset, policy and bundle",
    "run_dataset, control_plane_url",
    "run_dataset, sync client",
    "run_dataset, longer than the deadline",
    "run_dataset, only ALLOW, empty, no runtime",
):
    row(function)(needs_a_runtime)


@row("replay_decision")
def replay():
    raise NotRun("traces are not part of this server yet")


run()
