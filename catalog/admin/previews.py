"""A device's public page for editors: as it would stand today, and as it stood on a day."""

from pathlib import Path

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from catalog.actions.renditions import FOLDER
from catalog.admin.base import DayInput
from catalog.models import Device, Photo
from catalog.models.findings import today
from catalog.queries.device_page import device_page
from catalog.queries.history_as_of import device_as_of
from catalog.rules import renditions
from catalog.rules.dates import show_day


class DayForm(forms.Form):
    day = forms.DateField(label="As it stood at the end of", widget=DayInput)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError("That day has not come yet.")
        return day


class PreviewsMixin:
    """Adds to the admin of devices the pages that nobody else can see; none of them is kept by any cache."""

    def get_urls(self):
        pages = [("preview", self.preview_view), ("as-of", self.as_of_view)]
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"catalog_device_{name.replace('-', '_')}")
            for name, view in pages
        ]
        picture = self.admin_site.admin_view(self.picture_view)
        own.append(path("<int:pk>/pictures/<str:digest>.jpg", picture, name="catalog_device_picture"))
        return [*own, *super().get_urls()]

    def preview_view(self, request, pk):
        """Show the public page of a device in any state, by the query that the public page is made with."""
        device = self._seen_by(request, pk)
        page = device_page(Device.objects.visible_to(request.user), device.slug, today())
        return TemplateResponse(request, "admin/catalog/device/preview.html", {"page": page, "device": page.device})

    def as_of_view(self, request, pk):
        """Show the page of a device as it stood at the end of the day in `day`, or ask for the day."""
        device = self._seen_by(request, pk)
        form = DayForm(request.GET or None)
        if not form.is_valid():
            return self._ask_for_day(request, device, form, status=400 if form.is_bound else 200)
        day = form.cleaned_data["day"]
        try:
            page = device_as_of(device.slug, day)
        except Device.DoesNotExist:
            entered = show_day(timezone.localdate(device.history.earliest().history_date))
            form.add_error("day", f"It was not there on {show_day(day)}: it was entered on {entered}.")
            return self._ask_for_day(request, device, form, status=404)
        shown = {"page": page, "device": page.device, "day": day, "now": device, "is_today": day == today()}
        return TemplateResponse(request, "admin/catalog/device/as_of.html", shown)

    def _ask_for_day(self, request, device, form, *, status):
        context = {
            **self.admin_site.each_context(request),
            "title": f"As it stood: {device}",
            "opts": self.opts,
            "object": device,
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/device/choose_day.html", context, status=status)

    def picture_view(self, request, pk, digest):
        """Hand out a picture that the device has or had: outside these pages that of a draft does not exist."""
        self._seen_by(request, pk)
        photo = Photo.history.filter(device_id=pk, digest=digest).first()
        if photo is None:
            raise Http404("There is no such picture.")
        name = renditions.file_name(digest, renditions.widths(photo.width)[0], "JPEG")
        file = Path(settings.MEDIA_ROOT) / FOLDER / name
        if not file.is_file():
            raise Http404("There is no such picture.")
        _, content_type = renditions.FORMATS["JPEG"]
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return FileResponse(file.open("rb"), content_type=content_type, headers=headers)

    def _seen_by(self, request, pk):
        device = Device.objects.visible_to(request.user).select_related("brand").filter(pk=pk).first()
        if not self.has_view_or_change_permission(request, device):
            raise PermissionDenied("Your role may not see this.")
        if device is None:
            raise Http404("There is no such device.")
        return device
