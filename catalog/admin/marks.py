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


def marks_of(request, *, keeps_text=True):
    """Return the values of the hidden marks for a form of this page: a new token, or the one that it came with."""
    if not request.user.is_authenticated:
        return {}
    came_with = "" if getattr(request, "token_is_used", False) else request.POST.get(ONCE, "")
    tag = signing.dumps([request.user.pk, request.get_full_path()], salt=_SALT) if keeps_text else ""
    kept = getattr(request, "kept_words", "")
    return {"once": came_with or secrets.token_urlsafe(16), "tag": tag, "kept": kept}


def tagged(request):
    """Return (user id, address) for whom the form that was sent had been made; None without a valid tag."""
    try:
        age = forms_kept.KEPT_FOR
        user, address = signing.loads(request.POST.get(TAG, ""), salt=_SALT, max_age=age)
    except signing.BadSignature:
        return None
    return (user, address) if address == request.get_full_path() else None


def carry_out_once(request, work):
    """Return what `work` answers; the same form sent a second time is led at once to where the first has led.

    A redirect means that it is done, and so does an address in `request.led_to`. The check and the work are one
    transaction, and two copies that arrive at the same moment wait for each other.
    """
    sent = request.sent = Sent.of(request)
    try:
        with transaction.atomic():
            Revision.lock()
            if (led := forms_kept.result_of(sent.copy)) is not None:
                return _lead_there(request, led)
            answer = work()
            led = answer.url if answer.status_code == 302 else getattr(request, "led_to", "")
            if led and sent.form:
                _remember(request, sent, led)
            return answer
    except IntegrityError:
        if (led := forms_kept.result_of(sent.copy)) is None:
            raise
        return _lead_there(request, led)


def _lead_there(request, address):
    messages.info(request, _ALREADY)
    return redirect(address)


def _remember(request, sent, result):
    """Note that a form was carried out, and let go of what was kept of it."""
    new = [key for key in (sent.form, sent.copy) if forms_kept.result_of(key) is None]
    forms_kept.remember_sent(new, result=result)
    forms_kept.forget_form(request.user, request.get_full_path())


def _content(request):
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, one.name, one.size) for name, several in request.FILES.lists() for one in several)
    return [fields, files]


def _digest(value):
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
