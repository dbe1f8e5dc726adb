"""From a frame to a batch that can be published: what is promised, drawn, replaced, weighed."""

from __future__ import annotations

import copy
import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, team
from tests.review.test_roster import Seat, Sit, blank_home, lea, sit
from tests.store.demo import NOW
from workstation.domain.event import Kind
from workstation.domain.sampling.allotting import allot
from workstation.domain.sampling.design import Design
from workstation.domain.sampling.drawing import draw
from workstation.domain.sampling.frame import survey
from workstation.fault import Fault, WorldFault
from workstation.intake.frame import importer
from workstation.intake.frame.importer import import_frame
from workstation.intake.frame.mapping import FrameMapping
from workstation.intake.importer import import_batch
from workstation.review.acting import About, write
from workstation.review.publishing import Given as Assigned
from workstation.review.sampling import batching, drawing, planning, pull_list, wish
from workstation.review.sampling.drawing import Made
from workstation.review.sampling.planning import Plan, Seconds, State
from workstation.review.sampling.wish import Wish, WishFilter, WishRisk
from workstation.review.sampling.writing import BatchReport, Given
from workstation.store import log, pools, samples
from workstation.store.pools import Pool
from workstation.words import sentence
from workstation.words.sampling import plan_words

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
ROOT = Path(__file__).resolve().parents[2]
QUARTER = ROOT / "resources" / "demo" / "quarter" / "frame.csv.gz"
CASES = 60
VENDORS = ("v-a", "v-b", "v-c")


@pytest.fixture
def seat(sit: Sit) -> Seat:
    """A workstation without a team."""
    return sit("alone", "you")


def bring(seat: Seat, path: Path, **more: Any) -> Pool:
    done = import_frame(seat.store, path, FrameMapping(), lambda: NOW, **more)
    return seat.store.read(pools.get, done.pool).result()


def table(tmp_path: Path, rows: list[dict[str, Any]], name: str = "frame.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def content(draft: Callable[..., Draft], tmp_path: Path) -> Path:
    """A batch of 60 decisions of three vendors."""
    made = draft(CASES)
    for n, case in enumerate(made.cases):
        case["decision"] |= {"id": f"d{n:02d}", "vendor": VENDORS[n % 3], "by": f"m-{n % 6}"}
    made.add_medium(0)
    return made.write(tmp_path / "content")


def plan_of(seat: Seat, pool: Pool, asked: Wish) -> Plan:
    return seat.store.browse(planning.plan, seat.desk, pool, asked).result()


def fault_of(act: Callable[..., Any], *more: Any, **named: Any) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        act(*more, **named)
    assert sentence(caught.value) != str(caught.value)
    return caught.value


def make(seat: Seat, made: Made, source: Path, out: Path, **more: Any) -> BatchReport:
    return batching.make_batch(seat.store, seat.desk, made, source, out, clock=lambda: NOW, **more)


def said(seat: Seat) -> list[Any]:
    return [one.body for one in seat.store.read(samples.said, Kind.SAMPLE_DRAWN).result()]


def cases_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()]


# Plan


def test_a_plan_says_what_the_definitions_say(seat: Seat) -> None:
    pool = bring(seat, QUARTER)
    made = plan_of(seat, pool, Wish(n=96, seconds=156))
    assert (made.size, made.n, len(made.strata)) == (20_866, 96, 1)
    assert round(100 * made.outlook.half_width) in (4, 5)
    assert round(made.outlook.power_one, 2) == 0.67
    assert round(made.outlook.power_two, 2) == 0.51
    assert made.hours == pytest.approx(96 * 156 / 3600)
    words = plan_words(made)
    assert words.startswith("96 of 20866 cases: accuracy to ±4.6 points, if it is about 95 %. ")
    assert "Chance to tell 90 % from 97 %: 67 % in one sample, 51 % between two" in words
    assert f"That cannot be relied on: {made.needed} cases would give 80 %" in words
    assert "About 4 h 10 of auditing (3 min each)" in words
    assert (made.seconds_from, plan_of(seat, pool, Wish(n=9)).seconds_from) == (
        Seconds.GIVEN, Seconds.HANDLING,
    )  # fmt: skip


