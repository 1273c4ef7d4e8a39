"""The built jar as a fresh server, the keys that the rows need, and a road that loses answers."""
import http.client
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

ADMIN = "conformance-admin-key-0123456789-abcdefgh"
ORG = "0c000000-0000-7000-8000-000000000001"
PROJECT = "0c000000-0000-7000-8000-000000000002"
START_SECONDS_MAX = 60


class Server:
    def __init__(self, jar, work):
        data = os.path.join(work, "data")
        shutil.rmtree(data, ignore_errors=True)
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        env = {k: v for k, v in os.environ.items() if not k.startswith("GOLDSET_") and k != "DATABASE_URL"}
        env.update(GOLDSET_PORT="0", GOLDSET_DATA=data, GOLDSET_ADMIN_KEY=ADMIN, GOLDSET_ORG_ID=ORG,
                   GOLDSET_PROJECT_ID=PROJECT, GOLDSET_TARGETS_ALLOW="127.0.0.1", GOLDSET_RUN_WAIT_SECONDS="3")
        self.log = os.path.join(work, "server.log")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([java, "-jar", jar], env=env, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)
        try:
            self.url = self._serving()
        except BaseException:
            self.stop()
            raise

    def _serving(self):
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end:
            with open(self.log) as log:
                serves = re.search(r"^Goldset \S+ serves http://\S+:(\d+)\s*$", log.read(), re.MULTILINE)
            if serves:
                return f"http://127.0.0.1:{serves.group(1)}"
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"conformance: the server does not serve; see {self.log}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def call(self, method, path, body):
        headers = {"Authorization": f"Bearer {ADMIN}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or "{}")
        except urllib.error.HTTPError as e:
            return json.loads(e.read() or "{}")

    def settings(self):
        """What the programs are told. A key that could not be made is empty, and its rows fail."""
        tokens = f"/v1/orgs/{ORG}/tokens"
        revoked = self.call("POST", tokens + "/ci", {"project_id": PROJECT})
        self.call("DELETE", f"{tokens}/{revoked['id']}", None)
        other = self.call("POST", "/api/v1/orgs", {"name": "Another"})
        second = self.call("POST", "/api/v1/projects", {"orgId": ORG, "name": "Second", "slug": "second"})
        elsewhere = {}
        if "data" in second:
            elsewhere = self.call("POST", tokens + "/ci", {"project_id": second["data"]["id"]})
        return {
            "CONFORM_URL": self.url,
            "CONFORM_KEY": ADMIN,
            "CONFORM_ORG": ORG,
            "CONFORM_PROJECT": PROJECT,
            "CONFORM_REVOKED_KEY": revoked["raw_key"],
            "CONFORM_RUNTIME_KEY": self.call("POST", tokens + "/runtime", {"project_id": PROJECT})["raw_key"],
            "CONFORM_OTHER_ORG_KEY": other["data"]["api_key"]["rawKey"],
            "CONFORM_OTHER_PROJECT_KEY": elsewhere.get("raw_key", ""),
        }


class Lossy:
    """Carries each request to the server, and loses the first answer to each Idempotency-Key."""

    def __init__(self, url):
        port = int(url.rsplit(":", 1)[1])
        seen = set()

        class Road(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                there = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                there.request(self.command, self.path, body, dict(self.headers))
                answer = there.getresponse()
                status, text = answer.status, answer.read()
                there.close()
                key = self.headers.get("Idempotency-Key")
                if key not in seen:
                    seen.add(key)
                    status, text = 503, b'{"success":false,"error":{"code":"INTERNAL_ERROR","message":"lost"}}'
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Road)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
