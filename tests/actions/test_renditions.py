"""Pictures from strangers: what comes in, what goes out, and what never does."""

import io
import random
import struct
import zipfile
import zlib
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.actions.renditions import add_photo, decode, read_picture
from tests.factories import make_device

GPS_TAG, ORIENTATION_TAG = 0x8825, 0x0112


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def drawn(image_format="JPEG", size=(60, 40), mode="RGB", colour="red", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, image_format, **options)
    return out.getvalue()


def huge_header():
    """A PNG of a few bytes whose header claims 13000 × 13000 pixels."""
    header = struct.pack(">IIBBBBB", 13000, 13000, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", "not a picture")
    return out.getvalue()


def stored(settings, name):
    return (settings.MEDIA_ROOT / "photos" / name).read_bytes()


def refused(content):
    with pytest.raises(ValidationError) as caught:
        read_picture(upload(content))
    return caught.value.message


def test_a_header_that_claims_too_many_pixels_is_refused_before_decoding():
    assert "megapixels" in refused(huge_header())


def test_a_side_longer_than_the_limit_is_refused():
    assert "8000 pixels" in refused(drawn("PNG", size=(8001, 2)))


def test_a_picture_that_the_decoder_itself_takes_for_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert "megapixels" in refused(drawn())


def test_a_file_larger_than_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr("catalog.rules.renditions.MAX_BYTES", 10)
    assert "larger than" in refused(drawn())


@pytest.mark.parametrize(
    "content",
    [
        zipped(),
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        drawn()[:300],
        drawn("PNG")[:80],
        drawn("WEBP")[:40],
        drawn("GIF"),
        drawn("BMP"),
        drawn("TIFF"),
    ],
    ids=["zip", "nothing", "svg", "cut jpeg", "cut png", "cut webp", "gif", "bmp", "tiff"],
)
def test_what_is_not_a_whole_picture_of_a_known_kind_is_refused_in_words(content):
    assert "damaged" in refused(content)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_accepted_format_is_read(image_format):
    assert read_picture(upload(drawn(image_format))).image.size == (60, 40)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "CMYK", "1"])
def test_each_colour_mode_becomes_plain_colour(mode):
    image_format = "JPEG" if mode == "CMYK" else "PNG"
    assert read_picture(upload(drawn(image_format, mode=mode, colour=None))).image.mode == "RGB"


def damaged(content, dice):
    """Change a bit, a few bytes of the header, take some out, put some in, or cut the end off."""
    data, place = bytearray(content), dice.randrange(len(content))
    match dice.randrange(5):
        case 0:
            data[place] ^= 1 << dice.randrange(8)
        case 1:
            data[place % 400] = dice.randrange(256)
        case 2:
            del data[place : place + dice.randrange(1, 40)]
        case 3:
            data[place:place] = dice.randbytes(8)
        case 4:
            del data[place:]
    return bytes(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's remarks on what is damaged beside the pixels
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_damaged_picture_is_read_or_refused_in_words_and_is_never_an_error_of_ours(image_format):
    exif, dice = Image.Exif(), random.Random(image_format)
    exif[ORIENTATION_TAG], exif[GPS_TAG] = 6, {1: "N", 2: (52.0, 30.0, 0.0)}
    content = drawn(image_format, exif=exif)
    outcomes = Counter(outcome(damaged(content, dice)) for _ in range(400))
    assert set(outcomes) == {"read", "refused"}


def outcome(content):
    try:
        decode(content)
    except ValidationError:
        return "refused"
    return "read"


def test_a_picture_that_asks_for_more_memory_than_there_is_is_refused_in_words(monkeypatch):
    def greedy(*args, **options):
        raise MemoryError

    monkeypatch.setattr(Image, "open", greedy)
    assert "damaged" in refused(drawn())


def test_what_is_transparent_stands_on_white():
    content = drawn("PNG", mode="RGBA", colour=(0, 0, 0, 0))
    assert read_picture(upload(content)).image.getpixel((0, 0)) == (255, 255, 255)


def on_its_side():
    """A picture 60 wide and 40 high, red on the left, with the note that its left side is its top."""
    image, out = Image.new("RGB", (60, 40), "blue"), io.BytesIO()
    image.paste("red", (0, 0, 20, 40))
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 6
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_taken_on_its_side_comes_out_upright():
    image = read_picture(upload(on_its_side())).image
    assert image.size == (40, 60)
    assert [colour_of(image, (20, y)) for y in (5, 55)] == ["red", "blue"]


@pytest.mark.django_db
def test_every_rendition_of_a_picture_taken_on_its_side_is_upright(settings):
    photo = add_photo(make_device(), read_picture(upload(on_its_side())), alt="", credit="")
    assert (photo.width, photo.height) == (40, 60)
    for _, _, name in photo.file_names():
        image = Image.open(io.BytesIO(stored(settings, name))).convert("RGB")
        assert image.size == (40, 60)
        assert [colour_of(image, (20, y)) for y in (5, 55)] == ["red", "blue"]


def colour_of(image, place):
    red, _, blue = image.getpixel(place)
    return "red" if red > blue else "blue"


def gps_picture():
    exif = Image.Exif()
    exif[GPS_TAG] = {1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)}
    exif[0x010F] = "A camera that tells"
    return drawn(size=(900, 600), exif=exif, icc_profile=b"profile that tells", comment=b"a comment that tells")


@pytest.mark.django_db
def test_no_rendition_tells_where_or_with_what_it_was_taken(settings):
    photo = add_photo(make_device(), read_picture(upload(gps_picture())), alt="A device.", credit="Ours.")
    names = [name for _, _, name in photo.file_names()]
    assert len(names) == 9
    for name in names:
        content = stored(settings, name)
        image = Image.open(io.BytesIO(content))
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
        assert b"tells" not in content


@pytest.mark.django_db
def test_renditions_come_in_each_width_and_keep_the_shape(settings):
    photo = add_photo(make_device(), read_picture(upload(drawn(size=(1000, 500)))), alt="", credit="")
    names = [name for _, image_format, name in photo.file_names() if image_format == "AVIF"]
    sizes = [Image.open(io.BytesIO(stored(settings, name))).size for name in names]
    assert sizes == [(400, 200), (800, 400), (1000, 500)]


@pytest.mark.django_db
def test_the_same_picture_is_added_to_a_device_once():
    device, picture = make_device(), read_picture(upload(drawn()))
    add_photo(device, picture, alt="", credit="")
    with pytest.raises(ValidationError, match="already has this picture"):
        add_photo(device, picture, alt="", credit="")


@pytest.mark.django_db
def test_a_device_takes_no_more_pictures_than_the_limit(monkeypatch):
    monkeypatch.setattr("catalog.rules.renditions.MAX_PER_DEVICE", 1)
    device = make_device()
    add_photo(device, read_picture(upload(drawn())), alt="", credit="")
    with pytest.raises(ValidationError, match="at most"):
        add_photo(device, read_picture(upload(drawn(colour="blue"))), alt="", credit="")
