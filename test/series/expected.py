"""Dates of random series in all time zones, by zoneinfo and dateutil, as lines of JSON. Arguments: seed, rules per zone, zones (0 for all)."""

import json
import random
import sys
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr

YEARS = 10
FIRST = date(2026, 1, 1)
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def happens(local, zone):
    """How often a local time happens."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return "once"
    back = first.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None)
    return "twice" if back == local else "never"


def changed_times(zone):
    """Local times that happen twice or never, one for each change of the clocks."""
    found = []
    at = datetime(2026, 1, 1, tzinfo=timezone.utc)
    before = at.astimezone(zone).utcoffset()
    while at.year < 2026 + YEARS:
        after = at + timedelta(hours=12)
        if after.astimezone(zone).utcoffset() != before:
            low, high = at, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            offset = high.astimezone(zone).utcoffset()
            # Inside the gap or the repeated span, on the clock that was valid until the change.
            shift = timedelta(minutes=10) if offset > before else timedelta(minutes=-10)
            local = (high + before).replace(tzinfo=None, second=0, microsecond=0) + shift
            if happens(local, zone) != "once":
                found.append(local)
            before = offset
        at = after
    return found


def some(random, values, most=3):
    return ",".join(str(one) for one in sorted(random.sample(values, random.randint(1, most))))


def random_rule(random):
    frequency = random.choice(["DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if random.random() < 0.5:
        parts.append(f"INTERVAL={random.randint(1, 4)}")
    by = []
    if random.random() < 0.3:
        by.append("BYMONTH=" + some(random, range(1, 13), 6))
    if frequency != "WEEKLY" and random.random() < 0.3:
        by.append("BYMONTHDAY=" + some(random, [*range(1, 32), -1, -2], 4))
    week = frequency == "YEARLY" and not by and random.random() < 0.2
    if week:
        by.append("BYWEEKNO=" + some(random, [*range(1, 54), -1], 4))
    elif frequency == "YEARLY" and not by and random.random() < 0.2:
        by.append("BYYEARDAY=" + some(random, [*range(1, 367), -1], 4))
    if week or (not any(one.startswith("BYYEARDAY") for one in by) and random.random() < 0.5):
        day_of_month = any(one.startswith("BYMONTHDAY") for one in by)
        numbered = frequency in ("MONTHLY", "YEARLY") and not week and not day_of_month and random.random() < 0.5
        days = random.sample(DAYS, random.randint(1, 4))
        by.append("BYDAY=" + ",".join((random.choice(["1", "2", "-1", "4"]) if numbered else "") + day for day in days))
    # dateutil counts positions in a first week or day from the start of the series, and not from the start of the week.
    if by and frequency in ("MONTHLY", "YEARLY") and random.random() < 0.2:
        by.append("BYSETPOS=" + some(random, [1, 2, -1]))
    parts += by
    if random.random() < 0.3:
        parts.append(f"WKST={random.choice(DAYS)}")
    return ";".join(parts)


def case(random, zone_name, zone, changes):
    start = datetime.combine(FIRST + timedelta(days=random.randrange(365)), datetime.min.time())
    if changes and random.random() < 0.6:
        change = random.choice(changes)
        start = start.replace(hour=change.hour, minute=change.minute)
        days = ",".join({DAYS[one.weekday()] for one in random.sample(changes, min(2, len(changes)))})
        rule = random.choice([f"FREQ=WEEKLY;BYDAY={days}", f"FREQ=MONTHLY;BYDAY={days}", random_rule(random)])
    else:
        start = start.replace(hour=random.randrange(24), minute=random.choice([0, 15, 30, 45]))
        rule = random_rule(random)
    end = random.random()
    until = count = None
    text = rule
    if end < 0.25:
        count = random.randint(1, 200)
        text = f"{rule};COUNT={count}"
    elif end < 0.5:
        last = start + timedelta(days=random.randrange(YEARS * 365))
        until = last.date() if random.random() < 0.5 else last.replace(tzinfo=timezone.utc)
        text = f"{rule};UNTIL={until:%Y%m%d}" if type(until) is date else f"{rule};UNTIL={until:%Y%m%dT%H%M%SZ}"
    low = FIRST if random.random() < 0.5 else FIRST + timedelta(days=random.randrange(YEARS * 365))
    high = date(2026 + YEARS, 1, 1)
    found = []
    # An end of its own, because dateutil searches until the year 9999 for a rule without a date.
    for local in islice(rrulestr(f"{rule};UNTIL={high:%Y%m%d}T235959", dtstart=start), count):
        if local.date() < low:
            continue
        at = local.replace(tzinfo=zone).astimezone(timezone.utc)
        if until is None or (local.date() <= until if type(until) is date else at <= until):
            found.append([local.date().isoformat(), int(at.timestamp()), happens(local, zone)])
    return {
        "zone": zone_name,
        "start": start.isoformat(),
        "rrule": text,
        "from": low.isoformat(),
        "to": high.isoformat(),
        "dates": found,
    }


def main():
    seed, rules, zones = (int(one) for one in sys.argv[1:4])
    names = sorted(available_timezones())
    if zones > 0:
        names = random.Random(seed).sample(names, zones)
    for name in names:
        zone = ZoneInfo(name)
        changes = changed_times(zone)
        one = random.Random(f"{seed} {name}")
        for _ in range(rules):
            print(json.dumps(case(one, name, zone, changes), separators=(",", ":")))


main()
