"""What `make site` does once the packages are there: secrets, data, and then the server takes over.

Run as `python -m config.firstrun`. It reads three variables of the real environment, all optional:

* `VAR_DIR`: the folder of the data, counted from the project (default `var`);
* `HOST`: the address to listen on (default 127.0.0.1);
* `PORT`: taken as it is, or an error when it is not free. Without it: 8000, or the next free one.

Running it again changes nothing that is there.
"""

import errno
import os
import secrets
import socket
import sys
from pathlib import Path

from config.env import Environment, WrongSetting, data_folder, load_environment

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = "var"
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  what HOST may be, not what it is
DEFAULT_PORT = 8000
PORTS_TRIED = 100
PASSWORD_FILE = "editor-password.txt"  # noqa: S105  where it lies, not what it is
ENV_FILE = """\
# Made by `make site` for this machine. Every name is in the README's table of settings.
SECRET_KEY={secret}
ALLOWED_HOSTS={hosts}
# A site on one machine: it has no certificate, and one person may do everything.
HTTPS=false
SECOND_PERSON=false
"""
# Two processes, so that one page that takes long does not hold up the others; a request that was begun
# is finished after SIGTERM, and 30 seconds are all it gets.
SERVER = (
    "--interface=wsgi --http=1 --no-ws --workers=2 --blocking-threads=4 --workers-kill-timeout=30 --log-level=warning"
).split()


def is_free(host, port):
    """Tell whether a server could listen there; raises WrongSetting when none ever could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise WrongSetting(f"HOST, PORT: cannot listen on {host}, {port}: {problem.strerror}") from problem
    return True


def port_to_use(environment, host):
    """Return the port that was asked for, or else the first free one from DEFAULT_PORT on."""
    asked = environment.integer("PORT", 0, at_least=0, at_most=65535)
    if asked and not is_free(host, asked):
        raise WrongSetting(f"PORT: {asked} on {host} is taken by another program")
    if asked:
        return asked
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
    free = next((port for port in ports if is_free(host, port)), None)
    if free is None:
        raise WrongSetting(f"PORT: none of {ports[0]} to {ports[-1]} is free; choose another")
    return free


def in_brackets(host):
    """Return the host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def names_for(host):
    """Return the host names by which a browser may reach a server that listens on `host`."""
    names = [*LOCAL_NAMES, in_brackets(host)]
    if host in ANY_ADDRESS:
        own = socket.gethostname()
        names[-1] = own
        names += [in_brackets(address) for address in addresses_of(own)]
    return list(dict.fromkeys(names))


def addresses_of(name):
    """Return the addresses of this machine's own name; none on a machine that cannot resolve it."""
    try:
        return [found[4][0] for found in socket.getaddrinfo(name, None)]
    except socket.gaierror:
        return []


def write_private(path, text):
    """Write a file that only its owner may read, whole or not at all; leave one that exists alone."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.rename(path)


def point_to(folder, project):
    """Lead `manage.py` to the same data by the project's own `.env`; the default place needs none."""
    pointer = project / ".env"
    if folder == project / DEFAULT_FOLDER:
        pointer.unlink(missing_ok=True)
    else:
        pointer.write_text(f"VAR_DIR={folder}\n", encoding="utf-8")


def prepare_environment(host, project=PROJECT, environ=os.environ):
    """Make the data folder, its secrets and the pointer to it, and set what the server is to inherit.

    ALLOWED_HOSTS gains the names of this HOST, which need not be the first run's, unless the real
    environment says which hosts it wants. Returns the data folder.
    """
    chosen = environ.get("VAR_DIR", "").strip() or DEFAULT_FOLDER
    folder = data_folder(project, {"VAR_DIR": chosen})
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = names_for(host)
    write_private(folder / ".env", ENV_FILE.format(secret=secrets.token_urlsafe(64), hosts=",".join(names)))
    point_to(folder, project)
    environ["VAR_DIR"] = str(folder)
    if not environ.get("ALLOWED_HOSTS", "").strip():
        listed = load_environment(project, environ)[0].host_names("ALLOWED_HOSTS", [])
        environ["ALLOWED_HOSTS"] = ",".join(dict.fromkeys([*listed, *names]))
    return folder


def prepare_site():
    """Bring the database, the starter catalogue, the static files and the first account up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        call_command("prepare_site")
    except CommandError as problem:
        raise SystemExit(str(problem)) from problem


def greeting(address, password_file):
    """Return the lines that say where the site is and how an editor gets in."""
    password = f"password in {password_file}" if password_file.exists() else "password as it was set"
    return f"\nThe site:     {address}/\nFor editors:  {address}/admin/  (user editor, {password})\nCtrl-C stops it.\n"


def main():
    asked = Environment(os.environ)
    host = asked.text("HOST", "127.0.0.1")
    port = port_to_use(asked, host)
    folder = prepare_environment(host)
    prepare_site()
    shown = "localhost" if host in ANY_ADDRESS else in_brackets(host)
    sys.stdout.write(greeting(f"http://{shown}:{port}", folder / PASSWORD_FILE))
    sys.stdout.flush()
    # The server takes this process over, so a signal sent to it needs no one to pass it on.
    command = [sys.executable, "-m", "granian", *SERVER, f"--host={host}", f"--port={port}"]
    os.execv(sys.executable, [*command, "config.wsgi:application"])  # noqa: S606  no shell is meant


if __name__ == "__main__":
    main()
