"""The settings of the test run: nothing of this machine's site is read, nothing of it is touched.

A folder of its own, thrown away at the end, stands in for VAR_DIR, so no `.env` is found there.
DATABASE_URL alone may come from outside: it chooses the engine.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="site-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

os.environ.update(
    VAR_DIR=str(SCRATCH),
    SECRET_KEY="for tests only: a constant that protects nothing at all",
    DEBUG="false",
    HTTPS="false",
    BEHIND_PROXY="false",
    SECOND_PERSON="true",
    EMAIL_URL="smtp://localhost:25",  # Django’s test runner keeps every mail in memory
    EMAIL_FROM="register@example.org",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, SILENCED_SYSTEM_CHECKS, STORAGES  # noqa: E402

(SCRATCH / "static").mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Fast and weak on purpose: the real hasher takes a tenth of a second a login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server of the browser tests reads it from another thread.
    DATABASES["default"]["TEST"] = {"NAME": SCRATCH / "test.sqlite3"}
    # Nobody needs this database after a power cut.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "config.E002"]
