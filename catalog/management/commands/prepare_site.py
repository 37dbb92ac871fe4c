"""Bring a site up to date at its start: database, starter catalogue, static files, first account."""

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from catalog.actions.starter import StarterError, load_starter
from catalog.rules.roles import ROLES
from config.firstrun import PASSWORD_FILE, write_private

EDITOR = "editor"


class Command(BaseCommand):
    help = (
        "Migrate, load the starter catalogue, collect static files and make the first account. "
        "Doing it again changes nothing."
    )

    def handle(self, *, verbosity, **options):
        call_command("migrate", interactive=False, verbosity=max(0, verbosity - 1))
        self.stdout.write(f"Starter catalogue: {self.starter_report()}")
        if collect_static_files():
            self.stdout.write("Static files collected.")
        if make_first_account():
            self.stdout.write(f"Made the user {EDITOR}.")

    def starter_report(self):
        try:
            return load_starter()
        except StarterError as problem:
            raise CommandError(f"Starter catalogue: {problem}") from problem


def collect_static_files():
    """Collect only when a file or the packages changed since the last time; tell whether it was done."""
    stamp = settings.VAR_DIR / "static.sha256"
    digest = static_digest()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest, encoding="ascii")
    return True


def static_digest():
    """Hash the lock, whose packages do the collecting, and each static file with its name."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode())
            with storage.open(name) as file:
                digest.update(file.read())
    return digest.hexdigest()


@transaction.atomic
def make_first_account():
    """On a site that nobody can enter yet, make an editor who may do everything; tell whether it was done.

    The password lies in a file that only the owner of the site can read; one that is there is used again.
    """
    users = get_user_model().objects
    if users.exists():
        return False
    path = settings.VAR_DIR / PASSWORD_FILE
    write_private(path, f"{secrets.token_urlsafe(18)}\n")
    password = path.read_text(encoding="utf-8").strip()
    editor = users.create_user(EDITOR, password=password, is_staff=True)
    editor.groups.set(Group.objects.filter(name__in=ROLES))
    return True
