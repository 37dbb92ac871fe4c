"""Choices that would be wrong if they were forgotten: nothing is chosen beforehand, so that nobody passes them by."""

from django import forms

# Columns that have a default in the database and none on a form.
_NOT_PRESET = {"decision_basis", "currency", "source_kind", "kind"}
_CHOOSE = ("", "Choose…")


class NoPresets:
    """For an admin or its rows."""

    def formfield_for_choice_field(self, db_field, request, **options):
        if db_field.name in _NOT_PRESET and db_field.has_default():
            options |= {"choices": [_CHOOSE, *db_field.choices], "initial": ""}
        if db_field.name == "source_kind":
            options["required"] = False  # asked for where there is an address
        return super().formfield_for_choice_field(db_field, request, **options)


class SourcedForm(forms.ModelForm):
    """Asks what kind of page an address leads to, where a row has the two."""

    def clean(self):
        cleaned = super().clean()
        if "source_kind" in self.fields and not cleaned.get("source_kind"):
            if cleaned.get("source_url"):
                self.add_error("source_kind", "Choose what kind of page this is.")
            cleaned["source_kind"] = self._meta.model._meta.get_field("source_kind").default
        return cleaned
