"""The kinds of facts that news are told as."""

NEWS = "channel.news"
"""Lines about one or several records, for a channel."""

CARD = "channel.card"
"""The card of a record for a channel, which is kept true; a newer one takes its place."""

FOLLOWED = "record.followed"
"""What happened to a record, for somebody who follows it."""

ASK_AGAIN = "rule.again"
"""A rule whose author has no right to it any more: is it to go on?"""
