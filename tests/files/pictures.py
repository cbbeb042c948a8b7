"""Small pictures made on the spot, and files that only look like pictures."""

import io
import struct

import pillow_heif
from PIL import Image


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (64, 40), *, orientation: int = 1, gps: bool = True
) -> bytes:
    """Return a picture whose left half is red and right half blue, with a place and a turn in its EXIF."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of somebody"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 15.0, 0.0), 3: "E", 4: (76.0, 57.0, 0.0)})
    out = io.BytesIO()
    if kind == "HEIF":
        heif = pillow_heif.from_pillow(image)
        heif.save(out, exif=exif.tobytes(), quality=90)
    else:
        image.save(out, kind, exif=exif)
    return out.getvalue()


def claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be as large as told."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
    return head + b"\0\0\0\0" + b"\0\0\0\0IEND\xaeB`\x82"


def pdf() -> bytes:
    """Return the smallest thing that begins and ends as a PDF."""
    return b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
