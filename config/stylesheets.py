"""The stylesheet of the public pages: many small files to read, one file to send (see docs/decisions/0012)."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

NAME = "catalog/site.css"
PARTS = settings.BASE_DIR / "catalog" / "styles"


class StylesheetFinder(BaseFinder):
    """Finds `catalog/site.css`: every file of `catalog/styles/`, in the order of their names, joined on demand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.VAR_DIR) / "styles"
        self.storage = FileSystemStorage(location=self.folder)

    def find(self, path, find_all=False, **kwargs):
        """Return where the joined file lies, or [] for any other path."""
        if path != NAME:
            return []
        found = str(self._joined())
        return [found] if find_all else found

    def list(self, ignore_patterns):
        if not matches_patterns(NAME, ignore_patterns):
            self._joined()
            yield NAME, self.storage

    def _joined(self):
        joined = self.folder / NAME
        text = "\n".join(part.read_text(encoding="utf-8") for part in sorted(PARTS.glob("*.css")))
        if not joined.exists() or joined.read_text(encoding="utf-8") != text:
            joined.parent.mkdir(parents=True, exist_ok=True)
            # Another process may be reading: the new file takes the place of the old one whole.
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=joined.parent, delete=False) as file:
                file.write(text)
            Path(file.name).chmod(0o644)
            Path(file.name).replace(joined)
        return joined
