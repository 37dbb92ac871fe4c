"""One row behind every address of the admin, for the tests that walk all of them."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern

from catalog.admin import site
from catalog.models import Import
from tests import factories as make


def urls():
    """Yield (name, pattern) of every address of the admin, the nameless ones by what they lead to."""
    for entry in site.get_urls():
        for pattern in getattr(entry, "url_patterns", [entry]):
            if isinstance(pattern, URLPattern):
                yield pattern.name, pattern


def make_world():
    """Make one row of each model that has pages; returns {model name: row}."""
    device = make.make_device("Trinity", number="K181008")
    make.make_source(device)
    finding = device.findings.get()
    reader = make.make_user("reader")
    return {
        "device": device,
        "regulatoryfinding": finding,
        "authorization": device.links.get().authorization,
        "verification": make.make_verification(finding),
        "brand": device.brand,
        "modality": make.make_word("modalities", "microcurrent"),
        "area": make.make_word("areas", "face"),
        "feature": make.make_word("features", "auto-off"),
        "contraindication": make.make_contraindication(),
        "benefit": make.make_benefit(),
        "errorreport": make.make_report(device),
        "proposal": make.make_proposal(finding),
        "price": make.make_price(device),
        "marketingclaim": make.make_claim(device),
        "import": Import.objects.create(by=reader),
        "user": reader,
        "group": Group.objects.get(name="editor"),
    }


def path_of(name, world):
    """Return the address of the page `name`, below /admin/, for the row of its model."""
    return _SPECIAL[name](world) if name in _SPECIAL else _usual(name, world)


def _usual(name, world):
    app, model, page = name.split("_", 2)
    base = f"{app}/{model}/"
    if page == "changelist":
        return base
    if page == "add":
        return f"{base}add/"
    row = world[model]
    if page == "revert":
        return f"{base}{row.pk}/history/{row.history.first().history_id}/"
    return f"{base}{row.pk}/{page.replace('_', '-')}/"


_SPECIAL = {
    "index": lambda world: "",
    "styles": lambda world: "styles/",
    "login": lambda world: "login/",
    "logout": lambda world: "logout/",
    "password_change": lambda world: "password_change/",
    "password_change_done": lambda world: "password_change/done/",
    "autocomplete": lambda world: "autocomplete/?app_label=catalog&model_name=device&field_name=brand&term=",
    "jsi18n": lambda world: "jsi18n/",
    "app_list": lambda world: "catalog/",
    "view_on_site": lambda world: f"r/{ContentType.objects.get_for_model(world['brand']).pk}/{world['brand'].pk}/",
    "catalog_regulatoryfinding_unchanged": lambda world: (
        f"catalog/regulatoryfinding/unchanged/?finding={world['regulatoryfinding'].pk}"
    ),
    "catalog_device_move": lambda world: f"catalog/device/move/publish/?device={world['device'].pk}",
    "catalog_device_picture": lambda world: f"catalog/device/{world['device'].pk}/pictures/{'0' * 64}.jpg",
    "auth_user_password_change": lambda world: f"auth/user/{world['user'].pk}/password/",
}
