"""Decode a picture once and make new ones from its pixels: upright, small, nothing of the old file.

Runs in a worker only. What is not pixels is lost on purpose: place, camera, thumbnail, comments, a second
file hidden in the first. Colours are brought to sRGB first, because the profile goes as well.
"""

import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from akimfeedback.files.rules import SIZES, fit

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
MOST_PIXELS = 100_000_000
_SAVE = {"WEBP": {"quality": 78, "method": 4}, "JPEG": {"quality": 82, "optimize": True, "progressive": True}}
_TYPES = {"WEBP": "image/webp", "JPEG": "image/jpeg"}

pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Picture:
    """One made size."""

    content: bytes
    media_type: str
    width: int
    height: int


class CannotClean(Exception):
    """The bytes cannot be decoded as what they claim to be."""


def clean(content: bytes, media_type: str) -> dict[str, Picture]:
    """Return the sizes of `rules.SIZES`; raises CannotClean for everything a decoder stumbles over."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            whole = _upright(content, FORMATS[media_type])
    except (OSError, ValueError, SyntaxError, KeyError, RuntimeError, EOFError, MemoryError) as error:
        raise CannotClean from error
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise CannotClean from error
    return {name: _made(whole, longest, kind) for name, (longest, kind) in SIZES.items()}


def _upright(content: bytes, kind: str) -> Image.Image:
    """Return the pixels turned as the camera was held, on white, in sRGB, no larger than the largest size."""
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise CannotClean
        largest = max(longest for longest, _ in SIZES.values())
        opened.draft("RGB", (largest, largest))  # a JPEG is decoded at a fraction of its size
        profile = opened.info.get("icc_profile")
        turned = ImageOps.exif_transpose(opened)
        small = turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB")
        small.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    return _in_srgb(_on_white(small), profile)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a strange profile costs colour, not the photo
    return changed or picture


def _made(whole: Image.Image, longest: int, kind: str) -> Picture:
    size = fit(whole.width, whole.height, longest)
    bare = Image.new("RGB", size)
    bare.paste(whole if size == whole.size else whole.resize(size, Image.Resampling.LANCZOS))
    out = io.BytesIO()
    bare.save(out, kind, **_SAVE[kind])
    return Picture(out.getvalue(), _TYPES[kind], *size)
