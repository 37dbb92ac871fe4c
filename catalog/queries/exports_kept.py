"""Whole exports, kept as files for as long as the catalogue is what it was when they were written.

An edition is a state of the public data: its revision, the day (which checks are due changes at midnight), the
address of the site, and the code that writes it. Every edition has a folder below EXPORTS_ROOT. A file there is put
in its place whole, under a name that tells how many rows it has and the hash of its content; so two processes that
write it at once do not disturb each other, and whoever reads one that is swept away reads it to its end.
"""

import datetime
import functools
import gzip
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from catalog.models import Revision
from catalog.queries.columns import Scope

EDITIONS_KEPT = 4  # the newest; a site that answers to several names has one of each
_SCRATCH_SECONDS = 24 * 3600  # what is older was left behind by a process that died
_TRIES = 3
_MARK = "~"
_SCRATCH = "scratch-"
_EDITION = re.compile(r"([0-9]+)-([0-9-]{10})-[0-9a-f]{16}")


@dataclass(frozen=True)
class Edition:
    """One state of the public data, and the moment since when it stands."""

    revision: int
    at: datetime.datetime
    today: datetime.date
    base: str

    @property
    def scope(self):
        return Scope(self.today, self.base)

    @property
    def since(self):
        """The last change, or midnight, whichever came later."""
        midnight = datetime.datetime.combine(self.today, datetime.time.min, timezone.get_current_timezone())
        return max(self.at, midnight)

    @property
    def folder(self):
        told = f"{self.at.isoformat()} {self.base} {settings.DATA_LICENCE} {code_fingerprint()}"
        name = f"{self.revision}-{self.today.isoformat()}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        return Path(settings.EXPORTS_ROOT) / name


@dataclass(frozen=True)
class Kept:
    """An open file at its start, with how many rows and bytes it has and the SHA-256 of its content."""

    file: object
    rows: int
    size: int
    sha256: str


def edition_now(base):
    """Return the Edition that stands. Call it inside the snapshot that its tables are read from."""
    revision = Revision.current()
    begun = revision.at if revision.number else datetime.datetime.fromtimestamp(0, datetime.UTC)
    return Edition(revision.number, begun, timezone.localdate(), base)


@functools.cache
def code_fingerprint():
    """Return a hash of the code that decides what stands in an export: a new release writes new files."""
    digest = hashlib.sha256()
    for floor in ("rules", "models", "queries"):
        for path in sorted((Path(__file__).resolve().parents[1] / floor).glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def kept(edition, name, write):
    """Return the Kept file `name` of an edition; `write(file)` writes it if it is not there, and returns its rows.

    Raises whatever `write` raises, and then leaves nothing behind.
    """
    return _found(edition.folder, name) or _made(edition.folder, name, write)


def compressed(edition, name, whole):
    """Return the Kept file `name` in gzip; `whole` is the same file as it is."""
    return kept(edition, f"{name}.gz", functools.partial(write_gzip, whole=whole))


def write_gzip(file, whole):
    """Write what a Kept holds to a binary file, compressed: the same bytes for the same content. Returns its rows."""
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        shutil.copyfileobj(whole.file, packed)
    whole.file.seek(0)
    return whole.rows


def _found(folder, name):
    for path in sorted(folder.glob(f"{name}{_MARK}*{_MARK}*")):
        rows, sha256 = path.name.split(_MARK)[1:]
        try:
            file = path.open("rb")
        except FileNotFoundError:  # swept away between the look and the grasp
            continue
        return Kept(file, int(rows), os.fstat(file.fileno()).st_size, sha256)
    return None


def _made(folder, name, write):
    with scratch_file() as (file, path):
        rows = write(file)
        made = closed_up(file, rows)
        _put(path, folder, f"{name}{_MARK}{rows}{_MARK}{made.sha256}")
    _sweep(folder)
    return Kept(made.file, rows, made.size, made.sha256)


def closed_up(file, rows):
    """Return the Kept of a file that has been written to its end."""
    file.flush()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    return Kept(file, rows, size, digest)


@contextmanager
def scratch_file():
    """Give an open file and its path; on an error both are gone, otherwise the file stays open."""
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    descriptor, path = tempfile.mkstemp(prefix=_SCRATCH, dir=root)
    file = os.fdopen(descriptor, "w+b")
    try:
        yield file, Path(path)
    except BaseException:
        Path(path).unlink(missing_ok=True)  # first: on a full disk closing fails as well
        file.close()
        raise


def _put(path, folder, name):
    """Move a finished file into its folder, which another process may be sweeping away at this very moment."""
    for tries_left in reversed(range(_TRIES)):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(path, folder / name)
        except FileNotFoundError:
            if not tries_left:
                raise
        else:
            return


def loose(write):
    """Return the Kept of a file without a name, which `write(file)` fills: gone when it is closed."""
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=root)  # noqa: SIM115  (the answer closes it)
    try:
        return closed_up(file, write(file))
    except BaseException:
        file.close()
        raise


def _sweep(current):
    """Remove older editions, all but the newest of the others, and what a process that died has left behind.

    What has no name of ours stays: a file system of its own has a `lost+found`.
    """
    others = sorted(_entries(current), key=lambda entry: entry.changed, reverse=True)
    folders = [entry for entry in others if entry.is_folder and _EDITION.fullmatch(entry.name)]
    for place, folder in enumerate(folders, start=1):
        if place >= EDITIONS_KEPT or _age(folder.name) < _age(current.name):
            shutil.rmtree(current.parent / folder.name, ignore_errors=True)
    for entry in others:
        is_left = entry.name.startswith(_SCRATCH) and not entry.is_folder
        if is_left and time.time() - entry.changed > _SCRATCH_SECONDS:
            (current.parent / entry.name).unlink(missing_ok=True)


def _age(name):
    """Return (revision, day) of an edition's folder, by which the older comes first."""
    revision, day = _EDITION.fullmatch(name).groups()
    return int(revision), day


@dataclass(frozen=True)
class _Entry:
    name: str
    is_folder: bool
    changed: float


def _entries(current):
    """Yield what lies beside the folder `current`; another process may take some of it away meanwhile."""
    for path in current.parent.iterdir():
        try:
            told = path.stat()
        except FileNotFoundError:
            continue
        if path != current:
            yield _Entry(path.name, stat.S_ISDIR(told.st_mode), told.st_mtime)
