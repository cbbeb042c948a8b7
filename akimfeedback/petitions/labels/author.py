"""Words for authors: terms of collection, the lawful way for each closed subject, obstacles, refusals."""

from flask_babel import lazy_gettext as _l

from akimfeedback.petitions.rules import Barred

DAYS = {
    30: _l("30 days"),
    60: _l("60 days"),
    90: _l("90 days"),
}
MATERIAL = {
    "no": _l("A slip or a clearer wording: what is asked stays the same. Support stays."),
    "yes": _l("Something else is asked for. Everybody who has supported it is asked again."),
}
BARRED_WAYS = {
    Barred.HUMAN_RIGHTS: _l(
        "Nobody's rights can be taken away by collecting support. If your own rights are broken, write to "
        "the "
        "ombudsman or to the prosecutor, or go to court."
    ),
    Barred.ORDER_AND_PEACE: _l(
        "Such demands cannot be collected for. Pardon is asked of the President in person; report insults "
        "and "
        "hatred to the police."
    ),
    Barred.TERRITORY_AND_FORM: _l(
        "The Constitution is changed only by a referendum or by Parliament. Write to your deputy."
    ),
    Barred.DIVISION: _l(
        "Borders and names of places are decided by the maslikhat and the akimat after the opinion of the "
        "people there: propose it to a deputy of the maslikhat or at the community assembly."
    ),
    Barred.POLICE_AND_COURTS: _l(
        "Against the police complain to its head or to the prosecutor, against a judgment to a higher court. "
        "A post, lighting or cameras in the village may be proposed here."
    ),
    Barred.PROSECUTORS: _l("Against a prosecutor complain to the prosecutor above, or go to court."),
    Barred.INTELLIGENCE: _l("Against these services complain to the prosecutor's office."),
    Barred.PENAL_AND_LABOUR: _l(
        "A fine is appealed to the body above or in court. For wages and dismissal go to the conciliation "
        "commission, then to the labour inspection or to court."
    ),
    Barred.DEFENCE_AND_ORDER: _l(
        "Write to the ministry or to the prosecutor's office in an official appeal."
    ),
    Barred.TREATIES: _l("Treaties are decided by Parliament: write to your deputy of the Mazhilis."),
    Barred.APPOINTMENTS: _l(
        "Such posts are filled by the President, Parliament or Government: write to them in an official "
        "appeal."
    ),
    Barred.ELECTIONS: _l(
        "Support collected here cannot remove an elected akim. The lawful way: the community assembly or one "
        "fifth of the district's deputies raise the question of no confidence in the maslikhat. Speak with "
        "your deputy or at the assembly."
    ),
    Barred.SYMBOLS: _l(
        "State symbols are set by a constitutional law: write to your deputy of the Mazhilis."
    ),
    Barred.LANGUAGE: _l("Languages are settled by the Constitution and by law: write to your deputy."),
    Barred.STATE_BODIES: _l(
        "Opening and closing schools, clinics and offices is decided by the district or the oblast: send an "
        "official appeal there. Repair, transport or a yard for the school may be proposed here."
    ),
    Barred.EMERGENCY: _l("Decisions under a state of emergency are appealed against in court."),
}
OBSTACLES = {
    "petitions.off": _l(
        "Starting initiatives is switched off for a short time. Your text is kept: come back and send it "
        "later."
    ),
    "petitions.office-not-joined": _l(
        "The akim's office of this place has not joined yet, so nobody here is obliged to answer. The "
        "official "
        "way is open."
    ),
    "petitions.home-unknown": _l(
        "An initiative is started by somebody who lives there. Choose your village: your text is kept."
    ),
    "petitions.lives-elsewhere": _l(
        "An initiative is started by somebody who lives in this okrug, and you have named another home. "
        "You may "
        "support initiatives here as a person from elsewhere, or start one where you live."
    ),
    "petitions.too-many-drafts": _l(
        "You have started three initiatives within a week. Your text is kept for seven days: send it later."
    ),
    "petitions.open-on-this-topic": _l(
        "You already carry an initiative on this topic here. Carry that one on, or choose another topic."
    ),
    "petitions.author-not-adult": _l(
        "An initiative is started by an adult. Ask somebody of age to start it, or write a request: that is "
        "open to everybody."
    ),
}
_SAID_ELSEWHERE = ("petitions.off", "petitions.office-not-joined")
REFUSALS = {code: words for code, words in OBSTACLES.items() if code not in _SAID_ELSEWHERE} | {
    "petitions.text-frozen": _l(
        "Somebody has supported this text already: it changes only as a new version."
    ),
    "petitions.nothing-changed": _l("Nothing was changed in the text."),
    "petitions.version-waits": _l("Your last version is still being checked. Wait for the decision."),
    "petitions.news-missing": _l("Write what is new"),
    "petitions.news-too-long": _l("Up to 1,000 letters."),
    "petitions.answer-is-owed": _l(
        "An answer is owed already, so the initiative belongs to all who supported it. It cannot be "
        "withdrawn."
    ),
    "petitions.other-not-open": _l("There is no open initiative to the same akim under this number."),
    "petitions.enough-co-authors": _l("There are five co-authors already."),
    "petitions.author-already": _l("You are the author of this initiative."),
    "petitions.not-orphaned": _l("This initiative has an author."),
    "petitions.co-authors-first": _l("For 14 days only co-authors may take this initiative over."),
    "petitions.support-first": _l("Support the initiative first: then you can take it over."),
    "petitions.invitation-not-valid": _l(
        "This invitation is not valid any more. Ask the author for a new link."
    ),
}
