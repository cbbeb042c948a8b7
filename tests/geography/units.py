"""A small made-up country in the flat form, for tests of territories."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from akimfeedback.geography.service import Report, import_kato

HEADER = "kato,parent_kato,level,type_code,name_ru,name_kk"
AS_OF = date(2026, 7, 17)
NOW = datetime(2026, 8, 1, 6, 0, tzinfo=UTC)

COUNTRY = """\
190000000,,oblast,0,Алматинская область,Алматы облысы
194200000,190000000,district,2,Жамбылский район,Жамбыл ауданы
194230000,194200000,sub_district,2,Узынагашский с.о.,Ұзынағаш а.о.
194230100,194230000,settlement,2,с.Узынагаш,Ұзынағаш а.
194230200,194230000,settlement,2,с.Карасу,Қарасу  а.
194237000,194200000,sub_district,2,Жамбылский с.о,Жамбыл а.о
194237100,194237000,settlement,2,с.Жамбыл,Жамбыл а.
194237500,194237000,settlement,2,кр.хоз. «Сагиндиков К.С.»,«Сагиндиков К.С.» шар.қож.
196800000,190000000,district,2,Илийский район,Іле ауданы
196835000,196800000,sub_district,2,Боралдайская п.а.,Боралдай к.ә.
196835100,196835000,settlement,1,п.Боралдай,Боралдай к.
196839000,196800000,sub_district,2,Жамбылский с.о.,Жамбыл а.о.
196839100,196839000,settlement,2,с.Карасу,Қарасу а.
110000000,,oblast,0,Акмолинская область,Ақмола облысы
113800000,110000000,district,4,Атбасарский район,Атбасар ауданы
113820100,,settlement,1,г.Атбасар,Атбасар қ.
710000000,,oblast,1,г.Астана,Астана қ.
711110000,,sub_district,1,район Алматы,Алматы ауданы
"""


def flat(lines: str = COUNTRY, *, without: str = "", more: str = "") -> bytes:
    """Return a file of the flat form, less the lines of codes beginning so, plus other lines."""
    kept = [line for line in lines.splitlines() if not (without and line.startswith(without))]
    return "\n".join([HEADER, *kept, more.strip()]).encode()


def load(session: Session, content: bytes | None = None, *, as_of: date = AS_OF, **more: bool) -> Report:
    """Import an edition; the small country by default."""
    return import_kato(session, flat() if content is None else content, as_of=as_of, now=NOW, **more)
