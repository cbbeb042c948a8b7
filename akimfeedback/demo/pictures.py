"""Pictures for the demo: plain drawings, plainly drawn, so that nobody takes them for photographs."""

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 960
_AS_SENT = (960, 720)  # a phone shrinks before it sends
_HORIZON = 430
_DAY = {"sky": "#BFE0EA", "land": "#CBBF8E", "road": "#8F8A80", "wall": "#F4EFE3", "roof": "#A4553F"}
_EVENING = {"sky": "#2E4A62", "land": "#4E5A48", "road": "#4B4B4B", "wall": "#8C8577", "roof": "#5B3A33"}
_WINTER = {"sky": "#D5DEE6", "land": "#F2F5F7", "road": "#C9D1D8", "wall": "#E9E2D2", "roof": "#8A4B3B"}

Pen = ImageDraw.ImageDraw


def draw(name: str) -> bytes:
    """Return the picture of a name such as "pothole-2" as JPEG; the number is the seed of its details."""
    scene, number = name.rsplit("-", 1)
    colours, add = _SCENES[scene]
    rng = Random(name)  # noqa: S311 - the same picture every time
    image = Image.new("RGB", (WIDTH, HEIGHT), colours["sky"])
    pen = ImageDraw.Draw(image)
    _village(pen, colours, rng)
    add(pen, rng, int(number))
    kept = io.BytesIO()
    image.resize(_AS_SENT).save(kept, "JPEG", quality=82)
    return kept.getvalue()


def sheet(number: int) -> bytes:
    """Return a paper sheet of support as JPEG: lines nobody can read, a number at the top."""
    rng = Random(number)  # noqa: S311 - the same picture every time
    image = Image.new("RGB", (600, 840), "#FBFAF5")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 560, 84), outline="#39424A", width=2)
    pen.text((52, 54), f"No {number}", fill="#39424A")
    for place in range(15):
        y = 130 + place * 44
        pen.line((40, y + 30, 560, y + 30), fill="#9AA4AC", width=1)
        points = [(60 + 14 * step, y + rng.randint(6, 24)) for step in range(rng.randint(14, 30))]
        pen.line(points, fill="#2B4A8B", width=2)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=60)
    return kept.getvalue()


def _village(pen: Pen, colours: dict[str, str], rng: Random) -> None:
    pen.rectangle((0, _HORIZON, WIDTH, HEIGHT), fill=colours["land"])
    pen.polygon([(0, _HORIZON), (300, 330), (620, _HORIZON)], fill=_mixed(colours["land"], colours["sky"]))
    pen.polygon(
        [(500, _HORIZON), (900, 300), (WIDTH, _HORIZON)], fill=_mixed(colours["land"], colours["sky"])
    )
    pen.polygon([(560, _HORIZON), (720, _HORIZON), (1120, HEIGHT), (160, HEIGHT)], fill=colours["road"])
    for left in (60, 250, 860, 1060):
        _house(pen, left + rng.randint(-25, 25), colours)


def _house(pen: Pen, left: int, colours: dict[str, str]) -> None:
    top = _HORIZON - 40
    pen.rectangle((left, top, left + 150, top + 110), fill=colours["wall"])
    pen.polygon([(left - 14, top), (left + 75, top - 62), (left + 164, top)], fill=colours["roof"])
    pen.rectangle((left + 22, top + 34, left + 58, top + 72), fill="#6E9DB3", outline="#FFFFFF", width=4)
    pen.rectangle((left + 92, top + 34, left + 128, top + 110), fill="#6B4A36")


