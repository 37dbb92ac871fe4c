"""Writing a file so that it is on the disk before anything speaks of it."""

import os
import tempfile
from pathlib import Path


def store_bytes(folder, name, content):
    """Write `content` as `name` into `folder`, synced, and return the path.

    Names are made from the content's hash, so a file that is already there is the same and stays. Django's own
    storage never calls fsync: a row could be committed whose file a power cut takes away.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if path.exists():
        return path
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o640)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(folder)
    return path


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
