"""Coming in: invitations, the codes they come with, and how a chat identity becomes somebody's."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, Suspended
from crmbot.core.people import ChatUser
from crmbot.language.phones import email_key
from crmbot.store.models.people import LinkCode, LinkTry, Role, User, UserRole

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
"""Wrong codes in a row that one chat identity may bring."""

LOCKED = timedelta(hours=1)
"""How long it brings none after that."""

_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


def invite(ctx: Context, *, name: str, email: str, role: str | None = None) -> tuple[User, str]:
    """Make a user, or take one who never came, and return a code of one use and ten minutes.

    With no role somebody new is a rep, and who was invited before stays what they are.
    Raises `NotAllowed`, `InvalidInput`, and `Conflict` when the person is linked already: a code
    for them would let whoever holds it in as them.
    """
    ctx.actor.require("user.invite")
    key = email_key(email)
    user = ctx.session.scalar(select(User).where(User.email == key)) if key else None
    if user is None:
        _require_within(ctx, role or permissions.REP)
        user = people.add(ctx.session, name=name, email=email, role=role or permissions.REP, zone=ctx.org.zone)
    else:
        _invite_again(ctx, user, role)
    return user, new_code(ctx.session, user, ctx.now)


def _require_within(ctx: Context, role: str) -> None:
    """Raise `NotAllowed` for a role that gives more than the actor has."""
    if permissions.exceeds(ctx.actor, people.rights_of_role(ctx.session, role)):
        raise NotAllowed("role.grant", role)


def _invite_again(ctx: Context, user: User, role: str | None) -> None:
    """Let somebody in who was invited before, as something else if it is said; nobody gives more than they have."""
    if people.identities(ctx.session, user.id):
        raise Conflict(user.name, "is linked already; for another chat of theirs they type `link`")
    rows = ctx.session.scalars(select(UserRole).where(UserRole.user_id == user.id)).all()
    names = {row.id: row.name for row in ctx.session.scalars(select(Role))}
    held = {names[row.role_id] for row in rows}
    for each in {*held, role or permissions.REP}:
        _require_within(ctx, each)
    user.is_active = True
    if held and role in (None, *held):
        return
    for row in rows:
        ctx.session.delete(row)
    ctx.session.flush()
    people.enrol(ctx.session, user, role or permissions.REP)


def new_code(session: Session, user: User, now: datetime) -> str:
    """Return a fresh linking code of a user; only its hash is kept."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    session.add(LinkCode(hash=_digest(code), user_id=user.id, expires_at=now + CODE_LIFE))
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def link(session: Session, who: ChatUser, code: str, now: datetime) -> User:
    """Link a chat identity to the user a code was made for, and use the code up.

    Raises `InvalidInput` with the reason `unknown`, `used` or `expired`, and `Conflict` with the reason
    `locked` and the instant it ends. A wrong code is counted in the session in hand: whoever catches the
    error commits, or the count is lost.
    """
    ended = locked_until(session, who, now)
    if ended is not None:
        raise _locked(ended)
    row = _row(session, code)
    reason = _fault(row, now)
    if row is None or reason:
        _count(session, who, now)
        ended = locked_until(session, who, now)
        raise InvalidInput("code", code, reason) if ended is None else _locked(ended)
    user = session.get_one(User, row.user_id)
    if not user.is_active:
        raise Suspended(user.name)
    row.used_at = now
    _forget_tries(session, who)
    people.attach(session, user, who)
    return user


def locked_until(session: Session, who: ChatUser, now: datetime) -> datetime | None:
    """Return until when a chat identity may bring no codes, after too many wrong ones; None when it may."""
    row = session.get(LinkTry, _sign(who))
    ends = row.last_at + LOCKED if row is not None and row.tries >= TRIES else None
    return ends if ends is not None and ends > now else None


def own_code(ctx: Context, code: str) -> str:
    """Tell of a code somebody brings who is linked already: `fresh`, `used` or `expired` if it was made for them.

    Of others' codes it says `unknown`, as of none at all: guessing gets nobody anywhere.
    """
    row = _row(ctx.session, code)
    if row is None or row.user_id != ctx.actor.id:
        return "unknown"
    return _fault(row, ctx.now) or "fresh"


def _fault(row: LinkCode | None, now: datetime) -> str:
    """Return what is wrong with a code; nothing when it is good."""
    if row is None:
        return "unknown"
    if row.used_at is not None:
        return "used"
    return "expired" if row.expires_at <= now else ""


def _row(session: Session, code: str) -> LinkCode | None:
    digest = _digest(code)
    row = session.scalar(select(LinkCode).where(LinkCode.hash == digest))
    # The index has compared hashes letter by letter; what counts is compared in constant time.
    return row if row is not None and hmac.compare_digest(row.hash, digest) else None


def _count(session: Session, who: ChatUser, now: datetime) -> None:
    row = session.get(LinkTry, _sign(who))
    if row is None:
        session.add(LinkTry(who=_sign(who), tries=1, last_at=now))
    else:
        row.tries = 1 if row.last_at + LOCKED <= now else row.tries + 1
        row.last_at = now
    session.flush()


def _forget_tries(session: Session, who: ChatUser) -> None:
    row = session.get(LinkTry, _sign(who))
    if row is not None:
        session.delete(row)


def _locked(ends: datetime) -> Conflict:
    return Conflict("code", "locked", at=ends.isoformat())


def _sign(who: ChatUser) -> str:
    return f"{who.platform}:{who.workspace}:{who.user}"


def _digest(code: str) -> str:
    letters = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()
