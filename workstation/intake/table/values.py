"""What stands in a cell, read as what a case wants: dates, numbers, yes or no, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import isfinite


class DateOrder(StrEnum):
    """How the days of a column are written; what can only be one thing is read as that."""

    DAY_FIRST = "d/m/y"
    MONTH_FIRST = "m/d/y"
    YEAR_FIRST = "y/m/d"
    SERIAL = "serial"  # days since 1899-12-30, as spreadsheets count them
    EPOCH = "epoch"  # seconds or milliseconds since 1970


class Unreadable(ValueError):
    """A cell that is not what its column is said to hold; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari ene enero", "feb february februari februari febrero",
            "mar march mac maret marzo", "apr april abr abril", "may mei mayo",
            "jun june juni junio", "jul july julai juli julio",
            "aug august ogos agu agustus ago agosto",
            "sep sept september septiembre", "oct october oktober okt octubre",
            "nov november noviembre", "dec december disember desember des dis dic diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DATE = re.compile(
    r"(?P<a>\d{1,4})[\s./年-]+(?P<b>\d{1,2}|[^\W\d_]{3,10})[\s.,/月-]+(?P<c>\d{1,4})日?"
    r"(?:[T,\s]+(?P<time>.*))?"
)
_MONTH_FIRST = re.compile(
    r"(?P<b>[^\W\d_]{3,10})\.?\s+(?P<a>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<c>\d{4})(?:[T,\s]+(?P<time>.*))?"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:[.,](?P<f>\d{1,9}))?\s*"
    r"(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_DAYS_FROM = datetime(1899, 12, 30, tzinfo=UTC)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_BUDDHIST = 543  # Thai years count from another beginning


def read_date(text: str, order: DateOrder, offset: str) -> str:
    """An instant as ISO 8601; `offset` (`+08:00`) where the cell names none.

    Raises Unreadable `bad_date`.
    """
    plain = _latin(text).strip()
    moment, zone = _moment(plain, order)
    if not 1970 <= moment.year < 2200 or not is_offset(zone or offset):
        raise Unreadable("bad_date")
    fine = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=fine) + (zone or offset)


def is_offset(zone: str) -> bool:
    """Whether there is such an offset from UTC (`Z`, `+08:00`)."""
    return zone == "Z" or (int(zone[1:3]) < 24 and int(zone[4:6]) < 60)


def guess_order(cells: Iterable[str]) -> tuple[DateOrder, bool]:
    """How a column's dates are written, and whether the cells leave no doubt about it."""
    orders = dict.fromkeys(DateOrder, 0)
    told = 0
    firm: set[DateOrder] = set()
    for cell in cells:
        plain = _latin(cell).strip()
        if not plain:
            continue
        told += 1
        only = _only_order(plain)
        if only is not None:
            firm.add(only)
        for order in DateOrder:
            try:
                read_date(plain, order, "Z")
            except Unreadable:
                continue
            orders[order] += 1
    best = max(orders.values(), default=0)
    if not told or not best:
        return DateOrder.DAY_FIRST, False
    fitting = [order for order, count in orders.items() if count == best]
    chosen = fitting[0]
    alike = set(fitting) >= set(list(DateOrder)[:3])  # they name the year first, or the month
    sure = len(fitting) == 1 or alike or bool(firm & set(fitting))
    return next((order for order in fitting if order in firm), chosen), sure


def read_number(text: str) -> float:
    """A number, whatever separates its thousands; signs of money around it are left out.

    Raises Unreadable `not_a_number`.
    """
    plain = re.sub(r"[^\d.,+-]", "", _latin(text))
    plain = plain.strip(".,")
    if plain.count(",") and plain.count("."):
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "").replace(",", ".")
    elif plain.count(",") == 1 and not re.fullmatch(r"[+-]?\d{1,3},\d{3}", plain):
        plain = plain.replace(",", ".")
    else:
        plain = plain.replace(",", "")
        if plain.count(".") > 1 or re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", plain):
            plain = plain.replace(".", "")
    try:
        value = float(plain)
    except ValueError:
        raise Unreadable("not_a_number") from None
    if not isfinite(value):
        raise Unreadable("not_a_number")
    return value


def read_count(text: str) -> int:
    """A whole number that is not negative. Raises Unreadable `not_a_number`."""
    value = read_number(text)
    if value < 0 or value != int(value) or value > 2**53:
        raise Unreadable("not_a_number")
    return int(value)


