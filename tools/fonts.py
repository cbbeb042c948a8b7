"""Cut the fonts: run once after unpacking the npm package @fontsource/golos-text.

  fonts.py FOLDER   FOLDER is the package's `files`; writes akimfeedback/web/static/fonts/
Two small files for Kazakh and Russian, two for Latin letters (pages), two whole ones (PDF and pictures).
"""

import io
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "akimfeedback" / "web" / "static" / "fonts"
PARTS = ("cyrillic-ext", "cyrillic", "latin", "latin-ext")
WEIGHTS = (400, 600)
KAZAKH_AND_RUSSIAN = (
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяӘҒҚҢӨҰҮҺІәғқңөұүһі"
    " !\"#%&'()*+,-./0123456789:;<=>?@[]_{|}~\u00a0«»–—…№₸"
)
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz‘’“”„·×°"


def whole(folder: Path, weight: int) -> TTFont:
    """Return one font joined from the package's parts."""
    files = []
    for part in PARTS:
        font = TTFont(folder / f"golos-text-{part}-{weight}-normal.woff2")
        font.flavor = None
        plain = io.BytesIO()
        font.save(plain)
        plain.seek(0)
        files.append(plain)
    return Merger().merge(files)


def cut(font: TTFont, letters: str) -> None:
    """Keep the letters and what sets them well."""
    options = Options()
    options.layout_features = ["kern", "tnum", "locl", "ccmp"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)


def name(font: TTFont, weight: int) -> None:
    """Call the whole font "Golos" in a regular and a semibold cut, so that typst and resvg find it."""
    style = "Regular" if weight == 400 else "SemiBold"
    table = font["name"]
    for number, text in {
        1: "Golos",
        2: style,
        4: f"Golos {style}",
        6: f"Golos-{style}",
        16: "Golos",
        17: style,
    }.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def main(folder: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        full = whole(folder, weight)
        name(full, weight)
        full.save(TARGET / f"Golos-{weight}.ttf")
        for letters, kind in ((KAZAKH_AND_RUSSIAN, "kk"), (LATIN, "latin")):
            font = TTFont(TARGET / f"Golos-{weight}.ttf")
            cut(font, letters)
            font.flavor = "woff2"
            font.save(TARGET / f"golos-{weight}-{kind}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
