"""Settings of the organisation: typed, with a default, each a row only once somebody has set it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.setting import Setting

ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)

LEAST_DAYS, MOST_DAYS = 1, 365

_SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
_DAY_WORDS = frozenset({"", "d", "day", "days"})
_READ = "settings this unit of work has read"
_ALL = select(Setting.key, Setting.value)


@dataclass(frozen=True, slots=True)
class Option(Generic[ValueT_co]):
    """One setting: its key, its value until somebody says otherwise, and what it does in a sentence.

    `read` takes what somebody said and raises `InvalidInput`; `show` says a value so that `read` takes it.
    """

    key: str
    default: ValueT_co
    help: str
    read: Callable[[str], ValueT_co]
    show: Callable[[ValueT_co], str]

    @property
    def name(self) -> str:
        """What it is called and may be typed as: `deal old days`."""
        return self.key.replace("_", " ")


def _read_switch(text: str) -> bool:
    word = fold(text)
    if word not in _SWITCH:
        raise InvalidInput("value", text, "say on or off", ("on", "off"))
    return _SWITCH[word]


def _show_switch(value: bool) -> str:  # noqa: FBT001 - it is the value itself, not a way of working
    return "on" if value else "off"


def _read_days(text: str) -> int:
    number, _, unit = text.strip().lower().partition(" ")
    digits = number.rstrip("d")
    if not digits.isascii() or not digits.isdecimal() or unit.strip() not in _DAY_WORDS:
        raise InvalidInput("value", text, f"say a number of days, {LEAST_DAYS} to {MOST_DAYS}")
    if len(digits) > len(str(MOST_DAYS)) or not LEAST_DAYS <= int(digits) <= MOST_DAYS:
        raise InvalidInput("value", text, f"{LEAST_DAYS} to {MOST_DAYS} days")
    return int(digits)


def _show_days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _switch(key: str, what: str, *, default: bool = False) -> Option[bool]:
    return Option(key, default=default, help=what, read=_read_switch, show=_show_switch)


def _days(key: str, default: int, what: str) -> Option[int]:
    return Option(key, default, what, _read_days, _show_days)


COPY_CUSTOMER_DESCRIPTION = _switch(
    "copy_customer_description", "A new deal takes over the description of its customer"
)
AUTO_CLOSE_WON = _switch("auto_close_won", "An open deal is won once an order of it is confirmed")
DEAL_OLD_DAYS = _days("deal_old_days", 7, "A deal that is more days old than this is blue")
DEAL_SOON_DAYS = _days("deal_soon_days", 15, "A deal that closes in fewer days than this is orange")
DEAL_NEAR_DAYS = _days("deal_near_days", 7, "A deal that closes in this many days or fewer is red")
ASK_NEXT_STEP = _switch(
    "ask_next_step",
    "After a note, a call, a task that is done or an event that was held, the next step is asked for",
    default=True,
)
LEAD_IDLE_DAYS = _days("lead_idle_days", 15, "A lead nobody touched for so many days is red; one that waits is orange")

OPTIONS: tuple[Option[bool] | Option[int], ...] = (
    COPY_CUSTOMER_DESCRIPTION,
    AUTO_CLOSE_WON,
    DEAL_OLD_DAYS,
    DEAL_SOON_DAYS,
    DEAL_NEAR_DAYS,
    LEAD_IDLE_DAYS,
    ASK_NEXT_STEP,
)


def option(ctx: Context, which: Option[ValueT]) -> ValueT:
    """Return what a setting is set to; all of them are read in one query for each unit of work."""
    value = stored(ctx.session, which)
    return which.default if value is None else value


def stored(session: Session, which: Option[ValueT]) -> ValueT | None:
    """Return what a setting was set to; None while nobody has set it."""
    value = _rows(session).get(which.key)
    # A row of another shape than ours, say from a later release, counts as none.
    return value if type(value) is type(which.default) else None


def assign(ctx: Context, which: Option[ValueT], value: ValueT) -> None:
    """Set a setting, from now on and in every process. Raises `NotAllowed`, `InvalidInput` for what it cannot be."""
    assign_text(ctx, which, which.show(value))


def assign_text(ctx: Context, which: Option[object], text: str) -> None:
    """Set a setting to what somebody said: on, off, a number of days, a currency … Raises as `assign`."""
    ctx.actor.require("settings.edit")
    keep(ctx.session, which, which.read(text))


def keep(session: Session, which: Option[ValueT], value: ValueT) -> None:
    """Store a setting in the batch in hand; whoever calls has seen to the right and to the value."""
    row = session.get(Setting, which.key)
    if row is None:
        session.add(Setting(key=which.key, value=value))
    else:
        row.value = value
    session.flush()
    forget(session)


def forget(session: Session) -> None:
    """Have the settings read anew in this unit of work: something wrote them."""
    session.info.pop(_READ, None)


def at_hand(session: Session, stored_values: Mapping[str, object]) -> None:
    """Take the settings as they were just read along with something else."""
    session.info[_READ] = stored_values


def words(ctx: Context, which: Option[bool] | Option[int]) -> str:
    """Return what an option is set to as people say it: `on`, `15 days`."""
    if isinstance(which.default, bool):
        return _show_switch(bool(option(ctx, which)))
    return _show_days(int(option(ctx, which)))


def named(text: str) -> Option[bool] | Option[int]:
    """Return the option of a key, however it is written. Raises `InvalidInput` with those there are."""
    wanted = fold(text).replace(" ", "_")
    for each in OPTIONS:
        if each.key == wanted:
            return each
    raise InvalidInput("key", text, "no such option", tuple(each.name for each in OPTIONS))


def _rows(session: Session) -> Mapping[str, object]:
    rows: Mapping[str, object] | None = session.info.get(_READ)
    if rows is None:
        rows = session.info[_READ] = {row.key: row.value for row in session.execute(_ALL)}
    return rows
