"""Nothing leaks: what somebody may not see is in no list, count, picker, card, history or refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from crmbot.core import (
    companies,
    contacts,
    deals,
    documents,
    exports,
    filters,
    history,
    leads,
    lookup,
    merging,
    notes,
    parties,
    records,
    tags,
    tasks,
    timeline,
)
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft, boards
from crmbot.core.deals import lists as deal_lists
from crmbot.core.deals.boards import BoardQuery
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import Duplicate, InvalidInput, NotFound
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import lists as lead_lists
from crmbot.core.merging import links as merge_links
from crmbot.core.naming import mentions
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import PartyQuery
from crmbot.core.tasks import TaskDraft, TaskQuery
from crmbot.language.codes import show
from crmbot.language.money import Money
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.people import GrantLevel, Role, RoleGrant, Team, TeamMember
from crmbot.store.models.record import Record
from tests.core.conftest import Fill, Office

KINDS = ("company", "contact", "lead", "deal", "task", "note", "document")
LISTED = ("company", "contact", "lead", "deal", "task", "document")
"""The kinds that have a list of their own."""

WORD = "Zanzibar"
"""Every record of the other person's is called so, and nothing else is."""

HIDDEN = [(role, level) for role in ("rep", "read-only") for level in ("none", "own", "team")]


def hide(session: Session, role: str, level: str) -> None:
    """Have a role see this far, whatever the kind."""
    row = session.scalars(select(Role).where(Role.name == role)).one()
    for right in ("*.see", *(f"{kind}.see" for kind in KINDS)):
        session.add(RoleGrant(role_id=row.id, permission=right, level=GrantLevel(level)))
    session.add(RoleGrant(role_id=row.id, permission="record.export", level=GrantLevel.ALL))
    session.flush()


def set_apart(office: Office) -> None:
    """Let Mia be in a team of her own, with one record of each kind, hung on each other, named and tagged alike."""
    with office.acting() as ctx:
        mia, own = office.ids["mia"], Team(name="Hers")
        ctx.session.add(own)
        for row in ctx.session.scalars(select(TeamMember).where(TeamMember.user_id == mia)):
            ctx.session.delete(row)
        ctx.session.flush()
        ctx.session.add(TeamMember(team_id=own.id, user_id=mia, is_lead=True))
    with office.acting("mia") as ctx:
        for record in hers(ctx):
            office.ids[record.kind] = record.id
            tags.apply(ctx, record, ["zanzitag"])


@pytest.fixture
def others(office_after: Callable[[Fill], Office]) -> Office:
    """Give the office after that."""
    return office_after(set_apart)


def hers(ctx: Context) -> list[Record]:
    """Make one record of each kind."""
    company = companies.create(ctx, CompanyDraft(f"{WORD} Ltd", parties.Reach(phone="+44 113 496 0000")))
    contact = contacts.create(ctx, ContactDraft(f"Jane {WORD}", company=company))
    lead = leads.create(ctx, LeadDraft(last_name=WORD, first_name="Joe"))
    deal = deals.create(ctx, DealDraft(f"{WORD} pumps", company, amount=Money(700_00, "EUR"), contact_id=contact.id))
    task = tasks.create(ctx, TaskDraft(f"Call {WORD}", about=[company]))
    note = notes.log(ctx, NoteDraft(f"Met {WORD}", [company]))
    (document,) = documents.keep(ctx, [Attached("ref", f"{WORD}.pdf", "application/pdf", 12, "file")], Filing(company))
    return [company, contact, lead, deal, task, note, document]


