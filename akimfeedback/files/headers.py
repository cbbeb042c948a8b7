"""What the first bytes of a picture say: type, pixels, whether it is whole. Pure; decodes nothing."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_SOF = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}
_MOST_BOXES = 10_000


@dataclass(frozen=True)
class Header:
    """Format as the decoder calls it, media type, and the size the file claims."""

    format: str
    media_type: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        """Return how many pixels a decoder would have to make."""
        return self.width * self.height


class NotAPicture(Exception):
    """The bytes are not of a kind we take."""


class BrokenPicture(Exception):
    """The kind is right, the file is cut off or does not say its size."""


def read_header(content: bytes) -> Header:
    """Return what the header claims; raises NotAPicture or BrokenPicture. Takes JPEG, PNG, WebP and HEIC."""
    if content.startswith(b"\xff\xd8\xff"):
        return Header("JPEG", "image/jpeg", *_jpeg(content))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Header("PNG", "image/png", *_png(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Header("WEBP", "image/webp", *_webp(content))
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return Header("HEIF", "image/heic", *_heic(content))
    raise NotAPicture


def is_pdf(content: bytes) -> bool:
    """Say whether the bytes begin as a PDF and end as one."""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise BrokenPicture
        marker = content[place + 1]
        if marker == 0xFF or marker in _ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if marker in _SOF:
            return _jpeg_size(content, place, length)
        if marker in {0xDA, 0xD9} or length < 2:
            raise BrokenPicture
        place += 2 + length
    raise BrokenPicture


def _jpeg_size(content: bytes, place: int, length: int) -> tuple[int, int]:
    if length < 8 or place + 9 > len(content) or content.rfind(b"\xff\xd9") < place:
        raise BrokenPicture
    height, width = struct.unpack_from(">HH", content, place + 5)
    return _checked(width, height)


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 33 or b"IEND" not in content[33:]:
        raise BrokenPicture
    return _checked(*struct.unpack_from(">II", content, 16))


def _webp(content: bytes) -> tuple[int, int]:
    if len(content) < 30 or struct.unpack_from("<I", content, 4)[0] + 8 > len(content):
        raise BrokenPicture
    kind = content[12:16]
    if kind == b"VP8X":
        return _checked(_three(content, 24) + 1, _three(content, 27) + 1)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return _checked((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return _checked(width & 0x3FFF, height & 0x3FFF)
    raise BrokenPicture


def _three(content: bytes, place: int) -> int:
    return int.from_bytes(content[place : place + 3], "little")


def _heic(content: bytes) -> tuple[int, int]:
    """Return the largest `ispe`: the whole picture; the smaller ones are its tiles and thumbnails."""
    largest = (0, 0)
    for start, end in _boxes(content, b"ispe", 0, len(content)):
        if end - start < 12:
            raise BrokenPicture
        width, height = struct.unpack_from(">II", content, start + 4)
        if width * height > largest[0] * largest[1]:
            largest = (width, height)
    return _checked(*largest)


def _boxes(content: bytes, wanted: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the bodies of the wanted boxes lie, looking into the boxes that hold the sizes."""
    for kind, body, after in _children(content, start, end):
        if kind == wanted:
            yield body, after
        elif kind in {b"meta", b"iprp", b"ipco"}:
            yield from _boxes(content, wanted, body + (4 if kind == b"meta" else 0), after)


def _children(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    place = start
    for _ in range(_MOST_BOXES):
        if place + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", content, place)
        head = 8
        if size == 1 and place + 16 <= end:
            (size,) = struct.unpack_from(">Q", content, place + 8)
            head = 16
        size = end - place if size == 0 else size
        if size < head or place + size > end:
            raise BrokenPicture
        yield kind, place + head, place + size
        place += size
    raise BrokenPicture


def _checked(width: int, height: int) -> tuple[int, int]:
    if width < 1 or height < 1:
        raise BrokenPicture
    return width, height
