"""A real panel of eight raters reproduces the published reference values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from workstation.domain.agreement.alpha import alpha
from workstation.domain.agreement.gwet import ac1, raw_agreement
from workstation.domain.agreement.pairs import of_all
from workstation.domain.agreement.persons import Leaning, against_the_others, retest
from workstation.domain.agreement.scale import Scale
from workstation.domain.agreement.table import Rating, Table, tabled

ARCHIVE = Path(__file__).resolve().parents[4] / "shared" / "data" / "convabuse_multirater_en.jsonl"
SCALE = ("1", "0", "-1", "-2", "-3")

pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason=f"{ARCHIVE.name} is not beside the repository (shared/data)"
)


def read() -> Iterator[tuple[str, str, int]]:
    with ARCHIVE.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            for rating in item["ratings"]:
                yield item["item_id"], rating["rater"], rating["severity"]


@pytest.fixture(scope="module")
def ratings() -> list[tuple[str, str, int]]:
    return list(read())


@pytest.fixture(scope="module")
def abusive(ratings: list[tuple[str, str, int]]) -> Table:
    return tabled(said(ratings), ["no", "yes"])


@pytest.fixture(scope="module")
def severity(ratings: list[tuple[str, str, int]]) -> Table:
    return tabled([Rating(u, r, str(s)) for u, r, s in ratings], SCALE)


def said(ratings: list[tuple[str, str, int]]) -> list[Rating]:
    return [Rating(u, r, "yes" if s < 0 else "no") for u, r, s in ratings]


def test_the_size_of_it(abusive: Table) -> None:
    assert (len(abusive.cells), len(abusive.raters)) == (4_185, 8)
    assert round(abusive.prevalence["yes"], 3) == 0.158


def test_yes_or_no(abusive: Table) -> None:
    found = alpha(abusive)
    assert (round(found.value or 0, 4), found.units) == (0.6523, 4_185)
    gwet = ac1(abusive)
    assert gwet.interval is not None
    told = (gwet.value or 0, gwet.interval.low, gwet.interval.high)
    assert tuple(round(one, 3) for one in told) == (0.871, 0.859, 0.882)
    assert round(raw_agreement(abusive).value or 0, 3) == 0.905


def test_severity(severity: Table) -> None:
    assert round(alpha(severity, Scale.ORDINAL).value or 0, 3) == 0.660
    assert round(alpha(severity).value or 0, 3) == 0.437


def test_pairs_show_the_outlier(abusive: Table) -> None:
    found = of_all(abusive)
    values = {pair: one.value or 0 for pair, one in found.items()}
    lowest, highest = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
    assert (lowest, round(values[lowest], 2)) == (("Annotator5", "Annotator7"), 0.31)
    assert (highest, round(values[highest], 2)) == (("Annotator1", "Annotator2"), 0.85)
    assert {min(one.units for one in found.values()), max(o.units for o in found.values())} == {
        278, 646
    }  # fmt: skip
    beside = against_the_others(abusive)
    assert [one.rater for one in beside[:2]] == ["Annotator7", "Annotator5"]
    assert [one.leaning for one in beside[:2]] == [Leaning.LENIENT, Leaning.STRICT]


def test_the_same_person_twice(ratings: list[tuple[str, str, int]]) -> None:
    on_severity = retest([Rating(u, r, str(s)) for u, r, s in ratings])
    on_yes = retest(said(ratings))
    assert on_severity is not None
    assert on_yes is not None
    assert on_severity.units == on_yes.units == 357
    assert round(100 * on_severity.share, 1) == 92.2
    assert round(100 * on_yes.share, 1) == 96.9
