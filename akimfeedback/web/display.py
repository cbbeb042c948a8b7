"""How a reader wants to see pages: theme and letter size, kept in cookies of this device only."""

from flask import Blueprint, Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.web.access import for_everyone, safe_next

THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600

bp = Blueprint("display", __name__)


def theme() -> str:
    """Return "light" or "dark" when the reader chose one, "" to follow the phone."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def large_text() -> bool:
    """Say whether the reader asked for larger letters."""
    return request.cookies.get("text") == "large"


def display_key() -> str:
    """Return what of a page depends on the device: first visit, theme, letters."""
    return f"{'seen' in request.cookies:d}{theme()[:1]}{large_text():d}"


@bp.get("/display")
@for_everyone
def show() -> ResponseReturnValue:
    """Show the choices of theme and letters."""
    choices = {"": _("As on the phone"), "light": _("Light colours"), "dark": _("Dark colours")}
    came_from = safe_next(request.args.get("next"))
    return render_template("web/display.html", themes=choices, came_from=came_from)


@bp.post("/display")
@for_everyone
def choose() -> ResponseReturnValue:
    """Keep the choice on this device for a year."""
    response = redirect(safe_next(request.form.get("next")))
    chosen = {"theme": request.form.get("theme", ""), "text": request.form.get("text", "")}
    for name, value in chosen.items():
        if value in {*THEMES, "large"}:
            response.set_cookie(
                name, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
        else:
            response.delete_cookie(name)
    return response


def init_app(app: Flask) -> None:
    """Register the page and the template globals."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(theme=theme, large_text=large_text)
