"""Wires the page toolkit into an app; `app.py` calls `init_app` once, before the packages' blueprints."""

from typing import Any

from flask import Flask, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from akimfeedback.core.settings import Product, Settings, current_settings
from akimfeedback.web import (
    access,
    assets,
    cache,
    compression,
    display,
    errors,
    formats,
    icons,
    kept,
    language,
    paging,
    product,
    security,
)


def flashed() -> list[tuple[str, str]]:
    """Return the waiting messages as pairs of kind and words."""
    waiting = get_flashed_messages(with_categories=True)
    return [(str(pair[0]), str(pair[1])) for pair in waiting]


def bold(value: Any) -> Markup:
    """Return a value in bold, to stand inside a translated sentence."""
    return Markup("<b>{}</b>").format(value)


def sign_in_address() -> str:
    """Return the address of the sign-in page that leads back here."""
    return access.sign_in_url(request.path)


def product_settings() -> Product:
    """Return the names and the operator."""
    return current_settings().product


def _before_post() -> None:
    if request.method == "POST":
        kept.forget_kept()


def init_app(app: Flask, settings: Settings) -> None:
    """Wire everything; the order of the hooks is the order below, after-hooks run backwards."""
    app.extensions.setdefault("akimfeedback.settings", settings)
    compression.init_app(app)
    language.init_app(app)
    formats.init_app(app)
    icons.init_app(app)
    assets.init_app(app)
    cache.init_app(app)
    errors.init_app(app)
    app.before_request(access.check_audience)
    security.init_app(app, settings)
    app.before_request(_before_post)
    display.init_app(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        page_language=product.language,
        product_name=product.product_name,
        product_full_name=product.product_full_name,
        product_tagline=product.product_tagline,
        product_settings=product_settings,
        signed_in=access.signed_in,
        sign_in_address=sign_in_address,
        flashed=flashed,
        bold=bold,
        page_url=paging.page_url,
        csrf_token=generate_csrf,
    )
