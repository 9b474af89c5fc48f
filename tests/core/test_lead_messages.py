"""Messages read as leads: a name only where it is certain."""

import pytest

from crmbot.core.leads import messages as lead_messages


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Paul Martin, Umbrella, paul@umbrella.example", "Paul Martin, Umbrella, paul@umbrella.example"),
        ("Paul Martin\nUmbrella\n+44 20 7946 0123", "Paul Martin, Umbrella, +44 20 7946 0123"),
        ("Hi, we want pumps. Regards, Paul Martin paul.martin@umbrella.example", "Paul Martin"),
        ("Hello! pmartin@umbrella.example asks for pumps. Yours, Paul Martin", "Paul Martin"),
        ("Ask paul@umbrella.example, that is Paul Martin, not Anna Bell", "Paul Martin"),
    ],
)
def test_name_when_the_message_is_certain(text: str, line: str) -> None:
    """One that only introduces somebody says it all; else the address says which name is meant."""
    assert lead_messages.read(text, "GB").line == line


@pytest.mark.parametrize(
    "text",
    [
        "they want 40 pumps by summer, mail hello@veridian.example",
        "Paul Martin, Umbrella",
        "Umbrella wants pumps. Call +44 20 7946 0123",
        "Acme Want Pumps! info@acme.example",
        "Paul Martin or Paul Bell, paul@umbrella.example? I forget.",
        "",
        "@",
    ],
)
def test_name_when_the_message_is_not_certain(text: str) -> None:
    """Nobody is guessed."""
    assert lead_messages.read(text, "GB").line == ""


def test_reach_when_the_message_has_a_number_and_an_address() -> None:
    """They are read whether the name is certain or not."""
    reach = lead_messages.read("please call +44 20 7946 0123 or write to hello@veridian.example", "GB").reach

    assert (reach.phone, reach.email) == ("+44 20 7946 0123", "hello@veridian.example")
