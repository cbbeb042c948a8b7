"""Reading headers: types, sizes, cut-off files; never a fault of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.files import headers
from tests.files.pictures import claims, pdf, picture


@pytest.mark.parametrize(
    ("kind", "media_type", "height"),
    [
        ("JPEG", "image/jpeg", 40),
        ("PNG", "image/png", 40),
        ("WEBP", "image/webp", 40),
        (
            "HEIF",
            "image/heic",
            64,
        ),  # coded in blocks of 64, cut to 40 afterwards: what a decoder makes counts
    ],
)
def test_size_and_type_come_from_the_bytes(kind: str, media_type: str, height: int) -> None:
    header = headers.read_header(picture(kind))

    assert (header.format, header.media_type, header.width, header.height) == (kind, media_type, 64, height)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a\x01\x00", b"<svg onload='alert(1)'/>", b"\x00" * 64, pdf(), b"MZ" + b"\0" * 200],
    ids=["empty", "gif", "svg", "zeros", "pdf", "program"],
)
def test_other_files_are_no_pictures(content: bytes) -> None:
    with pytest.raises(headers.NotAPicture):
        headers.read_header(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_cut_off_picture_is_noticed(kind: str, part: float) -> None:
    whole = picture(kind, (300, 200))

    with pytest.raises((headers.BrokenPicture, headers.NotAPicture)):
        headers.read_header(whole[: int(len(whole) * part)])


def test_a_bomb_says_its_size_before_anybody_decodes_it() -> None:
    assert headers.read_header(claims(65_535, 65_535)).pixels == 65_535**2


@given(st.binary(max_size=400), st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.integers(0, 300))
def test_any_bytes_are_a_header_or_a_refusal(noise: bytes, kind: str, place: int) -> None:
    whole = bytearray(PICTURES[kind])
    whole[place : place + len(noise)] = noise

    for content in (noise, bytes(whole), bytes(whole[: len(noise)])):
        try:
            header = headers.read_header(content)
        except (headers.NotAPicture, headers.BrokenPicture):
            continue
        assert header.width > 0
        assert header.height > 0


PICTURES = {kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF")}


@pytest.mark.parametrize(
    ("content", "is_one"),
    [(pdf(), True), (b"%PDF-1.4 and nothing", False), (b"x" + pdf(), False)],
    ids=["whole", "no end", "hidden behind"],
)
def test_a_pdf_begins_and_ends_as_one(content: bytes, is_one: bool) -> None:
    assert headers.is_pdf(content) is is_one
