"""One number that says which state of the public data this is."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


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
    def advance(cls):
        """Add one, stamping now. Call it inside the transaction of the change."""
        if not cls.objects.filter(id=1).update(number=F("number") + 1, at=timezone.now()):
            cls.objects.create(id=1, number=1)

    @classmethod
    def current(cls):
        """Return the row as it stands; revision 0, unsaved, before the first public change."""
        return cls.objects.filter(id=1).first() or cls(id=1, number=0)
