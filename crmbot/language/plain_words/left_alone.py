"""Wishes to be left alone for a while, as the line they stand for: `no reminders today`, `I am on holiday`."""

from crmbot.language.plain_words.phrasing import says, table

_WHEN = r"\S.{0,40}"
_UNTIL = rf"(?:(?:un)?till?|before) (?P<until>{_WHEN})"
_LENGTH = rf"for (?:the next |another )?(?P<length>{_WHEN})"
_REMINDERS = r"(?:all )?(?:my |the |any )?(?:reminders?|notifications?|alerts?|pings?|messages)"
_SAID = (
    r"(?:no(?: more)?|stop|hold|pause|silence|mute|turn off|switch off|disable)(?: all)?"
    rf" {_REMINDERS}|{_REMINDERS} off|turn {_REMINDERS} off"
    r"|stop (?:reminding|bothering|disturbing|pinging|nagging)(?: me)?"
    r"|(?:please )?(?:do not|don['’]?t) (?:disturb|remind|bother|ping|nag)(?: me)?(?: any ?more)?"
    r"|leave me alone|i want (?:some )?quiet|(?:be )?quiet(?: please)?|mute (?:me|everything|all)"
)
_DISTURB = r"(?:please )?(?:do not|don['’]?t) disturb(?: me)?"
_STOP = rf"{_SAID}|mute|dnd"  # which are words of the command, too: what is behind them is until when
_I_AM = r"(?:i['’]?m|i am|i['’]ll be|i will be)"
_AWAY = (
    rf"{_I_AM} (?:(?:on|off on|away on) (?:my |a )?(?:\w+ )?(?:holidays?|vacation|leave|pto)|away|off(?: sick| work)?"
    r"|ill|out of (?:the )?office|ooo|on (?:sick|parental) leave|not available|unavailable)"
)
_TODAY = r"(?:for )?(?:the rest of )?(?:today|the day)|tonight|this evening|for now"
_WEEK = r"(?:for )?(?:the rest of )?(?:this week|the week)|this weekend|(?:for|over) the weekend"

TABLE = table(
    says("no reminders today", "mute today", rf"(?:{_STOP}|{_AWAY}) (?:{_TODAY})"),
    says("I'm off this week", "mute next week", rf"(?:{_STOP}|{_AWAY}) (?:{_WEEK})"),
    says("I'm on holiday until 2 dec", "mute until {until}", rf"(?:{_STOP}|{_AWAY}) {_UNTIL}"),
    says("do not disturb monday", "mute {until}", rf"{_DISTURB} (?P<until>{_WHEN})", until="time"),
    says("no reminders on saturday", "mute day {day}", rf"(?:{_SAID}) (?:on )?(?P<day>{_WHEN})", day="day"),
    says("no reminders friday 3pm", "mute until {until}", rf"(?:{_SAID}) (?P<until>{_WHEN})", until="time"),
    says("mute me for 2 hours", "mute {length}", rf"(?:{_STOP}|{_AWAY}) {_LENGTH}"),
    says(
        "snooze everything until tomorrow",
        "mute until {until}",
        rf"(?:snooze|postpone|delay|hold) (?:everything|(?:all )?(?:of )?(?:my |the )?reminders|all) {_UNTIL}",
    ),
    says(
        "I'm on leave from 1 dec to 12 dec",
        'holiday add Away {first} until:"{last}" for:me',
        rf"{_AWAY} from (?P<first>{_WHEN}?) (?:to|until|till|through|-) (?P<last>{_WHEN})",
    ),
    says("am I muted?", "settings", r"am i (?:muted|on mute|on dnd)|are my reminders (?:on|off|muted)"),
    says("leave me alone", "mute", _STOP),
    says(
        "I'm back at work",
        "unmute",
        r"(?:turn |switch )?(?:on )?(?:my |the )?reminders (?:back )?on|turn on (?:my |the )?reminders"
        r"|(?:start reminding|(?:you (?:can|may) )?remind) me again|unmute (?:me|reminders|my reminders|everything)"
        r"|(?:i['’]?m|i am) back(?: (?:at work|now|again|from .{1,30}))?",
    ),
    # As those say it who write in German, French or Spanish.
    says("nicht stören heute", "mute today", r"(?:keine erinnerungen|nicht st(?:ö|oe)ren|stumm|ruhe)(?: bitte)? heute"),
    says(
        "ich bin im Urlaub bis Montag",
        "mute {until}",
        r"(?:keine erinnerungen|(?:bitte )?nicht st(?:ö|oe)ren|stumm|ruhe bitte"
        rf"|ich bin (?:im urlaub|in urlaub|krank|weg|nicht da)) (?P<until>bis {_WHEN})",
    ),
    says(
        "bitte nicht stören", "mute", r"(?:bitte )?nicht st(?:ö|oe)ren|stumm(?:schalten)?|keine erinnerungen(?: mehr)?"
    ),
    says("ich bin wieder da", "unmute", r"ich bin (?:wieder|zur(?:ü|ue)ck)(?: da| zur(?:ü|ue)ck)?"),
    says("pas de rappels aujourd'hui", "mute today", r"(?:pas de rappels?|ne pas d[ée]ranger|silence) aujourd['’]hui"),
    says(
        "je suis en vacances jusqu'au 2 décembre",
        "mute {until}",
        r"(?:pas de rappels?|ne pas d[ée]ranger|silence|je suis (?:en (?:vacances|cong[ée]s?)|absente?))"
        rf" (?P<until>jusqu['’]{_WHEN})",
    ),
    says("ne pas déranger", "mute", r"ne (?:pas|me) d[ée]range[rz]?(?: pas)?|pas de rappels?|silence"),
    says("je suis de retour", "unmute", r"je suis (?:de retour|revenue?)"),
    says("no molestar hoy", "mute today", r"(?:sin recordatorios|no molestar|silencio) hoy"),
    says(
        "estoy de vacaciones hasta el lunes",
        "mute {until}",
        r"(?:sin recordatorios|no molestar|silencio|estoy (?:de (?:vacaciones|baja)|fuera))"
        rf" (?P<until>hasta {_WHEN})",
    ),
    says("no me molestes", "mute", r"no (?:me )?molest(?:ar|es)|sin recordatorios|silencio"),
    says("he vuelto", "unmute", r"(?:ya )?(?:he vuelto|estoy de vuelta)"),
)
