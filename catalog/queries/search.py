"""Finding devices by name and by number, the same on both engines: folded and compared here, not by the database."""

from catalog.models import DeviceAuthorization
from catalog.rules.text import fold, squeeze

MAX_CHARACTERS, MAX_WORDS = 100, 8


def matching(devices, text):
    """Return the `devices` that `text` finds: each of its words in a name, or the whole as a number.

    Names are brand, model, aliases and model number; a number counts in any spelling. Wildcards have no meaning.
    """
    words, whole = fold(text).split(), squeeze(text)
    numbers = _numbers(devices)
    found = [
        pk for pk, names in _names(devices) if _found(words, names, numbers.get(pk, ())) or whole in numbers.get(pk, ())
    ]
    return devices.filter(pk__in=found)


def _names(devices):
    rows = devices.order_by().values_list("pk", "brand__name", "brand__aliases", "model", "aliases", "model_number")
    return [(pk, fold(" ".join(names).replace("|", " "))) for pk, *names in rows]


def _numbers(devices):
    """Return {device id: its numbers, squeezed, with and without the letters in front}."""
    links = DeviceAuthorization.objects.filter(device__in=devices.order_by().values("pk"))
    numbers = {}
    for pk, number in links.values_list("device", "authorization__number"):
        whole = squeeze(number)
        numbers.setdefault(pk, []).extend([whole, whole.lstrip("abcdefghijklmnopqrstuvwxyz")])
    return numbers


def _found(words, names, numbers):
    return bool(words) and all(word in names or squeeze(word) in numbers for word in words)
