"""What the forms of events ask."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Choice, Form, Head, Hidden, Inline, Key, Long, Quick, RecordRef, Ref, Rest
from crmbot.commands.reminders.choosing import Before
from crmbot.commands.shared_fields import Every
from crmbot.language.periods import Period
from crmbot.language.when import When
from crmbot.store.models.activity import Availability, EventKind, EventStatus, Visibility

Which = Annotated[RecordRef, Head(), Ref("event"), Field(description="Which event?")]
WhichOrIt = Annotated[RecordRef | None, Head(), Ref("event"), Aside(), Field(description="Which event?")]
Time = Annotated[
    Period,
    Inline(),
    Key("start", "starts", "from", "date"),
    Quick("tomorrow 9:00", "tomorrow 14:00", "next mon 9:00"),
    Field(description="When, such as fri 9-10:30?"),
]
Length = Annotated[
    str | None,
    Key("lasts", "duration", "for"),
    Aside(),
    Field(max_length=40, description="How long, such as 1h or 45 min?"),
]
End = Annotated[When | None, Key("end", "to", "until"), Aside(), Field(description="Until when?")]
About = Annotated[
    str | None,
    Key("on"),
    Aside(),
    Field(max_length=500, description="About whom or what? Names or codes"),
]
People = Annotated[
    str | None,
    Key("guests", "attendees", "with"),
    Aside(),
    Field(max_length=1000, description="Who comes? @names, contacts, e-mail addresses"),
]
Place = Annotated[str | None, Key("location", "where", "at"), Aside(), Field(max_length=300, description="Where?")]
Kind = Annotated[EventKind | None, Key("kind"), Aside(), Field(description="What kind of event?")]
Category = Annotated[str | None, Choice("event_categories"), Aside(), Field(description="Of which category?")]
Words = Annotated[
    str | None,
    Key("details", "description"),
    Long(),
    Aside(),
    Field(max_length=10_000, description="What else is to be known?"),
]
Shown = Annotated[
    Visibility | None, Key("visibility"), Aside(), Field(description="Who may see more than that you are busy?")
]
Taken = Annotated[
    Availability | None, Key("show", "availability"), Aside(), Field(description="Does it take your time?")
]


class NewEvent(Form):
    """An event to be made."""

    title: Annotated[str | None, Rest(in_front=True), Field(max_length=200, description="What is it?")] = None
    when: Time
    length: Length = None
    ends: End = None
    people: People = None
    about: About = None
    place: Place = None
    type: Kind = None
    category: Category = None
    note: Words = None
    visible: Shown = None
    shows: Taken = None
    every: Every = None
    remind: Before = None
    held: Annotated[bool, Hidden()] = False


class NewMeeting(NewEvent):
    """A meeting: only its own categories are offered."""

    category: Annotated[str | None, Choice("meeting_categories"), Aside(), Field(description="Of which category?")] = (
        None
    )


class ThisEvent(Form):
    """An event; the one in hand when none is named."""

    which: WhichOrIt = None


class EditEvent(Form):
    """What is to change of an event."""

    which: Which
    title: Annotated[str | None, Key("name", "subject"), Field(max_length=200, description="New words")] = None
    when: Annotated[
        Period | None, Key("date", "start", "starts", "from", "due"), Field(description="New time, such as fri 9-10:30")
    ] = None
    length: Length = None
    ends: End = None
    about: About = None
    place: Place = None
    type: Kind = None
    category: Category = None
    note: Words = None
    outcome: Annotated[
        str | None, Key("result"), Long(), Aside(), Field(max_length=10_000, description="What came of it?")
    ] = None
    visible: Shown = None
    shows: Taken = None
    status: Annotated[EventStatus | None, Aside(), Field(description="How far is it?")] = None
    every: Every = None
    remind: Before = None
