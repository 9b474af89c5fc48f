"""Rights and roles: what is in force and why, who may give them, and what can never happen."""

import pytest
from sqlalchemy import select

from crmbot.core import companies, history, people, permissions, rights
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, Suspended
from crmbot.core.people import ChatUser, linking, named_role, teams
from crmbot.core.rights import Held, roles
from crmbot.core.rights import names as right_names
from crmbot.core.rights import undo as rights_undo  # noqa: F401  # it is asked before anything is undone
from crmbot.store.models.change import Change
from crmbot.store.models.party import Company
from crmbot.store.models.people import GrantLevel, User, UserGrant
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office


def user(ctx: Context, office: Office, who: str) -> User:
    """Return somebody of the office."""
    return ctx.session.get_one(User, office.ids[who])


def actor(office: Office, who: str) -> Actor:
    """Return somebody with the rights they have now."""
    with unit_of_work(office.database) as session:
        return people.actor(session, office.ids[who])


def make(office: Office, who: str, *names: str, by: str = "ana") -> str:
    """Give somebody roles; return the batch."""
    with office.acting(by) as ctx:
        roles.give(ctx, user(ctx, office, who), [named_role(ctx.session, name) for name in names])
        return history.current(ctx)


# In force


ALL, TEAM, OWN, NONE = Level.ALL, Level.TEAM, Level.OWN, Level.NONE


@pytest.mark.parametrize(
    ("given", "special", "right", "level"),
    [
        # special over role full over role read-only over none
        ([{"deal.see": OWN}], {"deal.see": ALL}, "deal.see", ALL),
        ([{"deal.see": ALL}], {"deal.see": NONE}, "deal.see", NONE),
        ([{"deal.see": OWN}, {"deal.see": TEAM}], {}, "deal.see", TEAM),
        ([{"deal.see": NONE}, {}], {}, "deal.see", NONE),
        ([], {}, "deal.see", NONE),
        # what is special to any kind beats what a role says of one
        ([{"deal.see": ALL}], {"*.see": OWN}, "deal.see", OWN),
        ([{"deal.see": ALL}], {"*.see": OWN, "deal.see": TEAM}, "deal.see", TEAM),
        # a role with the whole is not held back by another one's part
        ([{"*.see": ALL}, {"task.see": OWN}], {}, "task.see", ALL),
        ([{"*": ALL}, {"*.see": TEAM, "task.see": OWN}], {}, "task.see", ALL),
        ([{"*": ALL}, {"*.see": TEAM}], {}, "company.see", ALL),
        ([{"*.see": TEAM, "task.see": OWN}, {"deal.edit": OWN}], {}, "task.see", OWN),
        # the settings are no kind of record
        ([{"*.edit": ALL}], {}, "settings.edit", NONE),
        ([{"*.edit": ALL}], {}, "team.edit", NONE),
        ([{"*": ALL}], {}, "settings.edit", ALL),
    ],
)
def test_right_when_roles_and_grants_speak_of_it(
    given: list[dict[str, Level]], special: dict[str, Level], right: str, level: Level
) -> None:
    """Special grants beat roles, and of roles the one that gives most."""
    somebody = Actor(1, "Ana", "UTC", rights=permissions.effective(given, special))

    assert somebody.level(right) is level


def test_rights_when_told_with_their_origin(office: Office) -> None:
    """What is special comes first, and replaces what the role says of it."""
    with office.acting() as ctx:
        ben = user(ctx, office, "ben")
        rights.grant(ctx, ben, "task.see_all", ALL)
        rights.grant(ctx, ben, "*.delete", NONE)
        held = rights.of(ctx, ben).held()

    assert held[:2] == [Held("*.delete", NONE), Held("task.see_all", ALL)]
    assert Held("*.see", TEAM, ("rep",)) in held
    assert [each.right for each in held].count("*.delete") == 1


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("mia", True), ("eva", False), ("rita", False), ("ben", True)])
def test_rights_when_somebody_looks(office: Office, who: str, may: bool) -> None:
    """Owners and managers see everybody's, the others their own."""
    with office.acting(who) as ctx:
        ben = user(ctx, office, "ben")
        if may:
            assert rights.of(ctx, ben).user is ben
        else:
            with pytest.raises(NotAllowed):
                rights.of(ctx, ben)


