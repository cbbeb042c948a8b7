"""Words for what sign-in and the profile refuse."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, Any] = {
    "accounts.too-soon": _l("A code is already on its way to this phone."),
    "accounts.too-many-codes": _l("Too many codes were asked for this phone today. Ask for help by phone."),
    "accounts.phone-taken": _l("Somebody else already uses this phone number here."),
    "accounts.easy-pin": _l("This PIN is easy to guess. Choose another one."),
    "accounts.no-such-passkey": _l("This phone is not known here. Sign in with a code from a text message."),
    "accounts.passkey-refused": _l("The phone did not confirm it was you. Try again or sign in with a code."),
}

CODE_ERRORS: dict[str, Any] = {
    "wrong": _l("The code does not match. Look at the message again"),
    "expired": _l("The code is too old. We sent a new one"),
    "too-many": _l("Too many wrong codes. Ask for a new code a little later, or call the help number."),
}

HOW: dict[str, Any] = {
    "code": _l("Code from a text message"),
    "pin": _l("PIN"),
    "passkey": _l("Passkey"),
}
