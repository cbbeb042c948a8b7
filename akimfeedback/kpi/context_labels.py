"""Words of the facts beside a score and of campaign days."""

from flask_babel import lazy_gettext as _l

from akimfeedback.kpi.context import Fact

FACTS = {
    Fact.POSTS: _l("Staff posts of the akim's office"),
    Fact.VACANCIES: _l("Of them vacant"),
    Fact.BUDGET: _l("Budget of the year, thousand tenge"),
}
