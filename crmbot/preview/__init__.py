"""Every kind of card on one page, as a phone shows it: drawn from what would be sent, by no other way."""
