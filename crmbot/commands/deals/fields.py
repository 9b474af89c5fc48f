"""What the forms of a new and of a known deal ask alike, each said once."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.days import ByEnd
from crmbot.chat.form import Aside, Choice, Key, Long, RecordRef, Ref
from crmbot.language.money import Money
from crmbot.store.models.deal import DealType, Periodicity

BUYERS = ("company", "contact", "lead")
"""The kinds of records a deal can be with."""

Buyer = Annotated[
    RecordRef | None,
    Key("on", "with", "company", "lead"),
    Ref(*BUYERS),
    Field(description="With which company, person or lead?"),
]
Contact = Annotated[RecordRef | None, Ref("contact"), Aside(), Field(description="Whom do you talk to?")]
Amount = Annotated[Money | None, Key("worth"), Field(description="How much is it worth?")]
Close = Annotated[date | None, Key("closes", "by"), ByEnd(), Field(description="When do you expect it to close?")]
Chance = Annotated[int | None, Key("probability"), Field(description="How likely, in per cent?")]
NextStep = Annotated[str | None, Key("next"), Field(max_length=500, description="What is the next step?")]
Best = Annotated[Money | None, Aside(), Field(description="Worth at best?")]
Worst = Annotated[Money | None, Aside(), Field(description="Worth at worst?")]
Kind = Annotated[DealType | None, Key("type"), Aside(), Field(description="New, existing or recurring?")]
RecurringAmount = Annotated[Money | None, Aside(), Field(description="How much recurs?")]
Every = Annotated[Periodicity | None, Aside(), Field(description="How often does it recur?")]
Starts = Annotated[date | None, Aside(), Field(description="From when does it recur?")]
Ends = Annotated[date | None, ByEnd(), Aside(), Field(description="Until when does it recur?")]
Origin = Annotated[
    str | None,
    Choice("sources", others=True),
    Aside(),
    Field(max_length=60, description="Where does it come from?"),
]
About = Annotated[
    str | None, Key("description"), Long(), Aside(), Field(max_length=5000, description="What is it about?")
]
Customer = Annotated[
    str | None, Long(), Aside(), Field(max_length=5000, description="What should one know about the customer?")
]