def test_the_plan_counts_what_the_draw_meets(seat: Seat) -> None:
    pool = bring(seat, QUARTER)
    asked = Wish(
        n=300, seed="s", strata=("vendor", "language"), minimum=5, person_minimum=10,
        critical=("1.1", "2.4"), filter=WishFilter(since="2026-04-01", vendor=("v-a", "v-b")),
    )  # fmt: skip
    plan = plan_of(seat, pool, asked)
    made = drawing.make(seat.store, seat.desk, pool, asked)
    assert {one.name: (one.size, one.n) for one in plan.strata} == made.sample.strata
    assert plan.n + plan.critical == len(made.draw.sample)
    assert plan.reserves >= sum(map(len, made.draw.reserves.values()))
    held = {row.decision: row for row in seat.store.read(
        lambda db: list(pools.rows(db, pool, wish.filter_of(asked, pool)))).result()}  # fmt: skip
    drawn = Counter(held[one.decision].moderator for one in made.draw.sample)
    assert min(drawn[person] for person in {row.moderator for row in held.values()
                                            if not row.automated}) >= 10  # fmt: skip
    critical = {d for d, row in held.items() if row.clause in asked.critical and not row.automated}
    assert critical
    assert critical <= {one.decision for one in made.draw.sample}


def test_duplicates_are_one_unit(seat: Seat, tmp_path: Path) -> None:
    rows = [{"decision": f"d{n}", "vendor": "v", "cluster": "c" if n < 5 else ""} for n in range(9)]
    pool = bring(seat, table(tmp_path, rows))
    assert plan_of(seat, pool, Wish(n=5)).size == 5


def test_amber_where_too_few(seat: Seat, tmp_path: Path) -> None:
    sizes = {"big": 400, "mid": 60, "low": 12, "one": 1}
    rows = [
        {"decision": f"{name}{n}", "vendor": name, "site": "kul"}
        for name, size in sizes.items()
        for n in range(size)
    ]
    pool = bring(seat, table(tmp_path, rows))
    made = plan_of(seat, pool, Wish(n=40, strata=("vendor",)))
    states = {one.name: one.state for one in made.strata}
    assert states == {
        "big": State.OK, "mid": State.OK, "low": State.ONE, "one": State.NONE,
    }  # fmt: skip
    codes = [one.code for one in made.notices]
    assert codes == ["sampling.notice_none", "sampling.notice_one"]
    assert "2 of 4 strata are too thin" in plan_words(made)
    mended = plan_of(seat, pool, Wish(n=40, strata=("vendor",), minimum=5))
    assert {one.name: (one.n, one.state) for one in mended.strata}["one"] == (1, State.WHOLE)
    assert [one.code for one in mended.notices] == ["sampling.notice_small"]
    empty = plan_of(seat, pool, Wish(n=40, strata=("vendor",), weights={"vendor=v-x": 2.0},
                                     critical=("9.9",)))  # fmt: skip
    assert {"sampling.notice_no_stratum", "sampling.notice_no_critical"} <= {
        one.code for one in empty.notices
    }
    for one in (*made.notices, *mended.notices, *empty.notices):
        assert "{" not in sentence(Fault(one.code, **dict(one.params)))


IMPOSSIBLE: list[tuple[Wish, str]] = [
    (Wish(n=99_999), "sampling.more_than_pool"),
    (Wish(n=3, strata=("vendor", "language"), minimum=5), "sampling.minimums_exceed"),
    (Wish(n=3, strata=("moon",)), "sampling.no_field"),
    (Wish(n=3, filter=WishFilter(vendor=("v-x",))), "sampling.no_word"),
    (Wish(n=3, filter=WishFilter(since="2027-01-01")), "sampling.empty_frame"),
    (Wish(n=3, filter=WishFilter(since="yesterday")), "sampling.day"),
    (Wish(n=3, zone="Mars/Phobos", filter=WishFilter(since="2026-03-01")), "sampling.zone"),
    (
        Wish(n=3, filter=WishFilter(since="2026-03-02", until="2026-03-02")),
        "sampling.period",
    ),
    (
        Wish(n=20_000, strata=("vendor",), weights={"vendor=v-a": 0.0}),
        "sampling.weights_leave",
    ),
]


