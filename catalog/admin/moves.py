"""Moving devices from state to state: a page that shows what will happen, asks what is needed, then does it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from catalog.actions import publication as actions
from catalog.admin.guarding_pages import changed_meanwhile
from catalog.admin.selections import first_of
from catalog.admin.words import CONFIRMED, WeighedForm
from catalog.models import Device
from catalog.models.findings import today
from catalog.queries.quality import missing_for_publication
from catalog.queries.standing import standing
from catalog.queries.words import overstatements_of_device
from catalog.rules import publication, reasons

_AT_MOST = 100


@dataclass(frozen=True)
class Move:
    """One way between states: the state it leads to, its words, and the action that makes it."""

    to: str
    verb: str
    does: str
    done: str
    make: Any
    asks_reason: bool = False

    def permission_from(self, state):
        """Return the permission this move asks for from `state`, "" where it does not lead from there."""
        return publication.TRANSITIONS.get((state, self.to), "")

    @property
    def shows_words(self):
        """Whether visitors read texts from then on that they did not read before."""
        return self.to in (publication.PUBLISHED, publication.WITHDRAWN)

    @property
    def permissions(self):
        return {name for (_, to), name in publication.TRANSITIONS.items() if to == self.to}


MOVES = {
    "submit": Move(
        publication.IN_REVIEW,
        "Submit for review",
        "Tells whoever publishes that you have finished. It can still be edited.",
        "Submitted for review",
        actions.submit_device,
    ),
    "return": Move(
        publication.DRAFT,
        "Return to draft",
        "Gives it back to its editor. Visitors have not seen it.",
        "Returned to draft",
        actions.return_device,
    ),
    "publish": Move(
        publication.PUBLISHED,
        "Publish",
        "Shows it to every visitor, in the list and in the exports. Its address then stays for good.",
        "Published",
        actions.publish_device,
    ),
    "withdraw": Move(
        publication.WITHDRAWN,
        "Withdraw",
        "Takes it off the list. Its page stays and shows the reason; nothing is deleted.",
        "Withdrawn",
        actions.withdraw_device,
        asks_reason=True,
    ),
}


class ReasonForm(WeighedForm):
    weighed = ("reason",)

    reason = forms.CharField(
        max_length=300,
        help_text="Visitors read it on the device’s page: what happened, in one or two sentences.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )
    code = forms.ChoiceField(
        label="Kind of reason", choices=reasons.LABELS.items(), initial=reasons.CORRECTED, required=False
    )


class MovesMixin:
    """Adds to the admin of devices one page for each move, a button on the device and an action on the list."""

    actions = ["submit_selected", "return_selected", "publish_selected", "withdraw_selected"]

    def get_urls(self):
        own = path("move/<slug:name>/", self.admin_site.admin_view(self.move_view), name="catalog_device_move")
        return [own, *super().get_urls()]

    def render_change_form(self, request, context, *args, **options):
        device = context.get("original")
        context["moves"] = [(name, move.verb, move_address(name, [device])) for name, move in _open(request, device)]
        return super().render_change_form(request, context, *args, **options)

    def has_publish_permission(self, request):
        return request.user.has_perm(f"catalog.{publication.PUBLISH}")

    @admin.action(description="Submit for review…", permissions=["change"])
    def submit_selected(self, request, queryset):
        return redirect(move_address("submit", first_of(request, queryset, _AT_MOST)))

    @admin.action(description="Return to draft…", permissions=["change"])
    def return_selected(self, request, queryset):
        return redirect(move_address("return", first_of(request, queryset, _AT_MOST)))

    @admin.action(description="Publish…", permissions=["publish"])
    def publish_selected(self, request, queryset):
        return redirect(move_address("publish", first_of(request, queryset, _AT_MOST)))

    @admin.action(description="Withdraw…", permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        return redirect(move_address("withdraw", first_of(request, queryset, _AT_MOST)))

    def move_view(self, request, name):
        """Show what a move would do to the devices named in the address; on POST do it to each that may."""
        move = MOVES.get(name)
        if move is None:
            raise Http404("There is no such move.")
        if not any(request.user.has_perm(f"catalog.{permission}") for permission in move.permissions):
            raise PermissionDenied("Your role may not do this.")
        devices = _chosen(request)
        form = ReasonForm(request.POST or None) if move.asks_reason else None
        if request.method == "POST" and (form is None or form.is_valid()):
            devices = self._move_each(request, move, devices, form)
            if not devices:
                return redirect(_after(request))
        return self._show(request, move, devices, form)

    def _move_each(self, request, move, devices, form):
        """Move every device that may be moved; return those that stayed."""
        given = _answer(form) if form else {}
        if move.shows_words:
            given["confirmed_words"] = CONFIRMED in request.POST
        stayed, changed = [], self.changed_since_shown(request)
        for device in devices:
            if str(device.pk) in changed:
                messages.error(request, changed_meanwhile(self, device))
                stayed.append(device)
                continue
            try:
                moved = move.make(device, by=request.user, **given)
            except (actions.NotReady, actions.WordsUnconfirmed, actions.MoveRefused) as refusal:
                messages.error(request, f"{device}: {refusal}")
                stayed.append(device)
            else:
                messages.success(request, f"{move.done}: {moved}.")
        return stayed

    def _show(self, request, move, devices, form):
        context = {
            **self.admin_site.each_context(request),
            "title": f"{move.verb}: {devices[0]}" if len(devices) == 1 else f"{move.verb}: {len(devices)} devices",
            "opts": self.opts,
            "move": move,
            "rows": [(device, _obstacles(move, device, request.user), _reads(move, device)) for device in devices],
            "form": form,
            "words": _words(move, devices),
        }
        context["marks"] = context["marks"] | {"shown": self.stamp([device.pk for device in devices])}
        context["possible"] = any(not obstacles for _, obstacles, _ in context["rows"])
        return TemplateResponse(request, "admin/catalog/device/move.html", context)


def move_address(name, devices):
    """Return the address of the page that asks before `devices` are moved."""
    chosen = "&".join(f"device={device.pk}" for device in devices)
    return f"{reverse('admin:catalog_device_move', args=[name])}?{chosen}"


def _open(request, device):
    """Yield the moves that this user could make with a device."""
    for name, move in MOVES.items() if device else ():
        permission = move.permission_from(device.state)
        if permission and request.user.has_perm(f"catalog.{permission}"):
            yield name, move


def _chosen(request):
    ids = [text for text in request.GET.getlist("device")[:_AT_MOST] if text.isascii() and text.isdigit()]
    chosen = Device.objects.filter(pk__in=[int(text) for text in ids if len(text) < 19])
    devices = list(chosen.with_fda(today()).for_cards())
    if not devices:
        raise Http404("No device was chosen.")
    return devices


def _answer(form):
    """Return what the reason form adds to the call of a move."""
    return {"reason": form.cleaned_data["reason"], "code": form.cleaned_data["code"] or reasons.CORRECTED}


def _obstacles(move, device, user):
    """Return the sentences that keep `user` from making this move with `device`; [] when nothing does."""
    if not move.permission_from(device.state):
        return [f"It is {device.get_state_display().lower()}: this step does not lead on from there."]
    if move.to != publication.PUBLISHED:
        return []
    alone = actions.needs_second_person(device, user)
    return [*missing_for_publication(device), *([alone] if alone else [])]


def _reads(move, device):
    """Return what visitors will read of its standing once it is published, "" for other moves."""
    return standing(device, today()).headline if move.to == publication.PUBLISHED else ""


def _words(move, devices):
    """Return [(device, Overstatement)] of texts that a publication would show and no record bears out."""
    shows = devices if move.to == publication.PUBLISHED else ()
    return [(device, found) for device in shows for found in overstatements_of_device(device)]


def _after(request):
    """Return where to go: back to the one device, or to the list."""
    ids = request.GET.getlist("device")
    one = len(ids) == 1
    return reverse("admin:catalog_device_change", args=ids) if one else reverse("admin:catalog_device_changelist")
