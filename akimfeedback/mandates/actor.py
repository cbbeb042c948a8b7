"""The Actor: a person and the seats held today. Policies ask it and stay pure."""

from dataclasses import dataclass

from akimfeedback.accounts.models import User
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES, Role


@dataclass(frozen=True)
class Actor:
    """Who asks. `user` is None for a visitor; `reach` maps a seat's id to the okrug ids it covers."""

    user: User | None
    seats: tuple[Mandate, ...] = ()
    reach: frozenset[tuple[int, int]] = frozenset()  # (mandate id, territory id of an okrug or above)

    @property
    def user_id(self) -> int | None:
        """Return the account's id, None for a visitor."""
        return self.user.id if self.user else None

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles held today, anywhere."""
        return frozenset(seat.role for seat in self.seats)

    def seat_in(self, territory_id: int, *roles: Role) -> Mandate | None:
        """Return the first seat with one of the roles that covers the territory, or None."""
        for seat in self.seats:
            if seat.role in roles and (
                seat.territory_id == territory_id or (seat.id, territory_id) in self.reach
            ):
                return seat
        return None

    def works_in(self, territory_id: int) -> bool:
        """Say whether the person is of the akim's office of exactly this unit."""
        return any(seat.role in OFFICE_ROLES and seat.territory_id == territory_id for seat in self.seats)


VISITOR = Actor(user=None)
