"""What somebody is to us: prospect, customer, supplier, partner, and what a word about it changes (spec: 1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.core import companies, permissions, records
from crmbot.core.companies import ROLES
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.party import Party


@dataclass(frozen=True, slots=True)
class KindChange:
    """What somebody would be, and what they would be no more without anybody having said so."""

    roles: tuple[str, ...]
    lost: tuple[str, ...]


def of(party: Party) -> tuple[str, ...]:
    """Return what somebody is to us, in words."""
    return tuple(role for role in ROLES if getattr(party, f"is_{role}"))


def read(party: Party, words: Sequence[str]) -> KindChange:
    """Return what words make of somebody: `customer, supplier` says all they are, `+partner -supplier` what changes.

    No prospect is a customer: whoever becomes the one is the other no more. That a prospect has
    become a customer is the way of things, and no loss. Raises `InvalidInput` for a word that is no kind.
    """
    told = [(word[:1] if word[:1] in "+-" else "", _known(word.lstrip("+-"))) for word in words]
    removed = {role for sign, role in told if sign == "-"}
    added = {role for sign, role in told if sign != "-"}
    before = set(of(party))
    kept = before if any(sign for sign, _ in told) else set()
    if "prospect" in added and "customer" not in added:
        kept = kept - {"customer"}
    after = (kept | added) - removed
    if "customer" in after:
        after.discard("prospect")
    lost = before - after - removed - ({"prospect"} if "customer" in after else set())
    return KindChange(_in_order(after), _in_order(lost))


def _known(word: str) -> str:
    """Return the kind a word names, in the plural too."""
    role = fold(word).removesuffix("s")
    if role not in ROLES:
        raise InvalidInput("kind", word, "no such kind of company", ROLES)
    return role


def _in_order(roles: set[str]) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in roles)


def become(ctx: Context, party: Party, roles: tuple[str, ...]) -> None:
    """Make somebody what these words say, and nothing else. Raises `NotAllowed`."""
    permissions.require(ctx, party, "edit")
    records.change(ctx, party, companies.flags(roles))
