"""Looking things up: by words, by code, and showing what was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Filter, Form, Head, Hidden, Key, RecordRef, Ref
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines, showing
from crmbot.commands.listing import listing
from crmbot.commands.showing import card_of, icon_of
from crmbot.core import filters, lookup, records, tags
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context, Level
from crmbot.core.deals import lists as deal_lists
from crmbot.core.errors import Found, InvalidInput
from crmbot.language import codes
from crmbot.language import filters as language
from crmbot.language.fold import fold
from crmbot.language.text import first_line, plural
from crmbot.store.search import SearchPage

PAGE = 5
NAME = 60


@lists("kinds")
def _kind_list(ctx: Context) -> Sequence[Listed]:
    """Return every kind that can be shown."""
    del ctx
    return [Listed(kind, kind) for kind in showing.kinds()]


_KIND = re.compile(r"(?<!\S)(?:kind|only):(?P<kind>[^\s:<>\"]+)", re.IGNORECASE)
_COMPARED = re.compile(r"(?<!\S)\w+(?:[<>]=?|!?:)[^\s/]")
"""What is said as in a filter; no address in the web."""

_ALSO = {"customer": "company", "person": "contact", "people": "contact", "opp": "deal", "opportunity": "deal"}


class Find(Form):
    """What to look for."""

    query: Annotated[str, Filter(), Field(max_length=500, description="Whom or what are you looking for?")]
    kind: Annotated[str | None, Choice("kinds"), Key("only"), Aside(), Field(description="Only which kind?")] = None
    page: Annotated[int, Hidden()] = 1


@command(
    "find",
    aliases=["f", "search"],
    examples=["jane", "acme kind:deal", "companies city:Leeds quiet>14d"],
    in_place=True,
)
def find(ctx: Context, form: Find) -> Card:
    """Look companies, people, deals, tasks and notes up, by words or by a filter."""
    kind, terms = _filtered(ctx, form)
    if kind:
        name = plural(kind)
        return listing(ctx, kind, f"all {terms}", form.page, command=name, title=name)
    sign = codes.parse_code(form.query.strip())
    if sign is not None and form.kind is None and lookup.kind_of(ctx, sign.number) == sign.kind:
        return _shown(ctx, sign.number)
    form = _by_words(form)
    kinds = (form.kind,) if form.kind else ()
    page = _page(ctx, form.query, kinds, (form.page - 1) * PAGE)
    found = lookup.found(ctx, page.hits)
    if not found:
        return _nothing(form)
    if page.total == 1:
        return _shown(ctx, found[0].id)
    return _results(ctx, form, page, found)


def _page(ctx: Context, query: str, kinds: Sequence[str], offset: int) -> SearchPage:
    """Return a page of what bears a name, or of what has the tag that is all that is asked for: `#key`."""
    if query.startswith("#") and codes.parse_code(query) is None:
        tag, behind = tags.leading(ctx, query)
        if not behind:
            return tags.bearers(ctx, tag, kinds=kinds, limit=PAGE, offset=offset)
    return lookup.search(ctx, query, kinds=kinds, limit=PAGE, offset=offset)


def _filtered(ctx: Context, form: Find) -> tuple[str, str]:
    """Return the kind and the filter for what is asked with terms: `companies fleet size > 20`; nothing for words."""
    first, _, rest = form.query.strip().partition(" ")
    kind = form.kind or _kind_named(first) or ""
    text = rest if kind and not form.kind else form.query
    found = _KIND.search(form.query)
    if found is not None and not kind:
        kind, text = _kind_named(found["kind"]) or "", _without(form.query, found)
    if not kind and _COMPARED.search(text):
        kind = _kind_with(ctx, text)
    if not kind or not language.read(text, filters.fields(ctx, kind)).terms:
        return "", ""
    return kind, text


def _kind_with(ctx: Context, text: str) -> str:
    """Return whose lists can be asked so: `pumps amount>10k` means deals. Raises `InvalidInput` for several."""
    found = [kind for kind in showing.kinds() if _is_of(filters.fields(ctx, kind), text)]
    if len(found) > 1:
        raise InvalidInput("kind", text, "say what is looked for", tuple(found))
    return found[0] if found else ""


def _is_of(known: Mapping[str, filters.Field], text: str) -> bool:
    terms = language.read(text, known).terms
    return bool(terms) and all(term.key in known for term in terms)


def _by_words(form: Find) -> Find:
    """Take the kind out of the words. Raises `InvalidInput` for one that is not known."""
    found = _KIND.search(form.query)
    if found is None:
        return form
    kind = _kind_named(found["kind"])
    if kind is None:
        raise InvalidInput("kind", found["kind"], "no such kind of record", tuple(showing.kinds()))
    return form.model_copy(update={"kind": kind, "query": _without(form.query, found)})


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()


def _kind_named(word: str) -> str | None:
    """Return the kind a word stands for, in the singular or the plural; None for any other word."""
    names = {name: kind for kind in showing.kinds() for name in (kind, plural(kind))}
    names |= {name: kind for also, kind in _ALSO.items() for name in (also, plural(also))}
    return names.get(fold(word))


def _results(ctx: Context, form: Find, page: SearchPage, found: tuple[Found, ...]) -> Card:
    """Draw one page of what was found, with a way to each record and to each kind alone."""
    pages = -(-page.total // PAGE)
    place = f" · page {form.page} of {pages}" if pages > 1 else ""
    title = spans(f"{page.total}{'+' if page.more else ''} results for ", bold(first_line(form.query, NAME)), place)
    told = _hints(ctx, found)
    rows = [(one.id, Item(phrases.found_line(replace(one, hint=told[one.id])), _open(one))) for one in found]
    shown = record_lines.numbered(ctx, rows, (form.page - 1) * PAGE)
    args = {"query": form.query} | ({"kind": form.kind} if form.kind else {})
    turns = phrases.pager("find", args, form.page, pages)
    return Card(title, (shown, *_foot(ctx)), (*_kinds(form, page), *turns), icon="🔎", whisper=True)


def _foot(ctx: Context) -> tuple[Footer, ...]:
    """Tell those who do not see everything that there may be more than they see."""
    if ctx.actor.level("*.see") is Level.ALL:
        return ()
    return (Footer(spans("Only records you may see are listed.")),)


def _hints(ctx: Context, found: tuple[Found, ...]) -> dict[int, str]:
    """Return what tells each record from its namesakes: where people work, what deals are worth and how far."""
    known = deal_lists.numbered(ctx, [one.id for one in found if one.kind == "deal"])
    worth = {number: f"{phrases.amount(deal)} · {stage.name}" for number, (deal, stage) in known.items()}
    return {one.id: worth.get(one.id) or phrases.hint(one, ctx.today) for one in found}


def _open(found: Found) -> Action:
    return Action("Open", Invocation("open", {"which": codes.show(found.kind, found.id)}))


def _kinds(form: Find, page: SearchPage) -> list[Action]:
    """Return one button for each kind among the results, or the way back to all of them."""
    if form.kind:
        return [Action("All kinds", Invocation("find", {"query": form.query}))]
    if len(page.counts) < 2:  # noqa: PLR2004 - one kind is no choice
        return []
    return [
        Action(_counted(kind, count), Invocation("find", {"query": form.query, "kind": kind}))
        for kind, count in page.counts.items()
    ]


def _counted(kind: str, count: int) -> str:
    """Return how many there are of a kind, with its sign and its word: `💼 3 deals`."""
    return f"{icon_of(kind)} {phrases.counted(count, kind)}"


def _nothing(form: Find) -> Card:
    """Say so, and offer to make what was looked for."""
    asked = first_line(form.query, NAME)
    what = plural(form.kind) if form.kind else "nothing"
    title = spans(f"I find {'no ' if form.kind else ''}{what} called ", bold(asked), ".")
    actions = [Action("All kinds", Invocation("find", {"query": form.query}))] if form.kind else []
    actions += [
        Action(f"New {kind}", Invocation(f"{kind} new", {"name": form.query}))
        for kind in ("company", "contact")
        if form.kind is None or form.kind == kind
    ]
    hint = Line(spans("Names, phone numbers, e-mail addresses and codes like ", code("d12"), " are looked up."))
    return Card(title, (hint,), tuple(actions), icon="🔎", whisper=True)


class Open(Form):
    """What to show."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]


@command("open", aliases=["show"], examples=["D-12", "Acme"], in_place=True)
def open_record(ctx: Context, form: Open) -> Card:
    """Show a record."""
    return _shown(ctx, form.which.id)


def _shown(ctx: Context, record_id: int) -> Card:
    record = lookup.get(ctx, record_id)
    records.remember(ctx, record)
    card = card_of(ctx, record)
    old = lookup.came_from(ctx, record)
    if not old:
        return card
    led = Footer(spans(f"{old} was merged into {records.code(record)}"))
    return replace(card, blocks=(*card.blocks, led))
