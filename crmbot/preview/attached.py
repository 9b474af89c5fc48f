"""Files that go out behind a card, as the page shows them."""

from base64 import b64encode
from html import escape

from crmbot.chat.card import Attachment, Drawn
from crmbot.language import sizes
from crmbot.language.filetypes import PICTURES


def files(drawn: Drawn) -> str:
    """Draw what is sent behind a card; the words that go with a picture are for those who do not see it."""
    return "".join(_file(each, "") for each in drawn.card.files)


def captioned_files(drawn: Drawn) -> str:
    """Draw what is sent behind a card, where the first line of the words that go with it is shown under it."""
    heads = ((each, each.alt.partition("\n")[0]) for each in drawn.card.files)
    return "".join(_file(each, f"<figcaption>{escape(head)}</figcaption>") for each, head in heads)


def _file(file: Attachment, under: str) -> str:
    """Draw a file: a picture as what it shows, anything else as its name."""
    content = file.open_content()
    if file.mime in PICTURES:
        source = f"data:{file.mime};base64,{b64encode(content).decode()}"
        return f'<figure class="file"><img src="{source}" alt="{escape(file.alt)}">{under}</figure>'
    return f'<div class="file">📄 {escape(file.name)} · {sizes.show(len(content))}</div>'
