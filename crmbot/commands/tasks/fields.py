"""What the forms of a new and of a known task ask alike, each said once."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Behind, Choice, Inline, Key, Long, Person, RecordRef, Ref, Several, UserRef
from crmbot.language.codes import SUBJECT

About = Annotated[
    RecordRef | None,
    Key("on"),
    Behind("on", "about", "for"),
    Several(),
    Ref(SUBJECT),
    Field(description="About which record?"),
]
Who = Annotated[UserRef | None, Inline(), Key("for"), Behind("for"), Person(), Aside(), Field(description="For whom?")]
Kind = Annotated[str | None, Choice("task_types"), Aside(), Field(max_length=60, description="What type of task?")]
Details = Annotated[
    str | None,
    Key("description", "note"),
    Long(),
    Aside(),
    Field(max_length=5000, description="What should one know about it?"),
]
Start = Annotated[date | None, Key("from", "begin"), Aside(), Field(description="When can it begin at the earliest?")]
Approval = Annotated[bool | None, Aside(), Field(description="Does somebody have to approve it?")]
Approver = Annotated[UserRef | None, Person(), Aside(), Field(description="Who approves it?")]
