"""What is shown when something is not there or not understood."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    """Say what was missing where a view has said so itself; never what the URL resolver tried."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"said": said}, status=404)


def server_error(request):
    """Rendered without asking the database: the fault may be there. One that is away is 503, to be tried again."""
    is_away = isinstance(sys.exc_info()[1], OperationalError)
    page = render_to_string("500.html", {"is_away": is_away})
    if is_away:
        return HttpResponse(page, status=503, headers={"Retry-After": "30"})
    return HttpResponse(page, status=500)
