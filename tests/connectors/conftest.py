"""A service on loopback that answers as recorded, and misbehaves when told to."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from replies import Reply, Service


def _handler(service: Service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            service.asked.append((self.path, dict(self.headers), time.monotonic()))
            start = max((key for key in service.script if self.path.startswith(key)), key=len, default=None)
            if start is None:
                self._send(Reply(b"not found", 404))
                return
            replies = service.script[start]
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            self._send(reply(self.path, self.headers) if callable(reply) else reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.slow:
                time.sleep(reply.slow)
            try:
                self.wfile.write(reply.body[: reply.cut])
                self.wfile.flush()
            except OSError:
                pass
            if reply.cut is not None or reply.slow:
                self.close_connection = True

        def log_message(self, *args):
            pass

    return Handler


@pytest.fixture
def service(monkeypatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(found))
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def home(project, tmp_path, monkeypatch) -> Path:
    """A copy of the project's parameters and of two data folders."""
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    for folder in ("khm", "kgz", "common"):
        shutil.copytree(project / "data" / folder, tmp_path / "data" / folder,
                        ignore=shutil.ignore_patterns("user", ".cache", "vintages"))  # fmt: skip
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path
