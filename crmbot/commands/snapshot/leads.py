"""The blocks on leads, as they are shown."""

from crmbot.chat.card import Action, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.snapshot.drawing import Section, draws
from crmbot.core.context import Context
from crmbot.core.snapshot import leads
from crmbot.core.snapshot.leads import Generated, Waiting
from crmbot.core.snapshot.scopes import Scope


@draws(leads.LEADS)
def generated(ctx: Context, scope: Scope, found: Generated) -> Section:
    """Say how many leads came in this month, and how many of them went on."""
    del ctx
    if not found.count:
        return Section(spans("none"))
    converted = f", {found.converted} converted" if found.converted else ""
    said = f"{scope.words} all {leads.GENERATED}"
    return Section(spans(f"{found.count}{converted}"), way=Action("Leads", Invocation("leads", {"filter": said})))


@draws(leads.UNASSIGNED_LEADS)
def unassigned(ctx: Context, scope: Scope, found: Waiting) -> Section:
    """Say how many leads nobody has taken on; those that wait longest under it."""
    del scope
    if not found.count:
        return Section(spans("none"))
    rows = [spans(phrases.link(lead), f" · waiting since {phrases.ago(ctx, lead.created_at)}") for lead in found.first]
    way = Action("Unassigned", Invocation("leads", {"filter": leads.UNASSIGNED}))
    return Section(spans(str(found.count)), rows, way)
