"""The queue of changes that wait for a second person, each with before and after."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.actions import proposals as actions
from catalog.actions.publication import WordsUnconfirmed
from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.filters import QueueFilter
from catalog.admin.links import official
from catalog.admin.site import site
from catalog.admin.words import CONFIRMED
from catalog.models import Authorization, DeviceAuthorization, Proposal
from catalog.models.proposals import ProposalState
from catalog.queries.proposals import changed_since, proposed_changes, row_of, subject
from catalog.rules import reasons


class AnswerForm(forms.Form):
    words_name = ""  # of the box that the page shows, once it has something to ask

    answer = forms.CharField(
        required=False,
        max_length=2000,
        help_text="Needed to decline: whoever proposed it reads what you write.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


def _accept(proposal, by, form):
    actions.accept_proposal(proposal, by=by, confirmed_words=CONFIRMED in form.data)


def _decline(proposal, by, form):
    actions.decline_proposal(proposal, by=by, answer=form.cleaned_data["answer"])


def _withdraw(proposal, by, form):
    actions.withdraw_proposal(proposal, by=by)


# Name of a button → what it does, what is said afterwards.
_STEPS = {
    "accept": (_accept, "Accepted and made"),
    "decline": (_decline, "Declined"),
    "withdraw": (_withdraw, "Taken back"),
}


@admin.register(Proposal, site=site)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["fact", "on_page_of", "action", "by", "at", "state_words"]
    list_filter = [QueueFilter, "state", "action"]
    list_select_related = ["model", "by"]
    ordering = ["-at"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("devices__brand")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one proposal with before and after; on POST accept it, decline it or take it back."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Your role may not see proposals.")
        proposal = self.get_object(request, object_id)
        if proposal is None:
            raise Http404("There is no such proposal.")
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._decide(request, proposal, form):
            return redirect(f"{reverse('admin:catalog_proposal_changelist')}?state__exact={ProposalState.WAITING}")
        return TemplateResponse(request, "admin/catalog/proposal/decide.html", self._context(request, proposal, form))

    def _decide(self, request, proposal, form):
        """Do what the pressed button says; return whether that was done. A refusal stands in the form."""
        try:
            step, done = _STEPS[request.POST.get("step")]
        except KeyError:
            raise BadRequest("Accept, decline or take back.") from None
        try:
            step(proposal, request.user, form)
        except WordsUnconfirmed as refusal:
            form.words_name = CONFIRMED
            form.add_error(None, f"Not accepted, because visitors would read it at once. {refusal}")
            return False
        except (actions.ProposalRefused, ValidationError) as refusal:
            form.add_error(None, getattr(refusal, "messages", str(refusal)))
            return False
        messages.success(request, f"{done}: {subject(proposal)}.")
        return True

    def _context(self, request, proposal, form):
        row, author = row_of(proposal), proposal.by_id == request.user.pk
        waits = Proposal.objects.waiting().filter(pk=proposal.pk).exists()
        return {
            **self.admin_site.each_context(request),
            "title": f"{proposal.get_action_display()}: {subject(proposal)}",
            "opts": self.opts,
            "proposal": proposal,
            "reason": reasons.parse(proposal.reason),
            "changes": proposed_changes(proposal),
            "meanwhile": changed_since(proposal, row) if waits and row else [],
            "register_page": _register_page(proposal, row),
            "may_decide": waits and not author and request.user.has_perm("catalog.change_proposal"),
            "may_withdraw": waits and author,
            "form": form,
        }

    @admin.display(description="what")
    def fact(self, proposal):
        return subject(proposal)

    @admin.display(description="on the page of")
    def on_page_of(self, proposal):
        return ", ".join(map(str, proposal.devices.all())) or "the record itself"

    @admin.display(description="state", ordering="state")
    def state_words(self, proposal):
        own = proposal.state == ProposalState.DECLINED and proposal.decided_by_id == proposal.by_id
        return "Taken back" if own else proposal.get_state_display()


def _register_page(proposal, row):
    """Return the link to the regulator's page of the record that a proposal is about, "" where there is none."""
    if isinstance(row, DeviceAuthorization):
        row = row.authorization
    if row is None:
        row = Authorization.objects.filter(pk=proposal.changes.get("authorization", [None, None])[1]).first()
    return official(row, "Open FDA’s page") if isinstance(row, Authorization) else ""
