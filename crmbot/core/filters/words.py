"""Words of a filter, looked for in the word index, and columns of short texts."""

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select

from crmbot.core.context import Context
from crmbot.core.filters.conditions import EMPTY, Field, any_of, only_named, wrong
from crmbot.core.filters.grouping import by_text
from crmbot.core.filters.times import Column
from crmbot.language.filters.terms import Term
from crmbot.language.fold import tokens, variants
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken

MOST_WORDS = 12
_MOST_SPELLINGS = 500
_LAST = chr(0x10FFFF)


def _holds(ctx: Context, term: Term, text: str) -> ColumnElement[bool]:
    """Return the condition for all words of a text, each as a whole word or as the start of one."""
    words = tokens(text)
    if not words or len(words) > MOST_WORDS:
        raise wrong(term, "no word to look for" if not words else f"that is more than {MOST_WORDS} words")
    return and_(*(_with_word(ctx, or_(_spelt(word), _begun(word))) for word in dict.fromkeys(words)))


def _spelt(word: str) -> ColumnElement[bool]:
    return SearchToken.token.in_(sorted(variants(word) | {word}))


def _begun(word: str) -> ColumnElement[bool]:
    return and_(SearchToken.token >= word, SearchToken.token < word + _LAST)


def _with_word(ctx: Context, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition for records that hold one of some words of the index.

    The numbers of the words are looked up first, and written into the statement: by them PostgreSQL
    knows how many records to expect, also when it has prepared the statement.
    """
    ids = ctx.session.scalars(select(SearchToken.id).where(which).limit(_MOST_SPELLINGS + 1)).all()
    held = SearchPosting.token_id.in_(bindparam(None, ids, expanding=True, literal_execute=True))
    if len(ids) > _MOST_SPELLINGS:
        held = SearchPosting.token_id.in_(select(SearchToken.id).where(which))
    return Record.id.in_(select(SearchPosting.record_id).where(held))


def _condition(ctx: Context, term: Term) -> ColumnElement[bool]:
    only_named(term)
    return any_of(term, [_holds(ctx, term, text) for text in term.values])


WORDS = Field("text", _condition, ("words",), 'words, such as text:"spare parts"')


def text(key: str, column: Column, *, aliases: tuple[str, ...] = (), searched: bool = False) -> Field:
    """Make a field of short texts, compared whole, whatever their case.

    Args: `searched`: records are found by the words of the column, too, so that the word index
    leads to the few it can be.
    """

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        only_named(term)
        return any_of(term, [_is_text(ctx, column, value, searched=searched) for value in term.values])

    return Field(key, condition, aliases, "a word", func.lower(column), per=by_text(column))


def _is_text(ctx: Context, column: Column, value: str, *, searched: bool) -> ColumnElement[bool]:
    if value == EMPTY:
        return column.is_(None)
    same = func.lower(column).in_(_spellings(value))
    longest = max(tokens(value), key=len, default="") if searched else ""
    # Within COALESCE it is no longer taken for a rarity: PostgreSQL goes by what the word index leads to.
    return and_(_with_word(ctx, _spelt(longest)), func.coalesce(same, false())) if longest else same


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word in small letters as either database makes them: SQLite leaves letters beyond ASCII alone."""
    forms = {word, word.lower(), word.title(), word.capitalize(), word.upper()}
    ascii_lower = {"".join(letter.lower() if letter.isascii() else letter for letter in form) for form in forms}
    return tuple(sorted(ascii_lower | {word.lower()}))
