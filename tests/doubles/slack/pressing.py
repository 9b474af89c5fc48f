"""What people press, choose and fill in, always among what is on their screen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import forms, payloads, replies, screen
from .model import ClientRefused, Json, Message, NotOnScreen, Response, View
from .screen import Placed
from .sight import Sight


class Pressing(Sight):
    """The hands of the workspace's people."""

    async def press(
        self,
        user: str,
        target: Message | View,
        label: str,
        *,
        nth: int | None = None,
        stale: bool = False,
    ) -> Response:
        """Press a button; `stale` presses it on the screen as it was when `target` was read."""
        shown = self._now(user, target)
        shown = target if stale else shown
        at = forms.find_button(shown.blocks, label, nth)
        kept = ("text", "value", "style", "url")
        extra = {key: at.element[key] for key in kept if key in at.element}
        return await self._act(user, shown, at, extra)

    async def choose(self, user: str, target: Message | View, label: str) -> Response | None:
        """Choose an option of a menu; None when Slack keeps it until the form is sent."""
        shown = self._now(user, target)
        at, option = forms.find_option(shown.blocks, label)
        if at.element["type"] == "overflow":
            return await self._act(user, shown, at, {"selected_option": option})
        several = screen.is_list(at.element["type"])
        return await self._enter(user, shown, at, [option] if several else option)

    async def pick(self, user: str, target: Message | View, field: str, value: object) -> Response | None:
        """Enter something in one field: a date, a person, an option, words."""
        shown = self._now(user, target)
        return await self._enter(user, shown, forms.find(shown.blocks, field), value)

    async def _act(self, user: str, shown: Message | View, at: Placed, extra: Json) -> Response:
        """Send a block action."""
        action = {
            "type": at.element["type"],
            "action_id": at.element["action_id"],
            "block_id": at.block["block_id"],
            "action_ts": self.workspace.new_ts(),
            **extra,
        }
        in_modal = isinstance(shown, View) and shown.kind == "modal"
        trigger = self.workspace.new_trigger(user, shown.id if in_modal else None)  # type: ignore[union-attr] # a modal is a View
        payload = payloads.interaction(
            self.workspace,
            "block_actions",
            user,
            actions=[action],
            trigger_id=trigger,
            **payloads.place(self.workspace, shown),
        )
        if isinstance(shown, Message):
            payload["response_url"] = self.workspace.new_response_url(shown.channel, user, shown.ts)
        response = await self.courier.deliver("interactive", payload)
        return replies.to_action(self.workspace, response)

    async def _enter(self, user: str, shown: Message | View, at: Placed, wanted: object) -> Response | None:
        """Enter a value; outside a form, or where the block says so, the app is told at once."""
        offered = await self._options(user, shown, at, wanted)
        entered = forms.state(at.element, wanted, offered)
        block_id, action_id = at.block["block_id"], at.element["action_id"]
        block = {**shown.values.get(block_id, {}), action_id: entered}
        values = {**shown.values, block_id: block}
        changed: Message | View
        if isinstance(shown, Message):
            changed = self.workspace.put(replace(shown, values=values))
        else:
            changed = self.workspace.keep_view(replace(shown, values=values))
        if at.block["type"] == "input" and not at.block.get("dispatch_action", False):
            return None
        return await self._act(user, changed, at, entered)

    async def _options(self, user: str, shown: Message | View, at: Placed, wanted: object) -> Sequence[Json]:
        """The options on the screen, asked for as somebody types the label of one."""
        if at.element["type"] not in forms.EXTERNAL:
            return screen.options_of(at.element)
        key = _offer_key(shown, at)
        before = [*self._offered.get(key, []), *_initial(at.element)]
        words = [option["text"]["text"] for option in before]
        asked = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        for one in asked:
            if isinstance(one, str) and one not in words:
                before += await self.suggest(user, shown, at.element["action_id"], one)
        return before

    async def suggest(self, user: str, target: Message | View, field: str, text: str) -> list[Json]:
        """Type into a select that asks the app for its options."""
        shown = self._now(user, target)
        at = forms.find(shown.blocks, field)
        if at.element["type"] not in forms.EXTERNAL:
            raise NotOnScreen(f"{field!r} does not ask the app for options")
        if len(text) < at.element.get("min_query_length", forms.DEFAULT_QUERY_LENGTH):
            raise ClientRefused(f"{text!r} is too short to ask")
        payload = payloads.interaction(
            self.workspace,
            "block_suggestion",
            user,
            value=text,
            action_id=at.element["action_id"],
            block_id=at.block["block_id"],
            **payloads.place(self.workspace, shown),
        )
        response = await self.courier.deliver("interactive", payload)
        options = replies.to_suggestion(self.workspace, response)
        self._offered[_offer_key(shown, at)] = options
        return options

    # Forms

    async def fill(self, user: str, view: View, values: Mapping[str, object]) -> View:
        """Enter values by block id, action id or label; the view as it stands then."""
        for name, value in values.items():
            await self.pick(user, view, name, value)
        now = self._now(user, view)
        assert isinstance(now, View)
        return now

    async def submit(self, user: str, view: View, values: Mapping[str, object] | None = None) -> Response:
        """Fill a form in and send it; the screen follows the app's answer."""
        shown = await self.fill(user, view, values or {})
        if "submit" not in shown.body:
            raise NotOnScreen(f"the view {shown.title!r} cannot be sent")
        forms.refuse_gaps(shown.blocks, shown.values)
        payload = payloads.interaction(
            self.workspace,
            "view_submission",
            user,
            response_urls=[],
            trigger_id=self.workspace.new_trigger(user, shown.id),
            view=payloads.view(self.workspace, shown),
        )
        response = await self.courier.deliver("interactive", payload)
        return replies.to_submission(self.workspace, shown, response)

    async def close_view(self, user: str, view: View) -> Response | None:
        """Cancel a form; the app is told when it asked to be."""
        shown = self._now(user, view)
        if not isinstance(shown, View) or shown.kind != "modal":
            raise NotOnScreen("only a modal can be closed")
        clears = bool(shown.body.get("clear_on_close", False))
        self.workspace.stacks[user] = [] if clears else self.workspace.views_of(user)[:-1]
        if not shown.body.get("notify_on_close", False):
            return None
        payload = payloads.interaction(
            self.workspace,
            "view_closed",
            user,
            is_cleared=clears,
            view=payloads.view(self.workspace, shown),
        )
        return replies.to_action(self.workspace, await self.courier.deliver("interactive", payload))

    # Shortcuts

    async def shortcut(self, user: str, message: Message, callback_id: str) -> Response:
        """Use a shortcut of the message's menu."""
        about = self._message_now(user, message)
        self._offers_shortcut(callback_id)
        if about.ephemeral:
            raise NotOnScreen("an ephemeral message has no shortcuts")
        room = self.workspace.channels[about.channel]
        payload = payloads.interaction(
            self.workspace,
            "message_action",
            user,
            callback_id=callback_id,
            trigger_id=self.workspace.new_trigger(user),
            response_url=self.workspace.new_response_url(room.id, user),
            action_ts=self.workspace.new_ts(),
            message_ts=about.ts,
            channel={"id": room.id, "name": room.name},
            message=payloads.message(self.workspace, about),
        )
        return replies.to_action(self.workspace, await self.courier.deliver("interactive", payload))

    async def global_shortcut(self, user: str, callback_id: str) -> Response:
        """Use a shortcut of the search bar."""
        self._offers_shortcut(callback_id)
        payload = payloads.interaction(
            self.workspace,
            "shortcut",
            user,
            callback_id=callback_id,
            trigger_id=self.workspace.new_trigger(user),
            action_ts=self.workspace.new_ts(),
        )
        return replies.to_action(self.workspace, await self.courier.deliver("interactive", payload))

    def _offers_shortcut(self, callback_id: str) -> None:
        """Only declared shortcuts are in the menu."""
        if self.shortcuts is not None and callback_id not in self.shortcuts:
            raise NotOnScreen(f"no shortcut {callback_id!r}")


def _offer_key(shown: Message | View, at: Placed) -> tuple[str, str, str]:
    """Where options were offered."""
    where = shown.id if isinstance(shown, View) else f"{shown.channel}.{shown.ts}"
    return where, at.block["block_id"], at.element["action_id"]


def _initial(element: Json) -> list[Json]:
    """The options a select starts with."""
    return [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
