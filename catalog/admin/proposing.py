"""What published pages say of regulation is not changed by one person: here a save becomes a proposal."""

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html

from catalog.actions.proposals import keep_for_review
from catalog.admin.reasons import reason_of
from catalog.models.proposals import ProposalAction
from catalog.queries.proposals import REVIEWED, is_published, proposals_for, subject

_KEPT = 'Not changed yet: <a href="{}">your change</a> of {} waits for a second person. Visitors still read what stood.'


class ProposingMixin:
    """An admin whose own form changes one reviewed row. `request.proposal` is what was kept instead of saving."""

    def save_model(self, request, obj, form, change):
        request.proposal = change and keep_for_review(
            obj,
            action=ProposalAction.CHANGE,
            by=request.user,
            sets=_sets(form),
            reason=reason_of(request, obj),
        )
        if not request.proposal:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        if not request.proposal:
            super().save_related(request, form, formsets, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """Rows that were not asked to be saved cannot say what became of them."""
        return super().construct_change_message(request, form, [] if request.proposal else formsets, add)

    def log_change(self, request, obj, message):
        """Nothing was changed yet, so the log of the admin says nothing."""
        return None if request.proposal else super().log_change(request, obj, message)

    def response_change(self, request, obj):
        if not request.proposal:
            return super().response_change(request, obj)
        say_kept(request, [(request.proposal, type(obj).objects.get(pk=obj.pk))])
        return self.response_post_save_change(request, obj)

    def render_change_form(self, request, context, *args, **options):
        row = context.get("original")
        context["waiting"] = _waiting(proposals_for(row)) if row else []
        context["needs_second_person"] = bool(row and settings.SECOND_PERSON and is_published(row))
        return super().render_change_form(request, context, *args, **options)


class ProposingRowsMixin:
    """The admin of devices: each changed, new or removed row of a published one that states regulation is kept."""

    def save_formset(self, request, form, formset, change):
        if formset.model not in REVIEWED or not settings.SECOND_PERSON:
            return super().save_formset(request, form, formset, change)
        formset.save(commit=False)
        kept = [(_keep_or_do(request, row, action), row) for row, action in _steps(formset)]
        say_kept(request, [(proposal, row) for proposal, row in kept if proposal])
        _tell_what_was_done(formset, {id(row) for proposal, row in kept if proposal})
        return None

    def render_change_form(self, request, context, *args, **options):
        device = context.get("original")
        context["waiting"] = _waiting(device.proposals.waiting()) if device else []
        context["needs_second_person"] = bool(
            device and settings.SECOND_PERSON and device.state == device.State.PUBLISHED
        )
        return super().render_change_form(request, context, *args, **options)


def say_kept(request, kept):
    """Tell the editor, in words, what waits instead of having been saved; `kept` are (Proposal, row)."""
    for proposal, row in kept:
        address = reverse("admin:catalog_proposal_change", args=[proposal.pk])
        messages.warning(request, format_html(_KEPT, address, row))


def _steps(formset):
    yield from ((row, ProposalAction.ADD) for row in formset.new_objects)
    yield from ((row, ProposalAction.CHANGE) for row, _ in formset.changed_objects)
    yield from ((row, ProposalAction.DELETE) for row in formset.deleted_objects)


def _keep_or_do(request, row, action):
    """Return the Proposal that a step was kept as, or do it and return None."""
    reason = reason_of(request, row, is_new=action == ProposalAction.ADD)
    proposal = keep_for_review(row, action=action, by=request.user, reason=reason)
    if proposal is None:
        row.delete() if action == ProposalAction.DELETE else row.save()
    return proposal


def _tell_what_was_done(formset, kept):
    """Leave in the formset, from which the admin writes its log, only what was really saved."""
    formset.new_objects = [row for row in formset.new_objects if id(row) not in kept]
    formset.changed_objects = [pair for pair in formset.changed_objects if id(pair[0]) not in kept]
    formset.deleted_objects = [row for row in formset.deleted_objects if id(row) not in kept]


def _waiting(proposals):
    return [(proposal, subject(proposal)) for proposal in proposals.select_related("model", "by")]


def _sets(form):
    names = {field.name for field in form.instance._meta.many_to_many} & form.cleaned_data.keys()
    return {name: form.cleaned_data[name] for name in names}
