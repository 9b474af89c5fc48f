"""Users and their chat identities: invited, linked, known again."""

from datetime import timedelta
from hashlib import scrypt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crmbot.core import history, people
from crmbot.core.context import Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Suspended
from crmbot.core.people import ChatUser, linking, zones
from crmbot.store.models.people import GrantLevel, LinkCode, Role, RoleGrant, User, UserGrant
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

ZOE = ChatUser("console", "local", "zoe", "Zoe")


def invited(office: Office, who: str = "ana", role: str = "rep") -> str:
    """Invite Zoe; return her code."""
    with office.acting(who, "invite") as ctx:
        return linking.invite(ctx, name="Zoe Zimmer", email="zoe@firm.example", role=role)[1]


def link(office: Office, code: str, who: ChatUser = ZOE) -> User:
    """Let a chat identity bring a code."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "link", office.now)
        return linking.link(session, who, code, office.now)


def known(office: Office, who: ChatUser = ZOE) -> int | None:
    """Return the user a chat identity belongs to."""
    with unit_of_work(office.database) as session:
        return people.known(session, who)


def refusal(office: Office, code: str) -> str:
    """Return why a code is refused."""
    with pytest.raises(InvalidInput) as refused:
        link(office, code)
    return refused.value.reason


def suspend(office: Office, who: str) -> None:
    """Take somebody's access away."""
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids[who]).is_active = False


# Codes


def test_code_when_brought_in_time(office: Office) -> None:
    """It links the chat identity to the user it was made for."""
    code = invited(office)

    user = link(office, code)

    assert (user.email, known(office)) == ("zoe@firm.example", user.id)


@pytest.mark.parametrize("spelt", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_code_when_spelt_otherwise(office: Office, spelt: object) -> None:
    """Case, blanks and hyphens are no part of it."""
    assert callable(spelt)
    code = spelt(invited(office))

    assert link(office, code).name == "Zoe Zimmer"


def test_code_when_brought_twice(office: Office) -> None:
    """It links once."""
    code = invited(office)
    link(office, code)

    assert refusal(office, code) == "used"


@pytest.mark.parametrize(
    ("passed", "outcome"), [(timedelta(minutes=9, seconds=59), ""), (timedelta(minutes=10), "expired")]
)
def test_code_when_ten_minutes_pass(office: Office, passed: timedelta, outcome: str) -> None:
    """It is good for less than ten minutes."""
    code = invited(office)
    office.now += passed

    if outcome:
        assert refusal(office, code) == outcome
    else:
        assert link(office, code).name == "Zoe Zimmer"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "zoe@firm.example", "\N{DOUBLE-STRUCK CAPITAL C}" * 2000])
def test_code_when_nobody_made_it(office: Office, code: str) -> None:
    """Any other text is no code."""
    assert refusal(office, code) == "unknown"


def test_code_when_stored(office: Office) -> None:
    """The table holds what nobody can type, each under a salt of its own, by what takes its time for each try."""
    codes = [invited(office) for _ in range(2)]

    with unit_of_work(office.database) as session:
        kept = session.scalars(select(LinkCode.hash).order_by(LinkCode.id)).all()

    salts = [row.split("$")[0] for row in kept]
    slow = [
        scrypt(code.replace("-", "").encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1)
        for code, salt in zip(codes, salts, strict=True)
    ]
    assert [row.split("$")[1] for row in kept] == [spent.hex() for spent in slow]
    assert [len(salt) for salt in set(salts)] == [32, 32]


def test_code_when_its_user_is_suspended(office: Office) -> None:
    """It opens nothing, and is not used up."""
    code = invited(office)
    with office.acting() as ctx:
        ctx.session.scalars(select(User).where(User.email == "zoe@firm.example")).one().is_active = False

    with pytest.raises(Suspended):
        link(office, code)

    with unit_of_work(office.database) as session:
        assert session.scalars(select(LinkCode.used_at)).one() is None


def test_codes_when_made_one_after_the_other(office: Office) -> None:
    """No two are the same."""
    assert invited(office) != invited(office)


# Invitations


@pytest.mark.parametrize("who", ["ben", "rita"])
def test_invitation_when_it_is_not_theirs_to_give(office: Office, who: str) -> None:
    """Inviting is a right."""
    with pytest.raises(NotAllowed) as refused:
        invited(office, who)

    assert refused.value.permission == "user.invite"


def test_invitation_when_a_manager_makes_an_owner(office: Office) -> None:
    """Nobody gives more than they have."""
    with pytest.raises(NotAllowed) as refused:
        invited(office, "mia", role="owner")

    assert refused.value.permission == "role.grant"


