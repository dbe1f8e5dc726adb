"""Draws: the same for ever, exact chances, minimums, reserves, what a frame is refused for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy import stats

from workstation.domain.sampling.again import (
    kept,
    looked_at_again,
    redraw,
    repeats,
    sizes_after,
)
from workstation.domain.sampling.allotting import allot, best_weights
from workstation.domain.sampling.chance import rank
from workstation.domain.sampling.design import CRITICAL, Cell, Design, Risk, checked, name_of
from workstation.domain.sampling.drawing import Draw, draw
from workstation.domain.sampling.frame import FrameRow, survey
from workstation.fault import WorldFault

START = datetime(2026, 3, 1, tzinfo=UTC)


def row(number: int, **more: object) -> FrameRow:
    made = FrameRow(
        f"d{number:05}",
        f"p{number % 7}",
        f"v{number % 3}",
        language=("id", "th")[number % 2],
        clause=f"{number % 9}.1",
        at=START + timedelta(minutes=number),
        exposure=number,
        seconds=float(number % 50),
    )
    return replace(made, **more) if more else made


def frame(size: int) -> Callable[[], Iterable[FrameRow]]:
    return lambda: (row(number) for number in range(size))


def fault(work: Callable[[], object]) -> WorldFault:
    with pytest.raises(WorldFault) as told:
        work()
    return told.value


def test_a_seed_draws_the_same_for_ever() -> None:
    """These ids must never change: a draw can be repeated years later, anywhere."""
    made = draw(frame(1_000), Design("quarter-1", 5, reserves=0.4))
    assert [one.unit for one in made.sample] == ["d00416", "d00259", "d00227", "d00948", "d00165"]
    assert [one.unit for one in made.reserves["all"]] == ["d00861", "d00965"]
    assert rank("quarter-1", "draw", "d00000") == 0x9CBF6C72595ED1CF386DE7B5199B6622


def test_the_order_of_the_file_does_not_matter() -> None:
    rows = list(frame(500)())
    design = Design("s", 40, ("vendor",), minimum=5)
    one, other = draw(lambda: rows, design), draw(lambda: rows[::-1], design)
    assert one == other


def test_every_unit_has_the_same_chance_of_being_drawn() -> None:
    counts = Counter(
        one.unit
        for seed in range(400)
        for one in draw(frame(60), Design(str(seed), 12, reserves=0)).sample
    )
    found = [counts[f"d{number:05}"] for number in range(60)]
    assert sum(found) == 400 * 12
    # Without putting back the counts vary less than the multinomial test thinks: it may only be
    # too small by chance.
    assert stats.chisquare(found).pvalue > 0.001


def test_chances_and_weights_are_exact() -> None:
    design = Design("s", 60, ("vendor", "language"), minimum=8, weights={"vendor=v1": 3.0})
    made = draw(frame(900), design)
    assert len(made.sample) == 60
    counts = Counter(one.stratum for one in made.sample)
    for one in made.sample:
        assert one.chance == Fraction(counts[one.stratum], 150)
        assert one.weight == pytest.approx(150 / counts[one.stratum])
    assert sum(one.weight or 0 for one in made.sample) == pytest.approx(900)
    assert min(counts.values()) >= 8
    assert counts["v1 / id"] > counts["v0 / id"]


def test_each_person_gets_a_minimum() -> None:
    rows = [row(n, moderator="rare" if n < 3 else f"p{n % 5}") for n in range(600)]
    made = draw(lambda: rows, Design("s", 40, ("vendor",), person_minimum=6))
    by_person = Counter(one.stratum.rpartition(" / ")[2] for one in made.sample)
    assert by_person["rare"] == 3
    assert all(by_person[f"p{n}"] >= 6 for n in range(5))
    assert sum(by_person.values()) == 40


def test_critical_clauses_are_drawn_whole_on_top() -> None:
    made = draw(frame(900), Design("s", 30, critical=frozenset({"7.1"})))
    critical = [one for one in made.sample if one.stratum == "critical"]
    assert len(critical) == 100
    assert all(one.chance == 1 for one in critical)
    assert len(made.sample) == 130
    assert made.sizes == {"all": 800, "critical": 100}


def test_risk_is_a_list_apart() -> None:
    risk = Risk(
        20,
        new_clauses={"4.1": date(2026, 2, 25)},
        ramping=frozenset({"p3"}),
        fast_below={"p3": 5.0},
        exposure_above=850,
        languages=frozenset({"th"}),
    )
    made = draw(frame(900), Design("s", 100, risk=risk))
    assert len(made.risky) == 20
    assert not {one.unit for one in made.risky} & {one.unit for one in made.sample}
    assert all(one.targeted and one.chance is None and one.weight is None for one in made.risky)
    number = [len(one.reasons) for one in made.risky]
    assert number == sorted(number, reverse=True)
    assert number[0] >= 3
    assert draw(frame(900), Design("s", 100)).sample == made.sample


def test_machines_are_left_out() -> None:
    rows = [row(n, automated=n % 2 == 0) for n in range(100)]
    found = survey(rows, Design("s", 10))
    assert (found.size, found.left_out) == (50, 50)
    people = draw(lambda: rows, Design("s", 10))
    assert all(int(one.unit[1:]) % 2 for one in people.sample)


def test_a_cluster_is_drawn_as_one_unit() -> None:
    rows = [row(n, cluster=f"c{n % 10}" if n < 500 else None) for n in range(600)]
    found = survey(rows, Design("s", 10))
    assert found.size == 110
    made = draw(lambda: rows, Design("s", 110))
    assert len({one.unit for one in made.sample}) == 110


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["p", "q", "r"])),
        st.integers(1, 400),
        min_size=1,
    ),
    st.data(),
)
def test_allotting_keeps_every_promise(sizes: dict[Cell, int], data: st.DataObject) -> None:
    pool = sum(sizes.values())
    n = data.draw(st.integers(1, pool))
    minimum = data.draw(st.integers(0, 5))
    person = data.draw(st.integers(0, 20))
    weights = {"vendor=a": data.draw(st.floats(0.1, 8))}
    design = Design("s", n, ("vendor",), minimum, weights, person)
    try:
        made = allot(sizes, design)
    except WorldFault:
        # One cell may count for both minimums, so that they never take more than their sum.
        assert n < sum(min(minimum, size) + min(person, size) for size in sizes.values())
        return
    assert sum(made.values()) == n
    for cell, size in sizes.items():
        assert min(minimum, size) <= made[cell] <= size
    for name in {cell[-1] for cell in sizes}:
        mine = [cell for cell in sizes if cell[-1] == name]
        assert sum(made[cell] for cell in mine) >= min(person, sum(sizes[c] for c in mine))


def test_allotting_in_proportion() -> None:
    sizes: dict[Cell, int] = {("a", ""): 600, ("b", ""): 300, ("c", ""): 100}
    assert allot(sizes, Design("s", 100, ("vendor",))) == {
        ("a", ""): 60, ("b", ""): 30, ("c", ""): 10
    }  # fmt: skip
    weighted = best_weights(sizes, {("a", ""): 0.02, ("b", ""): 0.02, ("c", ""): 0.3})
    made = allot(sizes, Design("s", 100, ("vendor",), weights=weighted))
    assert made["c", ""] > 20


def test_what_cannot_be_drawn_is_told() -> None:
    assert fault(lambda: draw(frame(50), Design("s", 51))).code == "sampling.more_than_pool"
    least = fault(lambda: draw(frame(600), Design("s", 20, ("vendor", "language"), minimum=5)))
    assert (least.code, least.params["least"]) == ("sampling.minimums_exceed", 30)
    zero = Design("s", 30, ("vendor",), weights={"vendor=v0": 0.0, "vendor=v1": 0.0})
    assert fault(lambda: draw(frame(60), zero)).code == "sampling.weights_leave"
    assert fault(lambda: draw(list, Design("s", 1))).code == "sampling.empty_frame"
    assert fault(lambda: checked(Design("", 1))).code == "sampling.seed"
    assert fault(lambda: checked(Design("s", -1))).code == "sampling.negative"
    assert fault(lambda: checked(Design("s", 1, ("mood",)))).code == "sampling.no_field"
    assert fault(lambda: checked(Design("s", 1, reserves=2))).code == "sampling.rate"
    assert fault(lambda: checked(Design("s", 1, weights={"a": -1}))).code == "sampling.weight"


def test_what_is_wrong_with_a_frame_is_told() -> None:
    rows = [*frame(100)(), row(7), row(9), row(9)]
    double = fault(lambda: draw(lambda: rows, Design("s", 5)))
    assert double.code == "sampling.duplicate_ids"
    assert (double.params["ids"], double.params["first"]) == (2, "d00007")
    east = timezone(timedelta(hours=8))
    zones = [row(1), row(2, at=START.astimezone(east))]
    assert fault(lambda: survey(zones, Design("s", 1))).code == "sampling.two_zones"
    assert survey(zones, Design("s", 1), "Asia/Kuala_Lumpur").size == 2
    naive = [row(1, at=datetime(2026, 3, 1))]  # noqa: DTZ001
    assert fault(lambda: survey(naive, Design("s", 1))).code == "sampling.no_offset"
    assert fault(lambda: survey([row(1, decision="")], Design("s", 1))).code == "sampling.no_id"


def test_a_frame_that_changes_between_the_passes_is_told() -> None:
    found = survey(frame(100)(), Design("s", 5))
    assert fault(lambda: draw(frame(101), Design("s", 5), found)).code == "sampling.frame_changed"


def test_a_stratum_of_one_and_one_without_anything() -> None:
    rows = [row(n, vendor="lone" if n == 0 else "big") for n in range(200)]
    made = draw(lambda: rows, Design("s", 20, ("vendor",), minimum=1))
    assert made.allotted["lone"] == 1
    without = draw(lambda: rows, Design("s", 20, ("vendor",)))
    assert without.empty == ("lone",)


def replaced(made: Draw, count: int) -> list[object]:
    log: list = []
    for one in made.sample[:count]:
        log.append(redraw(made, log, one.unit, "deleted"))
    return log


def test_what_is_gone_is_replaced_from_its_stratum_and_logged() -> None:
    made = draw(frame(900), Design("s", 30, ("vendor",), reserves=0.2))
    log = replaced(made, 3)
    for one in log:
        assert one.instead is not None
        assert one.instead.stratum == one.stratum
    assert len(kept(made, log)) == 30
    again = fault(lambda: redraw(made, log, log[0].gone, "deleted"))
    assert again.code == "sampling.not_drawn"
    second = redraw(made, log, log[0].instead.unit, "deleted")
    assert second.stratum == log[0].stratum
    sizes = sizes_after(made, log)
    assert sum(sizes.values()) == pytest.approx(900 * (1 - 3 / 33), rel=0.03)


def test_reserves_run_out() -> None:
    made = draw(frame(90), Design("s", 10, reserves=0.1))
    log = replaced(made, 2)
    assert [one.instead is None for one in log] == [False, True]
    assert len(kept(made, log)) == 9


def test_agreements_looked_at_again_come_at_their_rate() -> None:
    names = [f"u{n}" for n in range(20_000)]
    again = looked_at_again("s", names, 0.1)
    assert len(again) == pytest.approx(2_000, abs=150)
    assert looked_at_again("s", names[::-1], 0.1) == again[::-1]
    assert looked_at_again("s", names, 0) == []
    assert looked_at_again("s", names, 1) == names


def test_hidden_repeats_keep_their_distance() -> None:
    names = [f"u{n}" for n in range(100)]
    made = repeats("s", names, 0.1, gap=20)
    assert len(made) == 10
    assert all(one.first + 20 <= one.after < 100 for one in made)
    assert len({one.unit for one in made}) == 10
    assert repeats("s", names[:20], 0.5, gap=20) == ()
    assert repeats("s", names, 0) == ()


def test_cells_are_named_without_mistaking_one_for_another() -> None:
    assert name_of(("a / b", "c")) != name_of(("a", "b / c"))
    assert name_of(("", "")) == "all"
    assert name_of(CRITICAL) == "critical"


def test_a_draw_comes_back_from_json_as_it_was() -> None:
    risk = Risk(3, {"4.1": date(2026, 2, 25)}, ramping=frozenset({"p3"}))
    design = Design("s", 12, ("vendor",), critical=frozenset({"7.1"}), risk=risk)
    made = draw(frame(90), design)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Draw) == made
