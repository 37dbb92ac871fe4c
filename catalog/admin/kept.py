"""A form whose session had ended is kept and given back: to its own editor, at its own address, after login."""

import logging

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.csrf import csrf_failure

from catalog.actions import forms_kept
from catalog.admin.marks import FORGET, TAG, tagged
from catalog.admin.uploads import hold_files

log = logging.getLogger(__name__)

_KEPT = "Your session had ended before this was saved. What you wrote is kept: log in, and it is back in its form."
_TOO_LARGE = "Your session had ended before this was saved, and the form was too large to be kept."
_ANOTHER = "That form had been opened by somebody else, so nothing was saved. What they wrote is kept for them."
_NEW_LOGIN = (
    "Not saved: you had logged in anew after this form was opened, so the site could not be sure that it came from "
    "you. What you wrote is back: look through it and save again."
)


def kept_elsewhere(request, *, allowed):
    """Keep a form that was sent without its editor's session; return where to go, or None when it is no such form.

    `allowed` says whether the user of this request, whoever it is, may be here at all.
    """
    tag = tagged(request) if request.method == "POST" else None
    if tag is None or (allowed and tag[0] == request.user.pk):
        return None
    return _keep(request, *tag)


def csrf_failed(request, reason=""):
    """Answer a form that fails the check against forgery: what an editor wrote is kept, any other is refused."""
    tag = tagged(request)
    if tag is None or not hasattr(request, "user"):
        return csrf_failure(request, reason)
    return _keep(request, *tag)


def recall(request):
    """Put what was kept of this page's form into `request.POST`, with its words into `request.kept_words`.

    The method stays GET: a page fills its form from POST, and acts only when it is asked to.
    """
    kept = forms_kept.kept_form(request.user, request.get_full_path()) if request.method == "GET" else None
    if kept is None:
        return
    data = request.POST.copy()
    for name, values in kept.values["fields"].items():
        data.setlist(name, values)
    request.POST, request.kept_words = data, _words(kept)


def _words(kept):
    files = kept.values["files"]
    again = f" Files have to be chosen again: {', '.join(files)}." if files else ""
    return (
        f"Not saved yet. Your session ended on {localtime(kept.at):%-d %B at %H:%M} before this was saved; what you "
        f"had written is back. Look through it, then save.{again}"
    )


def forget_kept(request):
    """Throw away what was kept for this page when its editor asks for that; return where to go, or None."""
    if request.method != "POST" or FORGET not in request.POST:
        return None
    forms_kept.forget_form(request.user, request.get_full_path())
    return redirect(request.get_full_path())


def not_saved_now(request):
    """Answer a form that the database could not take just now: the page sends it again, as it was.

    None for a form without a tag, such as one with a password. The database is not asked: it may be away altogether.
    """
    tag = tagged(request) if request.method == "POST" else None
    if tag is None:
        return None
    try:
        held, lost = hold_files(request.FILES, tag[0])
    except OSError as problem:  # the disk may be what is full
        log.error("Files of a form could not be held: %s", problem)
        held, lost = {}, [file.name for file in request.FILES.values()]
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    fields |= {name: [reference] for name, reference in held.items()}
    context = {"fields": fields, "lost": lost}
    response = render(request, "admin/catalog/not_saved_now.html", context, status=503)
    response.headers["Retry-After"] = "30"
    return response


def _keep(request, user_id, address):
    owner = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    fields = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", TAG)}
    held, lost = hold_files(request.FILES, user_id) if owner else ({}, [])
    fields |= {name: [reference] for name, reference in held.items()}
    done = owner is not None and forms_kept.keep_form(owner, address, fields=fields, files=lost)
    if request.user.is_authenticated and request.user.pk != user_id:
        messages.error(request, _ANOTHER)
        return redirect(reverse("admin:index"))
    if request.user.is_authenticated and request.user.is_staff:
        messages.warning(request, _NEW_LOGIN if done else _TOO_LARGE)
        return redirect(address)
    messages.warning(request, _KEPT if done else _TOO_LARGE)
    return redirect_to_login(address, reverse("admin:login"))
