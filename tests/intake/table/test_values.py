"""What people write into cells."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.intake.table.values import (
    DateOrder,
    Unreadable,
    guess_order,
    read_count,
    read_date,
    read_list,
    read_number,
    read_seconds,
    read_yes,
)

DAY, MONTH, YEAR = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST


@pytest.mark.parametrize(
    ("cell", "order", "moment"),
    [
        ("2026-03-02T09:14:00+08:00", DAY, "2026-03-02T09:14:00+08:00"),
        ("2026-03-02 09:14", MONTH, "2026-03-02T09:14:00+08:00"),
        ("2026-03-02T01:14:00Z", DAY, "2026-03-02T01:14:00+00:00"),
        ("2/3/2026", DAY, "2026-03-02T00:00:00+08:00"),
        ("2/3/2026", MONTH, "2026-02-03T00:00:00+08:00"),
        ("02.03.26 21:05", DAY, "2026-03-02T21:05:00+08:00"),
        ("3/2/2026 9:14 PM", MONTH, "2026-03-02T21:14:00+08:00"),
        ("3/2/2026 12:00 am", MONTH, "2026-03-02T00:00:00+08:00"),
        ("2 Mac 2026", DAY, "2026-03-02T00:00:00+08:00"),
        ("Mar 2, 2026 09:14", DAY, "2026-03-02T09:14:00+08:00"),
        ("2026年3月2日", DAY, "2026-03-02T00:00:00+08:00"),
        ("02/03/2569", DAY, "2026-03-02T00:00:00+08:00"),  # a Thai year
        ("٠٢/٠٣/٢٠٢٦", DAY, "2026-03-02T00:00:00+08:00"),
        ("46083", DAY, "2026-03-02T00:00:00+08:00"),  # a spreadsheet's number among dates
        ("46083.384722", DateOrder.SERIAL, "2026-03-02T09:14:00+08:00"),
        ("1772414040", DateOrder.EPOCH, "2026-03-02T01:14:00+08:00"),
        ("1772414040000", DateOrder.EPOCH, "2026-03-02T01:14:00+08:00"),
    ],
)
def test_dates(cell: str, order: DateOrder, moment: str) -> None:
    read = datetime.fromisoformat(read_date(cell, order, "+08:00"))
    assert read == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "31/2/2026", "13/13/2026", "2026", "1/1/0001", "9:14", "2/3/2026 25:00", "1e400"],
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        read_date(cell, DAY, "+08:00")


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (["2/3/2026", "28/3/2026"], DAY, True),
        (["3/2/2026", "3/28/2026"], MONTH, True),
        (["2/3/2026", "4/5/2026"], DAY, False),
        (["2026-03-02", "2026/03/28"], None, True),
        (["46083.5", "46084"], None, True),
        (["", ""], DAY, False),
    ],
)
def test_a_column_tells_how_its_days_are_written(
    cells: list[str], order: DateOrder | None, sure: bool
) -> None:
    chosen, certain = guess_order(cells)
    assert certain is sure or order is None
    assert order is None or chosen is order


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *[("1,234.50", 1234.5), ("1.234,50", 1234.5), ("RM 39.00", 39.0), ("39,9", 39.9)],
        *[("1,234", 1234), ("1.234", 1234), ("0.125", 0.125), ("1,234,567", 1234567)],
        *[("1 234", 1234), ("₱ 1,299", 1299), ("١٢٣", 123), ("12", 12)],
    ],
)
def test_numbers(cell: str, number: float) -> None:
    assert read_number(cell) == number


@pytest.mark.parametrize("cell", ["-3", "1.5", "many", "", "1e9"])
def test_counts_are_whole(cell: str) -> None:
    if cell == "1e9":
        assert read_count(cell) == 19  # letters are left out: what is left is what stands there
        return
    with pytest.raises(Unreadable):
        read_count(cell)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("90", 90), ("1:30", 90), ("00:01:30", 90), ("90 s", 90), ("1500 ms", 1.5), ("2 min", 120)],
)
def test_spans(cell: str, seconds: float) -> None:
    assert read_seconds(cell) == seconds


def test_yes_and_no() -> None:
    assert read_yes("TRUE")
    assert read_yes(" ya ")
    assert not read_yes("Tidak")
    with pytest.raises(Unreadable):
        read_yes("perhaps")


def test_lists() -> None:
    assert read_list('["3.1", "5.2"]') == ["3.1", "5.2"]
    assert read_list("3.1; 5.2|\n7.1,") == ["3.1", "5.2", "7.1"]


@given(st.text(max_size=40), st.sampled_from(DateOrder))
def test_any_cell_is_a_date_or_not(cell: str, order: DateOrder) -> None:
    try:
        moment = read_date(cell, order, "+08:00")
    except Unreadable:
        return
    assert datetime.fromisoformat(moment).tzinfo is not None


@given(st.text(max_size=40))
def test_any_cell_is_a_number_or_not(cell: str) -> None:
    for read in (read_number, read_count, read_seconds, read_yes):
        try:
            read(cell)
        except Unreadable:
            continue


def test_a_number_too_large_to_be_one() -> None:
    for read in (read_number, read_count, read_seconds):
        with pytest.raises(Unreadable):
            read("9" * 400)


@pytest.mark.parametrize("zone", ["+99:99", "-24:00"])
def test_an_offset_that_there_is_not(zone: str) -> None:
    with pytest.raises(Unreadable):
        read_date(f"2026-01-02 03:04 {zone}", DateOrder.YEAR_FIRST, "Z")
    with pytest.raises(Unreadable):
        read_date("2026-01-02", DateOrder.YEAR_FIRST, zone)
