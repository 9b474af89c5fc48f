"""What a note can say: one form for all of them, a call with more."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.days import AnyDay
from crmbot.chat.form import (
    Aside,
    Choice,
    Form,
    Head,
    Hidden,
    Key,
    Long,
    Mentioned,
    Quick,
    RecordRef,
    Ref,
    Rest,
    Tags,
)
from crmbot.chat.reply import Option
from crmbot.language.calls import RESULTS
from crmbot.language.codes import SUBJECT
from crmbot.language.when import When
from crmbot.store.models.activity import Direction, NoteKind

At = Annotated[
    When | None, Key("when", "happened"), AnyDay(), Aside(), Field(description="When was it, if not just now?")
]
Kind = Annotated[NoteKind | None, Key("kind"), Aside(), Field(description="What was it?")]
Length = Annotated[str | None, Key("duration"), Aside(), Field(max_length=20, description="How long did it take?")]
Way = Annotated[Direction | None, Key("direction"), Aside(), Field(description="Who began it: in (they did) or out?")]
Result = Annotated[
    str | None,
    Key("outcome"),
    Choice(others=True, options=tuple(Option(word, word) for word in RESULTS)),
    Aside(),
    Field(max_length=60, description="What came of it?"),
]


class AboutWhom(Form):
    """With whom or what something happened."""

    about: Annotated[
        RecordRef,
        Head(":"),
        Mentioned(nobody="note on nobody"),
        Key("on"),
        Ref(SUBJECT),
        Field(description="About whom or what?"),
    ]


class Told(Form):
    """What happened, and all that may be said besides the words.

    `called`: the words that meant whom it is about; `quoted`: they are somebody else's, who asks nothing of us.
    """

    text: Annotated[str, Rest(), Long(), Field(max_length=10_000, description="What happened?")]
    follow_up: Annotated[
        When | None,
        Aside(),
        Quick("tomorrow 9:00", "next mon 9:00", "in 1 week"),
        Field(description="Follow up when?"),
    ] = None
    type: Kind = None
    at: At = None
    dur: Length = None
    tag: Annotated[tuple[str, ...], Tags(keep=True), Aside(), Key("tags"), Field(description="Tags")] = ()
    place: Annotated[str | None, Hidden()] = None
    files: Annotated[str | None, Hidden()] = None
    anyway: Annotated[bool, Hidden()] = False
    called: Annotated[str | None, Hidden()] = None
    quoted: Annotated[bool, Hidden()] = False

    def said(self) -> dict[str, str]:
        """Return what was said as the texts of a line, so that a button can say it again."""
        texts = {
            "text": self.text,
            "follow_up": self.follow_up.iso() if self.follow_up else "",
            "type": self.type.value if self.type else "",
            "at": self.at.iso() if self.at else "",
            "dur": self.dur or "",
            "tag": " ".join(self.tag),
            "place": self.place or "",
            "files": self.files or "",
            "anyway": "yes" if self.anyway else "",
            "called": self.called or "",
            "quoted": "yes" if self.quoted else "",
        }
        return {name: text for name, text in texts.items() if text}


class NewNote(Told, AboutWhom):
    """What happened with somebody."""

    def said(self) -> dict[str, str]:
        """Return what was said, and of whom."""
        return {"about": self.about.code, **super().said()}


class Unfiled(Told):
    """What happened with somebody nobody has written down yet; `word` is the command it was told with."""

    dir: Way = None
    result: Result = None
    word: Annotated[str, Hidden()] = "note"

    def said(self) -> dict[str, str]:
        """Return what was said, and with which word."""
        more = {"dir": self.dir.value if self.dir else "", "result": self.result or "", "word": self.word}
        return super().said() | {name: text for name, text in more.items() if text}


class NewTouch(NewNote):
    """A meeting or a visit: "met Jane at Acme" is kept as it was said."""

    text: Annotated[str, Rest(with_word=True), Long(), Field(max_length=10_000, description="What happened?")]
    type: Annotated[NoteKind | None, Hidden()] = None


class NewMail(NewTouch):
    """A mail: who wrote it."""

    dir: Way = None

    def said(self) -> dict[str, str]:
        """Return what was said, as for any note."""
        return super().said() | ({"dir": self.dir.value} if self.dir else {})


class NewCall(NewMail):
    """A call: who rang, and what came of it."""

    result: Result = None

    def said(self) -> dict[str, str]:
        """Return what was said, as for any note."""
        return super().said() | ({"result": self.result} if self.result else {})
