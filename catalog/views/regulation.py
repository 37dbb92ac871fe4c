"""The records of a register: the list of them, and each with every device that it covers."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from catalog.models import Authorization
from catalog.queries.pages import PageError, PageMissing, one_page
from catalog.queries.proposals import waiting_for_record
from catalog.queries.records import SORTS, covered_devices, list_records, record_lines
from catalog.rules.authorities import PATHWAYS, NumberError, parse_number
from catalog.views.caching import public

PER_PAGE = 100


class RecordForm(forms.Form):
    """What narrows and orders the list of records."""

    pathway = forms.ChoiceField(
        label="Kind of record",
        required=False,
        choices=[("", "Every kind"), *((p.slug, p.label) for p in PATHWAYS.values())],
        error_messages={"invalid_choice": "“%(value)s” is not a kind of record."},
    )
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[(slug, words) for slug, (words, _) in SORTS.items()],
        error_messages={"invalid_choice": "“%(value)s” is not an order of this list."},
    )


@public
def authorization_list(request):
    """Every record that visitors may see. Wrong input is 400 and lists nothing; a page past the end is 404."""
    form = RecordForm(request.GET)
    context = {"form": form, "is_indexed": not request.GET}
    if not form.is_valid():
        return render(request, "catalog/authorization_list.html", context, status=400)
    chosen = form.cleaned_data
    records = list_records(pathway=chosen["pathway"], sort=chosen["sort"] or "number")
    try:
        page = one_page(records, request.GET.get("page", "").strip(), PER_PAGE)
    except PageError as error:
        form.add_error(None, str(error))
        return render(request, "catalog/authorization_list.html", context, status=400)
    except PageMissing as error:
        raise Http404(str(error)) from None
    query = urlencode({name: value for name, value in chosen.items() if value})
    context |= {"page": page, "lines": record_lines(page, timezone.localdate()), "query": query}
    return render(request, "catalog/authorization_list.html", context)


@public
def authorization_detail(request, number):
    """The record under a number, in any spelling; the canonical address is the only one that answers 200."""
    try:
        canonical = parse_number(number).canonical
    except NumberError as error:
        raise Http404(str(error)) from None
    record = Authorization.objects.ever_public().prefetch_related("areas").filter(number=canonical).first()
    if record is None:
        raise Http404(f"We hold no record under {canonical}.")
    if number != canonical:
        return redirect(record, permanent=True)
    covered = covered_devices(record, timezone.localdate())
    context = {"record": record, "covered": covered, "under_review": waiting_for_record(record)}
    return render(request, "catalog/authorization_detail.html", context)
