"""Calendars that phones and desks subscribe to: iCalendar (RFC 5545), written by the `icalendar` library."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response

from core.clock import now
from core.communities.services import current_community


@dataclass(frozen=True)
class CalendarEntry:
    """One thing in a calendar. uid: the same for ever ("activities.session:42"); starts_at, ends_at: aware moments."""

    uid: str
    title: Any
    starts_at: datetime
    ends_at: datetime
    place: Any = ""
    text: Any = ""
    cancelled: bool = False


def calendar_response(name: Any, entries: Iterable[CalendarEntry]) -> Response:
    """The entries as a calendar file with moments in UTC."""
    from icalendar import Calendar, Event  # 60 ms of a start, and only few addresses answer with a calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Linli//linli//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", str(name))
    slug, stamp = current_community().slug, now()
    for entry in entries:
        calendar.add_component(_filled(Event(), entry, slug, stamp))
    return Response(calendar.to_ical(), mimetype="text/calendar")


def _filled(event: Any, entry: CalendarEntry, slug: str, stamp: datetime) -> Any:
    event.add("uid", f"{entry.uid}@{slug}.linli")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", str(entry.title))
    for name, value in (("location", entry.place), ("description", entry.text)):
        if value:
            event.add(name, str(value))
    if entry.cancelled:
        event.add("status", "CANCELLED")
    return event
