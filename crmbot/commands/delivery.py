"""What could not be delivered, told to those who can do something about it."""

from crmbot.chat.card import Action, Card, Line, RecordLink, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands.telling import Fact, tells
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.outbox import UNDELIVERED


@tells(UNDELIVERED)
def undelivered_card(ctx: Context, fact: Fact) -> Card | None:  # noqa: ARG001 - every teller is asked the same way
    """Tell who was not reached and why; what it was about only by its code, since it may be private."""
    who = fact.args.get("who") or "A channel"
    about = (" It was about ", RecordLink(records.code(fact.record)), ".") if fact.record is not None else ()
    lines = (
        Line(spans("I had something to tell there and could not: ", fact.args["reason"], ".", *about)),
        Line(spans("You hear of this once a day, however much does not get through.")),
    )
    return Card(spans(f"{who} cannot be reached"), lines, _actions(fact), icon="⚠️")


def _actions(fact: Fact) -> tuple[Action, ...]:
    who = fact.args.get("who")
    return (Action("Their tasks", Invocation("tasks", {"who": who})),) if who else ()
