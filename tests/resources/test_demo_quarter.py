"""The demo's quarter says what its README promises: every planted number is counted again."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import math
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
QUARTER = DEMO / "quarter"
SEGMENTS = {"listing": "listings", **dict.fromkeys(("video", "live", "seller"), "moving")}

Table = dict[str, Any]


def _rows(data: bytes) -> list[Table]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def _lines(path: Path) -> list[Table]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


FRAME = _rows(gzip.decompress((QUARTER / "frame.csv.gz").read_bytes()))
AUDITED = _rows((QUARTER / "audited.csv").read_bytes())
ROSTER = {row["person"]: row for row in _rows((QUARTER / "roster.csv").read_bytes())}
VERDICTS = _lines(QUARTER / "verdicts.jsonl")
CASES = {case["id"]: case for case in _lines(DEMO / "batch" / "cases.jsonl")}
HEAD = json.loads((DEMO / "batch" / "batch.json").read_text(encoding="utf-8"))


def _segment(row: Table) -> str:
    return SEGMENTS.get(row["content_type"], "texts")


def _period(row: Table) -> int:
    return 1 if row["decided_at"] < "2026-03-17T00:00:00+08:00" else 2


# -- the frame -------------------------------------------------------------------------------


def test_the_frame_is_the_population_that_the_batch_was_drawn_from() -> None:
    assert len(FRAME) == sum(one["population"] for one in HEAD["design"]["strata"]) == 22_114
    assert len({row["decision"] for row in FRAME}) == len(FRAME)
    found = {row["decision"]: row for row in FRAME}
    for case in CASES.values():
        row, decision = found[case["decision"]["id"]], case["decision"]
        assert (row["moderator"], row["vendor"], row["action"]) == (
            *(decision["by"], decision["vendor"], decision["action"]),
        )
        at = datetime.fromisoformat(row["decided_at"])
        assert at == datetime.fromisoformat(decision["decided_at"])
    moments = [row["decided_at"] for row in FRAME]
    assert moments == sorted(moments)
    assert all(moment.endswith("+08:00") for moment in moments)
    assert moments[0] >= "2026-02-01"
    assert moments[-1] < "2026-05-01"
    size = sum(path.stat().st_size for path in QUARTER.iterdir())
    assert size < 3_000_000


def test_people_work_in_languages_they_are_certified_for() -> None:
    for row in FRAME:
        if row["automated"] == "1":
            assert (row["moderator"], row["vendor"]) == ("auto-1", "platform")
            continue
        person = ROSTER[row["moderator"]]
        assert (person["vendor"], person["site"]) == (row["vendor"], row["site"])
        assert row["language"] in person["languages"].split(), row
        assert bool(row["clause"]) == (row["action"] != "NONE")
    moderators = [row for row in ROSTER.values() if row["role"] == "moderator"]
    assert len(moderators) == 12
    assert Counter(row["vendor"] for row in moderators) == {"v-a": 4, "v-b": 4, "v-c": 4}
    ramping = {row["person"] for row in moderators if row["ramping_until"]}
    assert ramping == {"m-11", "m-12"}
    assert all(date.fromisoformat(row["from"]) for row in ROSTER.values())


# -- what is planted -------------------------------------------------------------------------


def test_every_audited_decision_stands_in_the_frame() -> None:
    frame = {row["decision"]: row for row in FRAME if row["automated"] == "0"}
    sizes = Counter(row["cell"] for row in AUDITED)
    cells: dict[str, int] = {}
    for row in AUDITED:
        one = frame[row["decision"]]
        assert (row["vendor"], row["segment"]) == (one["vendor"], _segment(one))
        assert int(row["period"]) == _period(one)
        cells[row["cell"]] = round(sizes[row["cell"]] / float(row["inclusion_probability"]))
    of_a = sum(row["vendor"] == "v-a" for row in frame.values())
    assert cells["v-a"] == pytest.approx(of_a, rel=1e-3)
    assert len(AUDITED) == len({(row["cell"], row["decision"]) for row in AUDITED}) == 780


def test_two_vendors_cannot_be_told_apart() -> None:
    intervals = {}
    for vendor, right in (("v-a", 188), ("v-b", 184)):
        drawn = [int(row["right"]) for row in AUDITED if row["cell"] == vendor]
        assert (sum(drawn), len(drawn)) == (right, 200)
        intervals[vendor] = [round(100 * side, 1) for side in _wilson(right, 200)]
    assert intervals == {"v-a": [89.8, 96.5], "v-b": [87.4, 95.0]}
    assert intervals["v-a"][0] < 92.0  # each point lies in the other's interval
    assert intervals["v-b"][1] > 94.0


def _wilson(right: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    p = right / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def test_a_vendor_s_drop_is_only_mix() -> None:
    mine = [row for row in FRAME if row["vendor"] == "v-c" and row["automated"] == "0"]
    counts = Counter((_segment(row), _period(row)) for row in mine)
    assert counts == {
        ("listings", 1): 2600,
        ("texts", 1): 520,
        ("moving", 1): 130,
        ("listings", 2): 1300,
        ("texts", 2): 1430,
        ("moving", 2): 520,
    }
    totals = {period: sum(counts[s, period] for s in ("listings", "texts", "moving"))
              for period in (1, 2)}  # fmt: skip
    share = {key: count / totals[key[1]] for key, count in counts.items()}
    right: dict[tuple[str, int], float] = {}
    for key in counts:
        drawn = [int(row["right"]) for row in AUDITED if row["cell"] == f"v-c {key[0]} {key[1]}"]
        right[key] = sum(drawn) / len(drawn)
    before, after = (
        sum(share[key] * right[key] for key in counts if key[1] == period) for period in (1, 2)
    )
    assert (round(before, 6), round(after, 6)) == (0.952, 0.912)
    rate = mix = both = 0.0
    for segment in ("listings", "texts", "moving"):
        (w0, w1), (a0, a1) = (tuple(d[segment, p] for p in (1, 2)) for d in (share, right))
        rate += w0 * (a1 - a0)
        mix += (w1 - w0) * (a0 - before)
        both += (w1 - w0) * (a1 - a0)
    assert (rate, both) == (0.0, 0.0)
    assert mix == pytest.approx(after - before) == pytest.approx(-0.04)


# -- three auditors --------------------------------------------------------------------------


def test_verdicts_stand_on_the_demo_s_cases() -> None:
    actions = {action["id"] for action in HEAD["actions"]}
    for verdict in VERDICTS:
        case = CASES[verdict["case"]]
        assert verdict["source_id"] == case["source_id"]
        assert verdict["action"] in actions
        assert ROSTER[verdict["auditor"]]["role"] == "auditor"
        reads = case["parts"][0]["language"] in ROSTER[verdict["auditor"]]["languages"].split()
        assert verdict["read_in"] == ("original" if reads else "translation")
        assert bool(verdict["findings"]) == (verdict["action"] != "NONE")
        assert sum(one["primary"] for one in verdict["findings"]) == bool(verdict["findings"])
        for one in verdict["findings"]:
            name = f"{one['clause']}.v{one['version']}.md"
            assert (DEMO / "batch" / "policies" / name).is_file()
            if one["target"]["kind"] == "media":
                assert one["target"]["ref"] in {medium["sha256"] for medium in case["media"]}


def test_how_far_the_auditors_agree() -> None:
    by: dict[str, dict[str, str]] = {}
    for verdict in VERDICTS:
        by.setdefault(verdict["auditor"], {})[verdict["source_id"]] = verdict["action"]
    assert {who: len(said) for who, said in by.items()} == {
        "auditor-1": 150,
        "auditor-2": 150,
        "auditor-3": 124,
    }
    same = {
        (one[-1], other[-1]): sum(by[one][case] == by[other].get(case) for case in by[one])
        for one, other in itertools.combinations(sorted(by), 2)
    }
    assert same == {("1", "2"): 133, ("1", "3"): 104, ("2", "3"): 99}
    split = {case for case in by["auditor-3"] if len({said.get(case) for said in by.values()}) == 3}
    assert split == {"V-TW-27311806", "V-MX-41410356", "L-MY-53400291", "R-MY-53322096"}
