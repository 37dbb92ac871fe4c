"""Pictures: the sizes offered and the names they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import renditions


@pytest.mark.parametrize(
    ("width", "offered"),
    [
        (1, [1]),
        (399, [399]),
        (400, [400]),
        (401, [400, 401]),
        (800, [400, 800]),
        (801, [400, 800, 801]),
        (1599, [400, 800, 1599]),
        (1600, [400, 800, 1600]),
        (1601, [400, 800, 1600]),
        (renditions.MAX_SIDE, [400, 800, 1600]),
    ],
)
def test_a_picture_is_offered_in_these_widths(width, offered):
    assert renditions.widths(width) == offered


@given(st.integers(1, renditions.MAX_SIDE))
def test_a_picture_is_never_enlarged(width):
    offered = renditions.widths(width)
    assert offered == sorted(set(offered))
    assert 0 < offered[-1] <= width


def test_a_file_is_named_by_its_content_its_width_and_its_format():
    assert renditions.file_name("ab" * 32, 800, "AVIF") == f"{'ab' * 32}-800.avif"


def test_every_ending_has_a_fixed_type_of_picture():
    assert renditions.CONTENT_TYPES == {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