@contextmanager
def looking(office: Office, role: str, level: str) -> Iterator[Context]:
    """Give a context of somebody of a role that sees this far."""
    with office.acting() as ctx:
        hide(ctx.session, role, level)
    with office.acting("ben" if role == "rep" else "rita") as ctx:
        yield ctx


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_record_when_it_is_asked_for(others: Office, role: str, level: str) -> None:
    """By number, by code and by name it is not there."""
    with looking(others, role, level) as ctx:
        for kind in KINDS:
            number = others.ids[kind]
            for asked in (f"#{number}", show(kind, number), WORD, f"{WORD} Ltd"):
                with pytest.raises(NotFound) as refused:
                    lookup.resolve(ctx, asked, (kind,))
                assert refused.value.near == ()
            with pytest.raises(NotFound):
                lookup.get(ctx, number)

            assert lookup.kind_of(ctx, number) is None
            assert lookup.those(ctx, [number]) == []


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_record_when_something_is_searched(others: Office, role: str, level: str) -> None:
    """It is no hit, in no picker, no name in front of a line, no row of a list, and in no total."""
    with looking(others, role, level) as ctx:
        for kind in KINDS:
            found = lookup.search(ctx, WORD, kinds=(kind,))

            assert (list(found.hits), found.total) == ([], 0)
            assert lookup.to_pick(ctx, WORD, (kind,), 10) == ()
            assert lookup.to_pick(ctx, show(kind, others.ids[kind]), (kind,), 10) == ()
            assert lookup.to_pick(ctx, "", (kind,), 10) == ()
            assert lookup.shown(ctx, [others.ids[kind]]) == ()
            assert lookup.head_length(ctx, [WORD, "Ltd"], (kind,)) == 0


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_record_when_a_text_names_it(others: Office, role: str, level: str) -> None:
    """Words of a note do not find it."""
    with looking(others, role, level) as ctx:
        named = mentions.named_in(ctx, f"met Jane {WORD} of {WORD} Ltd")

        assert (named.sure, named.doubtful) == ((), ())


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_record_when_records_are_listed(others: Office, role: str, level: str) -> None:
    """No filter shows it or counts it, not even one that names what it hangs on."""
    texts = ["all", "tag:zanzitag", f"text:{WORD}", f"on:#{others.ids['company']}"]
    with looking(others, role, level) as ctx:
        leaks = [(kind, text) for kind in LISTED for text in texts if counted(ctx, kind, text)]

        assert leaks == []


def counted(ctx: Context, kind: str, text: str) -> int:
    """Return how many records a filter counts; none where what it names is not found."""
    try:
        wanted = filters.wanted(ctx, kind, text)
    except (InvalidInput, NotFound):
        return 0
    rows, total = filters.page(ctx, wanted, 10, 0)
    exported, _ = exports.some(ctx, wanted, 0)
    assert len(rows) == len(exported) == total
    return total


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_sums_when_deals_are_hidden(others: Office, role: str, level: str) -> None:
    """Boards and sums have no trace of them."""
    with looking(others, role, level) as ctx:
        board = boards.load(ctx, BoardQuery())

        assert [(column.count, dict(column.sums), column.cards) for column in board.columns if column.count] == []
        assert deal_lists.sums(ctx) == []
        assert [column for column in lead_lists.board(ctx) if column.count] == []
        pages = [
            deal_lists.first_open(ctx, others.ids["mia"], 5),
            tasks.listed(ctx, TaskQuery()),
            parties.listed(ctx, PartyQuery("company")),
            parties.listed(ctx, PartyQuery("contact")),
        ]
        assert [(list(page), total) for page, total in pages] == [([], 0)] * len(pages)
        assert [tag for tag in tags.listed(ctx) if tag.count] == []


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_tag_when_it_is_on_hidden_records_alone(others: Office, role: str, level: str) -> None:
    """It is in no list, nobody is told that it is near another word, and a filter takes it for a slip."""
    with looking(others, role, level) as ctx:
        assert tags.listed(ctx) == []
        for asked in ("zanzitag", "zanzitac"):
            with pytest.raises(InvalidInput) as refused:
                tags.find(ctx, asked)
            assert refused.value.choices == ()
            with pytest.raises(InvalidInput) as wrong:
                filters.wanted(ctx, "company", f"tag:{asked}")
            assert (wrong.value.choices, "zanzitag" in wrong.value.reason) == ((), False)


