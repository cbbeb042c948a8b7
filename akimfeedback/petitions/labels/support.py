"""Words of supporting: relations, refusals."""

from flask_babel import lazy_gettext as _l

from akimfeedback.accounts.rules import CodeCheck
from akimfeedback.petitions.rules import Relation

RELATIONS = {
    Relation.SPOUSE: _l("husband or wife"),
    Relation.PARENT: _l("mother or father"),
    Relation.CHILD: _l("grown-up child"),
    Relation.SIBLING: _l("brother or sister"),
    Relation.OTHER: _l("another adult of the household"),
}
REFUSALS = {
    "petitions.birth-year": _l("Write the year you were born, for example 1968"),
    "petitions.relation-missing": _l("Say who the person is to the owner of the phone."),
    "petitions.backer-lives-elsewhere": _l(
        "The first backers are residents of the place itself. Once it is published, you can support from "
        "elsewhere."
    ),
    "petitions.closed": _l(
        "Collection is over: this support could not be counted. You can follow the answer."
    ),
    "petitions.not-adult": _l("Only adults can support an initiative. You can follow its news."),
    "petitions.too-many-on-phone": _l(
        "Four adults have supported this initiative from this phone; more are not possible."
    ),
    "petitions.no-consent": _l("Without your consent the law does not let us keep that you support."),
    "petitions.enough-backers": _l(
        "There are enough first backers. Once the text is checked and published, everybody can support it."
    ),
}
CODE_WORDS = {
    CodeCheck.WRONG: _l("The code is wrong. Look at the message once more."),
    CodeCheck.EXPIRED: _l("This code is no longer good. Ask for a new one below."),
    CodeCheck.TOO_MANY: _l("Too many wrong tries. Ask for a new code below, or come back tomorrow."),
}
