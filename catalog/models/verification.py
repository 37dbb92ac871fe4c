"""The log of verifications: that an editor looked a finding up, chained, and never changed afterwards."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, models
from django.db.models import Q
from django.utils import timezone

from catalog.models.fields import one_of, web_address
from catalog.rules import statuses, verification_log


def evidence_storage():
    """Return where files that prove a check lie: outside the public media, served to editors only."""
    return FileSystemStorage(location=settings.EVIDENCE_ROOT)


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed as it stands"
    DETAIL_DIFFERS = "detail-differs", "Status and number stand; a detail of our entry differs"
    DIFFERS = "differs", "The register differs"
    NOT_FOUND = "not-found", "Not found in the register"
    UNREACHABLE = "unreachable", "The register could not be reached"


_SEAL = ("snapshot_sha256", "private_sha256", "previous_hash", "hash")


class VerificationQuerySet(models.QuerySet):
    def bulk_create(self, objs, **options):
        """Refuse: every entry follows the one before, so they are appended one by one."""
        raise IntegrityError("The log of verifications is append-only, one entry at a time.")

    def confirming(self):
        return self.filter(confirms=True)

    def telling(self):
        """Checks that say something of the record: all but those that never reached the register."""
        return self.exclude(outcome=Outcome.UNREACHABLE)

    def newest_first(self):
        return self.order_by("-checked_on", "-sequence")


class Verification(models.Model):
    """One entry of the log. The database refuses to change or delete it (see `triggers`)."""

    sequence = models.PositiveBigIntegerField(unique=True)
    finding = models.ForeignKey("catalog.RegulatoryFinding", models.PROTECT, related_name="verifications")
    checked_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verifications")
    by_role = models.CharField(max_length=40)
    register = models.CharField("register consulted", max_length=160)
    address = models.URLField(max_length=600, blank=True, validators=[web_address])
    outcome = models.CharField(max_length=20, choices=Outcome)
    confirms = models.BooleanField()
    status = models.CharField(max_length=20)
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64)
    evidence = models.FileField(storage=evidence_storage, max_length=200, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    no_evidence_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    private_sha256 = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            one_of("outcome", Outcome),
            models.CheckConstraint(
                condition=Q(evidence="", evidence_sha256="") & ~Q(no_evidence_reason="")
                | ~Q(evidence="") & ~Q(evidence_sha256="") & Q(no_evidence_reason=""),
                name="evidence_or_a_reason_for_none",
                violation_error_message="Attach the evidence, or give the reason why there is none.",
            ),
            models.CheckConstraint(
                condition=Q(confirms=False)
                | Q(outcome=Outcome.CONFIRMED)
                | Q(outcome=Outcome.NOT_FOUND, status="none-found"),
                name="only_a_confirmation_confirms",
                violation_error_message="Only a confirmed check renews a finding.",
            ),
        ]

    def __str__(self):
        return f"Check {self.sequence} of {self.checked_on}"

    def save(self, **options):
        """Append a sealed entry. Raises ValidationError for one that lacks anything or does not follow the newest."""
        if self._state.adding:
            self.full_clean(exclude=["by"])
            self._refuse_loose()
        super().save(**options)

    def clean(self):
        """Refuse what no look into a register can have been."""
        if self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "The day of a check is not in the future."})
        if not self.by.has_perm("catalog.verify_regulatoryfinding"):
            raise ValidationError("Only who may verify stands in the log.")
        if self.snapshot != self.finding.snapshot():
            raise ValidationError("The entry does not hold what the finding says.")
        stands = self.confirms or self.outcome == Outcome.DETAIL_DIFFERS
        if stands and self.status == statuses.NOT_CHECKED.slug:
            raise ValidationError(
                {"outcome": "There is nothing to confirm yet: link a number, or say what the register shows."}
            )

    def _refuse_loose(self):
        last = Verification.objects.order_by("-sequence").first()
        wanted = Verification(**{field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields})
        wanted.seal(last.hash if last else verification_log.GENESIS)
        sealed = all(getattr(self, name) == getattr(wanted, name) for name in _SEAL)
        if not sealed or self.sequence != (last.sequence + 1 if last else 1):
            raise ValidationError("An entry of the log follows the newest one, and is sealed with its hash.")

    def public_fields(self):
        """Return what the chain hashes and a stranger may read; values as they stand in exports."""
        names = (
            "sequence finding_id by_role register address outcome confirms status snapshot snapshot_sha256 "
            "evidence_sha256 no_evidence_reason note private_sha256"
        ).split()
        return {name: getattr(self, name) for name in names} | {
            "checked_on": self.checked_on.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
        }

    def private_fields(self):
        """Return what stays here and enters the chain as a salted hash only."""
        return {"by": self.by_id, "evidence": self.evidence.name, "salt": self.salt}

    def seal(self, previous_hash):
        """Compute the hashes of a new entry that follows the entry with `previous_hash`."""
        self.snapshot_sha256 = verification_log.sha256(self.snapshot)
        self.private_sha256 = verification_log.sha256(verification_log.canonical(self.private_fields()))
        self.previous_hash = previous_hash
        self.hash = verification_log.entry_hash(self.public_fields(), previous_hash)
