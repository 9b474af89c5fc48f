"""People of ours named with `@` in a text: told of it by direct message, if they may see what it is about."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from crmbot.core import lookup, outbox, people, permissions
from crmbot.core.context import Context
from crmbot.core.outbox import Target
from crmbot.language.fold import fold
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.models.record import Record

NAMED = "named"
"""The kind of the fact that somebody was named in a text."""

MOST = 10
"""So many people of one text are told, each by rights of their own: who names more speaks to a channel."""

_AT = re.compile(r"(?<![\w@.+-])@(?P<word>\w[\w.-]*\w|\w)(?:[ ](?P<more>[^\W\d_][\w-]*))?")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name several people have."""

    word: str
    people: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Somebody who may not see what they are named in, or what that is about."""

    user: User
    hidden: Record


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told that a text names them, who may not see what it is about, and whose name is not theirs alone."""

    told: tuple[User, ...] = ()
    kept_out: tuple[KeptOut, ...] = ()
    unclear: tuple[Unclear, ...] = ()


def tell(ctx: Context, record: Record, about: Sequence[Record] | None, text: str, before: str = "") -> Told:
    """Tell the people a record's text names with `@` that it does, once each; those `before` named as well are not.

    `about`: what the record is about, the main thing first, looked up where it is None; who may not see that, or the
    record, is not told. Names of nobody stay words.
    """
    if "@" not in text:
        return Told()
    found, unclear = _named(ctx, spelt(ctx, text), spelt(ctx, before))
    if about is None and found:
        behind = lookup.behind(ctx, record.id)
        about = [behind] if behind is not None else []
    about = about or []
    hidden = {user.id: first_hidden(ctx, user.id, [*about[:1], record]) for user in found}
    told = tuple(user for user in found if hidden[user.id] is None and _write(ctx, record, about, user))
    kept_out = tuple(KeptOut(user, what) for user in found if (what := hidden[user.id]) is not None)
    return Told(told, kept_out, unclear)


def first_hidden(ctx: Context, user_id: int, records: Sequence[Record]) -> Record | None:
    """Return the first of some records that somebody may not see now; None where they may see them all."""
    reader = replace(ctx, actor=people.actor(ctx.session, user_id))
    return next((record for record in records if not permissions.sees(reader, record)), None)


def still_seen(ctx: Context, record: Record | None, about_id: str) -> bool:
    """Tell whether the reader of a fact may see its record and what that is about, at the moment it is delivered."""
    numbers = [record.id, *([int(about_id)] if about_id else [])] if record is not None else []
    return bool(numbers) and len(lookup.those(ctx, numbers)) == len(numbers)


def spelt(ctx: Context, text: str) -> str:
    """Return a text with people whom a platform wrote by their id there written by their name."""
    if "@" not in text:
        return text
    words = {found["word"] for found in _AT.finditer(text)}
    ids = select(ChatIdentity.user_ext, User).join(User, User.id == ChatIdentity.user_id)
    here = (ChatIdentity.platform == ctx.origin.via, ChatIdentity.workspace_ext == ctx.origin.workspace)
    rows = ctx.session.execute(ids.where(*here, ChatIdentity.user_ext.in_(words)))
    handles = {row.user_ext: f"@{_handle(row.User)}" for row in rows}
    return _AT.sub(lambda found: _respelt(found, handles), text) if handles else text


def _respelt(found: re.Match[str], handles: dict[str, str]) -> str:
    handle = handles.get(found["word"])
    return handle + found[0][len(found["word"]) + 1 :] if handle else found[0]


def _handle(user: User) -> str:
    """Return what somebody is called behind an `@`: their name, its words joined, so that it is theirs alone."""
    return ".".join(user.name.split())


def _write(ctx: Context, record: Record, about: Sequence[Record], user: User) -> bool:
    """Write down that somebody is to be told; False when they were told of this record before."""
    args = {"by": ctx.actor.name} | ({"about": str(about[0].id)} if about else {})
    key = f"{NAMED}:{record.id}:{user.id}"
    return outbox.tell(ctx.session, NAMED, Target(user.id), at=ctx.now, record_id=record.id, args=args, dedupe_key=key)


def _named(ctx: Context, text: str, before: str) -> tuple[list[User], tuple[Unclear, ...]]:
    """Return the people a text names and an earlier one did not, and the names that may be several people's."""
    roster = _Roster.of(ctx.session.scalars(select(User).where(User.is_active).order_by(User.name)))
    aside = {ctx.actor.id, *(user.id for _, users in roster.meant(before) for user in users)}
    found: dict[int, User] = {}
    unclear: dict[str, Unclear] = {}
    for word, users in roster.meant(text):
        if len(users) > 1:
            unclear[fold(word)] = Unclear(word, users)
        elif users[0].id not in aside:
            found[users[0].id] = users[0]
    return list(found.values())[:MOST], tuple(unclear.values())


@dataclass(frozen=True, slots=True)
class _Roster:
    """Our people by what is theirs alone, their addresses and whole names, and by the parts of their names."""

    whole: Mapping[str, tuple[User, ...]]
    parts: Mapping[str, tuple[User, ...]]

    @classmethod
    def of(cls, known: Iterable[User]) -> "_Roster":
        whole: dict[str, tuple[User, ...]] = {}
        parts: dict[str, tuple[User, ...]] = {}
        for user in known:
            name = fold(user.name)
            handles = {fold(user.email), fold(user.email.partition("@")[0]), name, name.replace(" ", "")}
            for handle in handles:
                whole[handle] = (*whole.get(handle, ()), user)
            for part in set(name.split()):
                parts[part] = (*parts.get(part, ()), user)
        return cls(whole, parts)

    def meant(self, text: str) -> Iterator[tuple[str, tuple[User, ...]]]:
        """Yield each name behind an `@` with those it may be: by two words first, then by one."""
        for word, more in dict.fromkeys((found["word"], found["more"] or "") for found in _AT.finditer(text)):
            one = fold(word)
            both = self.whole.get(f"{one} {fold(more)}") if more else None
            users = both or self.whole.get(one) or self.parts.get(one)
            if users:
                yield word, users
