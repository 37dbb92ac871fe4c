"""Pictures on the page of their device: the file comes in once, its words can be changed later."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from catalog.actions.renditions import add_photo, read_picture
from catalog.admin.inlines import SOURCE, Rows
from catalog.admin.uploads import HeldFileField
from catalog.models import Photo
from catalog.rules import renditions

_WORDS = ("alt", "credit", "source_url", "source_kind", "position")


class PhotoForm(forms.ModelForm):
    picture = None
    upload = HeldFileField(
        label="picture",
        required=False,
        help_text="JPEG, PNG, WebP or AVIF, at most 10 MB and 24 megapixels. Place and camera are taken out.",
    )

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("upload")
        if self.instance.pk is None and not upload and "upload" not in self.errors:
            self.add_error("upload", "Choose a picture.")
        if self.instance.pk and upload:
            self.add_error("upload", "A picture is not replaced: delete this one and add another.")
        elif upload:
            self._read(upload)
        return cleaned

    def _read(self, upload):
        try:
            self.picture = read_picture(upload)
        except ValidationError as refusal:
            self.add_error("upload", refusal)
            return
        if Photo.objects.filter(device=self.instance.device_id, digest=self.picture.digest).exists():
            self.add_error("upload", "This device already has this picture.")


class PhotoFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        if len([form for form in kept if form.instance.pk or form.has_changed()]) > renditions.MAX_PER_DEVICE:
            raise ValidationError(f"A device has at most {renditions.MAX_PER_DEVICE} pictures.")
        digests = set()
        for form in kept:
            digest = form.picture.digest if form.picture else None
            if digest in digests:
                form.add_error("upload", "This is the same picture as one above.")
            digests.update({digest} - {None})

    def save_new(self, form, commit=True):
        """Hand a new picture to the action that draws its renditions."""
        words = {name: form.cleaned_data[name] for name in _WORDS}
        return add_photo(self.instance, form.picture, **words)


class PhotoRows(Rows):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    short_name = "Photos"
    readonly_fields = ["size"]
    fields = [("upload", "size"), "alt", "credit", SOURCE, "position"]

    @admin.display(description="size")
    def size(self, photo):
        return f"{photo.width} × {photo.height} pixels" if photo.pk else "–"
