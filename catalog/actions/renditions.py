"""Taking a picture in: a stranger's file is decoded once, and only what we draw from it is ever shown."""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageOps

from catalog.actions.files import store_bytes
from catalog.models import Photo
from catalog.rules import renditions

FOLDER = "photos"

# Encoder options. AVIF at speed 8 costs about as much time as WebP.
_OPTIONS = {
    "AVIF": {"quality": 62, "speed": 8},
    "WEBP": {"quality": 80, "method": 4},
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
}
# What Pillow raises for broken files, by format and kind of damage: for AVIF, RuntimeError. A damaged length makes some
# decoders ask for more memory than there is; the pixels themselves have been judged by then.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, RuntimeError, MemoryError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A decoded upload: the SHA-256 of its bytes, and its pixels: upright, RGB on white, without any metadata."""

    digest: str
    image: Image.Image


def read_picture(upload):
    """Return the Picture of an uploaded file. Raises ValidationError, in words, for what may not come in."""
    if upload.size > renditions.MAX_BYTES:
        raise ValidationError(f"The picture is larger than {renditions.MAX_BYTES // 1024**2} MB.")
    upload.seek(0)
    content = upload.read()
    return Picture(hashlib.sha256(content).hexdigest(), decode(content))


def decode(content):
    """Return the pixels of a picture's bytes: upright, RGB on white, without any metadata.

    Raises ValidationError, in words, for what is no picture, is damaged, or is too large to be opened.
    """
    try:
        image = Image.open(io.BytesIO(content), formats=renditions.ACCEPTED_FORMATS)
        _refuse_large(*image.size)
        return _bare(ImageOps.exif_transpose(image))
    except _BOMBS:
        raise ValidationError(_too_large()) from None
    except _BROKEN:
        raise ValidationError(
            "This is not a picture that can be read: it may be damaged, or of another kind than JPEG, PNG, WebP, AVIF."
        ) from None


@transaction.atomic
def add_photo(device, picture, *, alt, credit, source_url="", source_kind="other", position=100):
    """Store the renditions of a Picture and add it to `device`. Raises ValidationError; returns the Photo.

    The files are on the disk before the row speaks of them.
    """
    photo = Photo(
        device=device,
        digest=picture.digest,
        width=picture.image.width,
        height=picture.image.height,
        alt=alt,
        credit=credit,
        source_url=source_url,
        source_kind=source_kind,
        position=position,
    )
    photo.full_clean()
    for width, image_format, name in photo.file_names():
        store_bytes(settings.MEDIA_ROOT / FOLDER, name, _encode(picture.image, width, image_format))
    photo.save()
    return photo


def _refuse_large(width, height):
    """Judge by the header, before a single pixel is decoded."""
    if max(width, height) > renditions.MAX_SIDE or width * height > renditions.MAX_PIXELS:
        raise Image.DecompressionBombError


def _too_large():
    megapixels = renditions.MAX_PIXELS // 1_000_000
    return f"The picture has more than {megapixels} megapixels, or a side longer than {renditions.MAX_SIDE} pixels."


def _bare(image):
    """Return the pixels alone, on white: a new image carries no place, no camera and no colour profile."""
    bare = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        bare.paste(image, mask=image)
    else:
        bare.paste(image.convert("RGB"))
    return bare


def _encode(image, width, image_format):
    height = max(1, round(image.height * width / image.width))
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    sized.save(out, image_format, **_OPTIONS[image_format])
    return out.getvalue()
