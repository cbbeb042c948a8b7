"""My data: one file with everything, for reading, for machines, and what was uploaded."""

import io
import json
import zipfile

from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.files import jobs, service
from tests import make
from tests.accounts.signing import sign_in
from tests.files.pictures import picture
from tests.pages import Page


def test_the_download_holds_pages_for_people_and_machines_and_own_photos(
    app: Flask, session: Session, page: Page
) -> None:
    person, other = make.person(session, name="Айгүл"), make.person(session)
    with app.app_context():
        for one in (person, other):
            service.receive_photo(session, io.BytesIO(picture()), by=one.id, now=clock.now())
        session.commit()
        jobs.check_quarantined()
    sign_in(page, session, person)
    page.get("/profile/my-data")

    page.post("/profile/my-data/download", status=200)

    assert page.response is not None
    with zipfile.ZipFile(io.BytesIO(page.response.data)) as archive:
        assert sorted(archive.namelist()) == ["files/1.jpg", "my-data.html", "my-data.json"]
        assert archive.read("files/1.jpg").startswith(b"\xff\xd8")
        parts = json.loads(archive.read("my-data.json"))
        assert "Айгүл" in archive.read("my-data.html").decode()
    assert (parts["account"]["phone"], len(parts["files"])) == (person.phone, 1)
