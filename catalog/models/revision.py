"""One number that says which state of the public data this is."""

from django.db import models
from django.db.models import F, Q, Subquery
from django.utils import timezone

_TOUCHES_KEPT, _SWEPT_EVERY = 20_000, 1_000


class Touch(models.Model):
    """What one revision touched: the kind of row, and its device or its own public name.

    `kind` is the model's name, "" when anything may have changed. `device` is an id that may outlive its row.
    """

    revision = models.PositiveBigIntegerField(db_index=True)
    kind = models.CharField(max_length=40, blank=True)
    device = models.BigIntegerField(null=True)
    name = models.CharField(max_length=160, blank=True)

    def __str__(self):
        return f"Revision {self.revision}: {self.kind or 'anything'} {self.name}".rstrip()


class Revision(models.Model):
    """The single row of the catalogue's revision: advanced in the transaction of every public change."""

    number = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="one_revision",
                violation_error_message="There is one revision row only.",
            )
        ]

    def __str__(self):
        return f"Revision {self.number}"

    @classmethod
    def lock(cls):
        """Wait until nobody else is changing public data, and keep it so to the end of the transaction.

        Whoever checks what stands before they write takes this lock first, before any row's: then two writers wait
        for each other in one order. (SQLite has one writer anyway.)
        """
        if cls.objects.select_for_update().filter(id=1).first() is None:
            cls.objects.get_or_create(id=1)
            cls.objects.select_for_update().get(id=1)

    @classmethod
    def advance(cls, *, kind="", device=None, name=""):
        """Add one, stamping now, and note what was touched. Call it inside the transaction of the change.

        Without arguments anything may have changed, and mirrors are told to read everything.
        """
        if not cls.objects.filter(id=1).update(number=F("number") + 1, at=timezone.now()):
            cls.objects.create(id=1, number=1)
        number = Subquery(cls.objects.filter(id=1).values("number"))
        touch = Touch.objects.create(revision=number, kind=kind, device=device, name=name)
        if touch.pk % _SWEPT_EVERY == 0:
            Touch.objects.filter(pk__lte=touch.pk - _TOUCHES_KEPT).delete()

    @classmethod
    def current(cls):
        """Return the row as it stands; revision 0, unsaved, before the first public change."""
        return cls.objects.filter(id=1).first() or cls(id=1, number=0)
