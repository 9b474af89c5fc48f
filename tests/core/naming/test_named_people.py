"""People of ours named with `@`: who is told, who may not be, and who is meant."""

import pytest
from sqlalchemy import select

from crmbot.core import companies, notes, people
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Level
from crmbot.core.naming import named_people
from crmbot.core.naming.named_people import NAMED, Told
from crmbot.core.notes import NoteDraft
from crmbot.core.people import ChatUser
from crmbot.store.models.activity import Note
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User, UserGrant
from tests.core.conftest import Office


def told(ctx: Context, text: str, before: str = "") -> tuple[Note, Told]:
    """Write a note on a company and tell whom it names."""
    firm = companies.create(ctx, CompanyDraft("Acme"), anyway=True)
    note = notes.log(ctx, NoteDraft(text, [firm]))
    return note, named_people.tell(ctx, note, [firm], text, before)


def names(users: tuple[User, ...]) -> list[str]:
    """Return what people are called."""
    return [user.name for user in users]


def facts(ctx: Context) -> list[Outbox]:
    """Return what is to be told."""
    return list(ctx.session.scalars(select(Outbox).where(Outbox.kind == NAMED).order_by(Outbox.id)))


@pytest.mark.parametrize("word", ["@ben", "@Ben", "@Ben Rep", "@ben.rep", "@BenRep", "@ben_rep", "@ben@firm.example"])
def test_named_when_called_in_any_way(office: Office, word: str) -> None:
    """A first name, a whole one and an address name somebody."""
    with office.acting("ana") as ctx:
        note, result = told(ctx, f"{word} please look")
        (fact,) = facts(ctx)

        assert names(result.told) == ["Ben Rep"]
        assert (fact.user_id, fact.record_id, fact.args["by"]) == (office.ids["ben"], note.id, "Ana Owner")


@pytest.mark.parametrize(
    "text", ["@nobody was there", "mail to ben@firm.example", "at 5 @ noon", "no sign", "@ana did"]
)
def test_named_when_nobody_else_is(office: Office, text: str) -> None:
    """Names of nobody, addresses and oneself stay words."""
    with office.acting("ana") as ctx:
        _, result = told(ctx, text)

        assert (result, facts(ctx)) == (Told(), [])


def test_named_when_it_may_be_several(office: Office) -> None:
    """A name that several people have is nobody's until it is said whose."""
    with office.acting("ana") as ctx:
        _, result = told(ctx, "@rep please look")

        assert [(one.word, names(one.people)) for one in result.unclear] == [("rep", ["Ben Rep", "Eva Rep"])]
        assert facts(ctx) == []


def test_named_when_it_was_before(office: Office) -> None:
    """Who was named in the words before is not told again."""
    with office.acting("ana") as ctx:
        _, result = told(ctx, "@ben and @eva", before="@ben")

        assert names(result.told) == ["Eva Rep"]


def test_named_when_told_twice(office: Office) -> None:
    """The same person is told of the same record once."""
    with office.acting("ana") as ctx:
        note, _ = told(ctx, "@ben look")
        again = named_people.tell(ctx, note, notes.about(ctx, note), "@ben look again")

        assert (again.told, len(facts(ctx))) == ((), 1)


def test_named_when_they_may_not_see_it(office: Office) -> None:
    """Who may not see what a note is about is not told, and the writer learns that."""
    with office.acting("ana") as ctx:
        ctx.session.add(UserGrant(user_id=office.ids["ben"], permission="company.see", level=Level.NONE))
        ctx.session.flush()
        _, result = told(ctx, "@ben look")

        assert (names(result.told), [(one.user.name, one.hidden.title) for one in result.kept_out]) == (
            [],
            [("Ben Rep", "Acme")],
        )
        assert facts(ctx) == []


def test_seen_when_the_right_is_gone_at_delivery(office: Office) -> None:
    """The right is asked for again when it is delivered."""
    with office.acting("ana") as ctx:
        note, _ = told(ctx, "@ben look")
        (fact,) = facts(ctx)
        number, about = note.id, fact.args["about"]

    with office.acting("ben") as ctx:
        assert named_people.still_seen(ctx, ctx.session.get(Note, number), about)

    with office.acting("ana") as ctx:
        ctx.session.add(UserGrant(user_id=office.ids["ben"], permission="company.see", level=Level.NONE))

    with office.acting("ben") as ctx:
        assert not named_people.still_seen(ctx, ctx.session.get(Note, number), about)


def test_named_when_suspended(office: Office) -> None:
    """Somebody without access is nobody."""
    with office.acting("ana") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False
        ctx.session.flush()
        _, result = told(ctx, "@ben look")

        assert result == Told()


def test_spelling_when_a_platform_wrote_an_id(office: Office) -> None:
    """An id of a platform in a text is written as the name it stands for, which names them again later."""
    with office.acting("ana") as ctx:
        people.attach(ctx.session, ctx.session.get_one(User, office.ids["ben"]), ChatUser("console", "local", "U04BEN"))
        note, result = told(ctx, "@U04BEN please look")

        assert note.body == "@Ben.Rep please look"
        assert names(result.told) == ["Ben Rep"]


def test_spelling_when_the_id_is_of_another_workspace(office: Office) -> None:
    """The same id may be somebody else there: it stays as it is."""
    with office.acting("ana") as ctx:
        people.attach(ctx.session, ctx.session.get_one(User, office.ids["ben"]), ChatUser("console", "other", "U04BEN"))
        note, _ = told(ctx, "@U04BEN please look")

        assert note.body == "@U04BEN please look"
