"""PDF from typst templates: tagged (PDF/UA-1), our own fonts only, values as JSON, never as code.

A template `<name>.typ` lies in `<package>/templates/<package>/` and begins with
    #import "/web/templates/web/page.typ": sheet, values, facts, figures, note, drawing, linkcode
    #show: sheet.with(title: values.title)
`values` also holds: language, product, tagline, not_official, made_at.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from flask_babel import gettext as _
from segno import make_qr

from akimfeedback.core import clock
from akimfeedback.web import formats, pictures, product

ROOT = Path(__file__).resolve().parents[1]
FONTS = Path(__file__).parent / "static" / "fonts"


def make_pdf(template_name: str, values: Mapping[str, Any], *, official: bool = False) -> bytes:
    """Return the PDF of "package/name.typ" filled with JSON-able values, in the language of the request.

    `official` leaves out the line that says this is no official appeal. Raises FileNotFoundError for a
    template
    that does not exist and typst.TypstError for one that is wrong.
    """
    package = template_name.split("/", 1)[0]
    path = ROOT / package / "templates" / template_name
    if not path.is_file():
        raise FileNotFoundError(template_name)
    given = {**_frame(official=official), **values}
    return bytes(
        typst.compile(
            str(path),
            root=str(ROOT),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"values": json.dumps(given, ensure_ascii=False, default=str)},
            timestamp=int(clock.now().timestamp()),
        )
    )


def _frame(*, official: bool) -> dict[str, str]:
    quick = _("A service of this platform, not an official appeal. The office has taken on the term itself.")
    return {
        "language": product.language(),
        "product": product.product_name(),
        "tagline": product.product_tagline(),
        "not_official": "" if official else quick,
        "made_at": _("Made on %(moment)s", moment=formats.moment(clock.now())),
    }


def drawing_for_pdf(svg: str) -> str:
    """Return a chart as text for `values`, to be placed with `drawing(...)` in a template."""
    return pictures.with_style(svg)


def link_code(address: str) -> str:
    """Return a QR code as SVG text for `values`, to be placed with `linkcode(...)`."""
    return make_qr(address, error="m").svg_inline(scale=4, border=0)