def test_merging_when_some_of_it_is_hidden(office: Office) -> None:
    """What comes over and may not be seen is neither counted before nor after."""
    with office.acting() as ctx:
        left, right = (companies.create(ctx, CompanyDraft(name)) for name in ("Acme", "Acme Two"))
        office.ids |= {"left": left.id, "right": right.id}
        notes.log(ctx, NoteDraft("secret", [right]))
        row = ctx.session.scalars(select(Role).where(Role.name == "manager")).one()
        ctx.session.add(RoleGrant(role_id=row.id, permission="note.see", level=GrantLevel.NONE))
        ctx.session.add(RoleGrant(role_id=row.id, permission="company.delete", level=GrantLevel.ALL))
        ctx.session.add(RoleGrant(role_id=row.id, permission="company.edit", level=GrantLevel.ALL))
    with office.acting("mia") as ctx:
        into, other = lookup.get(ctx, office.ids["left"]), lookup.get(ctx, office.ids["right"])
        assert not merge_links.counted(ctx, [other])
        assert not any(merging.merge(ctx, merging.Wanted(into, (other,))).moved.values())


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_duplicate_when_it_is_hidden(others: Office, role: str, level: str) -> None:
    """A warning would tell that it is there: there is none."""
    with looking(others, role, level) as ctx:
        columns = parties.reach_columns(ctx, parties.Reach(phone="+44 113 496 0000"))
        try:
            parties.refuse_duplicates(ctx, "company", f"{WORD} Ltd", columns)
            parties.refuse_duplicates(ctx, "contact", f"Jane {WORD}", columns)
        except Duplicate as told:
            pytest.fail(f"told of {told.near}")


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_record_when_it_was_deleted(others: Office, role: str, level: str) -> None:
    """Nobody who did not see it learns that it was there, or brings it back."""
    with others.acting("ana") as ctx:
        for kind in KINDS:
            ctx.session.get_one(Record, others.ids[kind]).deleted_at = others.now
    with looking(others, role, level) as ctx:
        for number in (*(others.ids[kind] for kind in KINDS), 9999):
            with pytest.raises(NotFound) as refused:
                lookup.get(ctx, number)
            assert type(refused.value) is NotFound
            with pytest.raises(NotFound):
                records.restore(ctx, number)


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_row_of_a_list_when_it_is_hidden_by_now(others: Office, role: str, level: str) -> None:
    """A number, `it` and the recent records mean nothing that may not be seen any more."""
    who = "ben" if role == "rep" else "rita"
    with others.acting(who) as ctx:
        lookup.remember_list(ctx, [others.ids["company"]])
        records.remember(ctx, ctx.session.get_one(Company, others.ids["company"]))
    with looking(others, role, level) as ctx:
        for asked in ("1", "it"):
            with pytest.raises(NotFound):
                lookup.resolve(ctx, asked)
        assert list(lookup.recent(ctx, KINDS)) == []


@pytest.mark.parametrize(("role", "level"), HIDDEN)
def test_batch_when_it_is_somebody_elses(others: Office, role: str, level: str) -> None:
    """Nothing of it can be undone or learnt."""
    with others.acting("mia") as ctx:
        batch = history.last_batch(ctx)
    with looking(others, role, level) as ctx, pytest.raises(NotFound):
        history.undo(ctx, batch)


def test_own_record_when_its_kind_is_hidden_by_now(office: Office) -> None:
    """What somebody deleted is not brought back by them once they may not see its kind."""
    with office.acting("ben") as ctx:
        company = companies.create(ctx, CompanyDraft("Initech"))
        number = company.id
        records.delete(ctx, company)
    with office.acting() as ctx:
        hide(ctx.session, "rep", "none")
    with office.acting("ben") as ctx, pytest.raises(NotFound):
        records.restore(ctx, number)


# Records that are seen, with hidden ones on them

Reader = Callable[[Context, Company], object]

ON_A_CARD: dict[str, Reader] = {
    "people": lambda ctx, company: list(parties.people(ctx, company.id)),
    "deals": lambda ctx, company: list(parties.open_deals(ctx, company.id)),
    "next step": lambda ctx, company: parties.next_step(ctx, company.id),
    "last touch": lambda ctx, company: parties.last_touch(ctx, company.id),
    "planned": lambda ctx, company: list(timeline.planned(ctx, company)[0]),
    "planned, counted": lambda ctx, company: timeline.planned(ctx, company)[1],
}


@pytest.mark.parametrize("role", ["rep", "read-only"])
def test_card_when_what_hangs_on_it_is_hidden(others: Office, role: str) -> None:
    """A company that is seen shows nothing of its people, deals, tasks and notes that are not."""
    with others.acting() as ctx:
        only_companies(ctx, role)
    with others.acting("ben" if role == "rep" else "rita") as ctx:
        company = lookup.get(ctx, others.ids["company"])
        assert isinstance(company, Company)

        assert [what for what, read in ON_A_CARD.items() if read(ctx, company)] == []


@pytest.mark.parametrize("role", ["rep", "read-only"])
def test_timeline_when_what_hangs_on_it_is_hidden(others: Office, role: str) -> None:
    """The timeline of a company that is seen neither names nor counts the rest."""
    with others.acting() as ctx:
        only_companies(ctx, role)
    with others.acting("ben" if role == "rep" else "rita") as ctx:
        page = timeline.page(ctx, lookup.get(ctx, others.ids["company"]))

        told = repr(page)
        assert f"Jane {WORD}" not in told
        assert f"{WORD} pumps" not in told
        assert f"Call {WORD}" not in told
        assert f"Met {WORD}" not in told