# Names


@pytest.mark.parametrize("text", ["task.see_all", "Task see all", "task see-all", "TASK.SEEALL"])
def test_right_when_written_otherwise(text: str) -> None:
    """Dots, blanks and case make no difference."""
    assert right_names.named(text) == "task.see_all"


@pytest.mark.parametrize(("text", "near"), [("task.sea_all", "task.see_all"), ("deal.sea", "deal.see")])
def test_right_when_there_is_none_of_that_name(text: str, near: str) -> None:
    """It is refused with near ones."""
    with pytest.raises(InvalidInput) as refused:
        right_names.named(text)

    assert near in refused.value.choices


def test_rights_when_roles_are_made_of_them() -> None:
    """Whatever a role gives by default can be given and taken by its name."""
    given = {right for role in permissions.DEFAULT_GRANTS.values() for right in role} - {"*"}

    assert given <= set(right_names.known())


@pytest.mark.parametrize(
    ("text", "right", "level"), [("deal.see own", "deal.see", OWN), ("task see all", "task see", ALL)]
)
def test_right_when_a_level_stands_behind(text: str, right: str, level: Level) -> None:
    """The last word says how far, if it is one that does."""
    words, far = right_names.read(text)

    assert (words, right_names.level(far)) == (right, level)


def test_level_when_it_is_none() -> None:
    """There are five."""
    with pytest.raises(InvalidInput) as refused:
        right_names.level("far")

    assert refused.value.choices == ("none", "own", "team", "all", "role")


# Given and taken


def test_grant_when_given_and_revoked(office: Office) -> None:
    """It holds at once, is in the log, and leaves no trace in what is in force when it is gone (O4)."""
    with office.acting() as ctx:
        rights.grant(ctx, user(ctx, office, "ben"), "task.see_all", ALL)
    assert actor(office, "ben").can("task.see_all")
    with office.acting() as ctx:
        left = rights.revoke(ctx, user(ctx, office, "ben"), "task.see_all")

        assert left == Held("task.see_all", NONE)
        assert ctx.session.scalars(select(UserGrant)).all() == []
        logged = ctx.session.scalars(select(Change.operation).where(Change.table_name == "user_grant")).all()
        assert [str(operation) for operation in logged] == ["insert", "delete"]
    assert not actor(office, "ben").can("task.see_all")


def test_right_of_a_role_when_revoked(office: Office) -> None:
    """It is barred for the one person, and back by `grant … role`."""
    with office.acting() as ctx:
        ben = user(ctx, office, "ben")
        assert rights.revoke(ctx, ben, "deal.edit") == Held("deal.edit", NONE)
    assert not actor(office, "ben").can("deal.edit")
    assert actor(office, "eva").can("deal.edit")
    with office.acting() as ctx:
        assert rights.grant(ctx, user(ctx, office, "ben"), "deal.edit", None) == Held("deal.edit", OWN, ("rep",))
    assert actor(office, "ben").level("deal.edit") is OWN


def test_limit_when_revoked(office: Office) -> None:
    """Taking a right away never gives more: what was limited is barred."""
    with office.acting() as ctx:
        ben = user(ctx, office, "ben")
        rights.grant(ctx, ben, "deal.see", OWN)
        rights.revoke(ctx, ben, "deal.see")
    assert actor(office, "ben").level("deal.see") is NONE


def test_right_when_there_is_nothing_to_change(office: Office) -> None:
    """It is said."""
    with office.acting() as ctx:
        ben = user(ctx, office, "ben")
        with pytest.raises(Conflict):
            rights.revoke(ctx, ben, "settings.edit")
        with pytest.raises(Conflict):
            rights.grant(ctx, ben, "deal.see", None)
        rights.grant(ctx, ben, "deal.see", ALL)
        with pytest.raises(Conflict):
            rights.grant(ctx, ben, "deal.see", ALL)


