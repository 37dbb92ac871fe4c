"""Bringing an old version back. It becomes a new version; nothing of what came between is lost."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from catalog.actions.publication import NotReady, keep_publishable
from catalog.models import Device, Revision
from catalog.queries.history_revert import STAYING, RevertRefused, revert_of
from catalog.queries.words import overstatements
from catalog.rules import claims, reasons

_MEANWHILE = "Somebody changed it while you were looking. Here is how it stands now: compare again."
_IN_THE_WAY = "Something that was entered since stands in the way: two of the same are not possible."


class ChangedMeanwhile(RevertRefused):
    """The row is no longer what the person saw who asked for an old version of it."""


def bring_back(row, version_id, *, by, shown, code=reasons.CORRECTED, text=""):
    """Give `row` the columns and sets of words of an older version of itself; return the row.

    `shown` is the id of the newest version that `by` saw. State, address and rows of other tables stay as they are.
    Raises RevertRefused, ChangedMeanwhile or PermissionDenied; then nothing has changed.
    """
    if not by.has_perm(f"catalog.change_{row._meta.model_name}"):
        raise PermissionDenied("Your role may not change this.")
    try:
        with transaction.atomic():
            return _bring_back(row, version_id, by=by, shown=shown, reason=reasons.compose(code, text))
    except NotReady as error:
        raise RevertRefused(str(error)) from None
    except ValidationError as error:
        raise RevertRefused(f"It cannot stand like that any more: {' '.join(error.messages)}") from None
    except IntegrityError:
        raise RevertRefused(_IN_THE_WAY) from None


def _bring_back(row, version_id, *, by, shown, reason):
    Revision.lock()
    row = type(row).objects.select_for_update().get(pk=row.pk)
    revert = revert_of(row, version_id)
    if revert.shown != shown:
        raise ChangedMeanwhile(_MEANWHILE)
    if not revert.changes:
        raise RevertRefused("It already stands like that.")
    said = _too_much(row)
    _take_columns(row, revert.version)
    _refuse_words(row, _too_much(row) - said)
    row._history_user, row._change_reason = by, reason
    row.full_clean()
    row.save()
    _take_words(row, revert.version)
    if isinstance(row, Device):
        keep_publishable(row)
    return row


def _take_columns(row, version):
    for field in row.history.model.tracked_fields:
        if not field.primary_key and field.name not in STAYING[type(row)]:
            setattr(row, field.attname, getattr(version.row, field.attname))


def _too_much(row):
    return {one.words for one in overstatements(row)}


def _refuse_words(row, found):
    """Refuse texts that visitors would read at once and no record bears out; a draft is asked when it is published."""
    if found and not (isinstance(row, Device) and row.state != Device.State.PUBLISHED):
        sentence = "; ".join(sorted(found))
        raise RevertRefused(f"{sentence}. {claims.RULE} Enter it in the form, where you can confirm the words.")


def _take_words(row, version):
    """Set the words that still exist; each set that changes writes history by itself."""
    for name, ids in version.words.items():
        words = row._meta.get_field(name).related_model.objects.filter(pk__in=ids)
        getattr(row, name).set(words)
