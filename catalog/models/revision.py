"""One number that says which state of the public data this is."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.db.models import F, Q, Subquery
from django.utils import timezone

_TOUCHES_KEPT, _SWEPT_EVERY = 20_000, 1_000
_gathered = ContextVar("gathered", default=None)  # {(kind, device, name): None}, in the order in which they came


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
        if (gathered := _gathered.get()) is not None:
            gathered[kind, device, name] = None
            return
        cls._move()
        number = Subquery(cls.objects.filter(id=1).values("number"))
        touch = Touch.objects.create(revision=number, kind=kind, device=device, name=name)
        if touch.pk % _SWEPT_EVERY == 0:
            _sweep(touch.pk)

    @classmethod
    @contextmanager
    def gathered(cls):
        """Advance once, at its end, for all that is changed inside, and note each thing that was touched once.

        For an action that saves many rows in one transaction: nobody sees a revision between them.
        """
        token = _gathered.set({})
        try:
            yield
            touched = _gathered.get()
        finally:
            _gathered.reset(token)
        if touched:
            cls._move()
            number = cls.current().number
            Touch.objects.bulk_create(
                [Touch(revision=number, kind=kind, device=device, name=name) for kind, device, name in touched],
                batch_size=_SWEPT_EVERY,
            )
            _sweep(Touch.objects.order_by("pk").last().pk)

    @classmethod
    def _move(cls):
        if not cls.objects.filter(id=1).update(number=F("number") + 1, at=timezone.now()):
            cls.objects.create(id=1, number=1)

    @classmethod
    def current(cls):
        """Return the row as it stands; revision 0, unsaved, before the first public change."""
        return cls.objects.filter(id=1).first() or cls(id=1, number=0)


def _sweep(newest):
    """Take away what is older than the newest touches that are kept, whole revisions only: none is told in part."""
    edge = Touch.objects.filter(pk__lte=newest - _TOUCHES_KEPT).order_by("-pk").values("revision")[:1]
    Touch.objects.filter(revision__lte=Subquery(edge)).delete()
