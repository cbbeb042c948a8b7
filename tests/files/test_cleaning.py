"""New pictures from old pixels: upright, small, without what the camera wrote."""

import io

import pytest
from PIL import Image

from akimfeedback.files import cleaning
from akimfeedback.files.rules import fit
from tests.files.pictures import picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("HEIF", "image/heic")],
)
def test_nothing_of_the_camera_survives(kind: str, media_type: str) -> None:
    made = cleaning.clean(picture(kind), media_type)

    assert set(made) == {"thumb", "page", "full"}
    for size in made.values():
        image = opened(size.content)
        assert len(image.getexif()) == 0
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
        assert b"Camera" not in size.content


def test_a_turned_photo_stands_upright() -> None:
    lying = picture(size=(64, 40), orientation=6)

    full = opened(cleaning.clean(lying, "image/jpeg")["full"].content)

    assert full.size == (40, 64)
    top, bottom = full.getpixel((20, 8)), full.getpixel((20, 56))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)


def test_large_ones_shrink_and_small_ones_do_not_grow() -> None:
    made = cleaning.clean(picture(size=(3000, 1500)), "image/jpeg")

    assert {name: (size.width, size.height) for name, size in made.items()} == {
        "thumb": (320, 160),
        "page": (960, 480),
        "full": (1600, 800),
    }


def test_glass_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

    full = opened(cleaning.clean(out.getvalue(), "image/png")["full"].content)

    assert full.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0" + b"junk" * 50, "image/jpeg"),
        (picture("PNG"), "image/jpeg"),
        (picture("PNG")[:-40], "image/png"),
        (picture("HEIF")[:-30], "image/heic"),
        (b"", "image/webp"),
    ],
    ids=["junk", "another type", "cut png", "cut heic", "nothing"],
)
def test_what_cannot_be_decoded_is_said_so(content: bytes, media_type: str) -> None:
    with pytest.raises(cleaning.CannotClean):
        cleaning.clean(content, media_type)


@pytest.mark.parametrize(
    ("size", "longest", "made"),
    [((100, 50), 320, (100, 50)), ((640, 480), 320, (320, 240)), ((10_000, 1), 320, (320, 1))],
    ids=["small stays", "shrinks", "a thread stays visible"],
)
def test_fit(size: tuple[int, int], longest: int, made: tuple[int, int]) -> None:
    assert fit(*size, longest) == made
