"""News as they are told: a line for each record, its card, and under each who set the rule and how to stop it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, showing
from crmbot.commands.change_words import Reader
from crmbot.commands.channels import wording
from crmbot.commands.showing import icon_of
from crmbot.commands.telling import Fact, tells
from crmbot.core import channels, records
from crmbot.core.context import Context
from crmbot.core.permissions import sees
from crmbot.core.subscriptions import facts, messages, posting, rules
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.messages import Message
from crmbot.language.text import first_line
from crmbot.store.models.activity import Note
from crmbot.store.models.channel import Channel
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import LostReason
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Post, Subscription

SHOWN = 15
_TEXT = 120
_ICON = "📣"

_MONEY = frozenset({"amount_minor", "currency", "best_minor", "worst_minor", "recurring_minor", "budget_minor"})
_TOLD_BY: Mapping[Happening, frozenset[str]] = {
    Happening.STAGE: frozenset({"stage_id", "status"}),
    Happening.REOPENED: frozenset({"stage_id", "status"}),
    Happening.AMOUNT: _MONEY,
    Happening.ASSIGNED: frozenset({"owner_id"}),
    Happening.MOVED: frozenset({"due_on", "due_time", "starts_at", "ends_at"}),
}
"""The columns whose change is told with what happened; a record that is told of as changed tells of all."""

_HEADS = {
    Happening.WON: "🟩 Won",
    Happening.LOST: "🟥 Lost",
    Happening.CONVERTED: "✨ Converted",
    Happening.DONE: "☑️ Done",
    Happening.HELD: "🤝 Held",
    Happening.CANCELLED: "🚫 Cancelled",
    Happening.NEW: "🆕 New",
    Happening.REOPENED: "↩️ Open again",
}
_HIDDEN = {
    Happening.WON: "was won",
    Happening.LOST: "was lost",
    Happening.CONVERTED: "was converted",
    Happening.DONE: "was done",
    Happening.HELD: "was held",
    Happening.CANCELLED: "was cancelled",
    Happening.NEW: "was made",
    Happening.REOPENED: "was opened again",
    Happening.ASSIGNED: "was given to somebody",
}


def _ids(fact: Fact) -> list[int]:
    return [int(number) for number in fact.args["posts"].split(",")]


@tells(facts.NEWS)
def news_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell a channel what happened, in one line for each record."""
    told = messages.read(ctx, _ids(fact))
    if told is None:
        return None
    rows = [
        (post, record, row)
        for post in told.posts
        if (record := told.records.get(post.record_id)) is not None and (row := line(told, post, record))
    ]
    if not rows:
        return None
    if len(rows) == 1:
        post, record, row = rows[0]
        rule = told.rules[post.subscription_id]
        return Card(row, (_footer(told, (rule,)),), _actions(told, rule, record), about=_about(told, record))
    items = Items(tuple(Item(row) for _, _, row in rows[:SHOWN]))
    more = (Line(spans(f"… and {len(rows) - SHOWN} more.")),) if len(rows) > SHOWN else ()
    mine = tuple(dict.fromkeys(told.rules[post.subscription_id] for post, _, _ in rows))
    title = spans(bold(f"{len(rows)} things happened"))
    every = (Action("Rules of this channel", Invocation("subs")),)
    return Card(title, (items, *more, _footer(told, mine)), every, icon=_ICON)


@tells(facts.CARD)
def record_card(ctx: Context, fact: Fact) -> Card | None:
    """Show a channel the card of a record something happened to; a line, where not everybody there may see it."""
    told = messages.read(ctx, _ids(fact))
    post = told.posts[0] if told is not None else None
    record = told.records.get(post.record_id) if told is not None and post is not None else None
    if told is None or post is None or record is None:
        return None
    happened = line(told, post, record)
    rule = told.rules[post.subscription_id]
    if not happened or not told.shows(record):
        return news_card(ctx, fact)
    return _with_rule(told, showing.card_of(told.ctx, record), rule, record, (Line(happened),))


