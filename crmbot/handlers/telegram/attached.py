"""What a message carries besides words: files, people, places."""

import re
from dataclasses import replace
from datetime import timedelta

from telegram import Animation, Audio, Contact, Document, Message, PhotoSize, Video, VideoNote, Voice
from telegram.constants import FileSizeLimit

from crmbot.chat.inbound import Attachment, FileShared, PersonShared, PlaceShared

MOST_DOWN = int(FileSizeLimit.FILESIZE_DOWNLOAD)
_MAIL_LINE = re.compile(r"^(?:item\d+\.)?EMAIL[^:\r\n]*:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


def attached(message: Message) -> tuple[Attachment, ...]:
    """Return what came with a message; empty when it is words only, or nothing we can keep."""
    found = _person(message) or _place(message) or _marked(_file(message))
    return (found,) if found is not None else ()


def _marked(file: FileShared | None) -> FileShared | None:
    """Mark a file that bots are not given: of a larger one Telegram lets them know, and no more."""
    if file is None or (file.size or 0) <= MOST_DOWN:
        return file
    return replace(file, too_large=True)


def _person(message: Message) -> PersonShared | None:
    contact = message.contact
    if contact is None:
        return None
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    own = _is_own(contact, message)
    return PersonShared(name, _phone(contact, own=own), _mail(contact), own)


def _is_own(contact: Contact, message: Message) -> bool:
    """Tell whether somebody shared their own number, and did not pass a card on."""
    sender = message.from_user
    return sender is not None and contact.user_id == sender.id and message.forward_origin is None


def _phone(contact: Contact, *, own: bool) -> str:
    # Telegram leaves the plus out of the numbers of accounts; those of address books are as typed.
    number = contact.phone_number
    return f"+{number}" if own and number.isdigit() else number


def _mail(contact: Contact) -> str | None:
    found = _MAIL_LINE.search(contact.vcard or "")
    return found[1] if found else None


def _place(message: Message) -> PlaceShared | None:
    if message.venue is not None:
        where = message.venue.location
        title = ", ".join(part for part in (message.venue.title, message.venue.address) if part)
        return PlaceShared(where.latitude, where.longitude, title)
    if message.location is not None:
        return PlaceShared(message.location.latitude, message.location.longitude)
    return None


def _file(message: Message) -> FileShared | None:
    if message.photo:
        return _photo(max(message.photo, key=lambda size: size.width * size.height))
    if message.voice is not None:
        return _voice(message.voice)
    # An animation is sent as a document too, for older clients.
    moving = message.video or message.video_note or message.animation
    if moving is not None:
        return _video(moving)
    sent = message.audio or message.document
    return _document(sent) if sent is not None else None


def _photo(photo: PhotoSize) -> FileShared:
    return FileShared(photo.file_id, "photo.jpg", "image/jpeg", photo.file_size, "photo")


def _voice(voice: Voice) -> FileShared:
    mime = voice.mime_type or "audio/ogg"
    return FileShared(voice.file_id, "voice.ogg", mime, voice.file_size, "voice", _seconds(voice.duration))


def _video(video: Video | VideoNote | Animation) -> FileShared:
    name = getattr(video, "file_name", None) or "video.mp4"
    mime = getattr(video, "mime_type", None) or "video/mp4"
    return FileShared(video.file_id, name, mime, video.file_size, "video", _seconds(video.duration))


def _document(file: Audio | Document) -> FileShared:
    name = file.file_name or ("audio.mp3" if isinstance(file, Audio) else "file")
    mime = file.mime_type or "application/octet-stream"
    seconds = _seconds(file.duration) if isinstance(file, Audio) else None
    return FileShared(file.file_id, name, mime, file.file_size, "file", seconds)


def _seconds(length: float | timedelta) -> int:
    return int(length.total_seconds() if isinstance(length, timedelta) else length)
