"""Who may what: every command, by everybody, on everybody's records, by every way in; no row leaks, no write passes.

Made of the registry: a new command is tried without a line here. CI tries a sample that is drawn by a seed;
`CRMBOT_TEST_CELLS=all` tries every cell, `CRMBOT_TEST_SEED` draws other ones.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from crmbot.chat.form import Ask, FieldSpec
from crmbot.chat.inbound import Identity
from crmbot.commands import build_registry
from tests.copies import Furnish
from tests.security import firm, judging, oracle
from tests.security.firm import ACTORS
from tests.security.matrix import Cell, Outcome, Stage, cells, sampled
from tests.security.savepoints import Rehearsal

SAMPLE = {"sqlite": 1400, "postgresql": 240}
"""So many cells are tried in CI, and all of those of the first round: each command once."""

SHARES = 6
"""The cells are dealt out to so many tests, which run beside each other."""

SHOWN = 20
ENOUGH = 20
"""Of fewer commands it is chance how many the owner came to run."""

REACHED = 0.9
"""So much of the commands the owner must really have come to run: a matrix of refusals would prove nothing."""


def seed() -> int:
    """Return what the sample is drawn by."""
    return int(os.environ.get("CRMBOT_TEST_SEED", "1"))


def wanted(database: str) -> list[Cell]:
    """Return the cells to try."""
    every = list(cells(build_registry()))
    told = os.environ.get("CRMBOT_TEST_CELLS", "")
    return every if told == "all" else sampled(every, seed(), int(told or SAMPLE[database]))


@pytest.fixture
def stage(copied: Callable[[object, Furnish], str]) -> Iterator[Stage]:
    """Open the firm, on SQLite and on PostgreSQL."""
    with Rehearsal(copied("firm of two teams", firm.furnish)) as database:
        yield Stage(database)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("share", range(SHARES))
async def test_rights_when_everybody_tries_everything(
    stage: Stage, share: int, database_kind: str, record_property: Callable[[str, object], None]
) -> None:
    """Nothing is told to who may not see it, nothing written by who may not; what is hidden is not there."""
    chosen = wanted(database_kind)[share::SHARES]
    wrong: list[str] = []
    owners: Counter[tuple[str, bool]] = Counter()
    with capture_logs():
        for cell in chosen:
            outcome = await stage.play(cell)
            wrong += [f"{cell}\n    {each}" for each in (*outcome.wrong, *_of_owner(cell, outcome))]
            if cell.actor == "ana":
                owners[cell.aim.command.name, cell.aim.command.name in outcome.ran] += 1

    record_property("rights cells checked", len(chosen))
    print(f"rights cells checked on {database_kind}: {len(chosen)}, by way: {dict(stage.counted)}")  # noqa: T201 - asked for
    assert not wrong, f"{len(wrong)} of {len(chosen)}, seed {seed()}:\n" + "\n".join(wrong[:SHOWN])
    tried, reached = {name for name, _ in owners}, {name for name, ran in owners if ran}
    assert len(tried) < ENOUGH or len(reached) >= REACHED / 2 * len(tried)


def _of_owner(cell: Cell, outcome: Outcome) -> Iterator[str]:
    """Yield that an owner was told to lack a right: owners have all of them."""
    if cell.actor == "ana" and "The right is called" in outcome.words and not _needs_an_invitation(cell):
        yield f"an owner is refused: {outcome.words[:200]}"


def _needs_an_invitation(cell: Cell) -> bool:
    """Tell whether only who was asked can answer, whatever their rights."""
    return cell.aim.command.name in ("accept", "decline", "attend")


async def test_pickers_when_everybody_types_everything(stage: Stage, database_kind: str) -> None:
    """Neither a question's picker nor what may be named in any chat offers what somebody may not see."""
    every = list(stage.firm.every())
    words = ["", "nom", "hush", *(held.name for held in every), *(held.secret for held in every)]
    words = words if database_kind == "sqlite" else words[:: len(words) // 8]
    specs: dict[tuple[str, ...], FieldSpec | None] = {
        spec.kinds: spec for command in stage.registry for spec in command.fields if spec.ask is Ask.RECORD
    }
    tried, wrong = 0, []
    for actor in ACTORS:
        who = Identity("p", "w", actor)
        for typed in words:
            offers = await stage.door.books.offer(who, typed)
            told = [f"{each.title} {each.hint} {each.code}" for each in offers.records]
            for spec in specs.values() if typed in (words[0], words[1], words[-1]) else ():
                told += [option.label for option in await stage.door.books.suggest(who, typed, spec)]
            tried += 1
            leaks = judging.leaks(stage.firm, actor, " ".join(told), "")
            wrong += [f"{actor} types {typed!r}: {leak}" for leak in leaks]

    assert not wrong, "\n".join(wrong[:SHOWN])
    assert tried == len(ACTORS) * len(words)


async def test_matrix_when_rights_are_not_asked_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be seen: with everybody made an owner for the core alone, the matrix finds leaks and trespasses."""
    monkeypatch.setattr(oracle, "role_of", lambda _actor: oracle.READ_ONLY)
    registry = build_registry()
    tries = [
        cell
        for cell in cells(registry)
        if cell.actor == "ana"
        and cell.relation == "foreign"
        and cell.kind == "deal"
        and cell.way == "old button"
        and cell.aim.command.name in ("open", "won", "delete")
    ]

    found = [each for cell in tries for each in (await stage.play(cell)).wrong]

    assert [each for each in found if "is told" in each]
    assert [each for each in found if each.startswith(("record", "deal"))]