def _mixed(one: str, other: str) -> tuple[int, ...]:
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return tuple((left + right) // 2 for left, right in pairs)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _pothole(pen: Pen, rng: Random, number: int) -> None:
    for _ in range(2 + number):
        x, y = rng.randint(330, 760), rng.randint(620, 830)
        pen.ellipse((x, y, x + 230, y + 90), fill="#5F5A52")
        pen.ellipse((x + 30, y + 24, x + 200, y + 78), fill="#7FA3B0")


def _lamp(pen: Pen, rng: Random, number: int) -> None:
    left = 420 if number == 1 else 820
    pen.line((left, 880, left + rng.randint(-30, 30), 120), fill="#20262B", width=18)
    pen.line((left, 130, left + 150, 110), fill="#20262B", width=14)
    pen.ellipse((left + 120, 96, left + 190, 136), fill="#39424A", outline="#20262B", width=5)


def _pipe(pen: Pen, rng: Random, number: int) -> None:
    pen.rectangle((180, 700, 1100, 770), fill="#5E7C8A")
    spot = 380 + 260 * (number - 1)
    for _ in range(26):
        x, y = spot + rng.randint(-120, 120), 700 - rng.randint(10, 210)
        pen.line((spot, 715, x, y), fill="#4FA3C7", width=7)
    pen.ellipse((spot - 220, 780, spot + 260, 880), fill="#6FB2CC")


def _dump(pen: Pen, rng: Random, number: int) -> None:
    for _ in range(34 + 8 * number):
        x, y = rng.randint(300, 900), rng.randint(660, 850)
        colour = rng.choice(("#2D6E8E", "#D9D4C7", "#B5483A", "#3F7D4E", "#E3B23C", "#24282B"))
        size = rng.randint(28, 74)
        if rng.random() < 0.5:
            pen.rectangle((x, y, x + size, y + size // 2), fill=colour)
        else:
            pen.ellipse((x, y, x + size, y + size), fill=colour)


def _flood(pen: Pen, rng: Random, number: int) -> None:
    pen.rectangle((0, 560 - 30 * number, WIDTH, HEIGHT), fill="#7C9AA6")
    for _ in range(40):
        x, y = rng.randint(0, WIDTH), rng.randint(580, 940)
        pen.arc((x, y, x + 120, y + 24), 0, 180, fill="#A9C2CC", width=5)
    for left in range(180, 1100, 130):
        pen.rectangle((left, 500, left + 14, 640), fill="#6B4A36")


def _snow(pen: Pen, rng: Random, number: int) -> None:
    for _ in range(6 + number):
        x, y = rng.randint(150, 950), rng.randint(600, 820)
        pen.ellipse(
            (x, y, x + rng.randint(220, 380), y + rng.randint(90, 150)), fill="#FFFFFF", outline="#C5D0D8"
        )
    for _ in range(140):
        x, y = rng.randint(0, WIDTH), rng.randint(0, HEIGHT)
        pen.ellipse((x, y, x + 6, y + 6), fill="#FFFFFF")


def _swing(pen: Pen, rng: Random, number: int) -> None:
    for x in (430, 830):
        pen.line((x, 420, x - 60, 820), fill="#B5483A", width=16)
        pen.line((x, 420, x + 60, 820), fill="#B5483A", width=16)
    pen.line((430, 420, 830, 420), fill="#B5483A", width=16)
    pen.line((560, 420, 560, 700), fill="#4B5B66", width=6)
    end = (700 + 60 * number, 760) if number == 1 else (660, 800 + rng.randint(0, 10))
    pen.line((690, 420, *end), fill="#4B5B66", width=6)
    pen.polygon([(545, 700), (end[0], end[1]), (end[0], end[1] + 24), (545, 724)], fill="#775200")


def _dog(pen: Pen, rng: Random, number: int) -> None:
    for place in range(1 + number):
        x, y = 300 + 260 * place + rng.randint(-20, 20), 690 + rng.randint(-30, 40)
        colour = ("#6B4A36", "#24282B", "#A98B62")[place % 3]
        pen.ellipse((x, y, x + 170, y + 80), fill=colour)
        pen.ellipse((x + 130, y - 46, x + 206, y + 26), fill=colour)
        pen.polygon([(x + 142, y - 36), (x + 150, y - 74), (x + 172, y - 44)], fill=colour)
        for leg in (18, 52, 108, 140):
            pen.rectangle((x + leg, y + 60, x + leg + 16, y + 132), fill=colour)
        pen.line((x + 8, y + 30, x - 46, y - 14), fill=colour, width=14)


def _bridge(pen: Pen, rng: Random, number: int) -> None:
    pen.polygon([(0, 640), (WIDTH, 700), (WIDTH, 860), (0, 800)], fill="#6FB2CC")
    missing = {3, 4} if number == 1 else {2, 6, rng.randint(8, 9)}
    for plank in range(12):
        if plank not in missing:
            left = 330 + plank * 52
            pen.polygon([(left, 600), (left + 42, 600), (left + 62, 880), (left + 14, 880)], fill="#8A6B4A")
    pen.line((330, 600, 360, 880), fill="#4A3A2A", width=14)
    pen.line((960, 600, 1010, 880), fill="#4A3A2A", width=14)


def _finished(pen: Pen, rng: Random, number: int) -> None:
    for place in range(3):
        y = 520 + place * 130
        pen.polygon(
            [(630 - place * 8, y), (650 + place * 8, y), (655, y + 60), (625, y + 60)], fill="#FFFFFF"
        )
    for left in (300, 960 + number):
        pen.line((left, 880, left, 260), fill="#39424A", width=16)
        pen.ellipse((left - 34, 226, left + 34, 274), fill="#F4B81C")
    pen.ellipse((1080, 70, 1180, 170 + rng.randint(0, 1)), fill="#F4B81C")


_SCENES: dict[str, tuple[dict[str, str], Callable[[Pen, Random, int], None]]] = {
    "pothole": (_DAY, _pothole),
    "lamp": (_EVENING, _lamp),
    "pipe": (_DAY, _pipe),
    "dump": (_DAY, _dump),
    "flood": (_DAY, _flood),
    "snow": (_WINTER, _snow),
    "swing": (_DAY, _swing),
    "dog": (_DAY, _dog),
    "bridge": (_DAY, _bridge),
    "finished": (_DAY, _finished),
}

NAMES: tuple[str, ...] = tuple(f"{scene}-{number}" for scene in _SCENES for number in (1, 2))
EVIDENCE = ("finished-1", "finished-2")
"""Pictures that an office may put beside an answer or a promise."""