def read_seconds(text: str) -> float:
    """A span: seconds, or `1:30`, or `00:01:30`, or `90 s`, `1500 ms`, `2 min`."""
    plain = _latin(text).strip().lower()
    if re.fullmatch(r"\d{1,3}(:\d{1,2}){1,2}(\.\d+)?", plain):
        seconds = 0.0
        for piece in plain.split(":"):
            seconds = seconds * 60 + float(piece)
        return seconds
    value = read_number(plain)
    if plain.endswith("ms"):
        value /= 1000
    elif plain.endswith(("min", "mins", "m")):
        value *= 60
    if value < 0:
        raise Unreadable("not_a_number")
    return value


_YES = frozenset(
    (
        *("1", "yes", "y", "true", "t", "x", "ya", "si", "sí", "ใช่", "是", "نعم"),
        *("auto", "automated", "bot", "system", "model"),
    )
)
_NO = frozenset(
    ("", "0", "no", "n", "false", "f", "tidak", "bukan", "ไม่", "否", "لا", "human", "manual", "-")
)


def read_yes(text: str) -> bool:
    """Yes or no. Raises Unreadable `not_yes_or_no`."""
    plain = text.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise Unreadable("not_yes_or_no")


def read_list(text: str) -> list[str]:
    """The items of a cell: JSON, or words between `;`, `|`, `,` or lines."""
    plain = text.strip().strip("[]")
    return [item.strip(" \"'") for item in re.split(r"[;|,\n]", plain) if item.strip(" \"'")]


def _moment(plain: str, order: DateOrder) -> tuple[datetime, str]:
    if order in (DateOrder.SERIAL, DateOrder.EPOCH):
        return _counted(plain, order), ""
    if re.fullmatch(r"\d{5}([.,]\d+)?", plain):
        # A spreadsheet leaves such numbers among its dates.
        return _counted(plain, DateOrder.SERIAL), ""
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        pass
    else:
        if re.match(r"\d{4}-", plain):
            zone = moment.strftime("%z")
            zone = f"{zone[:3]}:{zone[3:5]}" if zone else ""
            return _western(moment.replace(tzinfo=UTC)), zone
    found = _DATE.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    if found is None:
        raise Unreadable("bad_date")
    year, month, day = _ordered(found["a"], found["b"], found["c"], order)
    hour, minute, second, micro, zone = _clock(found["time"] or "")
    try:
        return datetime(year, month, day, hour, minute, second, micro, UTC), zone
    except ValueError:
        raise Unreadable("bad_date") from None


def _ordered(a: str, b: str, c: str, order: DateOrder) -> tuple[int, int, int]:
    if not b.isdigit():
        month = _MONTHS.get(b.casefold())
        if month is None:
            raise Unreadable("bad_date")
        year, day = (int(a), int(c)) if len(a) == 4 else (int(c), int(a))
    elif len(a) == 4:
        year, month, day = int(a), int(b), int(c)
    elif len(a) > 2 or order is DateOrder.YEAR_FIRST:
        raise Unreadable("bad_date")
    elif order is DateOrder.MONTH_FIRST:
        month, day, year = int(a), int(b), int(c)
    else:
        day, month, year = int(a), int(b), int(c)
    if len(c) == 2 and len(a) != 4:
        year += 2000
    if year > 2400:
        year -= _BUDDHIST
    return year, month, day


def _western(moment: datetime) -> datetime:
    return moment.replace(year=moment.year - _BUDDHIST) if moment.year > 2400 else moment


def _clock(text: str) -> tuple[int, int, int, int, str]:
    if not text.strip():
        return 0, 0, 0, 0, ""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Unreadable("bad_date")
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    micro = int((found["f"] or "0").ljust(6, "0")[:6])
    zone = found["zone"] or ""
    if zone in ("Z", "UTC", "GMT"):
        zone = "Z"
    elif zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return hour, int(found["m"]), int(found["s"] or 0), micro, zone


def _counted(plain: str, order: DateOrder) -> datetime:
    if not re.fullmatch(r"\d{1,13}([.,]\d{1,12})?", plain):
        raise Unreadable("bad_date")
    number = float(plain.replace(",", "."))
    if order is DateOrder.SERIAL:
        if not 20_000 <= number < 110_000:
            raise Unreadable("bad_date")
        # Spreadsheets keep a moment as a fraction of a day: to the second is all it holds.
        return _DAYS_FROM + timedelta(seconds=round(number * 86_400))
    seconds = number / 1000 if number > 1e11 else number
    if not 3e8 < seconds < 7e9:
        raise Unreadable("bad_date")
    return _UNIX + timedelta(milliseconds=round(seconds * 1000))


def _only_order(plain: str) -> DateOrder | None:
    found = re.match(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", plain)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if len(found[1]) == 4:
        return DateOrder.YEAR_FIRST
    if first > 12 >= second:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if second > 12 >= first else None


def _latin(text: str) -> str:
    # Digits of any script, wide signs, the spaces of other keyboards.
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign
        for sign in plain
    )
