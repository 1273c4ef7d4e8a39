"""A guardrail for the rows that need one: it blocks what has "forget" in it, and takes its time over "slowly"."""
import http.server
import json
import threading
import time


class Guardrail:
    def __init__(self):
        class Answers(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if "slowly" in asked["text"]:
                    time.sleep(5)
                blocks = "forget" in asked["text"]
                hits = [{"rule_id": "jailbreak.forget", "severity": "high", "message": "forget"}] if blocks else []
                answer = json.dumps({"request_id": asked["request_id"], "decision": "BLOCK" if blocks else "ALLOW",
                                     "risk_score": 90 if blocks else 0, "policy_version": "p-1", "rule_hits": hits,
                                     "latency_ms": 1, "detector_results": []}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"