def kept_true(ctx: Context, channel: Channel, record: Record) -> Card | None:
    """Return the card of a record as it stands in a channel now; None where it is not for everybody there any more."""
    told = messages.about(ctx, channel, record)
    if told is None or not told.shows(record):
        return None
    (rule,) = told.rules.values()
    return _with_rule(told, showing.card_of(told.ctx, record), rule, record, ())


def _with_rule(told: Message, card: Card, rule: Subscription, record: Record, above: tuple[Line, ...]) -> Card:
    blocks = (*above, *card.blocks, _footer(told, (rule,)))
    return replace(card, blocks=blocks, actions=_actions(told, rule, record), whisper=False, files=())


def line(told: Message, post: Post, record: Record) -> Spans:
    """Return in one line what happened to a record; nothing when nothing is left of it."""
    events = posting.left(post)
    if not events:
        return ()
    if not told.shows(record):
        return _hidden(record, events)
    head = next((each for each in _HEADS if each in events), None)
    parts = [*_details(told, post, record, events, head)]
    lead = f"{_HEADS[head]}{_reason(told, record, head)}: " if head is not None else f"{icon_of(record.kind)} "
    by = told.people.get(post.told["by"][0]) if post.told["by"] else None
    words = " · ".join(part for part in (*parts, by or "") if part)
    return spans(_new(lead, record, head), phrases.link(record), f" · {words}" if words else "")


def _new(lead: str, record: Record, head: Happening | None) -> str:
    return lead.replace("New:", f"New {record.kind}:") if head is Happening.NEW else lead


def _hidden(record: Record, events: frozenset[Happening]) -> Spans:
    """Return no more than that something happened (spec: scenario O8)."""
    word = next((word for each, word in _HIDDEN.items() if each in events), "was changed")
    article = "An" if record.kind[0] in "aeiou" else "A"
    return spans(f"{icon_of(record.kind)} {article} {record.kind} {word}.")


def _reason(told: Message, record: Record, head: Happening) -> str:
    if head is not Happening.LOST or not isinstance(record, Deal | Lead) or record.lost_reason_id is None:
        return ""
    reason = told.ctx.session.get(LostReason, record.lost_reason_id)
    return f" ({reason.name})" if reason is not None else ""


def _details(
    told: Message, post: Post, record: Record, events: frozenset[Happening], head: Happening | None
) -> list[str]:
    """Return what is told behind a record: what it is worth, what changed from what to what, what was put on it."""
    worth = _worth(told, record) if head in (Happening.WON, Happening.LOST, Happening.NEW) else []
    return [*worth, *_changes(told, post, record, events, head), *_put_on(told, post)]


def _worth(told: Message, record: Record) -> list[str]:
    if isinstance(record, Deal) and record.amount_minor is not None and told.channel.shows_amounts:
        return [phrases.amount(record)]
    return []


def _changes(
    told: Message, post: Post, record: Record, events: frozenset[Happening], head: Happening | None
) -> list[str]:
    """Return what changed, from what to what; what the head says already is not said again."""
    said = {"stage_id", "status"} if head not in (None, Happening.NEW) else set()
    wanted = frozenset().union(*(_TOLD_BY.get(each, frozenset()) for each in events)) - said
    diff = {
        column: sides
        for column, sides in post.told["diff"].items()
        if sides[0] != sides[1] and column not in said and (column in wanted or Happening.CHANGED in events)
    }
    if not told.channel.shows_amounts and diff.keys() & _MONEY:
        diff = {column: sides for column, sides in diff.items() if column not in _MONEY}
        return [*_read(told, record, diff), "another amount"]
    return _read(told, record, diff)


def _read(told: Message, record: Record, diff: Mapping[str, list[object]]) -> list[str]:
    unit = str(getattr(record, "currency", None) or told.ctx.org.currency)
    return list(Reader(told.ctx, told.names, unit).changes(diff))


def _put_on(told: Message, post: Post) -> list[str]:
    """Return the notes and tasks put on a record: their words only where everybody in the channel may see them."""
    words = []
    for number in post.told["put_on"]:
        thing = told.records.get(number)
        if thing is None or thing.kind not in post.told["events"]:
            continue
        is_note = isinstance(thing, Note) and told.shows(thing) and told.channel.shows_amounts
        words.append(
            first_line(thing.body or thing.title, _TEXT) if is_note and isinstance(thing, Note) else f"a {thing.kind}"
        )
    return words


