"""A stand-in for openFDA: a server on loopback that answers as it is told, and rows and files in its shape."""

import json
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catalog.queries import openfda


def a_row(number="K103472", **changed):
    return {
        "k_number": number,
        "applicant": "CAROL COLE COMPANY",
        "device_name": "NUFACE TRINITY",
        "product_code": "NFO",
        "decision_code": "SESE",
        "decision_date": "2011-11-07",
        "openfda": {"regulation_number": "882.5890"},
    } | changed


def answer_of(*rows):
    return {"meta": {"last_updated": "2026-11-01"}, "results": list(rows)}


def write_bulk(path, *rows):
    """Write a bulk file; one whose name ends with .zip is zipped. Returns its path as text."""
    text = json.dumps(answer_of(*rows))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("device-510k-0001-of-0001.json", text)
    else:
        path.write_text(text, encoding="utf-8")
    return str(path)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        time.sleep(self.server.delay)
        body = self.server.body
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(self.server.claimed_length or len(body)))
        self.end_headers()
        for place in range(0, len(body), self.server.piece):
            self.wfile.write(body[place : place + self.server.piece])
            time.sleep(self.server.pause)

    def log_message(self, *args):
        """Say nothing."""


class Service(ThreadingHTTPServer):
    """What the tests tell the stand-in: status, body and headers, how late it begins and how slowly it goes on."""

    daemon_threads = True
    status, body, headers, delay = 200, b"{}", {}, 0
    piece, pause, claimed_length = 1 << 20, 0, 0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []

    def handle_error(self, request, client_address):
        """A client that hung up is what some tests are about."""

    def answers(self, *rows):
        self.body = json.dumps(answer_of(*rows)).encode()


@pytest.fixture
def openfda_service(settings, monkeypatch):
    """A stand-in for openFDA that the site asks; the pace between two questions is lifted."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(openfda, "SHORTEST_GAP", 0)
    monkeypatch.setattr(openfda.pace, "_next", 0.0)
    with Service() as service:
        settings.OPENFDA_URL = f"http://127.0.0.1:{service.server_port}"
        settings.OPENFDA_TIMEOUT = 0.5
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield service
        service.shutdown()
        thread.join()