@pytest.mark.parametrize("who", ["mia", "ben", "rita"])
def test_right_when_it_is_not_theirs_to_give(office: Office, who: str) -> None:
    """Only owners give roles and rights, and suspend."""
    with office.acting(who) as ctx:
        eva = user(ctx, office, "eva")
        rep = named_role(ctx.session, "rep")
        for act in (
            lambda: rights.grant(ctx, eva, "deal.see", ALL),
            lambda: rights.revoke(ctx, eva, "deal.see"),
            lambda: roles.give(ctx, eva, [rep]),
            lambda: roles.grant(ctx, rep, "deal.see", ALL),
            lambda: roles.make(ctx, "boss", "manager"),
            lambda: roles.drop(ctx, rep),
            lambda: rights.suspend(ctx, eva),
            lambda: rights.reactivate(ctx, eva),
        ):
            with pytest.raises(NotAllowed):
                act()


def deputy(office: Office) -> None:
    """Let Mia, a manager, give roles and suspend."""
    with office.acting() as ctx:
        for right in ("role.grant", "user.suspend"):
            ctx.session.add(UserGrant(user_id=office.ids["mia"], permission=right, level=GrantLevel.ALL))


def test_nobody_raises_themselves(office: Office) -> None:
    """Whoever gives rights gives no more than they have, to nobody, and nothing to themselves."""
    deputy(office)
    with office.acting("mia") as ctx:
        mia, eva, ana = (user(ctx, office, who) for who in ("mia", "eva", "ana"))
        owner, manager = named_role(ctx.session, "owner"), named_role(ctx.session, "manager")
        with pytest.raises(Conflict):
            rights.grant(ctx, mia, "*.delete", ALL)
        with pytest.raises(Conflict):
            rights.revoke(ctx, mia, "role.grant")
        for act in (
            lambda: rights.grant(ctx, eva, "*.delete", ALL),  # hers reaches the team
            lambda: roles.give(ctx, mia, [owner]),
            lambda: roles.give(ctx, eva, [owner]),
            lambda: roles.grant(ctx, manager, "*.delete", ALL),
            lambda: roles.make(ctx, "boss", "owner"),
            lambda: roles.give(ctx, ana, [manager]),
            lambda: rights.suspend(ctx, ana),
            lambda: rights.revoke(ctx, ana, "deal.see"),
        ):
            with pytest.raises(NotAllowed):
                act()
        rights.grant(ctx, eva, "deal.edit", TEAM)
        roles.give(ctx, eva, [manager])


def test_last_owner_when_taken_away(office: Office) -> None:
    """There is always one; with another one they may step down."""
    with office.acting() as ctx:
        ana, rep = user(ctx, office, "ana"), named_role(ctx.session, "rep")
        with pytest.raises(Conflict):
            roles.give(ctx, ana, [rep])
        with pytest.raises(Conflict):
            rights.suspend(ctx, ana)
    make(office, "mia", "owner")
    make(office, "ana", "rep")

    with office.acting("mia") as ctx:
        assert rights.owners(ctx) == {office.ids["mia"]}
        with pytest.raises(Conflict):
            roles.grant(ctx, named_role(ctx.session, "owner"), "role.grant", NONE)


# Roles


def test_roles_when_somebody_has_two(office: Office) -> None:
    """They have what either gives."""
    with office.acting() as ctx:
        roles.make(ctx, "approver")
        roles.grant(ctx, named_role(ctx.session, "approver"), "task.approve", ALL)
    make(office, "ben", "rep", "approver")

    ben = actor(office, "ben")
    assert (ben.level("task.approve"), ben.level("deal.edit"), ben.roles) == (ALL, OWN, frozenset({"rep", "approver"}))


