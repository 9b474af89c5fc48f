"""What people send besides words: files, people, places, other people's messages."""

import re

from pydantic import TypeAdapter

from crmbot.chat.command import Registry
from crmbot.chat.inbound import FileShared, PersonShared, PlaceShared, Said, Uploaded
from crmbot.core import dialogs, documents, lookup, notes, records, subjects
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import Ambiguous, NotFound
from crmbot.core.naming import mentions
from crmbot.core.notes import Place
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.language.fold import name_key
from crmbot.language.plain_words import captions
from crmbot.store.models.record import Record

ALBUM = "album"
"""Beside the texts of a note's form: the album its files are of."""

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)


def intent(ctx: Context, uploaded: Uploaded, registry: Registry, interpreter: Interpreter) -> Invoke:
    """Return what an upload is: a contact to be made, a visit, a note with files, or files alone."""
    people = [item for item in uploaded.attachments if isinstance(item, PersonShared)]
    places = [item for item in uploaded.attachments if isinstance(item, PlaceShared)]
    files = [item for item in uploaded.attachments if isinstance(item, FileShared)]
    if people:
        return Invoke(registry["contact new"], _person(people[0]))
    if not places and _is_table(ctx, uploaded, files):
        table = {"files": _FILES.dump_json(attached(files)).decode()}
        words = f"import {uploaded.caption}" if uploaded.caption.strip() else ""
        return Invoke(registry["import offer"], {"text": words, **table})
    if places and _is_asked_for_zone(ctx):
        return Invoke(registry["timezone around"], {"place": f"{places[0].latitude},{places[0].longitude}"})
    visit = _visit_in_hand(ctx, uploaded, places, files)
    if visit:
        return Invoke(registry["add to note"], visit)
    picture = _picture_of(ctx, uploaded, files, interpreter)
    if picture and not places:
        return Invoke(registry["picture"], picture)
    command, values = _caption(ctx, uploaded, interpreter)
    if places:
        return Invoke(registry["visit"], {"text": _place_words(places[0]), **values, "place": _place(places[0])})
    album = {ALBUM: uploaded.group} if uploaded.group else {}
    kept = {**album, "files": _FILES.dump_json(attached(files)).decode()}
    if "text" not in values and files[0].medium != "voice":
        return Invoke(registry["document new"], {**values, **kept})
    return Invoke(registry[command], {"text": _file_words(files), **values, **kept})


def _visit_in_hand(
    ctx: Context, uploaded: Uploaded, places: list[PlaceShared], files: list[FileShared]
) -> dict[str, str]:
    """Return what a place or pictures sent right after a visit add to it; nothing without one, or with words."""
    pictures = [file for file in files if file.medium == "photo"]
    if uploaded.caption.strip() or uploaded.reply_to or not (places or pictures):
        return {}
    visit = notes.visit_in_hand(ctx)
    if visit is None or (places and visit.lat is not None):
        return {}
    told = {"place": _place(places[0])} if places else {"files": _FILES.dump_json(attached(pictures)).decode()}
    return {"which": records.code(visit), **told}


def _picture_of(ctx: Context, uploaded: Uploaded, files: list[FileShared], interpreter: Interpreter) -> dict[str, str]:
    """Return whose picture a photo is said to be (`picture of Jane`); nothing where the words name nobody."""
    read = interpreter.read(uploaded.caption.strip()) if files else None
    if not isinstance(read, Invoke) or read.command.name != "picture" or read.values.get("file"):
        return {}
    try:
        lookup.resolve(ctx, read.values.get("which", ""), ("contact",))
    except NotFound:
        return {}
    except Ambiguous:
        pass  # who of them is asked
    return {"which": read.values["which"], "files": _FILES.dump_json(attached(files)).decode()}


_TABLES = (".csv", ".tsv", ".xlsx", ".vcf", ".vcard")


def _is_table(ctx: Context, uploaded: Uploaded, files: list[FileShared]) -> bool:
    """Tell whether a single file is one of rows that are to be brought in: its name or its caption says so.

    A caption that says nothing else counts for any file, and whoever sends it: the import tells what it cannot
    read, and who may not.
    """
    if len(files) != 1 or uploaded.group or uploaded.reply_to:
        return False
    if captions.says_only_import(uploaded.caption):
        return True
    wanted = not uploaded.caption.strip() or captions.wants_import(uploaded.caption)
    looks = files[0].medium == "file" and files[0].name.lower().endswith(_TABLES)
    return wanted and looks and ctx.actor.can("record.import")


def forwarded(ctx: Context, said: Said, registry: Registry) -> Invoke:
    """Return what a forwarded message is wanted for; its author is named in it, and it is never a command.

    One with a link was asked to be noted. Of another a lead may be made just as well.
    """
    text = _answered_words(said)
    named = mentions.named_in(ctx, text).sure or _author(ctx, said.forwarded_from or "")
    about = {"about": records.code(named[0])} if named else {}
    if not said.link:
        return Invoke(registry["passed on"], {**about, "text": text, "author": said.forwarded_from or ""})
    source = f"From {said.forwarded_from}: " if said.forwarded_from else ""
    quoted = {**about, "text": f"{source}{text}\n{said.link}", "quoted": "yes"}
    return Invoke(registry["note"], quoted, form=True)


def _answered_words(said: Said) -> str:
    """Return the words of the message itself, without the command that was given on it."""
    return (said.text.partition(" ")[2] if said.as_command else said.text).strip()


