"""Styles, script and fonts: joined at start-up, fingerprinted, compressed once, cached for a year.

A first visit (no cookie `seen`) gets its CSS inside the page, allowed by its hash in the security policy,
so that nothing blocks the first paint; from the second page on it is one cached stylesheet, with the font.
Every package may add `static/css/*.css` and `static/js/*.js`; they are joined after those of `web`.
"""

import base64
import functools
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request
from markupsafe import Markup

from akimfeedback.web.access import for_everyone

PACKAGE = Path(__file__).resolve().parents[1]
STATIC = Path(__file__).parent / "static"
FIRST = ("tokens", "base")
NOT_ON_SCREEN = ("print",)
"""Sheets a first visit gets with the whole stylesheet: it loads for paper and holds nothing up."""
NOT_IN_FORMS = (*NOT_ON_SCREEN, "chart", "figures", "initiative", "portal")
"""Sheets without a rule for a plain form: pages that set `light` leave them out of a first visit."""
SEEN = "seen"
A_YEAR = 365 * 24 * 3600
TOO_SMALL_TO_PACK = 500
CYRILLIC = (
    "U+0400-052F,U+20B8,U+2116,U+0020-0040,U+005B-0060,U+007B-007E,U+00A0,U+00AB,U+00BB,U+2013-2014,U+2026"
)
LATIN = "U+0041-005A,U+0061-007A,U+00C0-024F,U+2018-201E"
FONT_FACES = (
    ("golos-400-kk", 400, CYRILLIC),
    ("golos-600-kk", 600, CYRILLIC),
    ("golos-400-latin", 400, LATIN),
    ("golos-600-latin", 600, LATIN),
)

bp = Blueprint("assets", __name__, url_prefix="/assets", template_folder="templates")


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire; brotli and gzip are None where packing does not pay."""

    url: str
    body: bytes
    media_type: str
    brotli: bytes | None
    gzip: bytes | None


@dataclass(frozen=True)
class Assets:
    """All files by fingerprinted name, the addresses by plain name, and the CSS of a first visit."""

    files: dict[str, Asset]
    urls: dict[str, str]
    inline_css: str
    light_css: str
    style_hashes: str


def small_css(text: str) -> str:
    """Return CSS without comments and needless space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    return re.sub(r":\s+", ":", text).replace(";}", "}").strip()


