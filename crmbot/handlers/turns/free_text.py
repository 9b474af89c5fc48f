"""A line without a command's word: the name of a record, a note, or words nobody understands."""

from dataclasses import dataclass, replace

from crmbot.chat.card import Action, Card
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import series_said
from crmbot.commands.notes import appointments, deeds, to_do
from crmbot.commands.showing import shows_record
from crmbot.core import bindings, dialogs, lookup, views
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, NotFound
from crmbot.core.naming import mentions
from crmbot.core.naming.mentions import Named
from crmbot.handlers import faults
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning import pleasantries, proposing, timing, unsaid
from crmbot.handlers.meaning.intent import AGENDA
from crmbot.handlers.turns import second_thoughts
from crmbot.handlers.turns.running import Runner
from crmbot.language import codes
from crmbot.language.notes import read
from crmbot.language.plain_words import asked_about
from crmbot.language.plain_words.asked_about import Question

_NEXT = ("follow up", "about", "due", "Next step then:")
_WAITING = {
    "note": _NEXT,
    "company": _NEXT,
    "contact": _NEXT,
    "deal": _NEXT,
    "lead": _NEXT,
    "task": ("move", "which", "until", "Move there:"),
}
"""What a day may answer, by the kind of what is in hand: the command, its field for that, its field for the day."""

_ASKED_ABOUT = ("company", "contact", "lead", "deal")
"""Whom a question is about before what is only called after them: a call with Jane has no number."""

_CALLED = (*_ASKED_ABOUT, "task", "event", "document")
"""What has a name of its own; what a note is called is how its words begin: `my week` is no old note."""

_SHORT = 4
"""A line of so few words may be nothing but a name."""


