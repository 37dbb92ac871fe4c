"""The hidden marks of a form: sent twice it works once, and its text finds back to whoever typed it."""

import hashlib
import json
import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from catalog.actions import forms_kept
from catalog.models import Revision

ONCE, TAG, FORGET = "_once", "_tag", "_forget_kept"
_SALT = "catalog.form"
_ALREADY = "This form had been sent before, and was carried out then. Nothing was done a second time."


@dataclass(frozen=True)
class Sent:
    """What was sent: `form` names the form that was opened, `copy` that with exactly this text; "" without token."""

    form: str = ""
    copy: str = ""

    @classmethod
    def of(cls, request):
        token = request.POST.get(ONCE, "")
        if not token:
            return cls()
        form = _digest([request.user.pk, request.path, token])
        return cls(form, _digest([form, _content(request)]))

    @property
    def keys(self):
        return [self.form, self.copy] if self.form else []


def marks_of(request, *, keeps_text=True):
    """Return the values of the hidden marks for a form of this page: a new token, or the one that it came with."""
    came_with = "" if getattr(request, "token_is_used", False) else request.POST.get(ONCE, "")
    address = request.get_full_path()
    tag = signing.dumps([request.user.pk, address], salt=_SALT) if keeps_text else ""
    return {"once": came_with or secrets.token_urlsafe(16), "tag": tag, "was_kept": getattr(request, "was_kept", None)}


def tagged(request):
    """Return (user id, address) for whom the form that was sent had been made; None without a valid tag."""
    try:
        age = forms_kept.KEPT_FOR
        user, address = signing.loads(request.POST.get(TAG, ""), salt=_SALT, max_age=age)
    except signing.BadSignature:
        return None
    return (user, address) if address == request.get_full_path() else None


def carry_out_once(request, work):
    """Return what `work` answers. A redirect means that it is done: the same form sent again is led there at once.

    The check and the work are one transaction, and two copies that arrive at the same moment wait for each other.
    """
    sent = Sent.of(request)
    try:
        with transaction.atomic():
            Revision.lock()
            if (led := forms_kept.result_of(sent.copy)) is not None:
                return lead_there(request, led)
            answer = work()
            if answer.status_code == 302:
                remember(request, sent, answer.url)
            return answer
    except IntegrityError:
        if (led := forms_kept.result_of(sent.copy)) is None:
            raise
        return lead_there(request, led)


def remember(request, sent, result):
    """Note that a form was carried out, and let go of what was kept of it."""
    if sent.keys:
        new = [key for key in sent.keys if forms_kept.result_of(key) is None]
        forms_kept.remember_sent(new, result=result)
    forms_kept.forget_form(request.user, request.get_full_path())


def lead_there(request, address):
    messages.info(request, _ALREADY)
    return redirect(address)


def file_names(request):
    """Return the names of the files that were sent with a form, as their sender called them."""
    return [one.name for _, several in request.FILES.lists() for one in several]


def _content(request):
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, one.name, one.size) for name, several in request.FILES.lists() for one in several)
    return [fields, files]


def _digest(value):
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
