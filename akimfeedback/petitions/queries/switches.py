"""Which functions are turned off, and what people read meanwhile."""

from sqlalchemy.orm import Session

from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.support_models import KillSwitch


def is_on(session: Session, switch: Switch) -> bool:
    """Say whether a function works now."""
    row = session.get(KillSwitch, switch.value)
    return row is None or row.off_since is None


def banner(session: Session, language: str) -> str:
    """Return the words of the first function turned off, "" when all work."""
    for switch in Switch:
        row = session.get(KillSwitch, switch.value)
        if row is not None and row.off_since is not None:
            return str(row.banner.get(language, ""))
    return ""
