"""Many records at once: shown and counted before they change, told what became of each; all of it is one undo."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Spans, bold, spans
from crmbot.chat.form import Head
from crmbot.chat.invocation import Invocation
from crmbot.commands import list_names, list_words, phrases
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.errors import CrmError, NotAllowed
from crmbot.core.many import Many, Outcome, Wanted
from crmbot.language.text import plural
from crmbot.store.models.record import Record

_SHOWN = 10

Which = Annotated[str, Head(), Field(max_length=8000, description="Which ones? Codes, rows 1-3, or a filter")]


def asked_for(ctx: Context, kind: str, text: str, most: int) -> str:
    """Return what names records of a kind, with the names in the words of a filter put as its terms."""
    return list_names.asked(ctx, kind, text).text if Many(ctx, kind, most).is_filter(text) else text


def codes_of(wanted: Wanted) -> str:
    """Return just the records that are shown, for the button: a filter may find others by then."""
    return ",".join(records.code(record) for record in wanted.records)


def count(those: Sequence[Record], kind: str) -> Spans:
    """Return how many records of a kind there are, to stand out in a title."""
    return spans(bold(phrases.counted(len(those), kind)))


def called(ctx: Context, kind: str, wanted: Wanted) -> str:
    """Return what a filter asks for, as its list is headed; nothing for codes and rows."""
    shown = list_names.shown(ctx, wanted.terms)
    head = f"{list_words.head(wanted.terms, plural(kind))}{list_words.behind(wanted.terms, names=shown)}"
    return head if wanted.terms else ""


def ask(ctx: Context, title: Spans, kind: str, wanted: Wanted, yes: Action) -> Card:
    """Ask before many records change; `yes` is for just those that are shown."""
    of = called(ctx, kind, wanted)
    head = (Line(spans(f"{of}:")),) if of else ()
    barred = (Footer(spans(f"{wanted.barred} more are not yours to change.")),) if wanted.barred else ()
    actions = (yes, Action("Leave them", Invocation(plural(kind))))
    return Card(title, (*head, Items(_rows(wanted.records)), *barred), actions, "❓", whisper=True)


def tell(ctx: Context, title: Spans, outcome: Outcome[Record], icon: str) -> Card:
    """Say which records were changed, and which were not and why."""
    refused = tuple(
        Item(spans(phrases.link(each.record), f" · {_why(each.error)}")) for each in outcome.refused[:_SHOWN]
    )
    left = (Line(spans(f"Left as they were · {len(outcome.refused)}")), Items(refused)) if refused else ()
    actions = (phrases.undo_action(ctx),) if outcome.changed else ()
    return Card(title, (Items(_rows(outcome.changed)), *left), actions, icon=icon)


def given(by: str, theirs: Sequence[Record], row: Callable[[Record], Spans]) -> Card:
    """Tell somebody that records are theirs now."""
    kind = theirs[0].kind
    rows = [Item(row(record), phrases.show_action("Open", record)) for record in theirs[:_SHOWN]]
    more = [Item(spans(f"… and {len(theirs) - _SHOWN} more"))] if len(theirs) > _SHOWN else []
    listed = Action(f"My {plural(kind)}", Invocation(plural(kind)))
    return Card(spans(f"{by} gave you ", *count(theirs, kind)), (Items((*rows, *more)),), (listed,), "📥")


def _rows(shown: Sequence[Record]) -> tuple[Item, ...]:
    """Draw the first of many, and how many are not shown."""
    rows = tuple(Item(spans(phrases.link(record))) for record in shown[:_SHOWN])
    rest = len(shown) - len(rows)
    return (*rows, Item(spans(f"… and {rest} more"))) if rest else rows


def _why(error: CrmError) -> str:
    return "no right to change it" if isinstance(error, NotAllowed) else phrases.why_not(error)