@pytest.mark.parametrize(("email", "role", "field"), [("nobody", "rep", "email"), ("z@x.example", "king", "role")])
def test_invitation_when_it_makes_no_sense(office: Office, email: str, role: str, field: str) -> None:
    """An address must be one, and a role must be there."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        linking.invite(ctx, name="", email=email, role=role)

    assert refused.value.field == field


def test_name_when_nobody_said_it(office: Office) -> None:
    """The address says something at least."""
    with office.acting() as ctx:
        user, _ = linking.invite(ctx, name=" ", email="Zoe@Firm.example", role="rep")

        assert (user.name, user.email) == ("Zoe", "zoe@firm.example")


def test_person_when_their_address_is_taken(office: Office) -> None:
    """An address is one person's."""
    with office.acting() as ctx, pytest.raises(Conflict) as refused:
        people.add(ctx.session, name="Other", email="BEN@firm.example", role="rep", zone="UTC")

    assert refused.value.subject == "Ben Rep"


def test_invited_person_when_linked(office: Office) -> None:
    """They have the role they were invited for, and are in the team."""
    user = link(office, invited(office))

    with unit_of_work(office.database) as session:
        actor = people.actor(session, user.id)

    assert (actor.roles, len(actor.teams)) == (frozenset({"rep"}), 1)


def test_invitation_when_undone(office: Office) -> None:
    """Its code opens nothing any more."""
    with office.acting("ana", "invite") as ctx:
        code = linking.invite(ctx, name="Zoe", email="zoe@firm.example", role="rep")[1]
        batch = history.current(ctx)
    with office.acting("ana", "undo") as ctx:
        history.undo(ctx, batch)

    with pytest.raises(Suspended):
        link(office, code)


def test_invitation_when_made_again_after_undo(office: Office) -> None:
    """The person comes in with the rights of the new invitation."""
    with office.acting("ana", "invite") as ctx:
        linking.invite(ctx, name="Zoe", email="zoe@firm.example", role="rep")
        batch = history.current(ctx)
    with office.acting("ana", "undo") as ctx:
        history.undo(ctx, batch)

    user = link(office, invited(office))

    with unit_of_work(office.database) as session:
        actor = people.actor(session, user.id)
    assert (actor.roles, len(actor.teams)) == (frozenset({"rep"}), 1)


# Who speaks


def test_identity_when_nobody_is_linked_to_it(office: Office) -> None:
    """A stranger is nobody, and so is the same name on another platform or in another workspace."""
    ben = ChatUser("console", "local", "ben")
    others = [ChatUser("console", "other", "ben"), ChatUser("elsewhere", "local", "ben"), ZOE]

    assert (known(office, ben), [known(office, who) for who in others]) == (office.ids["ben"], [None] * 3)


def test_actor_when_suspended(office: Office) -> None:
    """Somebody suspended acts no more (R-64)."""
    suspend(office, "ben")

    with unit_of_work(office.database) as session, pytest.raises(Suspended) as refused:
        people.actor(session, office.ids["ben"])

    assert refused.value.name == "Ben Rep"


def test_actor_when_there_is_no_such_user(office: Office) -> None:
    """Nobody is made up."""
    with unit_of_work(office.database) as session, pytest.raises(NotFound):
        people.actor(session, 999)


def test_right_when_given_to_one_person(office: Office) -> None:
    """It beats their roles, upwards and downwards (R-63)."""
    ben = office.ids["ben"]
    with office.acting() as ctx:
        ctx.session.add(UserGrant(user_id=ben, permission="task.assign", level=GrantLevel.ALL))
        ctx.session.add(UserGrant(user_id=ben, permission="*.create", level=GrantLevel.NONE))

    with unit_of_work(office.database) as session:
        actor = people.actor(session, ben)

    assert (actor.level("task.assign"), actor.level("note.create")) == (Level.ALL, Level.NONE)


def test_right_when_the_organisation_gives_a_role_more(office: Office) -> None:
    """It holds for everybody of the role, and for nobody else."""
    with office.acting() as ctx:
        rep = ctx.session.scalars(select(Role).where(Role.name == "rep")).one()
        ctx.session.add(RoleGrant(role_id=rep.id, permission="task.see_all", level=GrantLevel.ALL))

    with unit_of_work(office.database) as session:
        able = [people.actor(session, office.ids[who]).can("task.see_all") for who in ("ben", "eva", "rita")]

    assert able == [True, True, False]


# Verified addresses


def test_proposal_when_the_platform_has_verified_the_address(office: Office) -> None:
    """The user of that address is proposed, whatever its case."""
    with unit_of_work(office.database) as session:
        user = people.propose(session, ChatUser("p", "w", "u", email="Ben@Firm.example"))

    assert user is not None
    assert user.name == "Ben Rep"


