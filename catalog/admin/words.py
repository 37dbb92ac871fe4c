"""Our own texts, weighed as they are saved: a warning in a draft, a question where visitors would read them at once."""

from django import forms
from django.contrib import admin, messages
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from catalog.admin.reasons import reason_of
from catalog.models import Device
from catalog.models.devices import State
from catalog.queries.words import overstatements, overstatements_of_device
from catalog.rules import claims, reasons
from catalog.rules.claims import says_too_much

CONFIRMED = "confirmed_words"  # the box that says: it stays as it stands


class WordsUnconfirmed(ValueError):
    """A text that visitors would read at once says more than the record, and nobody has said that it shall."""


class WordsMixin:
    """Weighs every text that a form changes. What was confirmed is kept in the history beside the reason."""

    def save_form(self, request, form, change):
        row = super().save_form(request, form, change)
        if form.has_changed():
            _weigh(request, row)
        return row

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            for one in formset.forms:
                if one.has_changed() and one not in formset.deleted_forms:
                    _weigh(request, one.instance)
        super().save_related(request, form, formsets, change)

    def render_change_form(self, request, context, *args, **options):
        context["words_name"] = CONFIRMED if getattr(request, "words_refused", False) else ""
        context["words_found"] = _standing(context.get("original"))
        return super().render_change_form(request, context, *args, **options)


class WeighedForm(forms.Form):
    """A form whose texts in `weighed` are kept for good or read at once: it asks before it takes such words.

    `confirmed` are the phrases that were let stand.
    """

    weighed = ()
    words_name = ""  # of the box that the page shows, once it has something to ask
    confirmed = ()

    def clean(self):
        cleaned = super().clean()
        texts = {name: self.cleaned_data.get(name) or "" for name in self.weighed}
        found = [(name, phrase) for name, text in texts.items() for phrase in says_too_much(text, approved=False)]
        if CONFIRMED in self.data:
            self.confirmed = [phrase for _, phrase in found]
            return cleaned
        self.words_name = CONFIRMED if found else ""
        for name, phrase in found:
            self.add_error(name, f"“{phrase}”: {claims.RULE}")
        return cleaned


def log_confirmed(page, request, row, form):
    """Note in the admin's log which words of a WeighedForm were let stand: for a `row` without a history of its own."""
    if form.confirmed:
        # The admin of findings writes nothing for a change that waits; this was done.
        admin.ModelAdmin.log_change(page, request, row, claims.confirmation(form.confirmed))


def _standing(row):
    """Return the Overstatements that stand in a saved row; for a device in all that its page shows."""
    if row is None:
        return []
    return overstatements_of_device(row) if isinstance(row, Device) else overstatements(row)


def _weigh(request, row):
    found = overstatements(row)
    if not found:
        return
    sentence = f"{'; '.join(one.words for one in found)}. {claims.RULE}"
    if not _is_public(row):
        messages.warning(request, f"{sentence} You will be asked again before it is published.")
    elif CONFIRMED not in request.POST:
        request.words_refused = True
        raise WordsUnconfirmed(
            f"Not saved, because visitors would read it at once. {sentence} If they shall stand: there is a box for it "
            "above the Save button, at the end of the form."
        )
    else:
        request.words_confirmed = getattr(request, "words_confirmed", {}) | {id(row): found}


def _is_public(row):
    """Whether visitors read a row as soon as it is saved: one of a published device, or one that devices share."""
    device = row if isinstance(row, Device) else getattr(row, "device", None)
    return device is None or device.state == State.PUBLISHED


@receiver(pre_create_historical_record)
def keep_confirmation(history_instance, instance, **event):
    """Put what was confirmed into the history, after the reason that the form gave."""
    request = getattr(HistoricalRecords.context, "request", None)
    found = getattr(request, "words_confirmed", {}).get(id(instance))
    if not found:
        return
    kept = history_instance.history_change_reason or reason_of(
        request, instance, is_new=history_instance.history_type == "+"
    )
    reason = reasons.parse(kept)
    words = claims.confirmation(one.phrase for one in found)
    history_instance.history_change_reason = reasons.compose(reason.code, f"{reason.text} {words}")
