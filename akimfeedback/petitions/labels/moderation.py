"""Words of moderation: each reason in public words with the lawful way on, parts, acts, refusals."""

from flask_babel import lazy_gettext as _l

from akimfeedback.petitions.moderation_rules import Act, Waiting
from akimfeedback.petitions.rules import Barred, Part, RejectReason

REASON_NAMES = {
    RejectReason.DUPLICATE: _l("a repetition"),
    RejectReason.NOT_THE_AKIM: _l("outside the akim's powers"),
    RejectReason.NO_ACTION: _l("nothing is asked for"),
    RejectReason.SINGLE_CASE: _l("one single case"),
    RejectReason.INFORMATION: _l("a question"),
    RejectReason.FALSE_NAME: _l("somebody else's name"),
    RejectReason.BARRED: _l("a subject closed by law"),
    RejectReason.SAME_WITHIN_YEAR: _l("decided less than a year ago"),
    RejectReason.PERSONAL_DATA: _l("people's personal data"),
    RejectReason.LIBEL: _l("an accusation without proof"),
    RejectReason.OFFENCE: _l("insults"),
    RejectReason.ADVERTISING: _l("advertising"),
    RejectReason.COURT: _l("a matter of a court"),
    RejectReason.ELECTION: _l("election campaigning"),
}
REASONS = {
    RejectReason.DUPLICATE: _l("There is already an initiative on the same matter."),
    RejectReason.NOT_THE_AKIM: _l("The akim of this place has no power to decide this matter."),
    RejectReason.NO_ACTION: _l("The text does not say what should be done."),
    RejectReason.SINGLE_CASE: _l("It is about one person or one household, not about the whole place."),
    RejectReason.INFORMATION: _l("It asks a question and proposes nothing."),
    RejectReason.FALSE_NAME: _l("The name given is not the author's own."),
    RejectReason.BARRED: _l("The law closes this subject to petitions, and we keep to the same list."),
    RejectReason.SAME_WITHIN_YEAR: _l("The same matter was decided less than a year ago."),
    RejectReason.PERSONAL_DATA: _l("The text holds personal data of people."),
    RejectReason.LIBEL: _l("The text accuses somebody of what is not proven."),
    RejectReason.OFFENCE: _l("The text insults people."),
    RejectReason.ADVERTISING: _l("The text advertises goods or services."),
    RejectReason.COURT: _l("A court has the matter or has decided it."),
    RejectReason.ELECTION: _l("The text campaigns for or against a candidate or a party."),
}
WAYS = {
    RejectReason.DUPLICATE: _l(
        "Support the initiative that stands. If yours asks for something else, say how it differs and send "
        "it again."
    ),
    RejectReason.NOT_THE_AKIM: _l(
        "Send an official appeal to the body that decides the matter, through eOtinish, or collect "
        "signatures on epetition.kz."
    ),
    RejectReason.NO_ACTION: _l("Write point by point what the akim should do and send it again."),
    RejectReason.SINGLE_CASE: _l("Write a request to the akim's office: it is answered to you in person."),
    RejectReason.INFORMATION: _l(
        "Ask in a request to the akim's office, or ask for information officially through eOtinish."
    ),
    RejectReason.FALSE_NAME: _l(
        "Send it again under your own name. Other people do not have to see your name."
    ),
    RejectReason.BARRED: _l("Another lawful way is open for each of the closed subjects."),
    RejectReason.SAME_WITHIN_YEAR: _l(
        "Read that decision. A year after it the matter may be raised again; write new facts in a request."
    ),
    RejectReason.PERSONAL_DATA: _l(
        "Take out names, phones, addresses and numbers of documents and send it again."
    ),
    RejectReason.LIBEL: _l(
        "Report an offence to the police or to a prosecutor. Here, write what should be done, without "
        "accusing anybody."
    ),
    RejectReason.OFFENCE: _l("Say the same without insults and send it again."),
    RejectReason.ADVERTISING: _l("Take the advertising out and send it again."),
    RejectReason.COURT: _l("A decision of a court is changed only by a higher court: appeal against it."),
    RejectReason.ELECTION: _l(
        "Campaigning follows the election law and is done elsewhere. Propose the work itself, without it."
    ),
}
BARRED_NAMES = {
    Barred.HUMAN_RIGHTS: _l("what breaks human rights"),
    Barred.ORDER_AND_PEACE: _l("attacks on the constitutional order, honour, peace of peoples and faiths"),
    Barred.TERRITORY_AND_FORM: _l("independence, territory, form of rule"),
    Barred.DIVISION: _l("territorial division and the state border"),
    Barred.POLICE_AND_COURTS: _l("the work of police, investigators and courts"),
    Barred.PROSECUTORS: _l("supervision by prosecutors"),
    Barred.INTELLIGENCE: _l("intelligence and guarded persons"),
    Barred.PENAL_AND_LABOUR: _l("applying penal, procedural, administrative and labour law"),
    Barred.DEFENCE_AND_ORDER: _l("defence, security, war, violence, hatred, drugs"),
    Barred.TREATIES: _l("duties under international treaties"),
    Barred.APPOINTMENTS: _l("appointments by President, Parliament and Government"),
    Barred.ELECTIONS: _l("elections, referendum, parties and status of deputies"),
    Barred.SYMBOLS: _l("state symbols"),
    Barred.LANGUAGE: _l("the state language"),
    Barred.STATE_BODIES: _l("powers, creation and closing of state bodies and organisations"),
    Barred.EMERGENCY: _l("decisions made under a state of emergency"),
}
PARTS = {
    Part.TITLE: _l("The title"),
    Part.ASKS: _l("What should be done"),
    Part.WHY: _l("Why it is needed"),
    Part.TRIED: _l("What was tried before"),
}
WAITING = {
    Waiting.TEXT: _l("new initiative"),
    Waiting.VERSION: _l("new version of a text"),
    Waiting.NEWS: _l("news of an initiative"),
    Waiting.OBJECTION: _l("objection of an author"),
    Waiting.HIDE: _l("proposal to hide"),
}
ACTS = {
    Act.PUBLISH: _l("published"),
    Act.RETURN: _l("returned for correction"),
    Act.REJECT: _l("not published"),
    Act.PROPOSE_HIDE: _l("hiding was proposed"),
    Act.HIDE: _l("hidden by two people"),
    Act.DECLINE_HIDE: _l("hiding was declined"),
    Act.RESTORE: _l("restored"),
    Act.APPROVE_VERSION: _l("a new version was published"),
    Act.REFUSE_VERSION: _l("a new version was not published"),
    Act.PASS_NEWS: _l("news were read"),
    Act.HIDE_NEWS: _l("news were hidden"),
    Act.FLAG: _l("marked for a second person"),
    Act.UNFLAG: _l("the mark was taken off"),
    Act.HOLD: _l("put on legal hold"),
    Act.END_HOLD: _l("the legal hold ended"),
    Act.TAKE_OVER: _l("taken over from a colleague"),
    Act.UNDO: _l("the decision was taken back"),
    Act.LATE: _l("the term passed, the deputies were told"),
}
REFUSALS = {
    "petitions.moderator-outside-the-office": _l(
        "Texts are checked by a moderator of the district who does not work in the office addressed."
    ),
    "petitions.locked": _l("A colleague is working on this text. Wait, or take it over and say why."),
    "petitions.word-missing": _l("Say in a few words why."),
    "petitions.author-not-confirmed": _l("The author has not confirmed a phone yet."),
    "petitions.not-enough-backers": _l("There are not enough first backers yet."),
    "petitions.reason-missing": _l("Choose the reason: everybody will read it."),
    "petitions.subject-missing": _l("Choose which of the closed subjects it is."),
    "petitions.note-missing": _l("Write to the author what should be corrected."),
    "petitions.second-person": _l("A second person has to do this."),
    "petitions.hide-proposed": _l("Hiding is already proposed and waits for a second person."),
    "petitions.only-a-senior-restores": _l("Only an assessor or an administrator restores a text."),
    "petitions.too-late-to-undo": _l("A decision can be taken back within ten minutes, by who made it."),
    "petitions.supported-meanwhile": _l("People have supported it meanwhile: it cannot be taken back."),
    "petitions.nothing-to-object": _l("There is no decision to object to."),
    "petitions.objected-already": _l("An objection to this decision was already sent."),
    "petitions.objection-missing": _l("Write why the decision is wrong."),
    "petitions.no-such-version": _l("There is no such version."),
    "petitions.no-such-news": _l("There are no such news."),
}