def test_role_when_made_like_another(office: Office) -> None:
    """It gives what that one gives now, and goes its own way."""
    with office.acting() as ctx:
        rep = named_role(ctx.session, "rep")
        roles.grant(ctx, rep, "deal.see", ALL)
        sales = roles.make(ctx, "sales", "rep")
        roles.grant(ctx, sales, "deal.see", OWN)

        given = rights.given_by(ctx, [rep, sales])
        assert (given["rep"]["deal.see"], given["sales"]["deal.see"]) == (ALL, OWN)
        assert given["sales"]["*.edit"] is OWN
        assert roles.grant(ctx, rep, "deal.see", None) is TEAM


@pytest.mark.parametrize("name", ["", "two words", "a+b", "x" * 40, "9"])
def test_role_when_its_name_makes_no_sense(office: Office, name: str) -> None:
    """It is one word."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        roles.make(ctx, name)


def test_role_when_it_cannot_go(office: Office) -> None:
    """The four stay, and one that somebody has; names are taken once."""
    with office.acting() as ctx:
        made = roles.make(ctx, "approver")
        with pytest.raises(Conflict):
            roles.make(ctx, "Approver")
        with pytest.raises(Conflict):
            roles.drop(ctx, named_role(ctx.session, "rep"))
        roles.give(ctx, user(ctx, office, "ben"), [made])
        with pytest.raises(Conflict) as refused:
            roles.drop(ctx, made)
        assert "Ben Rep" in refused.value.reason
        roles.give(ctx, user(ctx, office, "ben"), [named_role(ctx.session, "rep")])
        roles.drop(ctx, made)

        assert "approver" not in [each.role.name for each in roles.everyone(ctx)]


@pytest.mark.parametrize(
    ("text", "names"), [("rep+manager", ["rep", "manager"]), ("Rep, rep and owner", ["rep", "owner"])]
)
def test_roles_when_listed(office: Office, text: str, names: list[str]) -> None:
    """Plus, comma and `and` stand between them."""
    with office.acting() as ctx:
        assert [role.name for role in roles.named(ctx, text)] == names


# Undone


def test_role_when_undone(office: Office) -> None:
    """The one before is back."""
    batch = make(office, "ben", "manager")
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    assert actor(office, "ben").roles == {"rep"}


def test_step_down_when_undone(office: Office) -> None:
    """Nobody takes back what they no longer may do."""
    make(office, "mia", "owner")
    batch = make(office, "ana", "rep")

    with office.acting(command="undo") as ctx, pytest.raises(NotAllowed):
        history.undo(ctx, batch)


def test_owner_when_making_them_is_undone(office: Office) -> None:
    """It is refused where nobody would be left."""
    batch = make(office, "mia", "owner")
    with office.acting("mia") as ctx:
        roles.give(ctx, user(ctx, office, "ana"), [named_role(ctx.session, "rep")])
    with office.acting("mia") as ctx:
        ctx.session.add(UserGrant(user_id=office.ids["ana"], permission="role.grant", level=GrantLevel.ALL))

    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert refused.value.subject == "The last owner"


def test_role_when_somebody_changed_it_since(office: Office) -> None:
    """Their change stays, and they are named."""
    make(office, "mia", "owner")
    with office.acting() as ctx:
        rights.grant(ctx, user(ctx, office, "ben"), "task.see_all", TEAM)
        batch = history.current(ctx)
    with office.acting("mia") as ctx:
        rights.grant(ctx, user(ctx, office, "ben"), "task.see_all", ALL)

    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert (refused.value.reason, refused.value.by) == ("changed since", "Mia Boss")


def test_record_when_its_maker_only_reads_by_now(office: Office) -> None:
    """An open Undo button does nothing any more."""
    with office.acting("ben") as ctx:
        companies.create(ctx, CompanyDraft("Initech"))
        batch = history.current(ctx)
    make(office, "ben", "read-only")

    with office.acting("ben", "undo") as ctx, pytest.raises(NotAllowed) as refused:
        history.undo(ctx, batch)

    assert (refused.value.permission, refused.value.role) == ("company.edit", "read-only")


# Suspended


def test_person_when_suspended_and_back(office: Office) -> None:
    """They act no more, their records stay, and they come back as they were (R-64)."""
    with office.acting("ben") as ctx:
        number = companies.create(ctx, CompanyDraft("Initech")).id
    with office.acting() as ctx:
        rights.suspend(ctx, user(ctx, office, "ben"))
        with pytest.raises(Conflict):
            rights.suspend(ctx, user(ctx, office, "ben"))
        with pytest.raises(Conflict):
            rights.suspend(ctx, user(ctx, office, "ana"))
    with unit_of_work(office.database) as session, pytest.raises(Suspended):
        people.speaking(session, ChatUser("console", "local", "ben"))
    with office.acting() as ctx:
        assert people.inactive(ctx) == [user(ctx, office, "ben")]
        rights.reactivate(ctx, user(ctx, office, "ben"))
        with pytest.raises(Conflict):
            rights.reactivate(ctx, user(ctx, office, "ben"))
    with office.acting("ben") as ctx:
        assert permissions.may(ctx, ctx.session.get_one(Company, number), "edit")


# Invited again


def invite(office: Office, role: str | None, by: str = "ana") -> None:
    """Invite Zoe."""
    with office.acting(by, "invite") as ctx:
        linking.invite(ctx, name="Zoe", email="zoe@firm.example", role=role)


@pytest.mark.parametrize(("first", "second", "held"), [("rep", "manager", "manager"), ("manager", None, "manager")])
def test_role_when_invited_again(office: Office, first: str, second: str | None, held: str) -> None:
    """Who never came gets the role of the new invitation, if it names one."""
    invite(office, first)
    invite(office, second)

    with office.acting() as ctx:
        zoe = ctx.session.scalars(select(User).where(User.email == "zoe@firm.example")).one()
        assert roles.of(ctx, zoe) == [held]


def test_invitation_when_its_role_gives_more_than_the_actor_has(office: Office) -> None:
    """A role of the organisation's own is weighed as well."""
    with office.acting() as ctx:
        roles.make(ctx, "deputy", "manager")
        roles.grant(ctx, named_role(ctx.session, "deputy"), "role.grant", ALL)

    with pytest.raises(NotAllowed):
        invite(office, "deputy", by="mia")
    invite(office, "manager", by="mia")


