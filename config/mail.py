"""Which mail server, from one address. Without one the site works and sends nothing."""

import re
from urllib.parse import unquote, urlsplit

from config.env import WrongSetting

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Scheme → its usual port, and how it is encrypted.
_SCHEMES = {
    "smtps": (465, {"use_ssl": True, "use_tls": False}),
    "smtp+starttls": (587, {"use_ssl": False, "use_tls": True}),
    "smtp": (25, {"use_ssl": False, "use_tls": False}),
}
_EXPECTED = "expected smtps://user:password@host, smtp+starttls://user:password@host:587 or smtp://host:25"
_ADDRESS = re.compile(r"[^@\s<>,;]+@[A-Za-z0-9.-]+")
_SECONDS = 20


def mail_from(address):
    """Return the options of Django's SMTP backend for `address`, percent-decoded; {} for "".

    Raises WrongSetting, never showing the password, also where a password would travel unencrypted.
    """
    if not address:
        return {}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as problem:
        raise WrongSetting(f"EMAIL_URL: cannot be read; {_EXPECTED}") from problem
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise WrongSetting(f"EMAIL_URL: {_EXPECTED}")
    if parts.password and parts.scheme == "smtp":
        raise WrongSetting("EMAIL_URL: a password needs smtps:// or smtp+starttls://")
    usual, encryption = _SCHEMES[parts.scheme]
    return {
        "host": parts.hostname,
        "port": port or usual,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "timeout": _SECONDS,
        **encryption,
    }


def sender_from(address, *, needed):
    """Return the address that mail comes from. Raises WrongSetting for a wrong one, and for a `needed` one not set."""
    if needed and not address:
        raise WrongSetting("EMAIL_FROM: is not set, but EMAIL_URL is; expected an address such as register@example.org")
    if address and not _ADDRESS.fullmatch(address):
        raise WrongSetting("EMAIL_FROM: expected an address such as register@example.org")
    return address
