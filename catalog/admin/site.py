"""The staff entrance: Django's own admin under our name, in the order of an editor's work, with a slow door."""

import logging
from functools import wraps

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.urls import path

from catalog.admin.desk import desk
from catalog.admin.kept import forget_kept, kept_elsewhere, not_saved_now, recall
from catalog.admin.marks import ONCE, carry_out_once, marks_of
from catalog.admin.styles import styles
from catalog.models import LoginGuess

log = logging.getLogger(__name__)

_TOO_MANY = "Too many wrong guesses. Wait {} minutes, then try again."

# Heading → models as they are opened in a day's work. A model that is missing here comes last.
_SECTIONS = {
    "The catalogue": (
        "device authorization regulatoryfinding verification proposal errorreport price marketingclaim brand import"
    ).split(),
    "Lists that devices are described with": "modality area feature contraindication benefit".split(),
}


class SlowLoginForm(AdminAuthenticationForm):
    """Ten wrong passwords in five minutes for a name from a network, then it waits; sooner for one under siege.

    The address is the connection's own: what a client writes into forwarding headers changes nothing. A name that
    does not exist is counted like one that does, and costs the same hashing.
    """

    def clean(self):
        key = LoginGuess.key_of(self.cleaned_data.get("username") or "", self.request.META["REMOTE_ADDR"])
        guess = LoginGuess.begin(key)
        if wait := LoginGuess.wait(key):
            guess.delete()
            raise ValidationError(_TOO_MANY.format(round(wait.total_seconds() / 60)), code="too_many")
        cleaned = super().clean()
        guess.delete()  # it was right
        return cleaned


class CatalogSite(admin.AdminSite):
    site_title = settings.SITE_NAME
    site_header = f"{settings.SITE_NAME}: editors"
    index_title = "The editors’ desk"
    login_form = SlowLoginForm
    enable_nav_sidebar = False  # the pages are wide, and the desk is one click away

    def admin_view(self, view, cacheable=False):
        """Wrap a page as Django does: a form sent twice works once, and one that cannot be saved now is kept."""
        inner, once = super().admin_view(view, cacheable), not hasattr(view, "once_inside")

        @wraps(inner)
        def keeping(request, *args, **kwargs):
            try:
                return self._kept(request, lambda: inner(request, *args, **kwargs), once=once)
            except OperationalError as problem:
                if not (answer := not_saved_now(request)):
                    raise
                log.error("A form could not be saved: %s", problem)
                return answer

        return keeping

    def _kept(self, request, answer, *, once):
        """Return the `answer` of a page; with `once`, a form that was carried out is not carried out again."""
        allowed = self.has_permission(request)
        if kept := kept_elsewhere(request, allowed=allowed):
            return kept
        if not allowed:
            return answer()
        recall(request)
        if forgotten := forget_kept(request):
            return forgotten
        if ONCE not in request.POST or request.method != "POST" or not once:
            return answer()
        return carry_out_once(request, answer)

    def get_urls(self):
        return [path("styles/", self.admin_view(self.styles), name="styles"), *super().get_urls()]

    def styles(self, request):
        """Every component of the public pages: under the staff's own prefix, as public addresses know no session."""
        return styles(request)

    def each_context(self, request):
        return super().each_context(request) | {"marks": marks_of(request)}

    def index(self, request, extra_context=None):
        return super().index(request, {"desk": desk(request.user)} | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Return the catalogue's models as sections in the order of work, then people and roles."""
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        catalogue, people = apps.pop("catalog", None), apps.pop("auth", None)
        sections = list(_sections(catalogue)) if catalogue else []
        return [*sections, *([{**people, "name": "People and roles"}] if people else []), *apps.values()]


def _sections(app):
    left = {model["model"]._meta.model_name: model for model in app["models"]}
    for heading, names in _SECTIONS.items():
        models = [left.pop(name) for name in names if name in left]
        if models:
            yield {**app, "name": heading, "models": models}
    if left:
        yield {**app, "models": list(left.values())}


site = CatalogSite()
# A selection is never deleted at a stroke: what was published stays, and the rest is looked at one by one.
site.disable_action("delete_selected")