def small_js(text: str) -> str:
    """Return a module's text without whole-line comments and indentation."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*", "*")))


def _sources(kind: str) -> list[Path]:
    own = sorted((STATIC / kind).glob(f"*.{kind}"))
    own.sort(key=lambda path: FIRST.index(path.stem) if path.stem in FIRST else len(FIRST))
    others = sorted(path for path in PACKAGE.glob(f"*/static/{kind}/*.{kind}") if STATIC not in path.parents)
    return own + others


def joined_css(*, without: tuple[str, ...] = ()) -> str:
    """Return all stylesheets as one small text: tokens, base, components, packages."""
    found = [path for path in _sources("css") if path.stem not in without]
    return small_css("\n".join(path.read_text(encoding="utf-8") for path in found))


def joined_js() -> str:
    """Return one ES module that runs each `data-module` found in the page.

    A source file has one `export default function (element) …` and no imports; it runs in a scope of its own.
    """
    parts = ["const M={};"]
    for path in _sources("js"):
        text = small_js(path.read_text(encoding="utf-8")).replace("export default ", f'M["{path.stem}"]=', 1)
        parts.append("{\n" + text + "\n}")
    parts.append(
        'for(const e of document.querySelectorAll("[data-module]"))'
        'for(const n of e.dataset.module.split(" "))if(M[n])M[n](e);'
    )
    return "\n".join(parts)


def _asset(name: str, body: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    mark = hashlib.sha256(body).hexdigest()[:10]
    media_type = {
        "js": "text/javascript",
        "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
    }.get(suffix) or (mimetypes.guess_type(name)[0] or "application/octet-stream")
    packs = suffix not in {"woff2", "png", "jpg", "webp"} and len(body) > TOO_SMALL_TO_PACK
    return Asset(
        url=f"/assets/{stem}.{mark}.{suffix}",
        body=body,
        media_type=media_type,
        brotli=brotli.compress(body, quality=11) if packs else None,
        gzip=gzip.compress(body, 9, mtime=0) if packs else None,
    )


def _font_css(urls: dict[str, str]) -> str:
    return "".join(
        f'@font-face{{font-family:"Golos";font-weight:{weight};font-display:optional;'
        f'src:url({urls[name + ".woff2"]}) format("woff2");unicode-range:{letters}}}'
        for name, weight, letters in FONT_FACES
        if f"{name}.woff2" in urls
    )


@functools.cache
def build() -> Assets:
    """Read, join, fingerprint and compress everything that pages ask for."""
    plain = [*STATIC.glob("fonts/*.woff2"), *STATIC.glob("*.svg"), *STATIC.glob("*.png")]
    built = {path.name: _asset(path.name, path.read_bytes()) for path in plain if path.name != "icons.svg"}
    urls = {name: asset.url for name, asset in built.items()}
    css, light_css = joined_css(without=NOT_ON_SCREEN), joined_css(without=NOT_IN_FORMS)
    built["app.css"] = _asset("app.css", (_font_css(urls) + joined_css()).encode())
    built["app.js"] = _asset("app.js", joined_js().encode())
    return Assets(
        files={asset.url.rpartition("/")[2]: asset for asset in built.values()},
        urls={name: asset.url for name, asset in built.items()},
        inline_css=css,
        light_css=light_css,
        style_hashes=f"{_digest(css)} {_digest(light_css)}",
    )


def _digest(css: str) -> str:
    """Return the word by which the security policy allows these styles."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


def assets() -> Assets:
    """Return the assets of the running application."""
    kept: Assets = current_app.extensions["akf.assets"]
    return kept


def asset_url(name: str) -> str:
    """Return the fingerprinted address of a file; raises KeyError for a name that does not exist."""
    return assets().urls[name]


def seen() -> bool:
    """Say whether this browser was here before."""
    return SEEN in request.cookies


def page_styles(*, light: bool = False) -> Markup:
    """Return the CSS of a page: inside on the first visit, as one cached sheet later.

    On the first visit the sheet loads for paper alone, at low priority, and is there for the next page. A
    `light` page has no figures, drawings or lists of them and does without their rules.
    """
    kept = assets()
    if seen():
        return Markup('<link rel="stylesheet" href="{}">').format(kept.urls["app.css"])
    return Markup('<style>{}</style>\n<link rel="stylesheet" href="{}" media="print">').format(
        Markup(kept.light_css if light else kept.inline_css),  # noqa: S704 - our own files
        kept.urls["app.css"],
    )


def page_scripts() -> Markup:
    """Return the one script of a page; it runs after the page is there."""
    return Markup('<script type="module" src="{}"></script>').format(assets().urls["app.js"])


def remember_visit(response: Response) -> Response:
    """After each page: mark the browser as one that has the stylesheet by now."""
    if response.status_code == 200 and response.mimetype == "text/html" and not seen():
        response.set_cookie(
            SEEN, "1", max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


@bp.get("/<string:name>")
@for_everyone
def show(name: str) -> Response:
    """Send one file, packed as the browser likes."""
    asset = assets().files.get(name)
    if asset is None:
        abort(404)
    accepted = request.headers.get("Accept-Encoding", "")
    body, encoding = asset.body, ""
    if asset.brotli and "br" in accepted:
        body, encoding = asset.brotli, "br"
    elif asset.gzip and "gzip" in accepted:
        body, encoding = asset.gzip, "gzip"
    response = Response(body, mimetype=asset.media_type)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def init_app(app: Flask) -> None:
    """Build the assets and give the templates their addresses."""
    app.extensions["akf.assets"] = build()
    app.register_blueprint(bp)
    app.after_request(remember_visit)
    app.jinja_env.globals.update(asset_url=asset_url, page_styles=page_styles, page_scripts=page_scripts)
