"""Changes to published regulatory facts that wait for a second person."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from catalog.models.fields import one_of


class ProposalState(models.TextChoices):
    WAITING = "waiting", "Waiting for a second person"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class ProposalAction(models.TextChoices):
    ADD = "add", "Add"
    CHANGE = "change", "Change"
    DELETE = "delete", "Remove"


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ProposalState.WAITING)


class Proposal(models.Model):
    """One change of one row, as {column: [before, after]} in plain values; the row stays as it is until accepted.

    `devices` are the published devices whose pages say “under review”: several where they share a record, none where
    the record has only its own page.
    """

    model = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    action = models.CharField(max_length=10, choices=ProposalAction)
    changes = models.JSONField(default=dict)
    devices = models.ManyToManyField("catalog.Device", related_name="proposals")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_proposals"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            one_of("state", ProposalState),
            one_of("action", ProposalAction),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_by=None, decided_at=None)
                | ~Q(state=ProposalState.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decision_has_its_person_and_day",
                violation_error_message="Who decided, and when, belong to a decision.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.ACCEPTED) | ~Q(decided_by=F("by")),
                name="nobody_accepts_their_own_change",
                violation_error_message="A change is accepted by somebody else than its author.",
            ),
            models.CheckConstraint(
                condition=Q(action=ProposalAction.ADD, object_id=None)
                | ~Q(action=ProposalAction.ADD) & Q(object_id__isnull=False),
                name="only_a_new_row_has_no_object",
                violation_error_message="A change names the row that it changes.",
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.model.name}"