def only_companies(ctx: Context, role: str) -> None:
    """Have a role see every company and nothing else."""
    hide(ctx.session, role, "none")
    row = ctx.session.scalars(select(Role).where(Role.name == role)).one()
    ctx.session.get_one(RoleGrant, (row.id, "company.see")).level = GrantLevel.ALL


def test_activity_when_what_it_is_about_is_hidden(others: Office) -> None:
    """A note and a task that are seen do not name the company that is not."""
    with others.acting() as ctx:
        hide(ctx.session, "rep", "none")
        row = ctx.session.scalars(select(Role).where(Role.name == "rep")).one()
        for kind in ("note", "task"):
            ctx.session.get_one(RoleGrant, (row.id, f"{kind}.see")).level = GrantLevel.ALL
    with others.acting("ben") as ctx:
        note, task = lookup.get(ctx, others.ids["note"]), lookup.get(ctx, others.ids["task"])
        assert isinstance(note, Note)
        assert isinstance(task, Task)

        assert list(notes.about(ctx, note)) == []
        assert list(tasks.about(ctx, task)) == []
        assert lookup.behind(ctx, note.id) is None


def test_contact_when_their_company_is_hidden(others: Office) -> None:
    """Somebody who is seen is told apart from namesakes without the company that is not."""
    with others.acting() as ctx:
        hide(ctx.session, "rep", "none")
        row = ctx.session.scalars(select(Role).where(Role.name == "rep")).one()
        for kind in ("contact", "deal"):
            ctx.session.get_one(RoleGrant, (row.id, f"{kind}.see")).level = GrantLevel.ALL
    with others.acting("ben") as ctx:
        (found,) = lookup.to_pick(ctx, "Jane", ("contact",), 10)
        contact, deal = lookup.get(ctx, others.ids["contact"]), lookup.get(ctx, others.ids["deal"])
        assert isinstance(contact, Contact)
        assert isinstance(deal, Deal)

        assert WORD not in found.hint
        assert parties.seen(ctx, contact.company_id) is None
        assert parties.seen(ctx, deal.party_id) is None
        assert boards.load(ctx, BoardQuery()).columns[0].cards[0].whose == ""
        assert cells(ctx, "contact", "Company") == cells(ctx, "deal", "Company") == [""]


def cells(ctx: Context, kind: str, heading: str) -> list[object]:
    """Return what an exported list has in a column."""
    rows, _ = exports.some(ctx, filters.wanted(ctx, kind, "all"), 0)
    place = exports.headings(ctx, kind).index(heading)
    return [row[place] for row in rows]


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_record_when_the_role_sees_everything(others: Office, role: str) -> None:
    """Owners and managers see each of them."""
    with others.acting("ana" if role == "owner" else "mia") as ctx:
        assert [lookup.get(ctx, others.ids[kind]).kind for kind in KINDS] == list(KINDS)
        assert [lookup.search(ctx, WORD, kinds=(kind,)).total for kind in KINDS] == [1] * len(KINDS)
        assert all(counted(ctx, kind, "all") for kind in LISTED)


def test_records_when_the_team_sees_them(others: Office) -> None:
    """Who comes into the team sees it, but for tasks of others, which want a right of their own."""
    with others.acting() as ctx:
        team = ctx.session.scalars(select(Team).where(Team.name == "Hers")).one()
        ctx.session.add(TeamMember(team_id=team.id, user_id=others.ids["eva"], is_lead=False))
    with others.acting("eva") as ctx:
        seen = [kind for kind in KINDS if lookup.kind_of(ctx, others.ids[kind]) == kind]

        assert seen == [kind for kind in KINDS if kind != "task"]


def test_queries_when_many_records_are_hidden(others: Office) -> None:
    """What is asked of the database for a page or a search does not grow with what is hidden or seen."""

    def asked() -> int:
        with others.acting("ben") as ctx, counting(ctx.session) as statements:
            filters.page(ctx, filters.wanted(ctx, "company", "all"), 10, 0)
            lookup.to_pick(ctx, WORD, ("company",), 10)
            parties.listed(ctx, PartyQuery("company"))
            return len(statements)

    make_some(others, 1)
    few = asked()
    make_some(others, 6)

    assert asked() == few


def make_some(office: Office, count: int) -> None:
    """Make companies that Ben sees, and as many that he does not."""
    for who in ("mia", "ben"):
        with office.acting(who) as ctx:
            for number in range(count):
                companies.create(ctx, CompanyDraft(f"{WORD} {who} {number}"), anyway=True)


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """Write down the statements that are run."""
    statements: list[str] = []

    def note(*about: object) -> None:
        statements.append(str(about[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
