"""What the forms of several nouns ask in the same words: how to reach somebody, its tags, nothing at all."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import (
    Aside,
    Email,
    Form,
    Head,
    Inline,
    Key,
    Person,
    Quick,
    RecordRef,
    Ref,
    Site,
    Tags,
    Tel,
    UserRef,
)
from crmbot.language.recurring import Repeat

Phone = Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")]
Mobile = Annotated[str | None, Key("cell"), Tel(), Field(max_length=60, description="Mobile number?")]
Fax = Annotated[str | None, Aside(), Field(max_length=60, description="Fax number?")]
MailAddress = Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")]
Website = Annotated[str | None, Key("web", "site"), Site(), Aside(), Field(max_length=200, description="Web site?")]
Street = Annotated[str | None, Key("address"), Aside(), Field(max_length=200, description="Street and number?")]
Postcode = Annotated[str | None, Key("zip"), Aside(), Field(max_length=20, description="Postcode?")]
City = Annotated[str | None, Field(max_length=100, description="In which city?")]
Country = Annotated[str | None, Aside(), Field(max_length=100, description="In which country?")]
Language = Annotated[str | None, Key("lang"), Aside(), Field(max_length=40, description="Which language?")]
Industry = Annotated[str | None, Aside(), Field(max_length=100, description="In which industry?")]
NoCalls = Annotated[bool | None, Key("no_calls"), Aside(), Field(description="Do they reject calls?")]
NoMails = Annotated[bool | None, Key("no_mails"), Aside(), Field(description="Do they reject mails?")]
Owner = Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")]
Every = Annotated[
    Repeat | None,
    Inline(),
    Key("repeat"),
    Aside(),
    Quick("every day", "every work day", "every week", "every month"),
    Field(description="How often does it repeat?"),
]
TagWords = Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")]


class WhichRecord(Form):
    """A record of any kind."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]


class Nothing(Form):
    """Nothing to fill in."""