def test_what_cannot_be_drawn(seat: Seat) -> None:
    pool = bring(seat, QUARTER)
    for asked, code in IMPOSSIBLE:
        assert fault_of(plan_of, seat, pool, asked).code == code
        assert fault_of(drawing.make, seat.store, seat.desk, pool, asked).code == code
    assert said(seat) == []


def test_two_zones_need_one_to_draw_by(seat: Seat, tmp_path: Path) -> None:
    rows = [
        {"decision": f"d{n}", "decided_at": f"2026-03-0{n + 1}T23:30:00+0{n % 2 * 8}:00"}
        for n in range(8)
    ]
    pool = bring(seat, table(tmp_path, rows))
    for act in (plan_of, lambda *more: drawing.make(seat.store, seat.desk, *more[1:])):
        assert fault_of(act, seat, pool, Wish(n=2)).code == "sampling.two_zones"
    day = WishFilter(since="2026-03-02", until="2026-03-03")
    assert fault_of(plan_of, seat, pool, Wish(n=1, filter=day)).code == "sampling.no_zone"
    # 1 March 23:30 UTC is 2 March in Kuala Lumpur, and so is 2 March 23:30 there.
    assert plan_of(seat, pool, Wish(n=1, zone="Asia/Kuala_Lumpur", filter=day)).size == 2
    assert plan_of(seat, pool, Wish(n=1, zone="Z", filter=day)).size == 1


# The design file


def test_a_design_file_in_toml_and_json(tmp_path: Path) -> None:
    toml = tmp_path / "a.toml"
    toml.write_text(
        'n = 120\nseed = "w18"\nstrata = ["vendor"]\nweights = {"vendor=v-a" = 2}\n'
        '[filter]\nsince = 2026-04-01\n[risk]\nn = 20\nfast = 0.05\n'
        'new_clauses = {"4.2" = 2026-04-15}\n'
    )
    asked = wish.load(toml)
    assert asked.filter.since == "2026-04-01"
    assert asked.risk == WishRisk(20, {"4.2": "2026-04-15"}, fast=0.05)
    same = tmp_path / "a.json"
    same.write_text(json.dumps(wish.told(asked, "w18")))
    held = wish.told(asked, "w18")
    assert wish.from_told(held) == asked
    assert held["weights"] == {"vendor=v-a": "2"}


BAD_FILES = [
    (b"n = 5\nsede = 'x'", "sede"),
    (b"n = -1", "n"),
    (b"n = 'many'", "n"),
    (b"reserves = 2.0", "reserves"),
    (b"[filter]\ncolour = ['red']", "filter.colour"),
    (b"apart = [0.9]", "apart"),
    (b"n = ", ""),
    (b'{"n": ', ""),
    (b"\xff\xfe", ""),
    (b"#" * (1024 * 1024 + 1), ""),
]


