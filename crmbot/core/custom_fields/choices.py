"""The choices of a dropdown: added, taken out and renamed, on every record that has them."""

from collections.abc import Sequence

from crmbot.core.context import Context
from crmbot.core.custom_fields.known import forget
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomField, FieldType, OptionRow


def numbered(labels: Sequence[str], after: Sequence[OptionRow] = ()) -> list[OptionRow]:
    """Number choices on from those there are: a number is never given out twice."""
    first = max((option["id"] for option in after), default=0) + 1
    return [OptionRow(id=number, label=label, active=True) for number, label in enumerate(labels, first)]


def add_choice(ctx: Context, row: CustomField, label: str) -> None:
    """Add a choice to a dropdown; one that was taken out comes back. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    _refuse_no_dropdown(row, label)
    label = " ".join(label.split())
    there = next((option for option in row.options if fold(option["label"]) == fold(label)), None)
    if there is not None and there["active"]:
        raise InvalidInput("choices", label, f"{row.label} has that choice already")
    if there is not None:
        _replace(row, OptionRow(id=there["id"], label=label, active=True))
    else:
        row.options = [*row.options, *numbered([label], after=row.options)]
    forget(ctx)


def drop_choice(ctx: Context, row: CustomField, label: str) -> None:
    """Offer a choice no more; records that have it keep it. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    option = _option(row, label)
    if sum(one["active"] for one in row.options) == 1:
        raise InvalidInput("choices", label, f"the last choice of {row.label}; put the field away instead")
    _replace(row, OptionRow(id=option["id"], label=option["label"], active=False))
    if row.default is not None and fold(row.default) == fold(label):
        row.default = None
    forget(ctx)


def rename_choice(ctx: Context, row: CustomField, label: str, new: str) -> None:
    """Call a choice something else, on every record that has it. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    option, new = _option(row, label), " ".join(new.split())
    if not new or any(fold(one["label"]) == fold(new) and one["id"] != option["id"] for one in row.options):
        raise InvalidInput("choices", new, f"{row.label} has that choice already" if new else "a choice needs a name")
    if row.default is not None and fold(row.default) == fold(label):
        row.default = new
    _replace(row, OptionRow(id=option["id"], label=new, active=option["active"]))
    forget(ctx)


def _refuse_no_dropdown(row: CustomField, label: str) -> None:
    if row.type is not FieldType.DROPDOWN:
        raise InvalidInput("choices", label, f"{row.label} is a {row.type} field; only a dropdown has choices")
    if not label.strip():
        raise InvalidInput("choices", label, "a choice needs a name")


def _option(row: CustomField, label: str) -> OptionRow:
    _refuse_no_dropdown(row, label)
    for option in row.options:
        if option["active"] and fold(option["label"]) == fold(label):
            return option
    offered = tuple(option["label"] for option in row.options if option["active"])
    raise InvalidInput("choices", label, f"no choice of {row.label}", offered)


def _replace(row: CustomField, new: OptionRow) -> None:
    row.options = [new if option["id"] == new["id"] else option for option in row.options]
