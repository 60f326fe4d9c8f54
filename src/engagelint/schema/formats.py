"""Forms of text that a pattern alone cannot tell: days that exist, time zones that exist, working hours."""

from __future__ import annotations

import re
from datetime import date

from engagelint import resources

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


def looks_like_date(text: str) -> bool:
    """Whether `text` is written as YYYY-MM-DD, whatever the calendar says."""
    return _DATE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether `text` is a day of the calendar, written as YYYY-MM-DD."""
    if not looks_like_date(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_hours(text: str) -> bool:
    """Whether `text` is a stretch of working hours, written as HH:MM-HH:MM; it may end at 24:00 or the next day."""
    return _HOURS.fullmatch(text) is not None


def is_time_zone(text: str) -> bool:
    """Whether `text` names a time zone of the IANA database."""
    return text in resources.time_zones()


#: What decides whether a text has the form that a schema's `format` names.
FORMATS = {"date": is_date, "hours": is_hours, "time-zone": is_time_zone}
