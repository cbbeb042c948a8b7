"""Icons: `{{ icon("road") }}` anywhere in a page; the page's end carries a sprite of those it used."""

import re
from pathlib import Path

from flask import Flask, has_request_context, request
from markupsafe import Markup

_FILE = Path(__file__).parent / "static" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)">(.*?)</symbol>', re.DOTALL)
DRAWINGS: dict[str, str] = dict(_SYMBOL.findall(_FILE.read_text(encoding="utf-8")))
_USED = "akf.icons"


def icon(name: str, size: str = "") -> Markup:
    """Return an icon hidden from screen readers, for the word is beside it; `size`: "", "s", "l", "xl".

    A name without a drawing becomes three dots; a test lists such names.
    """
    name = name if name in DRAWINGS else "other"
    drawing = DRAWINGS[name]
    kind = f" icon--{size}" if size else ""
    if not has_request_context():
        return Markup('<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
            kind,
            Markup(drawing),  # noqa: S704 - our own file
        )
    used: dict[str, None] = request.environ.setdefault(_USED, {})
    used[name] = None
    return Markup(
        '<svg class="icon{}" width="24" height="24" aria-hidden="true"><use href="#i-{}"/></svg>'
    ).format(kind, name)


def sprite() -> Markup:
    """Return the hidden sprite with the icons this page used; the base template puts it last."""
    used: dict[str, None] = request.environ.get(_USED, {})
    symbols = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{DRAWINGS[name]}</symbol>' for name in used)
    if not symbols:
        return Markup("")
    return Markup('<svg class="sprite" width="0" height="0" aria-hidden="true">{}</svg>').format(
        Markup(symbols)  # noqa: S704 - our own file
    )


def has_icon(name: str) -> bool:
    """Say whether there is a drawing of that name."""
    return name in DRAWINGS


def init_app(app: Flask) -> None:
    """Give the templates the icons."""
    app.jinja_env.globals.update(icon=icon, icon_sprite=sprite, has_icon=has_icon)
