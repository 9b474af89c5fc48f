"""A strict, stateful stand-in for Slack: Web API, signed HTTP, Socket Mode, and its people."""

from .double import SlackDouble
from .faults import Fault
from .model import (
    Call,
    Channel,
    ClientRefused,
    Delivery,
    Message,
    NotOnScreen,
    Response,
    User,
    View,
)

__all__ = [
    "Call",
    "Channel",
    "ClientRefused",
    "Delivery",
    "Fault",
    "Message",
    "NotOnScreen",
    "Response",
    "SlackDouble",
    "User",
    "View",
]
