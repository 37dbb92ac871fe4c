"""A file chosen for a form that was refused need not be chosen again: it waits, for its editor alone, signed."""

from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.html import format_html
from simple_history.models import HistoricalRecords

from catalog.actions import forms_kept

HELD, LEFT_OUT = "__held", "__left_out"
_SALT = "catalog.upload"
_MOST_BYTES = 20 * 1024 * 1024


class HeldFileInput(forms.FileInput):
    """The browser's file chooser, which names the file that came with the form before and is still there."""

    def value_from_datadict(self, data, files, name):
        chosen = super().value_from_datadict(data, files, name)
        if chosen or data.get(f"{name}{LEFT_OUT}"):
            return chosen
        return _read(data.get(f"{name}{HELD}", ""))

    def render(self, name, value, attrs=None, renderer=None):
        control = super().render(name, value, attrs, renderer)
        user = _user()
        reference = hold(value, user.pk) if user and isinstance(value, UploadedFile) else ""
        if not reference:
            return control
        return format_html(
            '{} <span class="held-file">Chosen already: {}<input type="hidden" name="{}" value="{}"> '
            '<label><input type="checkbox" name="{}" value="1"> leave it out</label></span>',
            control,
            value.name,
            f"{name}{HELD}",
            reference,
            f"{name}{LEFT_OUT}",
        )


class HeldFileField(forms.FileField):
    """A file field that shows again what was chosen, where the browser's own chooser comes back empty."""

    widget = HeldFileInput

    def bound_data(self, data, initial):
        return data or initial


def hold(upload, user_id):
    """Keep an uploaded file for one user; returns the reference that brings it back, "" for a file over 20 MB."""
    if upload.size > _MOST_BYTES:
        return ""
    upload.seek(0)
    digest = forms_kept.hold_upload(user_id, upload.read())
    upload.seek(0)
    return signing.dumps([user_id, digest, upload.name, upload.content_type or ""], salt=_SALT)


def hold_files(files, user_id):
    """Keep all files of a form: returns ({name of a hidden field: reference}, [names of those too large])."""
    held = {f"{name}{HELD}": hold(upload, user_id) for name, upload in files.items()}
    lost = [files[name.removesuffix(HELD)].name for name, reference in held.items() if not reference]
    return {name: reference for name, reference in held.items() if reference}, lost


def _read(reference):
    """Return the file behind a reference, if this request's user is the one it was held for."""
    user = _user()
    try:
        owner, digest, name, kind = signing.loads(reference, salt=_SALT, max_age=forms_kept.KEPT_FOR)
    except signing.BadSignature:
        return None
    content = forms_kept.held_upload(owner, digest) if user and user.pk == owner else None
    return SimpleUploadedFile(name, content, kind) if content else None


def _user():
    request = getattr(HistoricalRecords.context, "request", None)
    return getattr(request, "user", None)
