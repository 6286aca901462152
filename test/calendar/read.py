"""Reads calendar files by icalendar and dateutil, lines of JSON in a file, and prints what differs from what is expected."""

import json
import sys
from bisect import bisect_right
from datetime import datetime, timedelta, timezone
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

DAY = timedelta(days=1)
OF_MESSAGES = {"REQUEST", "CANCEL", "PUBLISH"}


def naive(at):
    return at.replace(tzinfo=None)


def offsets_of_file(component):
    """The offset at an instant, by the VTIMEZONE of the file."""
    times, infos = component.get_transitions()
    return lambda at: infos[max(0, bisect_right(times, at) - 1)][0]


def offsets_of_system(name):
    zone = ZoneInfo(name)
    return lambda at: naive_utc_offset(at, zone)


def naive_utc_offset(at, zone):
    return at.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset()


def instants(local, offset_at):
    """The instant of a local time, and whether it happens: RFC 5545, 3.3.5. The first of two; by the offset before a gap."""
    offsets = [offset_at(local - DAY), offset_at(local + DAY)]
    found = sorted(local - one for one in set(offsets) if offset_at(local - one) == one)
    return (found[0], True) if found else (local - offsets[0], False)


class Reader:
    """A program that knows the zones from the file or from the system, and keeps or leaves out times that do not happen."""

    def __init__(self, calendar, own_zones, keeps_gaps):
        self.zones = {}
        for one in calendar.walk("VTIMEZONE"):
            name = str(one["TZID"])
            self.zones[name] = offsets_of_system(name) if own_zones else offsets_of_file(one)
        self.keeps_gaps = keeps_gaps
        self.events = calendar.walk("VEVENT")

    def instant(self, prop, value=None):
        local = naive(value or prop.dt)
        zone = prop.params.get("TZID")
        if zone is None:
            assert prop.to_ical().endswith(b"Z"), prop.to_ical()
            return local, True
        return instants(local, self.zones[zone])

    def dates(self, last):
        """Start and minutes of all dates until an instant, by UID."""
        found = {}
        for event in self.events:
            if "RECURRENCE-ID" not in event:
                found.setdefault(str(event["UID"]), {}).update(self.expanded(event, last))
        for event in self.events:
            if "RECURRENCE-ID" in event:
                # The original time may be left out already: this reader skips gaps.
                dates = found.setdefault(str(event["UID"]), {})
                dates.pop(self.instant(event["RECURRENCE-ID"])[0], None)
        for event in self.events:
            if "RECURRENCE-ID" in event and event["STATUS"] != "CANCELLED":
                start = self.instant(event["DTSTART"])[0]
                found[str(event["UID"])][start] = self.minutes(event)
        return sorted(
            [int(start.replace(tzinfo=timezone.utc).timestamp()), minutes]
            for dates in found.values()
            for start, minutes in dates.items()
            if start <= last
        )

    def minutes(self, event):
        return (self.instant(event["DTEND"])[0] - self.instant(event["DTSTART"])[0]) / timedelta(minutes=1)

    def expanded(self, event, last):
        if event["STATUS"] == "CANCELLED":
            return {}
        prop = event["DTSTART"]
        minutes = self.minutes(event)
        starts = [prop.dt]
        until = last
        if "RRULE" in event:
            rule = dict(event["RRULE"])
            if "UNTIL" in rule:
                [end] = rule.pop("UNTIL")
                assert end.tzinfo is not None and end.utcoffset() == timedelta(0), "UNTIL must be in UTC"
                until = min(last, naive(end))
            text = type(event["RRULE"])(rule).to_ical().decode()
            all_dates = rrulestr(text, dtstart=naive(prop.dt))
            starts = takewhile(lambda local: local <= until + DAY, all_dates)
        found = {}
        for local in starts:
            at, happens = self.instant(prop, local)
            if at <= until and (happens or self.keeps_gaps):
                found[at] = minutes
        for one in listed(event, "RDATE"):
            found[self.instant(one, one.dts[0].dt)[0]] = minutes
        for one in listed(event, "EXDATE"):
            found.pop(self.instant(one, one.dts[0].dt)[0], None)
        return found


def listed(event, name):
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def faults(case):
    text = case["file"]
    lines = text.split("\r\n")
    if any(len(line.encode()) > 75 or "\n" in line or "\r" in line for line in lines):
        yield "a line is too long or broken"
    calendar = Calendar.from_ical(text)
    if calendar.errors or any(one.errors for one in calendar.walk()):
        yield f"errors: {[one.errors for one in calendar.walk() if one.errors]}"
    used = {one.params["TZID"] for event in calendar.walk("VEVENT") for _, one in event.property_items() if "TZID" in getattr(one, "params", {})}
    described = [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")]
    if sorted(used) != sorted(described):
        yield f"zones: {used} are used, {described} described"
    if calendar.get("METHOD") not in OF_MESSAGES | {None}:
        yield "METHOD"
    last = datetime.fromtimestamp(case["last"], timezone.utc).replace(tzinfo=None)
    for own_zones in (False, True):
        for keeps_gaps in (False, True):
            found = Reader(calendar, own_zones, keeps_gaps).dates(last)
            if found != case["dates"]:
                missing = [one for one in case["dates"] if one not in found]
                extra = [one for one in found if one not in case["dates"]]
                yield f"dates (own zones {own_zones}, gaps kept {keeps_gaps}): missing {missing[:3]}, extra {extra[:3]}"
    for zone, shown in case.get("shown", {}).items():
        start = datetime.fromtimestamp(case["dates"][0][0], ZoneInfo(zone))
        if naive(start).isoformat() != shown:
            yield f"{zone}: {naive(start).isoformat()}, expected {shown}"
    for event in calendar.walk("VEVENT"):
        for name, value in case.get("values", {}).items():
            prop = event.get(name)
            given = prop.params["CN"] if name in ("ATTENDEE", "ORGANIZER") else str(prop)
            if given != value:
                yield f"{name}: {given!r}, expected {value!r}"


def main():
    count = 0
    for line in open(sys.argv[1], encoding="utf-8"):
        case = json.loads(line)
        count += 1
        for fault in faults(case):
            print(json.dumps({"case": case["name"], "fault": fault}))
    print(json.dumps({"read": count}))


main()
