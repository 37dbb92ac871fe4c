"""What happens by itself in the transaction of a change, and what is made after every migrate."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save

from catalog import models
from catalog.models import triggers
from catalog.models.findings import refresh_facts, refresh_facts_behind
from catalog.rules.roles import ROLES

_PUBLIC = (
    models.Area, models.Authorization, models.Benefit, models.Brand, models.Contraindication, models.Device,
    models.DeviceAuthorization, models.DeviceBenefit, models.DeviceContraindication, models.Feature,
    models.MarketingClaim, models.Modality, models.Notice, models.Photo, models.Price, models.RegulatoryFinding,
    models.Source, models.Verification,
)  # fmt: skip
_PUBLIC_LINKS = (
    models.Device.modalities.through,
    models.Device.areas.through,
    models.Device.features.through,
    models.Authorization.areas.through,
)

# Model → the path from a finding to it: what a check confirms changes with any of them.
_CHECKED = {
    models.RegulatoryFinding: "pk",
    models.Device: "device",
    models.Brand: "device__brand",
    models.Authorization: "device__links__authorization",
    models.Area: "device__links__authorization__areas",
}


def advance_revision(sender, instance, **event):
    models.Revision.advance(**touched(instance))


def advance_revision_with_links(sender, instance, action, reverse, **event):
    """Sets of words: from the word's side it is not said whose they are."""
    if action.startswith("post_"):
        models.Revision.advance(**({} if reverse else touched(instance)))


def touched(instance):
    """Return what `Revision.advance` notes of a row that was changed."""
    if isinstance(instance, models.Device):
        device = instance.pk
    elif isinstance(instance, models.Verification):
        device = instance.finding.device_id
    else:
        device = getattr(instance, "device_id", None)
    if isinstance(instance, models.DeviceAuthorization):
        name = instance.authorization.number  # whose answer loses the device when the link goes
    else:
        name = getattr(instance, "number", getattr(instance, "slug", ""))
    return {"kind": instance._meta.model_name, "device": device, "name": name}


def refresh_checked_facts(sender, instance, **event):
    """After a save of what a check confirms, say so in the findings that rest on it."""
    refresh_facts_behind(_CHECKED[sender], {instance.pk})


def refresh_after_linking(sender, instance, *, created=False, **event):
    """A link that was given to another device also changes what was checked of the one it leaves."""
    before = () if created else instance.history.values_list("device", flat=True)
    refresh_facts_behind("device", {instance.device_id, *before})


def refresh_after_areas(sender, instance, action, **event):
    if not action.startswith("post_"):
        return
    if isinstance(instance, models.Authorization):
        refresh_checked_facts(models.Authorization, instance)
    else:
        refresh_all_facts(sender)


def refresh_all_facts(sender, **event):
    """An area that loses its records, or vanishes, does not say which records they were."""
    refresh_facts(models.RegulatoryFinding.objects.all())


def has_tables(using):
    """Whether the catalogue is in this database: another app may be migrated first, or this one back to nothing."""
    return models.Verification._meta.db_table in connections[using].introspection.table_names()


def make_triggers(using, **event):
    if has_tables(using):
        triggers.make(connections[using])


def make_roles(app_config, using, **event):
    """Give each role exactly its permissions. After migrate, since emptying a database empties the groups too."""
    if not has_tables(using):
        return
    create_permissions(app_config, verbosity=0, using=using)
    for name, codenames in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            codename__in=codenames, content_type__app_label__in=["catalog", "auth"]
        )
        group.permissions.set(wanted)


def connect(app_config):
    """Connect every receiver; called once when the app is ready."""
    for model in _PUBLIC:
        post_save.connect(advance_revision, sender=model)
        post_delete.connect(advance_revision, sender=model)
    for links in _PUBLIC_LINKS:
        m2m_changed.connect(advance_revision_with_links, sender=links)
    for model in _CHECKED:
        post_save.connect(refresh_checked_facts, sender=model)
    post_save.connect(refresh_after_linking, sender=models.DeviceAuthorization)
    post_delete.connect(refresh_after_linking, sender=models.DeviceAuthorization)
    post_delete.connect(refresh_all_facts, sender=models.Area)
    m2m_changed.connect(refresh_after_areas, sender=models.Authorization.areas.through)
    post_migrate.connect(make_triggers, sender=app_config)
    post_migrate.connect(make_roles, sender=app_config)
