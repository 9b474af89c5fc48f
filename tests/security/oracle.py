"""What each role may see and change, written down from the specification and not from the code that is tried.

Owners everything; managers see all but others' private events and change what is of their team and what nobody owns;
reps see their team's and what nobody owns, and change their own; read-only sees what a rep sees; of tasks one sees
one's own (R-61). Who is suspended or unknown sees and changes nothing.
"""

from tests.security.firm import ACTORS, COLLEAGUE, FOREIGNER, ROLES, STRANGER, SUSPENDED, Held

OWNER, MANAGER, REP, READ_ONLY = "owner", "manager", "rep", "read-only"
NOBODY = "nobody"

RIGHTS = frozenset({"role", "role_grant", "user_grant", "user_role"})
PEOPLE = frozenset({"user", "team", "team_member", "link_code", "chat_identity"})
CONNECTIONS = frozenset({"installation", "install_link"})
CHANNELS = frozenset({"channel", "subscription", "binding", "post", "digest", "digest_turn", "news"})
"""Where things are posted; who may write there is bound by what they see."""

WORDS = frozenset({"tag", "search_token"})
"""Words that writing on a record of one's own may bring into the world."""

BOOKS = frozenset(
    {
        *("inbox", "invocation", "dialog", "draft", "lane", "rate_token", "poll_offset", "sent_card", "list_shown"),
        *("recent_record", "change", "stranger_told", "link_try", "allowance"),
    }
)
"""What is written down of the conversation itself."""


def role_of(actor: str) -> str:
    """Return what somebody is by now."""
    return NOBODY if actor in (SUSPENDED, STRANGER) else ROLES[actor]


def sees(actor: str, held: Held, *, private: bool = False) -> bool:
    """Tell whether somebody may see a record."""
    role = role_of(actor)
    if role in (OWNER, NOBODY):
        return role == OWNER
    if held.holder == actor:
        return True
    if private:
        return False
    if role == MANAGER:
        return True
    return held.holder != FOREIGNER and held.kind != "task"


def changes(actor: str, held: Held, *, private: bool = False) -> bool:
    """Tell whether somebody may change a record."""
    if not sees(actor, held, private=private):
        return False
    match role_of(actor):
        case "owner":
            return True
        case "manager":
            return held.holder != FOREIGNER
        case "rep":
            return held.holder == actor
        case _:
            return False


def takes(actor: str, held: Held) -> bool:
    """Tell whether somebody may take a record over: a rep of the team, a manager of anybody, but no task."""
    return role_of(actor) in (OWNER, MANAGER, REP) and sees(actor, held) and held.kind != "task"


def makes(actor: str) -> bool:
    """Tell whether somebody may make records at all."""
    return role_of(actor) in (OWNER, MANAGER, REP)


def keeps(actor: str, table: str) -> bool:
    """Tell whether somebody may write a table that is about no record and no single person."""
    role = role_of(actor)
    if role in (OWNER, NOBODY):
        return role == OWNER
    if table in RIGHTS or table in CONNECTIONS or table == "erasure":
        return False
    if table in WORDS and role == REP:
        return True
    if table in CHANNELS:
        return role != READ_ONLY
    return role == MANAGER


assert {COLLEAGUE, FOREIGNER} <= set(ROLES)
assert {role_of(actor) for actor in ACTORS} == {OWNER, MANAGER, REP, READ_ONLY, NOBODY}
