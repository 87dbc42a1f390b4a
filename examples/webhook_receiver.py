"""Take the webhooks of Radist's alerts, and believe only what is signed.

    RADIST_WEBHOOK_SECRET=whsec_… python examples/webhook_receiver.py --port 8100

The secret is told once, when the target is made; of a target of the configuration by
`radist notify secret NAME`. Nothing but Python is needed.
"""

import argparse
import base64
import hmac
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

TOLERANCE = 300
LARGEST = 1 << 20


def verified(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a message is of who knows the secret, and no old one that somebody has kept."""
    identity, when = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not when.isdecimal() or abs(time.time() - int(when)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"{identity}.{when}.".encode() + body, "sha256")
    wanted = b"v1," + base64.b64encode(made)
    # Several, while the key of the node is being replaced.
    signatures = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(wanted, one) for one in signatures)


class Receiver(BaseHTTPRequestHandler):
    """Answers within five seconds, since a later answer counts as none; work is for afterwards."""

    secret = ""
    seen: ClassVar[set[str]] = set()

    def do_POST(self) -> None:  # http.server calls it so
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        if not verified(self.secret, self.headers, body):
            self.send_error(401)
            return
        self.send_response(204)
        self.end_headers()
        identity = self.headers["webhook-id"]
        if identity not in self.seen:  # what was sent twice has one id
            self.seen.add(identity)
            alert = json.loads(body)["data"]
            print(f"{alert['name']}: {alert['message']}", flush=True)

    def log_message(self, *_: object) -> None:
        """Alerts are printed, requests are not."""


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8100)
    options.add_argument("--count", type=int, default=0, help="end after so many requests")
    given = options.parse_args()
    Receiver.secret = os.environ["RADIST_WEBHOOK_SECRET"]
    server = HTTPServer(("127.0.0.1", given.port), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    with suppress(KeyboardInterrupt):
        for _ in range(given.count):
            server.handle_request()
        if not given.count:
            server.serve_forever()
