"""Drawings as PNG in light colours, with our own font; for files and share images."""

import re
from functools import lru_cache
from pathlib import Path

import resvg_py

STATIC = Path(__file__).parent / "static"
FONTS = STATIC / "fonts"
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_RULE = re.compile(r"(\.(?:p-|plot)[^{]*)\{([^}]*)\}")
_WIDTH = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


@lru_cache(maxsize=1)
def light_tokens() -> dict[str, str]:
    """Return the light colours of tokens.css by name, "--c1": "#0A6074"."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    return {name: value.strip() for name, value in _TOKEN.findall(css.split("}")[0])}


@lru_cache(maxsize=1)
def drawing_style() -> str:
    """Return the style of the drawings with every token resolved to its light colour."""
    css = (STATIC / "css" / "chart.css").read_text(encoding="utf-8")
    rules = "".join(f"{where}{{{what}}}" for where, what in _RULE.findall(css))
    plain = re.sub(r"var\((--[a-z0-9-]+)\)", lambda found: light_tokens().get(found[1], "#000"), rules)
    return plain.replace(light_tokens()["--font"], "Golos")


def with_style(svg: str) -> str:
    """Return a drawing that carries its own light colours and namespace, for a file of its own."""
    head, rest = svg.split(">", 1)
    if "xmlns=" not in head:
        head += ' xmlns="http://www.w3.org/2000/svg"'
    width, height = _WIDTH.findall(head)[0]
    ground = f'<rect width="{width}" height="{height}" fill="{light_tokens()["--surface"]}"/>'
    return f"{head}><style>{drawing_style()}text{{font-family:Golos;font-size:13px}}</style>{ground}{rest}"


def svg_to_png(svg: str, width: int = 1200) -> bytes:
    """Return a drawing as PNG of the given width, in light colours, with no font of the machine."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=with_style(svg),
            width=width,
            skip_system_fonts=True,
            font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
            font_family="Golos",
            sans_serif_family="Golos",
        )
    )
