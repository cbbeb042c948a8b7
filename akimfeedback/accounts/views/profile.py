"""The profile: how we speak to a person, where they are signed in, what is kept, and the way out."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts import erasure, exports, queries, service
from akimfeedback.accounts.forms import EraseForm, ProfileForm
from akimfeedback.accounts.labels import HOW
from akimfeedback.accounts.session import SignedIn, roles_now, signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed
from akimfeedback.core.storage import storage
from akimfeedback.files import queries as stored
from akimfeedback.files.rules import DOCUMENT_SIZE, FULL_SIZE, FileKind
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.web.access import for_signed_in, safe_next

bp = Blueprint("profile", __name__, template_folder="../templates")


def _login() -> SignedIn:
    login = signed_in()
    if login is None:
        raise NotAllowed("web.not-for-you")
    return login


@bp.get("/profile")
@for_signed_in
def show() -> ResponseReturnValue:
    """Show the profile."""
    login = _login()
    form = ProfileForm(obj=login.user)
    return _page(form, login)


def _page(form: ProfileForm, login: SignedIn) -> str:
    home = login.user.home
    return render_template(
        "accounts/profile.html",
        form=form,
        user=login.user,
        home=home,
        above=geography.path(db.session, home) if home else [],
        staff=bool(roles_now(login.user)),
    )


@bp.post("/profile")
@for_signed_in
def save() -> ResponseReturnValue:
    """Save name, language and whether the phone is shared."""
    login, form = _login(), ProfileForm()
    if not form.validate():
        return _page(form, login), 422
    changes = {
        "name": form.name.data or None,
        "language": form.language.data,
        "shared_phone": form.shared_phone.data,
    }
    service.save_profile(db.session, login.user, changes, now=clock.now())
    db.session.commit()
    cookie.permanent = not login.user.shared_phone
    flash(_("Saved."), "ok")
    return redirect(url_for(".show"))


@bp.get("/profile/village")
@for_signed_in
def village() -> ResponseReturnValue:
    """Search for the home village."""
    typed = request.args.get("q", "").strip()[:60]
    found = geography.search(db.session, typed) if typed else []
    above = geography.paths(db.session, found) if found else {}
    target = safe_next(request.args.get("next"), url_for(".show"))
    return render_template("accounts/village.html", typed=typed, found=found, above=above, target=target)


@bp.post("/profile/village")
@for_signed_in
def live_in() -> ResponseReturnValue:
    """Save the home village."""
    kato = request.form.get("kato", "")
    place = geography.by_kato(db.session, kato) if kato else None
    changes: dict[str, int | None] = {"home_id": place.id if isinstance(place, Territory) else None}
    service.save_profile(db.session, _login().user, changes, now=clock.now())
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(safe_next(request.form.get("next"), url_for(".show")))


@bp.get("/profile/sign-ins")
@for_signed_in
def sign_ins() -> ResponseReturnValue:
    """Show where the person is signed in."""
    login = _login()
    rows = queries.sessions_of(db.session, login.id)
    return render_template("accounts/sign_ins.html", rows=rows, here=login.row.id, how=HOW)


@bp.post("/profile/sign-ins/end")
@for_signed_in
def end_others() -> ResponseReturnValue:
    """Sign out everywhere else; remembered devices are forgotten too."""
    login = _login()
    service.end_sessions(db.session, login.user, now=clock.now(), but=login.row.id)
    db.session.commit()
    flash(_("You are now signed in only here."), "ok")
    return redirect(url_for(".sign_ins"))


@bp.get("/profile/my-data")
@for_signed_in
def my_data() -> ResponseReturnValue:
    """Say what is kept, offer it for download, and the way out."""
    return render_template("accounts/my_data.html", form=EraseForm(), word=_("DELETE"))


@bp.post("/profile/my-data/download")
@for_signed_in
def download() -> ResponseReturnValue:
    """Give everything kept about the person as one ZIP: for reading and for machines."""
    parts = exports.collect(db.session, _login().user)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(parts, ensure_ascii=False, indent=2, default=str))
        archive.writestr(
            "my-data.html", render_template("accounts/export.html", parts=parts, made=clock.now())
        )
        for name, content in _uploads(_login().id):
            archive.writestr(name, content)
    out.seek(0)
    return send_file(out, mimetype="application/zip", as_attachment=True, download_name="my-data.zip")


def _uploads(user_id: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of what the person uploaded, as it is kept: photos in their largest size."""
    for place, file in enumerate(stored.ready_of(db.session, user_id), start=1):
        is_photo = file.kind == FileKind.PHOTO
        kept = file.sizes.get(FULL_SIZE if is_photo else DOCUMENT_SIZE)
        if kept is None:
            continue
        ending = "jpg" if is_photo else "pdf"
        with suppress(FileNotFoundError):
            yield f"files/{place}.{ending}", storage().read(kept["key"])


@bp.post("/profile/my-data/erase")
@for_signed_in
def erase() -> ResponseReturnValue:
    """Erase the person; the typed word confirms it."""
    login, form = _login(), EraseForm()
    word = _("DELETE")
    if form.validate() and (form.word.data or "").strip().casefold() != word.casefold():
        form.word.errors = [_("Type the word exactly as it is shown")]
    if form.errors or form.word.errors:
        return render_template("accounts/my_data.html", form=form, word=word), 422
    erasure.erase(db.session, login.user, now=clock.now())
    db.session.commit()
    cookie.clear()
    flash(_("Your data is erased."), "ok")
    return redirect("/")
