"""The history of many saved rows at once: entry for entry what each save would have written by itself."""

from collections import defaultdict

from catalog.queries.columns import CHUNK


def write_history(saved):
    """Write one entry for each of `saved`, [(row, whether it is new)], which were saved without and say who and why."""
    groups = defaultdict(list)
    for row, is_new in saved:
        groups[type(row), is_new].append(row)
    for (model, is_new), rows in groups.items():
        for start in range(0, len(rows), CHUNK):
            versions = model.history.bulk_history_create(rows[start : start + CHUNK], update=not is_new)
            for field in model.history.model._history_m2m_fields:
                _write_set(field, versions)


def _write_set(field, versions):
    """Write which words stood in the set `field` at each of the versions."""
    through, kept = field.remote_field.through, getattr(type(versions[0]), field.name).model
    names = [column.attname for column in through._meta.concrete_fields]
    version_of, owner = {version.id: version for version in versions}, f"{field.m2m_field_name()}_id"
    rows = through.objects.filter(**{f"{owner}__in": version_of}).values(*names)
    kept.objects.bulk_create([kept(history=version_of[row[owner]], **row) for row in rows])
