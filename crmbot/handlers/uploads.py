"""What people send besides words: files, people, places, other people's messages."""

from pydantic import TypeAdapter

from crmbot.chat.command import Registry
from crmbot.chat.inbound import FileShared, PersonShared, PlaceShared, Said, Uploaded
from crmbot.core import lookup, mentions, records, subjects
from crmbot.core.context import Context
from crmbot.core.notes import Attached, Place
from crmbot.handlers.intent import FreeText, Interpreter, Invoke
from crmbot.language.fold import name_key
from crmbot.store.models.record import Record

ALBUM = "album"
"""Beside the texts of a note's form: the album its files are of."""

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)


def intent(ctx: Context, uploaded: Uploaded, registry: Registry, interpreter: Interpreter) -> Invoke:
    """Return what an upload is: a contact to be made, a visit, or a note with files."""
    people = [item for item in uploaded.attachments if isinstance(item, PersonShared)]
    places = [item for item in uploaded.attachments if isinstance(item, PlaceShared)]
    files = [item for item in uploaded.attachments if isinstance(item, FileShared)]
    if people:
        return Invoke(registry["contact new"], _person(people[0]))
    values = _caption(ctx, uploaded, interpreter)
    if places:
        return Invoke(registry["visit"], {"text": _place_words(places[0]), **values, "place": _place(places[0])})
    album = {ALBUM: uploaded.group} if uploaded.group else {}
    kept = _FILES.dump_json(attached(files)).decode()
    return Invoke(registry["note"], {"text": _file_words(files), **values, **album, "files": kept})


def forwarded(ctx: Context, said: Said, registry: Registry) -> Invoke:
    """Return the note a forwarded message is: its author is named in it, and it is never a command."""
    named = mentions.named_in(ctx, said.text).sure or _author(ctx, said.forwarded_from or "")
    about = {"about": records.code(named[0])} if named else {}
    source = f"From {said.forwarded_from}: " if said.forwarded_from else ""
    link = f"\n{said.link}" if said.link else ""
    return Invoke(registry["note"], {**about, "text": f"{source}{said.text.strip()}{link}"}, form=True)


def _author(ctx: Context, name: str) -> tuple[Record, ...]:
    """Return who wrote it, if they are known by their full name: many share a first one."""
    return tuple(record for record in mentions.named_in(ctx, name).sure if name_key(record.title) == name_key(name))


def _person(person: PersonShared) -> dict[str, str]:
    values = {"name": person.name, "phone": person.phone, "email": person.email or ""}
    return {name: text for name, text in values.items() if text}


def _caption(ctx: Context, uploaded: Uploaded, interpreter: Interpreter) -> dict[str, str]:
    """Read a caption as a note: `d12 signed order`, `Acme: the new hall`, or plain words."""
    caption = uploaded.caption.strip()
    values: dict[str, str] = {"text": caption} if caption else {}
    read = interpreter.read(caption) if caption else FreeText("")
    if isinstance(read, Invoke) and "text" in {spec.name for spec in read.command.fields}:
        values |= {name: text for name, text in read.values.items() if name in ("about", "text")}
    elif isinstance(read, Invoke) and "which" in read.values:
        values["about"] = read.values["which"]
    if "about" not in values and uploaded.reply_to:
        values |= _replied(ctx)
    return values


def _replied(ctx: Context) -> dict[str, str]:
    record_id = lookup.it(ctx)
    if record_id is None:
        return {}
    record = lookup.get(ctx, record_id)
    about = record if record.kind in subjects.kinds() else lookup.behind(ctx, record_id)
    return {"about": records.code(about)} if about is not None else {}


def _place_words(place: PlaceShared) -> str:
    return f"Visit at {place.title or f'{place.latitude:.5f}, {place.longitude:.5f}'}"


def _file_words(files: list[FileShared]) -> str:
    first = files[0]
    names = {"photo": "Photo", "voice": "Voice note", "video": "Video", "file": first.name or "File"}
    length = f" {first.seconds // 60}:{first.seconds % 60:02d}" if first.seconds else ""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{names[first.medium]}{length}{more}"


def attached(files: list[FileShared]) -> list[Attached]:
    """Return files in the core's words."""
    return [Attached(file.ref, file.name or file.medium, file.mime, file.size, file.medium) for file in files]


def more_files(kept: str, files: list[FileShared]) -> str:
    """Add files to those a form keeps."""
    return _FILES.dump_json([*_FILES.validate_json(kept), *attached(files)]).decode()


def _place(place: PlaceShared) -> str:
    return _PLACE.dump_json(Place(place.latitude, place.longitude, place.title)).decode()