@pytest.mark.parametrize("email", [None, "", "zoe@firm.example", "ben"])
def test_proposal_when_no_address_fits(office: Office, email: str | None) -> None:
    """Nobody is proposed."""
    with unit_of_work(office.database) as session:
        assert people.propose(session, ChatUser("p", "w", "u", "Ben Rep", email)) is None


def test_proposal_when_the_user_is_suspended(office: Office) -> None:
    """Nobody comes back by another door."""
    suspend(office, "ben")

    with unit_of_work(office.database) as session:
        assert people.propose(session, ChatUser("p", "w", "u", email="ben@firm.example")) is None


# Zones


@pytest.mark.parametrize("text", ["Europe/Paris", "paris", " Paris ", "europe/paris"])
def test_zone_when_named_or_by_its_city(office: Office, text: str) -> None:
    """A city is enough, however it is written."""
    with office.acting("ben") as ctx:
        zone = zones.choose(ctx, text.strip())

    assert zone == ZoneInfo("Europe/Paris")


def test_zone_when_misspelt(office: Office) -> None:
    """Near ones are offered, and nothing is set."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        zones.choose(ctx, "Pariss")

    assert "Europe/Paris" in refused.value.choices


def test_zone_when_the_platform_knows_it(office: Office) -> None:
    """It is taken once, and not over what the person has said themselves."""
    with office.acting("ben") as ctx:
        ben = ctx.session.get_one(User, office.ids["ben"])
        zones = []
        for zone in ("America/New_York", "Asia/Tokyo", "Nowhere/Land"):
            people.attach(ctx.session, ben, ChatUser("p", "w", "b", zone=zone))
            zones.append(ben.timezone)

    assert zones == ["America/New_York"] * 3


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("me", ["Ana Owner"]),
        ("@ben", ["Ben Rep"]),
        ("Ben", ["Ben Rep"]),
        ("eva rep", ["Eva Rep"]),
        ("MIA@firm.example", ["Mia Boss"]),
        ("rep", ["Ben Rep", "Eva Rep"]),
        ("nobody", []),
        ("", []),
        ("@", []),
    ],
)
def test_person_when_named(office: Office, text: str, names: list[str]) -> None:
    """A first name, a full name, an address or a handle names somebody; two of a name are both returned."""
    with office.acting() as ctx:
        assert [user.name for user in people.by_name(ctx, text)] == names


@pytest.mark.parametrize("text", ["ben", "@ben", "Ben Rep"])
def test_person_when_suspended(office: Office, text: str) -> None:
    """Nothing can be given to them, so that they are not named, not by their handle either."""
    suspend(office, "ben")

    with office.acting() as ctx:
        assert people.by_name(ctx, text) == []


def test_colleagues_when_listed(office: Office) -> None:
    """The actor comes first, the others by name, suspended ones not at all."""
    suspend(office, "mia")

    with office.acting("eva") as ctx:
        assert [user.name for user in people.colleagues(ctx)] == ["Eva Rep", "Ana Owner", "Ben Rep", "Rita Reader"]


def test_platform_names_when_some_are_not_linked(office: Office) -> None:
    """Only people of that platform and workspace have one there."""
    with office.acting() as ctx:
        ids = list(office.ids.values())

        assert people.names(ctx.session, "console", "local", ids)[office.ids["ben"]] == "ben"
        assert people.names(ctx.session, "console", "local", []) == {}
        assert people.names(ctx.session, "console", "other", ids) == {}


def test_identities_when_somebody_has_several(office: Office) -> None:
    """The last linked comes first."""
    with office.acting() as ctx:
        ben = ctx.session.get_one(User, office.ids["ben"])
        people.attach(ctx.session, ben, ChatUser("p", "w", "b2"))

        assert [each.user_ext for each in people.identities(ctx.session, ben.id)] == ["b2", "ben"]


def test_owner_when_there_is_one(office: Office) -> None:
    """The first owner stays the first."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "setup", office.now)
        owner, made = people.ensure_owner(session, name="Other", email="other@firm.example", zone="UTC")

    assert (owner.id, made) == (office.ids["ana"], False)


@pytest.mark.parametrize("name", ["ben", "ana"])
def test_invitation_when_the_person_is_there_already(office: Office, name: str) -> None:
    """Nobody gets a code that would let them in as somebody else, least of all as the owner."""
    with office.acting("ana") as ctx:
        people.attach(ctx.session, ctx.session.get_one(User, office.ids["ana"]), ChatUser("console", "local", "ana"))

    with office.acting("mia", "invite") as ctx, pytest.raises(Conflict):
        linking.invite(ctx, name="", email=f"{name}@firm.example", role="rep")


def test_invitation_of_an_owner_who_never_came(office: Office) -> None:
    """A manager gets no code for an owner."""
    with office.acting("mia", "invite") as ctx, pytest.raises(NotAllowed):
        linking.invite(ctx, name="", email="ana@firm.example", role="rep")
