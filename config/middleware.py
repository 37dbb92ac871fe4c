"""The front door, which every answer leaves through, and the staff entrance.

Why public pages may not know a session: docs/decisions. In short, what never reads a cookie can be kept
by any cache without showing a draft to a stranger.
"""

import logging
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import render, resolve_url

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DENIED_FEATURES),
    "Cache-Control": "no-store, private",
}
# Fixed text: nothing that the stranger sent comes back, and no template can fail here.
UNKNOWN_HOST_PAGE = """<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Unknown address</title></head>
<body>
<h1>This site does not answer to that name</h1>
<p>The request reached a catalogue of microcurrent devices under a host name it does not know.
Please check the address. Whoever runs the site lists its names in the setting ALLOWED_HOSTS.</p>
</body>
</html>
"""

READING = ("GET", "HEAD", "OPTIONS")

log = logging.getLogger(__name__)


class FrontDoorMiddleware:
    """Outermost: refuses unknown hosts and sets the headers of every answer that leaves.

    A view that needs another value of a header sets it itself and is left alone; an answer that says
    nothing about caching is not to be kept by anyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.headers = dict(HEADERS)
        if settings.HTTPS:
            self.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"

    def __call__(self, request):
        response = self._answer(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response

    def _answer(self, request):
        if settings.BEHIND_PROXY:
            take_the_proxys_word(request)
        try:
            request.get_host()
        except DisallowedHost as problem:
            log.warning("Refused a request: %s", problem)
            return HttpResponseBadRequest(UNKNOWN_HOST_PAGE)
        if request.method in READING:  # nothing reads what may come with these
            return self.get_response(request)
        if not request.path_info.startswith(settings.WRITABLE_PREFIXES):
            return HttpResponseNotAllowed(READING)
        return refusal_of_body(request) or self.get_response(request)


def refusal_of_body(request):
    """Return the answer to a form that is too long, or does not say how long it is; None for one that may be read.

    What the header states is enough: the server hands on no more than that. One sent in chunks states nothing, and
    Django would take it for empty.
    """
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if length < 0 or "HTTP_TRANSFER_ENCODING" in request.META:
        return render(request, "413.html", {"unknown": True}, status=411)
    most = most_bytes(request)
    if length <= most:
        return None
    return render(request, "413.html", {"most": most, "sent": length}, status=413)


def most_bytes(request):
    """Return how long a form at this address may be. Only editors send files, and not when they log in."""
    is_for_editors = request.path_info.startswith(settings.STAFF_PREFIX)
    if is_for_editors and request.path != resolve_url(settings.LOGIN_URL):
        return settings.MOST_BYTES_OF_EDITORS
    return settings.MOST_BYTES_OF_VISITORS


def take_the_proxys_word(request):
    """Put the visitor's address where the connection's stands: the last hop, which the proxy itself wrote.

    What a visitor forges stands before it and changes nothing.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if last := hops[-1].strip():
        request.META["REMOTE_ADDR"] = last


class StaffOnly:
    """Makes a middleware step aside for every address outside STAFF_PREFIX."""

    def __call__(self, request):
        if request.path_info.startswith(settings.STAFF_PREFIX):
            return super().__call__(request)
        return self.get_response(request)


class StaffSessionMiddleware(StaffOnly, SessionMiddleware):
    """Sessions under /admin/ alone: a public view has no `request.session` to read."""


class StaffAuthenticationMiddleware(StaffOnly, AuthenticationMiddleware):
    """Signs people in under /admin/ alone, and out SESSION_ABSOLUTE_AGE seconds after they came.

    The idle limit is the session's own age, renewed by every request; this one is never renewed.
    """

    STARTED = "signed_in_at"

    def process_request(self, request):
        session = request.session
        if SESSION_KEY in session:
            now = int(time.time())
            if now - session.setdefault(self.STARTED, now) >= settings.SESSION_ABSOLUTE_AGE:
                session.flush()
        super().process_request(request)


class StaffMessageMiddleware(StaffOnly, MessageMiddleware):
    """Messages need a session, so they exist under /admin/ alone."""


class QuietCsrfMiddleware:
    """Keeps a broken CSRF cookie from being mended where no form asks for one: public pages set no cookie.

    Stands right after Django's, which mends it at once; a form that takes a token asks for the cookie again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        return self.get_response(request)
