"""Which language a page speaks: address, cookie, account, Kazakh; catalogs are compiled at boot."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel
from flask_login import current_user

from akimfeedback.web.access import signed_in
from akimfeedback.web.product import DEFAULT_LANGUAGE, LANGUAGES

SHORT = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}
COOKIE = "lang"
A_YEAR = 365 * 24 * 3600
CATALOGS = Path(__file__).resolve().parents[2] / "translations"


def choose() -> str:
    """Return the language of this request: ?lang=, cookie, account, Kazakh."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return str(code)
    code = getattr(current_user, "language", None) if signed_in() else None
    return str(code) if code in LANGUAGES else DEFAULT_LANGUAGE


def lang_url(code: str) -> str:
    """Return this page's address in another language, the rest of the query kept."""
    args = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*args, ('lang', code)])}"


def remember(response: Response) -> Response:
    """After each request with ?lang=: keep the choice in a cookie for a year."""
    code = request.args.get("lang")
    if code in LANGUAGES and request.cookies.get(COOKIE) != code:
        response.set_cookie(
            COOKIE, str(code), max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def compile_catalogs(folder: Path = CATALOGS) -> int:
    """Compile each changed .po, return how many; safe when processes start together."""
    done = 0
    for po in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns == po.stat().st_mtime_ns:
            continue
        _compile(po, mo)
        done += 1
    return done


def _compile(po: Path, mo: Path) -> None:
    changed = po.stat().st_mtime_ns
    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parts[-3])
    with tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as target:
        write_mo(target, catalog)
    os.chmod(target.name, 0o644)
    os.utime(target.name, ns=(changed, changed))
    os.replace(target.name, mo)


def init_app(app: Flask) -> None:
    """Set up Flask-Babel, the language cookie and the template globals."""
    compile_catalogs()
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(CATALOGS))
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Almaty")
    Babel(app, default_locale=DEFAULT_LANGUAGE, locale_selector=choose)
    app.after_request(remember)
    app.jinja_env.globals.update(lang_url=lang_url, languages=LANGUAGES, languages_short=SHORT)
