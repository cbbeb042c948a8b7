"""Plain pages: what this is, personal data."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core.settings import current_settings
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page

NOT_TO_BE_READ = (
    "/desk", "/office", "/deputy", "/district", "/news", "/write", "/sign-in", "/initiatives/new",
    "/initiatives/*/support", "/initiatives/*.pdf", "/initiatives/*.zip",
)  # fmt: skip


@bp.get("/about")
@for_everyone
@cached_page(seconds=300)
def about() -> ResponseReturnValue:
    """Say what the platform is and is not."""
    return render_template("portal/about.html")


@bp.get("/personal-data")
@for_everyone
@cached_page(seconds=300)
def privacy() -> ResponseReturnValue:
    """Say who sees what and what rights people have."""
    return render_template("portal/privacy.html", session_days=current_settings().web.session_days)


@bp.get("/robots.txt")
@for_everyone
def robots() -> ResponseReturnValue:
    """Tell search engines what is work or a form; what must not be found says so itself."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_TO_BE_READ), "Crawl-delay: 5", ""]
    answer = Response("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
