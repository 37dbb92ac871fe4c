"""What `make site` prepares: secrets, port, names, data, and a server that stops politely."""

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config.env import Environment, WrongSetting
from config.firstrun import (
    PASSWORD_FILE,
    SERVER,
    greeting,
    is_free,
    names_for,
    port_to_use,
    prepare_environment,
    write_private,
)

PROJECT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(taken_port):
    with pytest.raises(WrongSetting, match=f"^PORT: {taken_port} on {HOST} is taken"):
        port_to_use(Environment({"PORT": str(taken_port)}), HOST)


def test_without_a_wish_the_next_free_port_is_taken(taken_port, monkeypatch):
    monkeypatch.setattr("config.firstrun.DEFAULT_PORT", taken_port)
    assert port_to_use(Environment({}), HOST) > taken_port


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.0"])
def test_a_port_that_is_none_is_an_error(port):
    with pytest.raises(WrongSetting, match="^PORT: expected a whole number"):
        port_to_use(Environment({"PORT": port}), HOST)


def test_a_host_of_another_machine_is_an_error():
    with pytest.raises(WrongSetting, match="^HOST, PORT: cannot listen on 192.0.2.1"):
        is_free("192.0.2.1", 8000)


def test_a_site_for_this_machine_alone_answers_to_local_names():
    assert names_for(HOST) == ["localhost", "127.0.0.1", "[::1]"]


def test_a_site_for_one_address_answers_to_it_too():
    assert names_for("2001:db8::1")[-1] == "[2001:db8::1]"


def test_a_site_on_every_address_answers_to_the_machine_by_name(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "shelf")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked: [(0, 0, 0, "", ("192.0.2.7", 0))])
    assert names_for("0.0.0.0") == ["localhost", "127.0.0.1", "[::1]", "shelf", "192.0.2.7"]  # noqa: S104


def test_a_machine_that_cannot_resolve_its_own_name_is_reached_by_it_alone(monkeypatch):
    def unknown(*asked):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "gethostname", lambda: "shelf")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert names_for("0.0.0.0")[-1] == "shelf"  # noqa: S104


def test_the_first_run_makes_secrets_that_only_the_owner_reads(tmp_path):
    folder = prepare_environment(HOST, tmp_path, {})
    text = (folder / ".env").read_text()
    assert folder == tmp_path / "var"
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert "HTTPS=false\nSECOND_PERSON=false\n" in text
    assert "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n" in text


def test_a_second_run_leaves_the_secrets_alone(tmp_path):
    first = (prepare_environment(HOST, tmp_path, {}) / ".env").read_bytes()
    assert (prepare_environment(HOST, tmp_path, {}) / ".env").read_bytes() == first


def test_two_first_runs_make_two_secrets(tmp_path):
    runs = [prepare_environment(HOST, tmp_path, {"VAR_DIR": name}) for name in ("a", "b")]
    assert len({(folder / ".env").read_bytes() for folder in runs}) == 2


def test_another_data_folder_leaves_a_pointer_and_the_default_takes_it_away(tmp_path):
    folder = prepare_environment(HOST, tmp_path, {"VAR_DIR": "elsewhere"})
    assert (tmp_path / ".env").read_text() == f"VAR_DIR={folder}\n"
    prepare_environment(HOST, tmp_path, {})
    assert not (tmp_path / ".env").exists()


def test_the_name_of_a_new_host_is_allowed_beside_those_of_the_first_run(tmp_path):
    prepare_environment(HOST, tmp_path, {})
    environ = {}
    prepare_environment("192.0.2.7", tmp_path, environ)
    assert environ["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],192.0.2.7"


def test_hosts_of_the_real_environment_are_not_added_to(tmp_path):
    environ = {"ALLOWED_HOSTS": "a.example"}
    prepare_environment(HOST, tmp_path, environ)
    assert environ["ALLOWED_HOSTS"] == "a.example"


def test_a_private_file_is_never_written_over(tmp_path):
    write_private(tmp_path / "secret", "first")
    write_private(tmp_path / "secret", "second")
    assert (tmp_path / "secret").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_greeting_says_where_the_password_lies_but_not_the_password(tmp_path):
    path = tmp_path / PASSWORD_FILE
    assert "password as it was set" in greeting("http://a", path)
    path.write_text("hidden")
    assert f"user editor, password in {path}" in greeting("http://a", path)
    assert "hidden" not in greeting("http://a", path)


SLOW_SITE = """
import time
def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
"""


def answer(port, address):
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return body


def wait_for(port):
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            return answer(port, "/")
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def test_sigterm_finishes_what_is_in_flight(tmp_path):
    port = port_to_use(Environment({}), HOST)
    (tmp_path / "slow_site.py").write_text(SLOW_SITE)
    command = [sys.executable, "-m", "granian", *SERVER, f"--host={HOST}", f"--port={port}"]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen([*command, "slow_site:application"], cwd=tmp_path, env=environ) as server:
        try:
            wait_for(port)
            bodies = []
            visitor = threading.Thread(target=lambda: bodies.append(answer(port, "/slow")))
            visitor.start()
            time.sleep(0.5)
            server.send_signal(signal.SIGTERM)
            visitor.join(timeout=10)
            assert bodies == [b"done"]
            assert server.wait(timeout=10) == 0
        finally:
            server.kill()
