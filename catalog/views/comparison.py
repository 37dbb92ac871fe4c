"""Devices side by side."""

from django.shortcuts import render

from catalog.views.caching import public


@public
def comparison(request):
    return render(request, "catalog/comparison.html")