# Teams


def test_team_when_filled_and_emptied(office: Office) -> None:
    """People come, lead and go."""
    with office.acting() as ctx:
        north, ben = teams.make(ctx, "North"), user(ctx, office, "ben")
        teams.add(ctx, north, ben)
        assert teams.lead(ctx, north, ben)
        assert not teams.lead(ctx, north, ben)
        with pytest.raises(Conflict):
            teams.add(ctx, north, ben)
        with pytest.raises(Conflict):
            teams.make(ctx, "NORTH")
        with pytest.raises(InvalidInput):
            teams.make(ctx, "  ")
    assert north.id in actor(office, "ben").teams
    with office.acting() as ctx:
        found, behind = teams.in_front(ctx, "north add Ben Rep")
        assert (found.id, behind) == (north.id, "add Ben Rep")
        teams.remove(ctx, found, user(ctx, office, "ben"))
        with pytest.raises(Conflict):
            teams.remove(ctx, found, user(ctx, office, "ben"))
    assert north.id not in actor(office, "ben").teams


def test_team_when_a_manager_keeps_it(office: Office) -> None:
    """They put others into the teams they lead, and let themselves into none."""
    with office.acting() as ctx:
        north, south = teams.make(ctx, "North"), teams.make(ctx, "South")
        teams.add(ctx, north, user(ctx, office, "mia"))
        teams.lead(ctx, north, user(ctx, office, "mia"))
    with office.acting("mia") as ctx:
        north, south = teams.named(ctx, "North"), teams.named(ctx, "South")
        teams.add(ctx, north, user(ctx, office, "ben"))
        for act in (
            lambda: teams.add(ctx, south, user(ctx, office, "ben")),
            lambda: teams.add(ctx, south, user(ctx, office, "mia")),
            lambda: teams.make(ctx, "West"),
            lambda: teams.rename(ctx, north, "Nordic"),
            lambda: teams.lead(ctx, north, user(ctx, office, "ben")),
        ):
            with pytest.raises(NotAllowed):
                act()
