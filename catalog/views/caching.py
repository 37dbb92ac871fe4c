"""How public pages may be kept: by anyone, briefly, and longer while the site is down."""

from functools import wraps

from django.views.decorators.http import require_safe

_PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"


def public(view):
    """Mark a view as public: GET and HEAD only, the same answer for everybody, kept by shared caches for a minute.

    Such a view reads neither session nor user; outside the staff pages there are none to read.
    """

    @require_safe
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 206, 304):
            response.headers.setdefault("Cache-Control", _PUBLIC)
        return response

    return answer
