"""What is said and pressed for each card on the page. Every scene is in a chat of its own, all in one organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

AT = datetime(2026, 11, 19, 10, tzinfo=UTC)
ZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the sample's."""

    name: str
    email: str
    role: str


COLLEAGUES: Mapping[str, Colleague] = {
    "ana": Colleague("Ana Ruiz", "ana@x.example", "owner"),
    "ben": Colleague("Ben Toth", "ben@x.example", "rep"),
    "eva": Colleague("Eva Blum", "eva@x.example", "manager"),
    "ron": Colleague("Ron Katz", "ron@x.example", "read-only"),
}


@dataclass(frozen=True, slots=True)
class Say:
    """Words; somebody who is not of the sample is a stranger."""

    line: str
    who: str = "ana"


@dataclass(frozen=True, slots=True)
class Press:
    """A button, by how its label begins, on the newest card of the scene that has one."""

    label: str
    who: str = "ana"


@dataclass(frozen=True, slots=True)
class Fill:
    """The open form sent with these texts by field; without a form, its questions answered in this order."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Send:
    """A file."""

    name: str
    mime: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Time that goes by."""

    hours: int


@dataclass(frozen=True, slots=True)
class Fail:
    """A mistake of ours."""


@dataclass(frozen=True, slots=True)
class Home:
    """A look at the place a platform gives an app for itself, which shows the day; where there is none, at the day."""


Step = Say | Press | Fill | Send | Wait | Fail | Home


@dataclass(frozen=True, slots=True)
class Scene:
    """One card: its name on the page, and how one comes to it. `needs` is a word without which it is left out."""

    name: str
    steps: tuple[Step, ...]
    needs: str = ""

    @property
    def key(self) -> str:
        """The name as a word of an address."""
        return self.name.lower().replace(" ", "-")

    @property
    def typed(self) -> str:
        """What was done last but for what is not said: shown above the card."""
        return " · ".join(words for step in self.steps if (words := _words(step)))


def _words(step: Step) -> str:
    match step:
        case Say(line=line, who=who):
            return line if who == "ana" else f"{COLLEAGUES[who].name if who in COLLEAGUES else who}: {line}"
        case Press(label=label):
            return f"[{label}]"
        case Send(name=name, caption=caption):
            return f"📎 {name} {caption}".strip()
        case Wait(hours=hours):
            return f"{hours} h later" if hours else ""
        case Fill(values=values):
            return ", ".join(f"{name}: {text}" for name, text in values.items())
        case Fail() | Home():
            return ""


def said(name: str, *lines: str, needs: str = "") -> Scene:
    """Return a scene in which the owner says some lines."""
    return Scene(name, tuple(Say(line) for line in lines), needs)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PEOPLE_CSV = (
    b"Name;E-mail;Phone;Company\r\n"
    b"Lena Vogt;lena@globex.example;+44 20 7946 0177;Globex\r\n"
    b"Omar Haddad;omar@initech;+44 20 7946 0188;Initech\r\n"
)
ODD_NAME = "<!channel> <b>& *bold* _x_ Co"

SETTING = (
    said("Field made", "field company fleet size number"),
    said("Field with choices", "field company region choices east, west"),
    said("Company made", "company Globex, supplier, Leeds"),
    said("Deal made", "deal new Spare parts 8k on:globex close 15 dec"),
    said("Another deal", "deal new Hall crane retrofit 45k on:acme close 21 nov stage:proposition"),
    said("Service deal", "deal new Yearly service USD 3,600 on:delta stage:negotiation"),
    said("Company with details", "set Acme fleet size 25 region east"),
    said("Tagged", "tag acme key account, pumps"),
)
"""Says what there is besides the sample; these are cards as well."""

RECORDS = (
    said("Note saved", "met Jane at Acme, wants a quote, follow up Tuesday 3pm #q4"),
    said("Call", "call Delta: no answer, try tomorrow 10am"),
    said("Company", "c1"),
    said("Contact", "jane doe"),
    said("Lead", "hooli"),
    said("Deal", "d5"),
    said("Task", "t6"),
    said("Lead started", "start lead L-7"),
    said("Deal moved", "d5 next"),
    Scene("Deal won", (Say("deal new Small order 900 on:acme"), Press("Won"))),
    said("Convert a lead", "convert lead L-8"),
    Scene("Lead converted", (Say("convert lead L-8"), Press("Convert"))),
    Scene("Undone", (Say("note Acme: a slip"), Press("Undo"))),
    said("Deleted", "delete Small order"),
    said("Odd name", f"company {ODD_NAME}"),
    Scene("Reminder", (Say("task send the brochure tomorrow 11:00 on:acme"), Wait(25))),
    Scene("Reminder done", (Say("t6"), Press("Done"))),
)

