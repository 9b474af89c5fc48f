"""What Bolt takes for granted of a request, once its type says what it is; a spoilt one has it not."""

from crmbot.handlers.slack.payload import Payload

_CALLED = frozenset(
    {
        *("shortcut", "message_action", "interactive_message"),
        *("dialog_submission", "dialog_cancellation", "dialog_suggestion", "workflow_step_edit"),
    }
)
"""Types whose requests say by a `callback_id` what they are about."""


def is_sensible(asked: Payload) -> bool:
    """Tell whether Bolt can find its way with a request."""
    kind = asked.text("type")
    if kind in _CALLED:
        return bool(asked.text("callback_id"))
    match kind:
        case "block_actions":
            first = asked.parts("actions")[:1]
            return bool(first) and "action_id" in first[0] and isinstance(first[0].raw["action_id"], str)
        case "block_suggestion":
            return isinstance(asked.raw.get("action_id"), str)
        case "view_submission" | "view_closed":
            view = asked.part("view").raw
            return isinstance(view.get("type"), str) and isinstance(view.get("callback_id"), str)
        case "event_callback":
            return bool(asked.text("event", "type"))
        case _:
            return isinstance(asked.raw.get("command", ""), str)