def _author(ctx: Context, name: str) -> tuple[Record, ...]:
    """Return who wrote it, if they are known by their full name: many share a first one."""
    return tuple(record for record in mentions.named_in(ctx, name).sure if name_key(record.title) == name_key(name))


def _person(person: PersonShared) -> dict[str, str]:
    # What is shared from a telephone is the number of a telephone.
    values = {"name": person.name, "mobile": person.phone, "email": person.email or ""}
    return {name: text for name, text in values.items() if text}


def _caption(ctx: Context, uploaded: Uploaded, interpreter: Interpreter) -> tuple[str, dict[str, str]]:
    """Read a caption as a note: `d12 signed order`, `visit Acme: the new hall`, or plain words.

    Where it only says what the file belongs to (`d12`, `on:D-12 #signed`) there is no text.
    """
    caption = uploaded.caption.strip()
    command, values = _NOTE, _place_told(ctx, caption)
    if not values and _FILED.search(caption):
        values = _only_filed(interpreter, caption)
    if not values and caption:
        command, values = _noted(interpreter, caption)
    if "about" not in values and uploaded.reply_to:
        values |= _replied(ctx)
    return command, values


_NOTE = "note"
_FILED = re.compile(r"(?:^|\s)(?:on:|#[^\W\d])", re.IGNORECASE)


def _place_told(ctx: Context, caption: str) -> dict[str, str]:
    """Return where a file goes whose words say no more than that; of a task what it is about: `for d5`, `Acme`."""
    for words in captions.places(caption):
        try:
            found = lookup.resolve(ctx, words, (*subjects.kinds(), "task"))
        except (Ambiguous, NotFound):
            continue
        about = belongs_to(ctx, found.id)
        if about is not None:
            return {"about": records.code(about)}
    return {}


def belongs_to(ctx: Context, record_id: int) -> Record | None:
    """Return what files go to that are sent for a record: itself, or what a task or a note is about."""
    record = lookup.get(ctx, record_id)
    return record if record.kind in subjects.kinds() else lookup.behind(ctx, record_id)


def beside(uploaded: Uploaded, registry: Registry, interpreter: Interpreter) -> Invoke | None:
    """Return the command that a file was sent with, and that takes none: `won d5`, `task call Jane friday`."""
    is_file = all(isinstance(item, FileShared) for item in uploaded.attachments)
    read = interpreter.read(uploaded.caption.strip()) if is_file and uploaded.caption.strip() else None
    if not isinstance(read, Invoke) or read.form or {"files", "file"} & {spec.name for spec in read.command.fields}:
        return None
    if captions.tells_where_from(read.values.get("name", "")):
        return None
    made = {noun.new for noun in registry.nouns()}
    changes = read.command.changes and any(spec.name == "which" for spec in read.command.fields)
    return read if read.command.name in made or changes else None


def keep_with(ctx: Context, uploaded: Uploaded, about: Record | None) -> str:
    """Keep the files of a message with a record; return what they are called."""
    files = [item for item in uploaded.attachments if isinstance(item, FileShared)]
    made = documents.keep(ctx, attached(files), Filing(about, source=ctx.origin.message))
    return ", ".join(document.title for document in made)


def _only_filed(interpreter: Interpreter, caption: str) -> dict[str, str]:
    """Return where a file goes and its tags, where its caption says no more than that."""
    read = interpreter.read(f"document new {caption}")
    if not isinstance(read, Invoke) or read.values.get("text"):
        return {}
    return {name: text for name, text in read.values.items() if name in ("about", "tag")}


def _noted(interpreter: Interpreter, caption: str) -> tuple[str, dict[str, str]]:
    """Return the command that keeps what a caption says together with a file, and what it says."""
    read = interpreter.read(caption)
    if not isinstance(read, Invoke) or not {"files", "text"} <= {spec.name for spec in read.command.fields}:
        read = interpreter.read(f"{_NOTE} {caption}")
    assert isinstance(read, Invoke), "a command was said"
    return read.command.name, dict(read.values)


def _replied(ctx: Context) -> dict[str, str]:
    record_id = lookup.it(ctx)
    about = belongs_to(ctx, record_id) if record_id is not None else None
    return {"about": records.code(about)} if about is not None else {}


def _is_asked_for_zone(ctx: Context) -> bool:
    """Tell whether somebody is being asked in which zone they are: a place they share then is the answer."""
    opened = dialogs.open_here(ctx)
    return opened is not None and opened.command == "timezone"


def _place_words(place: PlaceShared) -> str:
    """Return what a shared place stands for; where it is stands on the card, and figures are read as times."""
    return f"Visit at {place.title}" if place.title else "Visit"


def _file_words(files: list[FileShared]) -> str:
    first = files[0]
    names = {"photo": "Photo", "voice": "Voice note", "video": "Video", "file": first.name or "File"}
    length = f" {first.seconds // 60}:{first.seconds % 60:02d}" if first.seconds else ""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{names[first.medium]}{length}{more}"


def attached(files: list[FileShared]) -> list[Attached]:
    """Return files in the core's words."""
    return [
        Attached(
            ref=file.ref,
            name=file.name or file.medium,
            mime=file.mime,
            size=file.size,
            medium=file.medium,
            seconds=file.seconds,
            too_large=file.too_large,
        )
        for file in files
    ]


def more_files(kept: str, files: list[FileShared]) -> str:
    """Add files to those a form keeps."""
    return _FILES.dump_json([*_FILES.validate_json(kept), *attached(files)]).decode()


def _place(place: PlaceShared) -> str:
    return _PLACE.dump_json(Place(place.latitude, place.longitude, place.title)).decode()
