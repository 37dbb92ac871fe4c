"""Who may do what: each role as the permissions it carries, `action_model` as Django spells them."""

_CATALOGUE = (
    "brand device modality area feature authorization deviceauthorization regulatoryfinding price photo "
    "contraindication devicecontraindication notice benefit devicebenefit marketingclaim source"
).split()

_READ_ONLY = "verification errorreport revision proposal".split()

# Rows that belong to one device and may be taken out again; what others lean on is never deleted by an editor.
_DETACHABLE = (
    "deviceauthorization price photo devicecontraindication notice devicebenefit marketingclaim source"
).split()

VIEWER = {f"view_{model}" for model in _CATALOGUE + _READ_ONLY}

EDITOR = (
    VIEWER
    | {f"{action}_{model}" for model in _CATALOGUE for action in ("add", "change")}
    | {f"delete_{model}" for model in _DETACHABLE}
    | {"delete_device", "change_errorreport", "import_catalogue"}
)

VERIFIER = EDITOR | {"verify_regulatoryfinding", "publish_device", "change_proposal"}

ADMINISTRATOR = VIEWER | {
    f"{action}_{model}" for model in ("user", "group") for action in ("add", "change", "delete", "view")
}

ROLES = {"editor": EDITOR, "verifier": VERIFIER, "administrator": ADMINISTRATOR}