LISTS = (
    said("My day", "today"),
    Scene("App Home", (Home(),)),
    said("Deals", "deals"),
    said("Tasks", "tasks"),
    said("Companies", "companies"),
    said("Contacts", "contacts"),
    said("Leads", "leads"),
    said("Find", "find acme"),
    said("Filtered", "deals amount>10k"),
    said("Notes", "notes c1"),
    said("History", "log d5"),
    said("Board", "board"),
    said("Board picture", "board as:picture"),
    said("Board column", "board stage:new"),
    said("Lead board", "leads board", needs="leads board"),
    said("Saved views", 'deals amount>10k save:"big ones"', "views", needs="views"),
    said("Tags", "tags"),
)

TIME = (
    said("Event made", 'event visit Acme fri 9-10:30 with:@ben at:"the new hall"'),
    said("Meeting", "meeting Jane mon 11am on:acme"),
    said("Private event", "event dentist tue 9am private"),
    Scene("Event held", (Say("meeting Jane today 8am on:acme"), Press("Log"))),
    said("Events", "events"),
    said("Agenda", "agenda"),
    said("Week", "week"),
    said("Free time", "free @eva,@ben for:1h friday"),
    said("Series", "task weekly report every monday 9am until 30 june 2027"),
    said("Series list", "series"),
    said("Monthly event", "event monthly on the 31st 9am review"),
    said("Tasks by day", "tasks calendar next week"),
    said("Many moved", "tasks", "move 1-2 monday"),
    Scene("To approve", (Say("task check the offer tomorrow approver:@eva"), Press("Done"))),
    said("Reminders", "reminders"),
    said("Reminded before", "task visit the plant mon 15:00", "remind me 1 hour before"),
    said("Holidays", "holiday add 24 dec Christmas", "holidays"),
    said("Habits", "set quiet:20-8 days:mon-fri snooze:5m,1h,tomorrow 9:00"),
)

TEAM = (
    said("Snapshot", "snapshot"),
    said("Snapshot blocks", "snapshot blocks"),
    said("Digest setting", "digest 08:00 weekdays"),
    said("Digest", "digest now"),
    said("Who may", "who d5"),
    said("Rights", "rights Ben"),
    said("Chats", "chats"),
    Scene("Suspended", (Say("suspend Ron"), Press("Suspend"))),
    said("Follow", "follow d5"),
    said("Erase asks", "erase hooli"),
)

FORMS = (
    said("Form of a deal", "deal new"),
    said("Form of a task", "task new"),
    said("Form of a contact", "contact new"),
    said("Form of a note", "note"),
    said("Change a company", "company set Acme"),
    said("Lost asks why", "lost d5"),
    Scene("Form with a mistake", (Say("deal new"), Fill({"name": "Pumps", "party": "Acme Ltd", "amount": "a lot"}))),
    Scene("Made anyway", (Say("company new Acme Inc city:Boston"), Press("Make anyway"))),
    said("Pick one", "note acme: agreed on the price"),
)

FILES = (
    Scene("Document kept", (Send("offer.pdf", "application/pdf", PDF, "d5 signed order"),)),
    Scene("Document filed", (Send("plan.pdf", "application/pdf", PDF, "on:C-1"),)),
    said("Documents", "docs c1"),
    said("Print-out", "print L-7"),
    Scene("Import", (Send("people.csv", "text/csv", PEOPLE_CSV, "import"), Wait(0)), needs="import"),
    said("Export", "export deals", needs="export"),
)

SETTINGS = (
    said("Fields", "fields company"),
    said("Stages", "stages"),
    said("Pipelines", "pipelines"),
    said("Options", "options"),
    said("Sources", "sources"),
    said("Me", "me"),
    said("Users", "users"),
    said("Duplicates", "dup company", needs="dup"),
    said("Merge", "merge C-1 C-10", needs="merge"),
)

HELP = (
    said("Hello", "start"),
    said("Help", "help"),
    said("Help on a word", "help task"),
)

ERRORS = (
    said("Unknown word", "taks call Delta fri"),
    said("Not understood", "the weather is fine over there"),
    said("Missing part", "task tomorrow 10am"),
    said("Bad time", "task call Delta at 25"),
    said("Unsure time", "task call Delta tomorrow at 7"),
    said("Past time", "task call Delta 13 nov 2026 10:00"),
    said("No such record", "d999"),
    said("Near names", "note akme: agreed"),
    said("Duplicate", "company new Acme Ltd"),
    said("No such stage", "stage d5 nowhere"),
    Scene("No right", (Say("d5 stage:new", who="ron"),)),
    Scene("Changed meanwhile", (Say("d5"), Say("d5 stage:negotiation", who="eva"), Press("Proposition"))),
    Scene("Not linked", (Say("note Acme: met Jane", who="zoe"),)),
    Scene("Our fault", (Fail(),)),
)

SCENES = (*SETTING, *RECORDS, *LISTS, *TIME, *TEAM, *FORMS, *FILES, *SETTINGS, *HELP, *ERRORS)
