"""What is shown when something is not there or not understood: a page, or a problem document to who asks for data."""

import sys
import traceback

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from catalog.views.problems import problem
from catalog.views.sending import opened

_DATA = (".csv", ".json", ".zip")


def _asks_for_data(request):
    return request.path_info.endswith(_DATA)


def bad_request(request, exception):
    if _asks_for_data(request):
        return opened(problem(400, "The request is not in a form that this site expects."))
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    """Say what was missing where our own code has said so; never what Django says of models and addresses."""
    if _asks_for_data(request):
        return opened(problem(404, "There is no such address."))
    said = str(exception) if _is_our_own(exception) else ""
    return render(request, "404.html", {"said": said}, status=404)


def _is_our_own(exception):
    """Whether an exception was raised in the catalogue's code, and not in Django's on its behalf."""
    frames = [frame for frame, _ in traceback.walk_tb(exception.__traceback__)]
    return bool(frames) and frames[-1].f_globals["__name__"].startswith("catalog.")


def server_error(request):
    """Rendered without asking the database: the fault may be there. One that is away is 503, to be tried again."""
    is_away = isinstance(sys.exc_info()[1], OperationalError)
    status = 503 if is_away else 500
    if _asks_for_data(request):
        title = "The catalogue is away for a moment." if is_away else "Something went wrong on our side."
        response = opened(problem(status, title))
    else:
        told = {"is_away": is_away, "is_sent": request.method == "POST"}
        response = HttpResponse(render_to_string("500.html", told), status=status)
    if is_away:
        response.headers["Retry-After"] = "30"
    return response
