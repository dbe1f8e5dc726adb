"""Time zones: in which a day, a week or a month begins."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workstation.fault import WorldFault

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)\Z", re.ASCII)


def zone_of(name: str) -> tzinfo:
    """The zone of an offset (+08:00) or a name (Asia/Kuala_Lumpur).

    Raises WorldFault `figures.zone`.
    """
    if name in ("UTC", "Z"):
        return UTC
    told = _OFFSET.match(name)
    try:
        if told:
            size = timedelta(hours=int(told[2]), minutes=int(told[3]))
            return timezone(-size if told[1] == "-" else size)
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise WorldFault("figures.zone", zone=name[:60]) from None
