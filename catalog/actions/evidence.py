"""Taking in the file that proves a look into a register: kept as it came, named by its content, for editors only."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError

from catalog.actions.files import store_bytes
from catalog.actions.renditions import decode

MAX_BYTES = 20 * 1024 * 1024

# What a file begins with → its ending. The name and type that a browser sends prove nothing.
_SIGNATURES = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


def store_evidence(upload):
    """Return (name, SHA-256) of an uploaded file, stored and synced.

    Raises ValidationError under `evidence` for anything but a PDF or a picture that can be opened.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError({"evidence": "The file is larger than 20 MB."})
    content = upload.read()
    ending = _ending(content)
    if not ending:
        raise ValidationError({"evidence": "Attach a PDF, or a picture as JPEG, PNG or WebP."})
    if ending != "pdf":
        _refuse_broken(content)
    digest = hashlib.sha256(content).hexdigest()
    store_bytes(settings.EVIDENCE_ROOT, f"{digest}.{ending}", content)
    return f"{digest}.{ending}", digest


def _ending(content):
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((ending for start, ending in _SIGNATURES if content.startswith(start)), "")


def _refuse_broken(content):
    try:
        decode(content)
    except ValidationError as error:
        raise ValidationError({"evidence": error.messages}) from None
