"""Photos: what may come in, which sizes go out, and what the files are called."""

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_SIDE = 8_000
MAX_PER_DEVICE = 20

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")

# Format → (file ending, Content-Type), best first: a browser takes the first that it knows.
FORMATS = {
    "AVIF": ("avif", "image/avif"),
    "WEBP": ("webp", "image/webp"),
    "JPEG": ("jpg", "image/jpeg"),
}
CONTENT_TYPES = dict(FORMATS.values())

_WIDTHS = (400, 800, 1600)


def widths(width):
    """Return the widths in pixels that a photo `width` pixels wide is offered in, smallest first; never enlarged."""
    return [w for w in _WIDTHS if w < width] + ([width] if width <= _WIDTHS[-1] else [])


def file_name(digest, width, image_format):
    """Return the public name of a rendition: the SHA-256 of the original's bytes, the width, the format's ending."""
    return f"{digest}-{width}.{FORMATS[image_format][0]}"
