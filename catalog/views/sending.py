"""Handing out data: to anyone, from any site, compressed, in part, or not at all when it is known already.

RFC 9110 throughout. Plain and compressed are two representations, each with its own strong ETag, length and ranges.
"""

import hashlib
import io
import re
from functools import wraps

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, parse_http_date

from catalog.queries.exports import JSON_TYPE, as_json
from catalog.queries.exports_kept import Kept, loose, write_gzip
from catalog.views.caching import public
from catalog.views.problems import problem

ZIP_TYPE = "application/zip"
_WORTH_PACKING = 1024  # bytes; below, gzip saves nothing
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Content-Disposition, Content-Range, ETag, Last-Modified, Link, Retry-After, "
        "X-Catalogue-Revision"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# What a browser asks before a script of another site may send a condition: If-None-Match is no "simple" header.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Cache-Control, If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range"
    ),
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}
_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def open_data(view):
    """Mark a public view as data: scripts of other sites may read its answers, errors included."""
    shown = public(view)

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return opened(HttpResponse(status=204, headers=_PREFLIGHT))
        return opened(shown(request, *args, **kwargs))

    return answer


def opened(response):
    """Return an answer that scripts of other sites may read."""
    for name, value in _OPEN.items():
        response.headers[name] = value
    return response


def send_json(request, value, *, edition=None, links=()):
    """Answer with plain values as JSON."""
    data = as_json(value)
    whole = Kept(io.BytesIO(data), 0, len(data), hashlib.sha256(data).hexdigest())
    return send(request, whole, content_type=JSON_TYPE, edition=edition, links=links)


def send(request, whole, *, content_type, filename="", edition=None, packed=None, links=()):
    """Answer with the Kept `whole`, or with what the request's conditions, ranges and encodings make of it.

    `filename` makes it a download; `packed(whole)` returns it in gzip where that is kept too; `edition` says since
    when it stands; `links` are (address, relation).
    """
    leave = content_type == ZIP_TYPE or whole.size < _WORTH_PACKING
    body, encoding = (whole, "") if leave else _chosen(request, whole, packed)
    tag = f'"{body.sha256[:32]}"'
    about = {"ETag": tag, **_dated(edition), **_linked(links)}
    content = {
        "Content-Type": content_type,
        "Content-Encoding": encoding,
        "Content-Disposition": content_disposition_header(bool(filename), filename),
        "Accept-Ranges": "bytes",
    }
    response = _conditional(request, about) or _sent(request, body, tag, content)
    for name, value in about.items():
        response.headers[name] = value
    patch_vary_headers(response, ["Accept-Encoding"])
    if not response.streaming:
        body.file.close()
    return response


def _chosen(request, whole, packed):
    """Return the representation to send and its encoding ("" for none)."""
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return whole, ""
    with whole.file:
        return (packed(whole) if packed else loose(lambda file: write_gzip(file, whole))), "gzip"


def takes_gzip(header):
    """Whether an Accept-Encoding names gzip, or a star, with a weight above zero."""
    weights = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0{0,3})?\s*", weight)
    return weights.get("gzip", weights.get("*", False))


def _dated(edition):
    """Return the revision and Last-Modified; not the second that is running, in which it could change again."""
    if edition is None:
        return {}
    headers = {"X-Catalogue-Revision": str(edition.revision)}
    if (timezone.now() - edition.since).total_seconds() >= 1:
        headers["Last-Modified"] = http_date(edition.since.timestamp())
    return headers


def _linked(links):
    return {"Link": ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)} if links else {}


def _conditional(request, about):
    """Return the answer 304 or 412 that the request's conditions ask for, or None."""
    modified = about.get("Last-Modified")
    moment = parse_http_date(modified) if modified else None
    answer = get_conditional_response(request, etag=about["ETag"], last_modified=moment)
    if answer is not None and answer.status_code == 412:
        return problem(412, "This is no longer what the condition names.")
    return answer


def _sent(request, body, tag, content):
    """Return the answer with all of the body (200), the part that was asked for (206), or none of it (416)."""
    part = asked_range(request, tag, body.size)
    if part is None:
        return _streamed(request, body, range(body.size), content)
    if not part:
        refused = problem(416, "There are no such bytes.", detail=f"There are {body.size} bytes.")
        refused.headers["Content-Range"] = f"bytes */{body.size}"
        return refused
    content["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{body.size}"
    return _streamed(request, body, part, content, status=206)


def asked_range(request, tag, size):
    """Return the range of bytes that a request asks for, empty if there are none such, None for the whole.

    One range is answered; several, and what is no range at all, get the whole, as RFC 9110 allows. If-Range holds for
    this very ETag only: a date could not tell plain from compressed.
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or not asked or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last or size) + 1, size))


def _streamed(request, body, part, content, status=200):
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        body.file.seek(part.start)
        response = FileResponse(_Part(body.file, len(part)), status=status)
    for name, value in (content | {"Content-Length": str(len(part))}).items():
        if value:
            response.headers[name] = value
    return response


class _Part:
    """So many bytes of an open file, from where it stands; closing it closes the file."""

    def __init__(self, file, length):
        self.file, self.left = file, length
        self.close = file.close

    def read(self, size):
        chunk = self.file.read(min(size, self.left))
        self.left -= len(chunk)
        return chunk
