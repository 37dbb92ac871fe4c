"""When each page last changed in sight of visitors, for all pages of a kind at once."""

from django.db.models import Max

from catalog.models import Authorization, Brand, Device, Verification
from catalog.queries.history_rows import ROWS


class LastChanges:
    """{id: moment} of the newest save behind each page: of listed `devices`, of `records`, and of `brands`.

    A fixed number of queries. What is only drafted moves none of them.
    """

    def __init__(self):
        listed = Device.objects.published()
        links = list(listed.exclude(links=None).values_list("pk", "links__authorization"))
        shown = Authorization.objects.public().values("pk")
        own_records = _newest(Authorization.history.filter(id__in=shown), "id")
        self.devices = self._devices(listed, links, own_records)
        self.records = _later(own_records, ((record, self.devices[device]) for device, record in links))
        brands = dict(listed.values_list("pk", "brand"))
        own_brands = _newest(Brand.history.filter(id__in=set(brands.values())), "id")
        self.brands = _later(own_brands, ((brands[pk], at) for pk, at in self.devices.items() if pk in brands))

    def _devices(self, listed, links, records):
        newest = _newest(Device.history.filter(id__in=listed.values("pk")), "id")
        for model in ROWS:
            rows = model.history.filter(device__in=listed.values("pk"))
            newest = _later(newest, _newest(rows, "device_id").items())
        checks = Verification.objects.filter(finding__device__in=listed.values("pk")).order_by()
        looked = checks.values_list("finding__device").annotate(Max("recorded_at"))
        newest = _later(newest, looked)
        return _later(newest, ((device, records[record]) for device, record in links if record in records))


def _newest(versions, column):
    return dict(versions.order_by().values_list(column).annotate(Max("history_date")))


def _later(moments, others):
    """Return {id: moment} with each of `others` ((id, moment)) where it is later."""
    found = dict(moments)
    for pk, at in others:
        found[pk] = max(at, found.get(pk, at))
    return found
