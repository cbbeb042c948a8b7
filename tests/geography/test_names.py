"""Names of the classifier: cleaned, told apart by kind, written out in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.geography import names
from akimfeedback.geography.rules import Kind, Level, codes_above, has_akim, level_of, stem_of
from akimfeedback.geography.transliteration import transliterate

OKRUG, PLACE = Level.OKRUG, Level.PLACE


@pytest.mark.parametrize(
    ("level", "code", "kk", "ru", "kind", "full_kk", "full_ru", "full_en"),
    [
        (OKRUG, 2, "Қарасу а.о.", "Карасуский с.о.", "okrug",
         "Қарасу ауылдық округі", "Карасуский сельский округ", "Qarasu rural okrug"),
        (OKRUG, 2, "Ұлытау а.о", "Улытауский с.о", "okrug",
         "Ұлытау ауылдық округі", "Улытауский сельский округ", "Ulytau rural okrug"),
        (OKRUG, 2, "Бәйдібек би а.о.", "с.о.Байдибек би", "okrug",
         "Бәйдібек би ауылдық округі", "сельский округ Байдибек би", "Baidibek bi rural okrug"),
        (OKRUG, 2, "Қанай би атын.а.о.", "с.о.им.Канай би", "okrug",
         "Қанай би атындағы ауылдық округ", "сельский округ имени Канай би", "Qanai bi rural okrug"),
        (OKRUG, 2, "Мариям Хәкімжанова атындағы а.о", "с.о.имени Мариям Хәкімжановой", "okrug",
         "Мариям Хәкімжанова атындағы ауылдық округ", "сельский округ имени Мариям Хәкімжановой",
         "Mariyam Khakimzhanova rural okrug"),
        (OKRUG, 2, "Мырзабай ахун  а.о.", "с.о.Мырзабай  ахуна", "okrug",
         "Мырзабай ахун ауылдық округі", "сельский округ Мырзабай ахуна", "Myrzabai akhun rural okrug"),
        (OKRUG, 2, "Изобильный а.ә.", "с.а.Изобильный", "village-okrug",
         "Изобильный ауылдық әкімдігі", "сельская администрация Изобильный", "Izobilnyi village okrug"),
        (OKRUG, 2, "Боралдай к.ә.", "Боралдайская п.а.", "settlement-okrug",
         "Боралдай кенттік әкімдігі", "Боралдайская поселковая администрация", "Boraldai settlement okrug"),
        (OKRUG, 3, "Аягөз қ.ә.", "Аягоз г.а.", "city-okrug",
         "Аягөз қалалық әкімдігі", "городская администрация Аягоз", "Ayagoz town okrug"),
        (OKRUG, 3, "Әлихан Бөкейхан а.ә.", "Әлихан Бөкейхан р.а.", "city",
         "Әлихан Бөкейхан ауданы", "район Әлихан Бөкейхан", "Alikhan Bokeikhan city district"),
        (OKRUG, 1, "Орал қ.", "г.Уральск", "town", "Орал қаласы", "город Уральск", "Oral city"),
        (OKRUG, 1, "Алматы ауданы", "район Алматы", "city",
         "Алматы ауданы", "район Алматы", "Almaty city district"),
        (Level.DISTRICT, 2, "Тұрар Рысқұлов ауданы", "район Турара Рыскулова", "district",
         "Тұрар Рысқұлов ауданы", "район Турара Рыскулова", "Turar Rysqulov district"),
        (Level.DISTRICT, 3, "Қонаев Қ.Ә.", "Қонаев Г.А.", "city",
         "Қонаев қалалық әкімдігі", "городская администрация Қонаев", "Qonaev city administration"),
        (Level.OBLAST, 0, "Ұлытау облысы", "область Ұлытау", "oblast",
         "Ұлытау облысы", "область Ұлытау", "Ulytau oblast"),
        (Level.OBLAST, 1, "Шымкент қ.", "г.Шымкент", "city",
         "Шымкент қаласы", "город Шымкент", "Shymkent city"),
        (PLACE, 2, "Ұзынағаш а.", "с.Узынагаш", "village",
         "Ұзынағаш ауылы", "село Узынагаш", "Uzynagash village"),
        (PLACE, 2, "Ақтан батыр ат.ауыл", "с. им.Актан батыра", "village",
         "Ақтан батыр атындағы ауыл", "село имени Актан батыра", "Aqtan batyr village"),
        (PLACE, 1, "Шаған к.", "п.Чаган", "settlement", "Шаған кенті", "посёлок Чаган", "Shagan settlement"),
        (PLACE, 2, "рзд.18 км", "рзд.18 км", "other",
         "18 км разъезі", "разъезд 18 км", "18 km railway siding"),
        (PLACE, 2, "Иса қыстауы", "зимовка Иса", "other", "Иса қыстауы", "зимовка Иса", "Isa qystauy"),
    ],
)  # fmt: skip
def test_a_name_is_read_as_people_mean_it(
    level: Level, code: int, kk: str, ru: str, kind: str, full_kk: str, full_ru: str, full_en: str
) -> None:
    read = names.read(level, code, kk, ru)

    assert (read.kind, read.kk, read.ru, read.en) == (kind, full_kk, full_ru, full_en)


def test_a_farm_called_by_a_person_is_known_as_such() -> None:
    assert names.read(PLACE, 2, "«Лекеров Т.Д.» шар.қож.", "кр.хоз. «Лекеров Т.Д.»").of_a_person
    assert not names.read(PLACE, 2, "И.Жұмаев атын.а.", "с.им.И.Жумаева").of_a_person


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(list(Level)), st.integers(0, 4))
def test_any_name_can_be_read(kk: str, ru: str, level: Level, code: int) -> None:
    read = names.read(level, code, kk, ru)

    assert "  " not in read.kk + read.ru + read.en
    assert level != Level.DISTRICT or read.kind in (Kind.DISTRICT, Kind.CITY)


@pytest.mark.parametrize(
    ("kazakh", "latin"),
    [
        ("Тұрғын үні", "Turgyn uni"),
        ("Щучинск", "Shchuchinsk"),
        ("Жаңаөзен", "Zhanaozen"),
        ("Ш.Берсиев", "Sh.Bersiev"),
        ("МТФ", "MTF"),
        ("Есік", "Esik"),
        ("Йод", "Yod"),
        ("«Көкжота»", '"Kokzhota"'),
        ("18 км", "18 km"),
    ],
)
def test_kazakh_is_written_with_plain_latin_letters(kazakh: str, latin: str) -> None:
    assert transliterate(kazakh) == latin


@given(st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя АӘҒҢ"))
def test_no_cyrillic_letter_is_left(text: str) -> None:
    assert transliterate(text).isascii()


@pytest.mark.parametrize(
    ("kato", "level", "above", "stem"),
    [
        ("100000000", Level.OBLAST, [], "10"),
        ("194200000", Level.DISTRICT, ["190000000"], "1942"),
        ("101000000", Level.DISTRICT, ["100000000"], "1010"),
        ("194230000", Level.OKRUG, ["194200000", "190000000"], "194230"),
        ("194230100", Level.PLACE, ["194230000", "194200000", "190000000"], "194230100"),
        ("632400200", Level.PLACE, ["632400000", "630000000"], "632400200"),
    ],
)
def test_a_code_tells_its_level_and_what_is_above(
    kato: str, level: Level, above: list[str], stem: str
) -> None:
    assert (level_of(kato), codes_above(kato), stem_of(kato)) == (level, above, stem)


@pytest.mark.parametrize(
    ("level", "kind", "parent", "expected"),
    [
        (Level.OKRUG, Kind.OKRUG, Level.DISTRICT, True),
        (Level.OKRUG, Kind.CITY, Level.OBLAST, True),
        (Level.OKRUG, Kind.VILLAGE, Level.DISTRICT, True),
        (Level.PLACE, Kind.TOWN, Level.DISTRICT, True),
        (Level.PLACE, Kind.TOWN, Level.OKRUG, False),
        (Level.PLACE, Kind.VILLAGE, Level.DISTRICT, False),
        (Level.DISTRICT, Kind.DISTRICT, Level.OBLAST, False),
    ],
)
def test_okrugs_are_the_units_with_an_akim(
    level: Level, kind: Kind, parent: Level, *, expected: bool
) -> None:
    assert has_akim(level, kind, parent) is expected