@dataclass(slots=True)
class FreeText:
    """Takes a line as what it most likely is; nothing of it is lost."""

    runner: Runner
    text: str

    @property
    def ctx(self) -> Context:
        """Who speaks, when and where."""
        return self.runner.ctx

    def reply(self) -> Reply:
        """Show the record or the list if a line is but its name; else take it as a note, if it names somebody."""
        registry, text = self.runner.registry, self.text
        if not text:
            return self.runner.run(Invoke(registry["help"], {}))
        answered = self._between() or self._view()
        if answered is not None:
            return answered
        cards = map(self._asked_for, asked_about.readings(text))
        shown: Reply | None = next((card for card in cards if card is not None), None)
        if isinstance(shown, Card) and shows_record(shown):
            shown = deeds.beside(self.ctx, shown, text)
        if shown is None and len(text.split()) <= _SHORT:
            shown = self._named(text, kinds=_CALLED)
        if shown is not None:
            return shown
        if timing.is_day(text, self.runner.reading):
            return self._on_a_day(text)
        proposed = (ask(self.ctx, text) for ask in (proposing.person, proposing.deal, proposing.member))
        return next(filter(None, proposed), None) or self._noted()

    def _noted(self) -> Reply:
        """Take a line as a note, if it names somebody or is of whoever was last spoken of."""
        registry, text = self.runner.registry, self.text
        named = mentions.named_in(self.ctx, text)
        to_come = self._to_come(named)
        if to_come is not None:
            return to_come
        if named.doubtful and not named.sure:
            dialogs.keep_draft(self.ctx, text)  # until it is said who is meant
        if asked_about.is_asked(text) or asked_about.is_asked_of(text, named.spans):
            return self._unanswered(named)
        if named.sure or named.doubtful or unsaid.is_of_it(self.ctx, self.runner.reading, text):
            noted = self.runner.run(Invoke(registry["note"], {"text": text}, text))
            return proposing.beside(self.ctx, text, noted) if isinstance(noted, Card) else noted
        if named.unlisted and self._is_told(named):
            # It is not of whoever was last spoken of: it names others.
            return self.runner.run(Invoke(registry["note on nobody"], {"text": text}, text))
        dialogs.keep_draft(self.ctx, text)
        planned = appointments.unnamed(self.ctx, text, named) if self.ctx.origin.private else None
        return planned or faults.not_understood(text, self.runner.interpreter.meant(text))

    def _to_come(self, named: Named) -> Reply | None:
        """Take a line as what is only to come: a series, an appointment, something to do; None where it tells more.

        An answer to a card, and what is said in a place that is about a record, belongs to that.
        """
        ctx, text = self.ctx, self.text
        if ctx.origin.reply_to is not None or bindings.here(ctx) is not None:
            return None
        note = Invocation("note", {"text": text})
        asked = series_said.asked(ctx, text, named) or appointments.asked(ctx, text, named, note)
        if asked is not None:
            dialogs.keep_draft(ctx, text)
            return asked
        if to_do.orders(ctx, text, named):
            return self.runner.run(Invoke(self.runner.registry["tasks new"], {"text": text}, text))
        planned = to_do.values(ctx, text, named)
        return self.runner.run(Invoke(self.runner.registry["task new"], planned, text)) if planned is not None else None

    def _unanswered(self, named: Named) -> Reply:
        """Show whom a question is about that we cannot answer; it is kept, and no note unless it is said to be one."""
        dialogs.keep_draft(self.ctx, self.text)
        if not named.sure:
            return faults.not_understood(self.text, self.runner.interpreter.meant(self.text))
        which = codes.show(named.sure[0].kind, named.sure[0].id)
        shown = self.runner.run(Invoke(self.runner.registry["open"], {"which": which}, self.text))
        save = Action("Save as note", Invocation("note", {"text": self.text}, form=True))
        return replace(shown, actions=(*shown.actions, save)) if isinstance(shown, Card) else shown

    def _between(self) -> Reply | None:
        """Answer what is said between two things, and put right what was just said; None for all else."""
        polite = pleasantries.answer(self.text) if self.ctx.origin.reply_to is None else None
        if polite is not None:
            return polite
        other = second_thoughts.meant(self.runner, self.text)
        return self.runner.run(other) if other is not None else None

    def _view(self) -> Reply | None:
        """Show the list that was saved under these words; None for others, and where a record is called so."""
        name = views.told(self.ctx, self.text) if len(self.text.split()) <= _SHORT else None
        if name is None or self._named(self.text, near=False) is not None:
            return None
        return self.runner.run(Invoke(self.runner.registry["view"], {"name": name}, self.text))

    def _is_told(self, named: Named) -> bool:
        """Tell whether something that was done is told: then people nobody knows may well be in it."""
        here = self.runner.reading
        told = read(self.text, now=here.now, zone=here.zone, conventions=here.conventions, masked=named.spans)
        return told.kind != "note" and told.kind_certain

    def _on_a_day(self, text: str) -> Reply:
        """Show what is on then; it may also answer what was asked of the note or the task in hand: when is the next?"""
        shown = self.runner.run(Invoke(self.runner.registry[AGENDA], {"line": text}, text))
        number = lookup.it(self.ctx)
        kind = lookup.kind_of(self.ctx, number) if number is not None else None
        if number is None or kind not in _WAITING or not isinstance(shown, Card):
            return shown
        command, about, due, label = _WAITING[kind]
        code = codes.show(kind, number)
        meant = Action(f"{label} {code}", Invocation(command, {about: code, due: text}))
        return replace(shown, actions=(*shown.actions, meant))

    def _asked_for(self, asked: Question) -> Reply | None:
        """Show whose card answers a question; the s of `acmes number` may be no part of the name."""
        bare = asked.name.removesuffix("s")
        for name in dict.fromkeys((asked.name, bare)):
            shown = self._named(name, near=False, kinds=_ASKED_ABOUT) or self._named(name, near=False)
            if shown is not None:
                return shown
        return self._named(asked.name) if asked.plain else None

    def _named(self, text: str, *, near: bool = True, kinds: tuple[str, ...] = ()) -> Reply | None:
        """Show what words name: the record, or what comes near it; None when they are no name."""
        registry = self.runner.registry
        try:
            found = [lookup.resolve(self.ctx, text, kinds)]
        except Ambiguous as several:
            found = list(several.candidates)
        except NotFound as none:
            found = list(none.near) if near else []
        if len(found) == 1:
            which = codes.show(found[0].kind, found[0].id)
            return self.runner.run(Invoke(registry["open"], {"which": which}, text))
        return self.runner.run(Invoke(registry["find"], {"query": text}, text)) if found else None