def _footer(told: Message, mine: Sequence[Subscription]) -> Footer:
    """Say why this is told here, who wanted it, and how it stops."""
    if len(mine) != 1:
        numbers = ", ".join(str(rule.number) for rule in mine)
        return Footer(
            spans(f"Rules {numbers} of this channel · ", code("subs"), " lists them, ", code("unsub 1"), " stops one.")
        )
    rule = mine[0]
    author = told.people.get(rule.author_id, "")
    what = first_line(wording.typed(rules.draft_of(rule)), _TEXT)
    who = f" · set by {author}" if author else ""
    return Footer(spans(f"Rule {rule.number} ", code(what), f"{who} · ", code(f"unsub {rule.number}"), " stops it."))


def _actions(told: Message, rule: Subscription, record: Record) -> tuple[Action, ...]:
    shown = (phrases.show_action("Open", record),) if told.shows(record) else ()
    number = str(rule.number)
    quiet = Action("Pause 2 days", Invocation("sub pause", {"rule": f"{number} 2d"}))
    stop = Action("Stop this", Invocation("unsub", {"rule": number}), confirm=f"Stop rule {number} of this channel?")
    return (*shown, quiet, stop)


def _about(told: Message, record: Record) -> str:
    return records.code(record) if told.shows(record) else ""


@tells(facts.FOLLOWED)
def followed_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody what others did with a record they follow; nothing of one they may not see any more."""
    post = ctx.session.get(Post, int(fact.args["posts"]))
    record = fact.record
    if post is None or record is None or not sees(ctx, record):
        return None
    diff = {column: sides for column, sides in post.told["diff"].items() if sides[0] != sides[1]}
    there = messages.concerned(ctx, [post])
    found = [there[number] for number in post.told["put_on"] if number in there]
    known = messages.names(ctx, [post])
    unit = str(getattr(record, "currency", None) or ctx.org.currency)
    what = [*Reader(ctx, known, unit).changes(diff), *(_thing(ctx, each) for each in found)]
    if not what:
        return None
    people = messages.people(ctx, post.told["by"])
    by = f" · by {', '.join(people.values())}" if people else ""
    lines = Items(tuple(Item(spans(words)) for words in what[:SHOWN]))
    stop = Action("Stop following", Invocation("unfollow", {"which": records.code(record)}))
    foot = Footer(spans("You follow it · ", code(f"unfollow {records.code(record).lower()}"), " stops this."))
    title = spans(phrases.link(record), by)
    open_it = phrases.show_action("Open", record)
    return Card(title, (lines, foot), (open_it, stop), icon="👀", about=records.code(record))


def _thing(ctx: Context, thing: Record) -> str:
    if not sees(ctx, thing):
        return f"a {thing.kind} was put on it"
    return f"{thing.kind}: {first_line((thing.body if isinstance(thing, Note) else None) or thing.title, _TEXT)}"


@tells(facts.ASK_AGAIN)
def again_card(ctx: Context, fact: Fact) -> Card | None:
    """Ask somebody in charge whether a rule is to go on whose author has no right to it any more."""
    rule = ctx.session.get(Subscription, int(fact.args["rule"]))
    if rule is None:
        return None
    channel = ctx.session.get_one(Channel, rule.channel_id)
    name, author = channels.name_of(channel), ctx.session.get_one(User, rule.author_id).name
    where = {"rule": str(rule.number), "channel": str(channel.id)}
    title = spans(f"Rule {rule.number} of {name} was set by {author}, who has no right to it any more.")
    what = Line(spans(code(wording.typed(rules.draft_of(rule))), " goes on until somebody stops it."))
    keep = Action("Keep it, as mine", Invocation("sub keep", where), style="primary")
    stop = Action("Stop it", Invocation("unsub", where), confirm=f"Stop rule {rule.number} of {name}?")
    return Card(title, (what,), (keep, stop), icon="❓")