@pytest.mark.parametrize(("data", "field"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_a_design_file_that_is_none(tmp_path: Path, data: bytes, field: str) -> None:
    path = tmp_path / "design.toml"
    path.write_bytes(data)
    fault = fault_of(wish.load, path)
    assert (fault.code, fault.params["field"]) == ("sampling.file", field)
    assert fault_of(wish.load, tmp_path / "none").code == "sampling.file_missing"


# Draw


def test_a_draw_is_kept_said_and_the_same_anywhere(seat: Seat, tmp_path: Path) -> None:
    pool = bring(seat, QUARTER)
    asked = Wish(n=50, strata=("vendor",), risk=WishRisk(9, fast=0.05, ramping=("m-11",)))
    made = drawing.make(seat.store, seat.desk, pool, asked, why="weekly")
    assert len(made.draw.design.seed) == 16
    body = said(seat)[0]
    assert (body["pool"], body["n"], body["number"]) == (pool.id, 50, 1)
    assert (body["seed"], body["list"]) == (made.draw.design.seed, made.sample.digest)
    assert body["plan"]["strata"] == ["vendor"]
    assert body["plan"]["risk"]["fast"] == "0.05"
    # From the frame alone, in another order, without the store.
    rows = seat.store.read(
        lambda db: list(pools.rows(db, pool, wish.filter_of(asked, pool)))
    ).result()
    design = made.draw.design
    other = draw(lambda: iter(rows[::-1]), design)
    assert samples.list_digest(other) == made.sample.digest
    held = seat.store.read(drawing.again, made.sample.event).result()
    assert samples.list_digest(held.draw) == made.sample.digest
    assert held.wish == made.wish
    # Asked for once more it is the same draw; with another seed it is a second one, on record.
    assert drawing.make(seat.store, seat.desk, pool, made.wish).already
    assert len(said(seat)) == 1
    second = drawing.make(seat.store, seat.desk, pool, asked)
    assert (second.sample.number, second.already, len(said(seat))) == (2, False, 2)
    assert "sampling.notice_again" in {one.code for one in plan_of(seat, pool, asked).notices}


def test_a_list_that_somebody_changed_is_found(seat: Seat, content: Path) -> None:
    pool = bring(seat, content, zone="Z")
    drawing.make(seat.store, seat.desk, pool, Wish(n=12, seed="s", strata=("vendor",)))
    assert seat.store.read(log.check).result().fault is None
    swap = "UPDATE sample_unit SET decision = 'd01' WHERE part = 'drawn' AND place = 3"
    seat.store.write(lambda db: db.conn.execute(swap) and None).result()
    fault = seat.store.read(log.check).result().fault
    assert fault is not None
    assert (fault.where, fault.reason) == ("sample", "digest")


def test_a_frame_is_let_go_of_and_its_sample_stays(
    seat: Seat, content: Path, tmp_path: Path
) -> None:
    pool = bring(seat, content, zone="Z")
    made = drawing.make(seat.store, seat.desk, pool, Wish(n=12, seed="s"))
    importer.forget(seat.store, pool, lambda: NOW)
    for name in ("pool", "frame_row", "frame_word"):
        left = seat.store.read(
            lambda db, name=name: db.conn.execute(f"SELECT count(*) FROM {name}").fetchone()
        )
        assert left.result() == (0,)
    assert seat.store.read(log.check).result().fault is None
    held = seat.store.read(drawing.again, None).result()
    assert held.draw == made.draw
    assert make(seat, held, content, tmp_path / "out").cases == 12
    again = bring(seat, content, zone="Z")
    assert again.id == pool.id
    assert drawing.make(seat.store, seat.desk, again, Wish(n=12, seed="s")).already


def test_a_draw_can_be_stopped(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_EVERY", 500)
    pool = bring(seat, QUARTER)
    seen: list[int] = []
    fault = fault_of(
        drawing.make, seat.store, seat.desk, pool, Wish(n=9), cancelled=lambda: len(seen) > 2,
        progress=lambda done, total: seen.append(done),
    )  # fmt: skip
    assert (fault.code, said(seat)) == ("intake.cancelled", [])
    assert seen == [500, 1_000, 1_500]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_the_pull_list(seat: Seat, content: Path, tmp_path: Path, ending: str) -> None:
    pool = bring(seat, content, zone="Z")
    asked = Wish(n=12, seed="s", strata=("vendor",), reserves=0.5)
    made = drawing.make(seat.store, seat.desk, pool, asked)
    path = tmp_path / f"pull.{ending}"
    assert pull_list.export(made, path) == 18
    text = path.read_text("utf-8")
    rows: list[dict[str, Any]] = (
        [json.loads(line) for line in text.splitlines()]
        if ending == "jsonl"
        else list(csv.DictReader(text.splitlines()))
    )
    assert [row["decision"] for row in rows[:12]] == [one.decision for one in made.draw.sample]
    assert {float(row["inclusion_probability"]) for row in rows[:12]} == {0.2}
    assert [row["part"] for row in rows] == ["drawn"] * 12 + ["reserve"] * 6
    assert [str(row["reserve"]) for row in rows[12:]] == ["1", "2"] * 3
    assert len({row["decision"] for row in rows}) == 18
    assert fault_of(pull_list.export, made, path).code == "export.exists"
    assert fault_of(pull_list.export, made, tmp_path / "x.pdf").code == "sampling.list_format"


# Batch


@pytest.fixture
def drawn(seat: Seat, content: Path) -> Made:
    pool = bring(seat, content, zone="Z")
    asked = Wish(n=12, seed="s", strata=("vendor",), reserves=0.5, repeats=0.25)
    return drawing.make(seat.store, seat.desk, pool, asked)


def test_a_batch_of_what_was_drawn(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    done = make(seat, drawn, content, tmp_path / "out", title="Week 18")
    assert (done.cases, done.replaced, done.short, done.notices) == (12, (), {}, ())
    made = cases_of(tmp_path / "out")
    assert [c["decision"]["id"] for c in made] == [one.decision for one in drawn.draw.sample]
    assert {(c["stratum"], c["inclusion_probability"]) for c in made} == {
        (vendor, 0.2) for vendor in VENDORS
    }
    wanted = {c["id"]: c for c in cases_of(content)}
    for case in made:
        assert {**case, "stratum": None, "inclusion_probability": None} == {
            **wanted[case["id"]], "stratum": None, "inclusion_probability": None,
        }  # fmt: skip
    manifest = json.loads((tmp_path / "out" / "batch.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["blind"], manifest["title"]) == ("qa", True, "Week 18")
    design = manifest["design"]
    assert (design["seed"], design["list"], design["pool"]) == (
        "s", drawn.sample.digest, drawn.sample.pool,
    )  # fmt: skip
    assert design["strata"] == [
        {"name": vendor, "population": 20, "sample": 4} for vendor in VENDORS
    ]
    report = import_batch(seat.store, tmp_path / "out", "you", lambda: NOW)
    assert (report.stored, report.quarantined, report.batch) == (12, 0, done.batch)
    # The same again is the same batch, and said once.
    before = len(said(seat))
    same = make(seat, drawn, content, tmp_path / "again", title="Week 18")
    assert (same.batch, len(said(seat))) == (done.batch, before)
    assert (tmp_path / "again" / "batch.json").read_bytes() == (
        tmp_path / "out" / "batch.json"
    ).read_bytes()
    assert fault_of(make, seat, drawn, content, tmp_path / "out").code == "sampling.out_exists"
    gone = tmp_path / "no" / "where"
    assert fault_of(make, seat, drawn, content, gone).code == "sampling.out_unwritable"


def spoil(content: Path, to: Path, lost: set[str], garbled: str = "") -> Path:
    """The content without some decisions, and one whose case is broken."""
    shutil.copytree(content, to)
    from tests.intake.conftest import put

    kept = [c for c in cases_of(content) if c["decision"]["id"] not in lost]
    for case in kept:
        if case["decision"]["id"] == garbled:
            case["snapshot_at"] = "2026-02-31T00:00:00Z"
    data = "".join(json.dumps(c) + "\n" for c in kept).encode()
    return put(to, "cases.jsonl", data)


def test_what_is_gone_is_replaced_in_its_stratum_and_weighed(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    of = {name: [o for o in drawn.draw.sample if o.stratum == name] for name in VENDORS}
    reserves = drawn.draw.reserves
    lost = {of["v-a"][0].decision, reserves["v-a"][0].decision}
    garbled = of["v-b"][1].decision
    source = spoil(content, tmp_path / "less", lost, garbled)
    done = make(seat, drawn, source, tmp_path / "out")
    told = {one.gone: (one.why, one.stratum, one.instead) for one in done.replaced}
    assert told == {
        of["v-a"][0].unit: ("absent", "v-a", reserves["v-a"][0]),
        reserves["v-a"][0].unit: ("absent", "v-a", reserves["v-a"][1]),
        garbled: ("bad_date", "v-b", reserves["v-b"][0]),
    }
    made = cases_of(tmp_path / "out")
    assert Counter(c["stratum"] for c in made) == dict.fromkeys(VENDORS, 4)
    # Of six tried in v-a two were gone: 20 · (1 - 2/6) are taken to be left; of five in v-b one.
    assert done.strata == {"v-a": (13, 4), "v-b": (16, 4), "v-c": (20, 4)}
    chance = {c["stratum"]: c["inclusion_probability"] for c in made}
    assert chance == {"v-a": 4 / 13, "v-b": 4 / 16, "v-c": 4 / 20}
    assert sum(1 / c["inclusion_probability"] for c in made) == pytest.approx(13 + 16 + 20)
    body = said(seat)[-1]
    assert (body["of"], body["batch"]) == (drawn.sample.event, done.batch)
    assert {row[0]: row[3] for row in body["replaced"]} == {
        gone: instead.unit for gone, (_, _, instead) in told.items() if instead
    }
    assert [one.code for one in done.notices] == ["sampling.notice_replaced"]
    words = sentence(Fault(done.notices[0].code, **dict(done.notices[0].params)))
    assert words.startswith("3 that were drawn could not be had (absent: 2, bad_date: 1); 3 res")
    # What was replaced stays replaced, whatever the next content holds.
    later = make(seat, drawn, content, tmp_path / "later")
    assert {one.gone for one in later.replaced} == set(told)
    ids = [c["id"] for c in made]
    assert [c["id"] for c in cases_of(tmp_path / "later")] == ids
    assert import_batch(seat.store, tmp_path / "out", "you", lambda: NOW).stored == 12


def test_content_that_lacks_too_much_spoils_nothing(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    lost = {one.decision for one in (*drawn.draw.sample[:6], *drawn.draw.reserves["v-a"])}
    source = spoil(content, tmp_path / "less", lost)
    before = len(said(seat))
    fault = fault_of(make, seat, drawn, source, tmp_path / "out")
    assert fault.code == "sampling.content_short"
    assert (len(said(seat)), (tmp_path / "out").exists()) == (before, False)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]
    done = make(seat, drawn, source, tmp_path / "out", allow_short=True)
    assert done.cases == 12 - fault.params["missing"]
    assert sum(done.short.values()) == fault.params["missing"]
    assert "sampling.notice_short" in {one.code for one in done.notices}
    made = cases_of(tmp_path / "out")
    for name, (size, n) in done.strata.items():
        assert sum(c["stratum"] == name for c in made) == n
        assert 0 <= n <= size <= 20


def test_other_content_is_refused(
    seat: Seat, drawn: Made, draft: Callable[..., Draft], tmp_path: Path
) -> None:
    other = draft(3, "two").write(tmp_path / "other")
    fault = fault_of(make, seat, drawn, other, tmp_path / "out")
    assert fault.code == "sampling.no_content"
    assert fault_of(make, seat, drawn, tmp_path / "none", tmp_path / "out").code == "intake.missing"


def test_a_damaged_file_leaves_nothing(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    policy = next((content / "policies").glob("*.md"))
    policy.write_bytes(policy.read_bytes() + b" ")
    before = len(said(seat))
    assert fault_of(make, seat, drawn, content, tmp_path / "out").code == "intake.wrong_hash"
    assert (len(said(seat)), (tmp_path / "out").exists()) == (before, False)


def test_a_sealed_case_does_not_go_into_a_batch(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    first = drawn.draw.sample[0]
    case = next(c["id"] for c in cases_of(content) if c["decision"]["id"] == first.decision)
    seat.do(write, Kind.SEALED, About(case=case), {"reason": "minors"})
    done = make(seat, drawn, content, tmp_path / "out")
    assert [(one.gone, one.why) for one in done.replaced] == [(first.unit, "sealed")]
    assert case not in (tmp_path / "out" / "cases.jsonl").read_text("utf-8")


def test_nobody_gets_their_own_decisions(
    seat: Seat, drawn: Made, content: Path, tmp_path: Path
) -> None:
    done = make(seat, drawn, content, tmp_path / "one", given=[Given("m-0")])
    own = done.own["m-0"]
    assert own
    assert {one.code for one in done.notices} == {"sampling.notice_own", "sampling.notice_nobodys"}
    made = {c["id"]: c for c in cases_of(tmp_path / "one")}
    manifest = json.loads((tmp_path / "one" / "batch.json").read_text("utf-8"))
    first = next(one for one in manifest["assignments"] if one["stage"] == "first")
    assert len(first["cases"]) == 12 - own
    assert all(made[case]["decision"]["by"] != "m-0" for case in first["cases"])
    both = make(seat, drawn, content, tmp_path / "two", given=[Given("m-0"), Given("mei")])
    assert {one.code for one in both.notices} == {"sampling.notice_own"}
    assert both.batch != done.batch


def test_hidden_repeats_come_to_the_same_person_again(
    seat: Seat, content: Path, tmp_path: Path
) -> None:
    pool = bring(seat, content, zone="Z")
    made = drawing.make(seat.store, seat.desk, pool, Wish(n=40, seed="s", repeats=0.1))
    done = make(seat, made, content, tmp_path / "out", given=[Given("mei"), Given("m-0")])
    assert done.repeats == 4
    manifest = json.loads((tmp_path / "out" / "batch.json").read_text("utf-8"))
    given = {(one["person"], one["stage"]): one["cases"] for one in manifest["assignments"]}
    assert given["mei", "first"] is None
    assert len(given["mei", "repeat"]) == 4
    assert set(given["m-0", "repeat"]) <= set(given["m-0", "first"])
    import_batch(seat.store, tmp_path / "out", "you", lambda: NOW)
    rows = seat.store.read(
        lambda db: db.conn.execute("SELECT stage, count(*) FROM task WHERE person = 'mei' "
                                   "GROUP BY stage ORDER BY stage").fetchall()
    ).result()  # fmt: skip
    assert rows == [("first", 40), ("repeat", 4)]


def test_the_risky_ones_carry_no_weight(seat: Seat, content: Path, tmp_path: Path) -> None:
    pool = bring(seat, content, zone="Z")
    asked = Wish(n=10, seed="s", risk=WishRisk(5, ramping=("m-1", "m-2")))
    made = drawing.make(seat.store, seat.desk, pool, asked)
    done = make(seat, made, content, tmp_path / "out")
    assert (done.cases, done.risky) == (15, 5)
    found = cases_of(tmp_path / "out")
    risky = [c for c in found if c["stratum"] == "risk"]
    assert {c["inclusion_probability"] for c in risky} == {None}
    assert {c["decision"]["by"] for c in risky} <= {"m-1", "m-2"}
    assert [c["stratum"] == "risk" for c in found] != [False] * 10 + [True] * 5
    assert import_batch(seat.store, tmp_path / "out", "you", lambda: NOW).quarantined == 0


# The team


def test_a_sampled_batch_is_published_and_only_a_lead_draws(
    team: Team, content: Path, tmp_path: Path
) -> None:
    pool = bring(team.lea, content, zone="Z")
    made = drawing.make(team.lea.store, team.lea.desk, pool, Wish(n=12, seed="s"))
    done = make(team.lea, made, content, tmp_path / "out")
    published = team.publish(tmp_path / "out", Assigned("mei"))
    assert (published.batch, published.cases) == (done.batch, 12)
    team.exchange()
    assert team.pull(team.mei, done.batch).tasks == 12
    there = bring(team.mei, content, zone="Z")
    assert fault_of(plan_of, team.mei, there, Wish(n=2)).code == "sampling.role"
    fault = fault_of(drawing.make, team.mei.store, team.mei.desk, there, Wish(n=2))
    assert fault.code == "sampling.role"
    # The draws that the lead made are known to the whole team.
    assert team.mei.store.read(samples.drawn_from, pool.id).result() == 1


def test_words_of_somebody_who_may_not_replace_nothing(
    team: Team, content: Path, tmp_path: Path
) -> None:
    pool = bring(team.lea, content, zone="Z")
    made = drawing.make(team.lea.store, team.lea.desk, pool, Wish(n=12, seed="s"))
    first = made.draw.sample[0]
    body = {"of": made.sample.event, "replaced": [[first.unit, "absent", "all", None]]}
    team.mei.do(write, Kind.SAMPLE_DRAWN, About(), body)
    team.exchange()
    assert len(said(team.lea)) == 2
    assert make(team.lea, made, content, tmp_path / "out").replaced == ()


def test_the_lists_of_domain_and_store_agree_on_every_unit(seat: Seat, content: Path) -> None:
    """What the store gives back is what `domain` would draw, chances as exact fractions."""
    pool = bring(seat, content, zone="Z")
    rows = seat.store.read(lambda db: list(pools.rows(db, pool, wish.filter_of(Wish(), pool))))
    design = Design("s", 20, ("vendor",), weights={"vendor=v-a": 3.0})
    asked = Wish(n=20, seed="s", strata=("vendor",), weights={"vendor=v-a": 3.0})
    made = drawing.make(seat.store, seat.desk, pool, asked).draw
    plain = draw(lambda: iter(rows.result()), design)
    assert [copy.copy(one) for one in made.sample] == list(plain.sample)
    sizes = allot(survey(rows.result(), design).sizes, design)
    assert {one.chance for one in made.sample} == {Fraction(n, 20) for n in sizes.values()}
