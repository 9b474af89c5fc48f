"""People named with `@`: what they are told, and what whoever wrote it is told of that."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Card, Line, bold, code, spans
from crmbot.commands import phrases
from crmbot.commands.showing import card_of
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.naming import named_people
from crmbot.core.naming.named_people import NAMED, KeptOut, Told, Unclear
from crmbot.store.models.activity import Activity
from crmbot.store.models.people import User


@tells(NAMED)
def named_card(ctx: Context, fact: Fact) -> Card | None:
    """Show somebody what names them; nothing when they may no longer see it."""
    if fact.record is None or not named_people.still_seen(ctx, fact.record, fact.args.get("about", "")):
        return None
    card = card_of(ctx, fact.record)
    title = spans(bold(fact.args["by"]), " named you: ", *card.title)
    return Card(title, card.blocks, (phrases.show_action("Open", fact.record),), "👋", card.about)


def with_named(ctx: Context, card: Card, activity: Activity, before: str = "") -> Card:
    """Tell the people that the text of a task or an event names, and say so on the card of whoever wrote it.

    `before`: what the text was; who was named in it is not told again.
    """
    return with_told(card, named_people.tell(ctx, activity, None, activity.body or "", before))


def with_told(card: Card, told: Told) -> Card:
    """Say on the card of whoever named people with `@` what became of it; the same card where nobody was named."""
    lines = told_lines(told)
    return replace(card, blocks=(*card.blocks, *lines)) if lines else card


def told_lines(told: Told) -> tuple[Line, ...]:
    """Say who was told that they are named, who was not for they may not see what it is about, and who is meant."""
    lines = [Line(spans(f"Told {_names(told.told)}."))] if told.told else []
    lines += [_kept_out(one) for one in told.kept_out]
    return (*lines, *(_unclear(one) for one in told.unclear))


def _kept_out(one: KeptOut) -> Line:
    first = one.user.name.split()[0]
    return Line(spans(f"{one.user.name} may not see ", phrases.link(one.hidden), f", so {first} was not told."))


def _unclear(one: Unclear) -> Line:
    handles = [part for user in one.people[:2] for part in (code("@" + ".".join(user.name.split())), " or ")][:-1]
    return Line(spans(f"@{one.word} may be {_names(one.people)}; nobody was told. Write ", *handles, "."))


def _names(users: Sequence[User]) -> str:
    names = [user.name for user in users]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
