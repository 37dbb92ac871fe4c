"""Writing down which forms were carried out, and what somebody had typed when their session ended."""

import datetime
import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.actions.files import store_bytes
from catalog.models import KeptForm, SentForm
from catalog.rules.verification_log import canonical

SENT_FOR = datetime.timedelta(days=2)
KEPT_FOR = datetime.timedelta(days=7)
MOST_CHARACTERS = 1_000_000
MOST_FORMS = 20
_LONGEST_RESULT = SentForm._meta.get_field("result").max_length
LONGEST_ADDRESS = KeptForm._meta.get_field("address").max_length


def result_of(key):
    """Return the address to which a form that was carried out has led; None when it was not yet."""
    return SentForm.objects.filter(token=key).values_list("result", flat=True).first()


def remember_sent(keys, *, result):
    """Note, in the transaction of what a form does, that it was done; `result` is where that has led.

    Raises IntegrityError when the same form was carried out meanwhile.
    """
    SentForm.objects.filter(at__lt=timezone.now() - SENT_FOR).delete()
    result = result if len(result) <= _LONGEST_RESULT else result.partition("?")[0][:_LONGEST_RESULT]
    for key in keys:
        SentForm.objects.create(token=key, result=result)


@transaction.atomic
def keep_form(user, address, *, fields, files=()):
    """Keep {name: [values]} for `user` at `address`, in place of an older one; returns whether there was room.

    The names in `files` are kept so that the editor can be told what to choose again.
    """
    sweep_kept()
    values = {"fields": _storable(fields), "files": list(files)}
    if len(canonical(values)) > MOST_CHARACTERS or len(address) > LONGEST_ADDRESS:
        return False
    KeptForm.objects.filter(user=user, address=address).delete()
    older = KeptForm.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)
    KeptForm.objects.filter(pk__in=list(older[MOST_FORMS - 1 :])).delete()
    KeptForm.objects.create(user=user, address=address, values=values)
    return True


def kept_form(user, address):
    """Return what is kept for `user` at `address` and not expired, or None. Nobody else's is ever returned."""
    alive = KeptForm.objects.filter(at__gte=timezone.now() - KEPT_FOR)
    return alive.filter(user=user, address=address).first()


def forget_form(user, address):
    """Throw away what is kept for `user` at `address`: it was saved, or is not wanted."""
    KeptForm.objects.filter(user=user, address=address).delete()


def sweep_kept():
    """Delete every kept form that has expired."""
    KeptForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def _storable(fields):
    """PostgreSQL holds no NUL in a text."""
    return {name.replace("\0", ""): [value.replace("\0", "") for value in values] for name, values in fields.items()}


def hold_upload(user_id, content):
    """Keep the bytes of a file that was chosen for a refused form, for one user; returns their SHA-256.

    Nobody is told an address of it: it goes back into the form that it came with, and is swept after a week.
    """
    folder = _uploads_of(user_id)
    digest = hashlib.sha256(content).hexdigest()
    path = store_bytes(folder, digest, content)
    path.touch()
    _sweep_uploads(oldest=(timezone.now() - KEPT_FOR).timestamp())
    return digest


def _sweep_uploads(oldest):
    for file in Path(settings.HELD_UPLOADS_ROOT).glob("*/*"):
        try:
            changed = file.stat().st_mtime
        except FileNotFoundError:  # another's, which was just given its name, or was swept by another process
            continue
        if changed < oldest:
            file.unlink(missing_ok=True)


def held_upload(user_id, digest):
    """Return the bytes that `hold_upload` kept for this user; None when they are gone."""
    path = _uploads_of(user_id) / digest
    return path.read_bytes() if path.is_file() else None


def _uploads_of(user_id):
    return Path(settings.HELD_UPLOADS_ROOT) / str(int(user_id))
