"""What akims write beside the figures of their office."""

_AKKAIYNDY = """
Тоқсанда қоқыс пен су бойынша өтінім көп болды, көбіне екі күнде жауап бердік. Су бойынша үш өтінім
кешікті: насос ауданнан ұзақ келді. Қосалқы насос сатып алдық.
"""
_TASOTKELDI = """
Жауап кешігетіні рас: аппаратта екі орын бос тұр. Осы айдан бастап сейсенбі мен бейсенбіде тек өтінімдермен
жұмыс істейміз, күн сайын таңертең тізімді өзім қараймын.
"""
_KYZYLSAGYM = """
Часть вопросов по воде решает район, мы их передали. По дорогам признаю: ответы были, а дела не было.
Подрядчик сменён, график работ висит в конторе.
"""

REPLIES: tuple[tuple[str, str, str], ...] = tuple(
    (akim, language, " ".join(words.split()))
    for akim, language, words in (
        ("akim-akkaiyndy", "kk", _AKKAIYNDY),
        ("akim-tasotkeldi", "kk", _TASOTKELDI),
        ("akim-kyzylsagym", "ru", _KYZYLSAGYM),
    )
)
