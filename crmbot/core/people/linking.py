"""Coming in: invitations, the codes they come with, and how a chat identity becomes somebody's."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crmbot.core import outbox, people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, Suspended
from crmbot.core.outbox import Target
from crmbot.core.people import ChatUser, idle
from crmbot.language.phones import email_key
from crmbot.store.models.people import ChatIdentity, LinkCode, LinkTry, Role, User, UserRole
from crmbot.store.uow import one_at_a_time

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
"""Wrong codes in a row that one chat identity may bring, or all in one group; and wrong tries that one code bears."""

LOCKED = timedelta(hours=1)
"""How long they bring none after that."""

LINKED = "chat.linked"
"""The fact that one more chat of somebody's is linked."""

_UNQUOTED = "@.-_#"
"""Signs that stand in addresses as they are."""

_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
_MARK = 2
"""So many letters in front tell which code is tried; the others are what has to be known."""

_REMEMBERED = timedelta(days=1)
"""So long a code that is over is told from one that never was."""

_SALT_BYTES = 16
_COST, _BLOCK, _LANES = 2**12, 8, 1
"""What scrypt spends on each try, some ten milliseconds: who reads the database cannot try out all codes in time."""


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
    if any(not idle.sleeps(chat) for chat in people.identities(ctx.session, user.id)):
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
    """Return a fresh linking code of a user; only its first letters and its hash are kept."""
    session.execute(delete(LinkCode).where(LinkCode.expires_at <= now - _REMEMBERED))
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    kept = _sealed(code, secrets.token_hex(_SALT_BYTES))
    session.add(LinkCode(mark=code[:_MARK], hash=kept, user_id=user.id, expires_at=now + CODE_LIFE, tries=0))
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def link(session: Session, who: ChatUser, code: str, now: datetime, *, group: str = "") -> User:
    """Link a chat identity to the user a code was made for, and use the code up.

    Raises `InvalidInput` with the reason `unknown`, `used`, `expired` or `tried`, and `Conflict` with the reason
    `locked` and the instant it ends. A wrong code is counted in the session in hand: whoever catches the
    error commits, or the count is lost.

    Args: `group`: the address of the chat when others are there, who may try as well.
    """
    one_at_a_time(session, "linking")  # tries that come together are counted one by one
    ended = _locked_until(session, who, now, group=group)
    if ended is not None:
        raise _locked(ended)
    row = _row(session, code)
    reason = _fault(row, now)
    if row is None or reason:
        _count_wrong(session, code, now)
        for sign in _signs(who, group):
            _count(session, sign, now)
        ended = _locked_until(session, who, now, group=group)
        raise InvalidInput("code", code, reason) if ended is None else _locked(ended)
    user = session.get_one(User, row.user_id)
    if not user.is_active:
        raise Suspended(user.name)
    row.used_at = now
    _forget_tries(session, who)
    attach(session, user, who, now)
    return user


def attach(session: Session, user: User, who: ChatUser, now: datetime) -> None:
    """Link a chat identity to a user, and say so in every other chat of theirs: they may not have done it."""
    others = [chat for chat in people.identities(session, user.id) if not _is_of(chat, who)]
    people.attach(session, user, who)
    new = next(chat for chat in people.identities(session, user.id) if _is_of(chat, who))
    for chat in others:
        parts = (chat.platform, chat.workspace_ext, chat.dm_ext or chat.user_ext)
        there = Target(user.id, ":".join(quote(part, safe=_UNQUOTED) for part in parts))
        key = f"{LINKED}:{new.id}:{chat.id}:{now.isoformat()}"
        outbox.tell(session, LINKED, there, at=now, args={"chat": str(new.id)}, dedupe_key=key)


def _is_of(chat: ChatIdentity, who: ChatUser) -> bool:
    return (chat.platform, chat.workspace_ext, chat.user_ext) == (who.platform, who.workspace, who.user)


def _locked_until(session: Session, who: ChatUser, now: datetime, *, group: str) -> datetime | None:
    """Return until when a chat identity may bring no codes, after too many wrong ones of its own or its group's."""
    rows = session.scalars(select(LinkTry).where(LinkTry.who.in_(_signs(who, group)), LinkTry.tries >= TRIES))
    ends = [row.last_at + LOCKED for row in rows if row.last_at + LOCKED > now]
    return max(ends, default=None)


def own_code(ctx: Context, code: str) -> str:
    """Tell of a code somebody brings who is linked already: `fresh`, or what is wrong with it if it was made for them.

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
    if row.expires_at <= now:
        return "expired"
    return "tried" if row.tries >= TRIES else ""


def _row(session: Session, code: str) -> LinkCode | None:
    """Return the code that was brought, compared in constant time."""
    letters = _letters(code)
    return next((row for row in _marked(session, letters) if _is_it(row, letters)), None)


_MOST_ALIKE = 5


def _marked(session: Session, letters: str) -> Sequence[LinkCode]:
    """Return the newest codes that begin alike: rarely more than one."""
    if len(letters) != _CODE_LENGTH:
        return ()
    alike = select(LinkCode).where(LinkCode.mark == letters[:_MARK])
    return session.scalars(alike.order_by(LinkCode.expires_at.desc(), LinkCode.id.desc()).limit(_MOST_ALIKE)).all()


def _is_it(row: LinkCode, letters: str) -> bool:
    salt = row.hash.partition("$")[0]
    return hmac.compare_digest(row.hash.encode(), _sealed(letters, salt).encode())


def _count_wrong(session: Session, code: str, now: datetime) -> None:
    """Count a wrong code against those that are good and begin alike: too many guesses, and they are good no more."""
    letters = _letters(code)
    for row in _marked(session, letters):
        if not _fault(row, now):
            row.tries += 1
    session.flush()


def _signs(who: ChatUser, group: str) -> tuple[str, ...]:
    """Return under what wrong codes are counted: the person, and the group they are in."""
    return (_sign(who), f"chat:{group}") if group else (_sign(who),)


def _count(session: Session, sign: str, now: datetime) -> None:
    row = session.get(LinkTry, sign)
    if row is None:
        session.add(LinkTry(who=sign, tries=1, last_at=now))
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


def _letters(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def _sealed(letters: str, salt: str) -> str:
    """Return what is kept of a code: the salt, and a hash that takes its time."""
    spent = hashlib.scrypt(letters.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES)
    return f"{salt}${spent.hex()}"
