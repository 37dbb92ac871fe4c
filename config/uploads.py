"""How much of a stranger's files is taken in: they are on the disk before any view can look at who sent them."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class StrangersUploadHandler(FileUploadHandler):
    """First of the handlers: without an editor's session the files of a form are dropped beyond so many bytes in all.

    The text is kept, as it may be an editor's whose session has ended. Who it is, is asked only where it matters: the
    database may be away, and then too the text is kept.
    """

    taken = 0

    def receive_data_chunk(self, raw_data, start):
        before, self.taken = self.taken, self.taken + len(raw_data)
        if self.taken > settings.MOST_BYTES_OF_STRANGERS and self._is_strangers():
            self.taken = before
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None  # the next handler has it

    def _is_strangers(self):
        user = getattr(self.request, "user", None)
        return user is None or not user.is_authenticated
