"""The past of every row: who entered what, and who changed it last."""

from catalog.models import Authorization, DeviceAuthorization, RegulatoryFinding, Verification

# Moving a device from state to state enters nothing about it.
_MOVED = ["state", "withdrawn_reason", "published_at"]
_NOTHING = (None, "", "not-stated", [])
_ROWS_OF_A_DEVICE = "links findings sources prices photos claims contraindications notices benefits".split()


def contributors(finding, *, since=None):
    """Return {user id: [words for a row]}: who made or last saved the finding, its links and their records.

    Whoever took a link away counts too. None is the site itself, such as the starter catalogue. `since` (a datetime)
    leaves out what was done until then. `finding` is loaded by `for_facts`.
    """
    links = finding.links()
    stands = {}
    for model, names in (
        (RegulatoryFinding, {finding.pk: "the finding"}),
        (DeviceAuthorization, {link.pk: f"the link to {link.authorization.number}" for link in links}),
        (Authorization, {link.authorization_id: f"the record {link.authorization.number}" for link in links}),
    ):
        for pk, people in _first_and_last(model.history.filter(id__in=names), since).items():
            for person in people:
                stands.setdefault(person, []).append(names[pk])
    for person in _removers(finding, since):
        stands.setdefault(person, []).append("a link that was taken away")
    return stands


def own_part(finding, user, snapshot_sha256):
    """Return the words for what `user` would confirm as the only person; [] when somebody else stands behind it.

    That is: somebody else confirmed exactly these facts, or, since somebody else confirmed earlier ones, the user has
    saved none of them; or the user never entered any.
    """
    by_others = Verification.objects.filter(finding=finding).confirming().exclude(by=user)
    if by_others.filter(snapshot_sha256=snapshot_sha256).exists():
        return []
    since = by_others.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    return contributors(finding, since=since).get(user.pk, [])


def people_behind(device):
    """Return the ids of everybody who entered something of `device`; None is the site itself."""
    people = {version.history_user_id for version in _versions_that_say_something(device)}
    for name in _ROWS_OF_A_DEVICE:
        rows = device._meta.get_field(name).related_model.history.filter(device_id=device.pk)
        people |= set(rows.values_list("history_user_id", flat=True))
    numbers = device.links.values_list("authorization_id", flat=True)
    return people | set(Authorization.history.filter(id__in=numbers).values_list("history_user_id", flat=True))


def record_entered_alone(record, user):
    """Whether a record is the work of `user` and of nobody else."""
    people = Authorization.history.filter(id=record.pk).values_list("history_user_id", flat=True)
    return set(people) <= {user.pk}


def entered_alone(device, user):
    """Whether `device` and all its rows are the work of `user` and of nobody else."""
    return people_behind(device) == {user.pk}


def fills_gaps(version):
    """Return whether a version that is about to be kept only says something where its row said nothing before."""
    earlier = type(version).objects.filter(id=version.id).order_by("-history_date", "-history_id").first()
    fields = [field.attname for field in version.tracked_fields] if earlier else []
    before = [getattr(earlier, name) for name in fields if getattr(earlier, name) != getattr(version, name)]
    return bool(before) and all(value in _NOTHING for value in before)


def _first_and_last(versions, since):
    """Return {row id: {user id}} of the first and the newest version of each row, leaving out those until `since`."""
    rows = {}
    for version in versions.order_by("history_date", "history_id").values_list("id", "history_date", "history_user_id"):
        rows.setdefault(version[0], []).append(version[1:])
    return {
        pk: {person for moment, person in (them[0], them[-1]) if since is None or moment > since}
        for pk, them in rows.items()
    }


def _removers(finding, since):
    gone = DeviceAuthorization.history.filter(device_id=finding.device_id, history_type="-")
    if since is not None:
        gone = gone.filter(history_date__gt=since)
    return set(gone.values_list("history_user_id", flat=True))


def _versions_that_say_something(device):
    before = None
    for version in device.history.order_by("history_date", "history_id"):
        if before is None or version.diff_against(before, excluded_fields=_MOVED).changes:
            yield version
        before = version
