"""The buttons under a card."""

from crmbot.chat.card import Action, Card, Item, Items, Menu, spans
from crmbot.chat.invocation import Invocation
from crmbot.handlers.telegram.keyboard import button_rows, keyboards
from crmbot.handlers.telegram.render import render
from tests.handlers.telegram.scripted import drawn


def action(label: str, style: str = "") -> Action:
    """Make a button that says its own label."""
    return Action(label, Invocation("say", {"text": label}), style)


def labels(card: Card) -> list[list[str]]:
    """Give the labels of a card's buttons, row by row."""
    return [[button.label for button in row] for row in button_rows(drawn(card))]


def items(*labels: str, first: int | None = None) -> Items:
    """Make a list whose rows have a button each."""
    return Items(tuple(Item(spans(label), action("Open")) for label in labels), first)


def test_buttons_are_five_in_a_row_when_short() -> None:
    """A row holds at most five; of two rows neither is much fuller than the other."""
    five = Card((), actions=tuple(action(f"b{number}") for number in range(5)))
    seven = Card((), actions=tuple(action(f"b{number}") for number in range(7)))

    assert labels(five) == [["b0", "b1", "b2", "b3", "b4"]]
    assert labels(seven) == [["b0", "b1", "b2", "b3"], ["b4", "b5", "b6"]]


def test_buttons_are_three_in_a_row_when_labels_are_longer() -> None:
    """A telephone shows as many as can be read."""
    card = Card((), actions=tuple(action(f"Tomorrow {number}") for number in range(3)))

    assert labels(card) == [["Tomorrow 0", "Tomorrow 1", "Tomorrow 2"]]


def test_buttons_fill_rows_when_sharing_out_needs_more_of_them() -> None:
    """A long label in the middle: as few rows as can be come first."""
    card = Card((), actions=tuple(action(word) for word in ("a", "b", "c", "d", "e" * 20, "f" * 15)))

    assert labels(card) == [["a", "b", "c", "d"], ["e" * 20], ["f" * 15]]


def test_buttons_are_shared_out_when_one_would_be_alone() -> None:
    """A telephone shows three of these in a row, which would leave one by itself."""
    card = Card((), actions=tuple(action(f"Tomorrow {number}") for number in range(4)))

    assert labels(card) == [["Tomorrow 0", "Tomorrow 1"], ["Tomorrow 2", "Tomorrow 3"]]


def test_label_ends_in_an_ellipsis_when_too_long() -> None:
    """A label over the limit shows that it goes on."""
    card = Card((), actions=(action("x" * 60),))

    assert labels(card) == [["x" * 39 + "…"]]


def test_label_keeps_its_code_when_too_long() -> None:
    """What tells one namesake from the other is not cut."""
    card = Card((), actions=(action(f"{'x' * 100}, London (C-10)"), action(f"{'x' * 100}, London (C-11)")))

    ((one,), (other,)) = labels(card)

    assert (one.endswith("x… (C-10)"), other.endswith("x… (C-11)"), len(one) < 50) == (True, True, True)


def test_label_is_a_sign_when_it_is_blank() -> None:
    """Telegram takes no button without a label."""
    assert labels(Card((), actions=(action(" "),))) == [["·"]]


def test_rows_of_a_list_are_numbered_when_they_have_buttons() -> None:
    """A number joins the button to its row."""
    card = Card(spans("t"), (items("Acme Ltd", "Acme Baltic"),), (action("New"),))

    (message,) = render(drawn(card))

    assert message.text == "t\n1. Acme Ltd\n2. Acme Baltic"
    assert labels(card) == [["1", "2"], ["New"]]


def test_numbers_name_the_act_when_it_is_one_and_not_opening() -> None:
    """A number that closes a task says so."""
    block = Items(tuple(Item(spans(str(number)), action("Done")) for number in range(2)))

    assert labels(Card((), (block,))) == [["Done 1", "Done 2"]]


def test_numbers_go_on_when_a_second_list_follows() -> None:
    """No two buttons of a card share a number."""
    card = Card(spans("t"), (items("a", "b", first=1), items("c", first=1)))

    (message,) = render(drawn(card))

    assert message.text == "t\n1. a\n2. b\n3. c"
    assert labels(card) == [["1", "2", "3"]]


def test_numbers_follow_the_page_when_a_list_begins_later() -> None:
    """The second page of a list goes on where the first ended."""
    assert labels(Card((), (items("a", "b", first=6),))) == [["6", "7"]]


def test_row_without_a_button_keeps_its_number_when_others_have_one() -> None:
    """Numbers count rows, not buttons."""
    block = Items((Item(spans("a")), Item(spans("b"), action("Open"))))

    assert labels(Card((), (block,))) == [["2"]]


def test_menu_has_rows_of_its_own_when_there_are_other_buttons() -> None:
    """What a menu holds stands together."""
    card = Card((), actions=(action("Done"), Menu("More", (action("Edit"), action("Undo"))), action("Open")))

    assert labels(card) == [["Done"], ["Edit", "Undo"], ["Open"]]


def test_tokens_are_in_the_order_of_the_card_when_it_has_all_kinds() -> None:
    """Each button carries its own token."""
    card = Card((), (items("a", "b"),), (action("c"), Menu("m", (action("d"),)), action("e")))

    tokens = [button.token for row in button_rows(drawn(card)) for button in row]

    assert tokens == list(drawn(card).tokens)


def test_style_reaches_the_button_when_it_is_dangerous() -> None:
    """A button that destroys looks like it."""
    (board,) = keyboards(drawn(Card((), actions=(action("Delete", "danger"), action("Keep")))))

    assert [button.style for button in board.inline_keyboard[0]] == ["danger", None]


def test_keyboards_are_several_when_one_cannot_hold_them() -> None:
    """More than a hundred buttons go on under a message of their own."""
    card = Card(spans("t"), actions=tuple(action(f"{number}") for number in range(120)))

    messages = render(drawn(card))

    boards = [message.keyboard for message in messages if message.keyboard]
    assert [sum(map(len, board.inline_keyboard)) for board in boards] == [100, 20]
    assert [message.text for message in messages] == ["t", "…"]


def test_card_has_no_keyboard_when_it_has_no_buttons() -> None:
    """An empty keyboard is not sent."""
    assert [message.keyboard for message in render(drawn(Card(spans("t"))))] == [None]
