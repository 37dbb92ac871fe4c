"""Changes that wait for a second person: what they concern, what they would change, what changed meanwhile."""

import datetime

from django.contrib.contenttypes.models import ContentType

from catalog.models import Authorization, Device, DeviceAuthorization, Proposal, RegulatoryFinding
from catalog.models.proposals import ProposalAction
from catalog.rules.dates import show_day
from catalog.rules.facts import Difference

# What a published page says of regulation rests on these rows.
REVIEWED = (Authorization, DeviceAuthorization, RegulatoryFinding)


def columns_of(model):
    """Return the fields that a proposal may name: what a form can change, sets of words included."""
    own = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    return [*own, *model._meta.many_to_many]


def plain_values(row):
    """Return {field name: plain value} of a saved or unsaved row: JSON's own types, keys for what is pointed to."""
    sets = {field.name for field in row._meta.many_to_many}
    return {
        field.name: _keys(row, field.name) if field.name in sets else _plain(field.value_from_object(row))
        for field in columns_of(type(row))
    }


def published_devices(row):
    """Return the published devices whose pages rest on `row`, as it is stored and as it would be."""
    if isinstance(row, Authorization):
        return Device.objects.published().filter(links__authorization=row.pk).distinct()
    stored = type(row).objects.filter(pk=row.pk).values("device")
    return (Device.objects.filter(pk=row.device_id) | Device.objects.filter(pk__in=stored)).published()


def is_published(row):
    """Whether visitors read what `row` says, as it is stored: on pages of devices, or on its own, as a record."""
    return has_own_page(row) or published_devices(row).exists()


def has_own_page(row):
    """Whether `row` is a record that visitors find under its number, now or as soon as it has a source."""
    return isinstance(row, Authorization) and Authorization.objects.with_page().filter(pk=row.pk).exists()


def proposals_for(row):
    """Return the proposals that wait for a decision on `row`."""
    return Proposal.objects.waiting().filter(model=ContentType.objects.get_for_model(row), object_id=row.pk)


def row_of(proposal):
    """Return the row that a proposal would change, or None when it is gone or not there yet."""
    return proposal.model.model_class().objects.filter(pk=proposal.object_id).first()


def subject(proposal):
    """Return, in words, which fact a proposal is about."""
    model = proposal.model.model_class()
    if model is RegulatoryFinding:
        return "the FDA finding"
    if model is DeviceAuthorization:
        return f"the link to {_number_of_link(proposal)}"
    record = row_of(proposal)
    return f"the record {record.number}" if record else "a record"


def _number_of_link(proposal):
    link = row_of(proposal)
    keys = [link.authorization_id] if link else proposal.changes.get("authorization", [])
    return ", ".join(Authorization.objects.filter(pk__in=filter(None, keys)).values_list("number", flat=True))


def proposed_changes(proposal):
    """Return [Difference] that accepting would make, in words, in the order of the columns."""
    columns = columns_of(proposal.model.model_class())
    return [
        Difference(_label(field), *(_in_words(field, value) for value in proposal.changes[field.name]))
        for field in columns
        if field.name in proposal.changes
    ]


def changed_since(proposal, row):
    """Return [Difference] from the row as it was when `proposal` was made to `row` as it stands."""
    then, now = _values_then(proposal), plain_values(row)
    return [
        Difference(_label(field), _in_words(field, then[field.name]), _in_words(field, now[field.name]))
        for field in columns_of(type(row))
        if field.name in then and then[field.name] != now[field.name]
    ]


def _values_then(proposal):
    """What is known of the row when the change was proposed: from its history, and what the proposal says itself."""
    model = proposal.model.model_class()
    versions = model.history.filter(id=proposal.object_id, history_date__lte=proposal.at)
    version = versions.order_by("-history_date", "-history_id").first()
    known = {name: before for name, (before, _) in proposal.changes.items()}
    if version is None:
        return known
    sets = {field.name for field in model._meta.many_to_many}
    own = [field for field in columns_of(model) if field.name not in sets]
    return {field.name: _plain(getattr(version, field.attname)) for field in own} | known


def _plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def _keys(row, name):
    return sorted(getattr(row, name).values_list("pk", flat=True)) if row.pk else []


def _label(field):
    return str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]


def _in_words(field, value):
    if value in (None, "", []):
        return ""
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(map(str, field.related_model.objects.filter(pk__in=keys))) or "a row that is gone"
    value = field.to_python(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return show_day(value)
    return str(dict(field.flatchoices).get(value, value))


def waiting_facts(device):
    """Return [(words, moment it was proposed)] of what waits for a second person, to be shown to visitors.

    A number that nobody else has looked at is not named.
    """
    return [(_subject_for_visitors(proposal), proposal.at) for proposal in device.proposals.waiting().order_by("at")]


def waiting_for_record(record):
    """Return [(words, moment)] like `waiting_facts`, of an Authorization."""
    return [(subject(proposal), proposal.at) for proposal in proposals_for(record).order_by("at")]


def _subject_for_visitors(proposal):
    return "a further number" if proposal.action == ProposalAction.ADD else subject(proposal)
