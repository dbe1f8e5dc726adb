"""How often the 95 % intervals of the figures hold the truth, design by design.

    python benchmarks/coverage_of_designs.py [--short] [--json]

2,000 vendors a design (300 with --short). Prior: a vendor's accuracy is Beta(38, 2), mean 95 %;
strata and persons differ around it by 0.7 on the logit scale; their sizes are log-normal, 5,000
decisions in all. The pool is finite, the truth is the pool's own share, and the sample is drawn
without putting back. Mean coverage over the vendors; the worst cell is the worst of four bands of
true accuracy (each with 50 vendors or more). The plain normal interval of the same draws stands
beside it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.figures.accuracy import mean_over  # noqa: E402
from workstation.domain.figures.comparison import score_interval  # noqa: E402
from workstation.domain.figures.interval import Interval  # noqa: E402
from workstation.domain.figures.recall import recall_over  # noqa: E402
from workstation.domain.figures.second import Looked, Seen, final  # noqa: E402
from workstation.domain.figures.strata import Stratum, estimate  # noqa: E402
from workstation.domain.figures.times import handling_time, turnaround  # noqa: E402

VENDORS = 2_000
POOL = 5_000
SPREAD = 0.7
BANDS = (0.0, 0.90, 0.95, 0.98, 1.01)
POINTS = np.array([1.0, 5.0, 10.0])
Chance = np.random.Generator
Made = tuple[float, Interval | None, Interval | None, float]
"""Truth, our interval, the plain one, and the true accuracy behind it."""


def main() -> int:
    asked = options(__doc__)
    vendors = 300 if asked.short else VENDORS
    figures = []
    for number, (name, one) in enumerate(DESIGNS.items()):
        chance = np.random.default_rng([number, 20])
        figures.append(_measured(name, one, vendors, chance))
    return finish(asked, figures)


def _measured(
    name: str, one: Callable[[Chance], Made], vendors: int, chance: Chance
) -> dict[str, Any]:
    hits, plain, widths, bands, none = [], [], [], [], 0
    for _ in range(vendors):
        true, ours, normal, accuracy = one(chance)
        if ours is None:
            none += 1
            continue
        hits.append(_holds(ours, true))
        widths.append(ours.width)
        bands.append(int(np.searchsorted(BANDS, accuracy, "right")) - 1)
        if normal is not None:
            plain.append(_holds(normal, true))
    mean = 100 * float(np.mean(hits))
    slack = 0.0 if vendors == VENDORS else 200 * math.sqrt(0.95 * 0.05 / len(hits))
    cells = {}
    for band in range(len(BANDS) - 1):
        held = [hit for hit, mine in zip(hits, bands, strict=True) if mine == band]
        if len(held) >= 50:
            top = min(1.0, BANDS[band + 1])
            cells[f"{BANDS[band]:.0%} to {top:.0%}"] = 100 * float(np.mean(held))
    worst = min(cells, key=cells.__getitem__) if cells else ""
    return figure(
        f"coverage_{name}",
        round(mean, 1),
        "93 to 97 %" + (f", {slack:.1f} more for so few vendors" if slack else ""),
        93 - slack <= mean <= 97 + slack,
        __doc__,
        vendors=len(hits),
        worst_cell=worst,
        worst=round(cells[worst], 1) if cells else None,
        width=round(float(np.mean(widths)), 3),
        plain_normal=round(100 * float(np.mean(plain)), 1) if plain else None,
        without=none,
    )


def _holds(interval: Interval, true: float) -> bool:
    return interval.low - 1e-9 <= true <= interval.high + 1e-9


def _accuracy(chance: Chance) -> float:
    return float(np.clip(chance.beta(38, 2), 0.01, 0.9999))


def _around(chance: Chance, accuracy: float, number: int) -> np.ndarray:
    middle = math.log(accuracy / (1 - accuracy))
    return 1 / (1 + np.exp(-(middle + chance.normal(0, SPREAD, number))))


def _sizes(chance: Chance, number: int, pool: int = POOL, least: int = 6) -> np.ndarray:
    share = chance.lognormal(0, 1, number)
    return np.maximum(least, share / share.sum() * pool).astype(int)


def _plain(sizes: np.ndarray, drawn: np.ndarray, hits: np.ndarray) -> Interval:
    weight, share = sizes / sizes.sum(), hits / drawn
    value = float((weight * share).sum())
    spread = (1 - drawn / sizes) * share * (1 - share) / np.maximum(drawn - 1, 1)
    reach = 1.96 * math.sqrt(float((weight**2 * spread).sum()))
    return Interval(value - reach, value + reach)


def _strata(
    chance: Chance, sizes: np.ndarray, drawn: np.ndarray, shares: np.ndarray
) -> Made:
    right = chance.binomial(sizes, shares)
    hits = chance.hypergeometric(right, sizes - right, drawn)
    made = estimate(
        Stratum(f"s{k}", int(sizes[k]), int(drawn[k]), int(drawn[k]), float(hits[k]))
        for k in range(len(sizes))
    )
    true = float(right.sum() / sizes.sum())
    assert made is not None
    seen = drawn > 0
    return true, made.interval, _plain(sizes[seen], drawn[seen], hits[seen]), true


def simple(n: int, pool: int = POOL) -> Callable[[Chance], Made]:
    def one(chance: Chance) -> Made:
        share = np.array([_accuracy(chance)])
        return _strata(chance, np.array([pool]), np.array([n]), share)

    return one


def twelve_of_five(chance: Chance) -> Made:
    sizes = _sizes(chance, 12)
    return _strata(chance, sizes, np.full(12, 5), _around(chance, _accuracy(chance), 12))


def in_proportion(chance: Chance) -> Made:
    sizes = _sizes(chance, 12)
    drawn = np.minimum(sizes, np.maximum(5, np.round(150 * sizes / sizes.sum()).astype(int)))
    return _strata(chance, sizes, drawn, _around(chance, _accuracy(chance), 12))


def weighted(chance: Chance) -> Made:
    """What was enforced, a tenth of the pool, gets half of the sample."""
    accuracy = _accuracy(chance)
    sizes, drawn = np.array([POOL // 10, POOL - POOL // 10]), np.array([100, 100])
    return _strata(chance, sizes, drawn, _around(chance, accuracy, 2))


def each_person(chance: Chance) -> Made:
    sizes = _sizes(chance, 25)
    return _strata(chance, sizes, np.full(25, 5), _around(chance, _accuracy(chance), 25))


def singles(chance: Chance) -> Made:
    """Forty strata with one unit each."""
    sizes = _sizes(chance, 40)
    return _strata(chance, sizes, np.full(40, 1), _around(chance, _accuracy(chance), 40))


def empty_strata(chance: Chance) -> Made:
    """Three of twelve strata, together about a tenth of the pool, with nothing drawn."""
    sizes = np.concatenate([_sizes(chance, 9, POOL * 9 // 10), _sizes(chance, 3, POOL // 10)])
    drawn = np.concatenate([np.minimum(sizes[:9], 12), np.zeros(3, int)])
    return _strata(chance, sizes, drawn, _around(chance, _accuracy(chance), 12))


def critical_whole(chance: Chance) -> Made:
    sizes, drawn = np.array([100, POOL - 100]), np.array([100, 150])
    return _strata(chance, sizes, drawn, _around(chance, _accuracy(chance), 2))


def small_pool(chance: Chance) -> Made:
    sizes = _sizes(chance, 6, 300, 9)
    return _strata(chance, sizes, sizes // 3, _around(chance, _accuracy(chance), 6))


def one_clause(chance: Chance) -> Made:
    """A fifth of a sample stratified by something else: how many is left to chance."""
    sizes = _sizes(chance, 6)
    drawn = np.minimum(sizes, np.maximum(10, np.round(400 * sizes / sizes.sum()).astype(int)))
    inside = chance.binomial(sizes, chance.uniform(0.1, 0.3, 6))
    right = chance.binomial(inside, _around(chance, _accuracy(chance), 6))
    counted = chance.hypergeometric(inside, sizes - inside, drawn)
    hits = chance.hypergeometric(right, inside - right, counted)
    made = estimate(
        Stratum(f"s{k}", int(sizes[k]), int(drawn[k]), int(counted[k]), float(hits[k]))
        for k in range(6)
    )
    true = float(right.sum() / max(1, inside.sum()))
    return true, made.interval if made else None, None, true


def seen_again(chance: Chance) -> Made:
    """A first look that errs (a right decision called wrong 4 %, a wrong one called right 15 %),
    all errors and a fifth of the agreements seen again."""
    pool_right = int(chance.binomial(POOL, _accuracy(chance)))
    n = 300
    right = int(chance.hypergeometric(pool_right, POOL - pool_right, n))
    called_wrong = int(chance.binomial(right, 0.04))
    called_right = int(chance.binomial(n - right, 0.15))
    agreed = right - called_wrong + called_right
    again = math.ceil(agreed / 5)
    kept = int(chance.hypergeometric(right - called_wrong, called_right, again))
    errors = n - agreed
    looked = Looked("", POOL, Seen(agreed, again, kept), Seen(errors, errors, called_wrong))
    return pool_right / POOL, final([looked]).interval, None, pool_right / POOL


def points(chance: Chance) -> Made:
    """Severity points per unit; seven errors in ten minor, a quarter major, the rest critical."""
    sizes = _sizes(chance, 8)
    drawn = np.minimum(sizes, np.maximum(10, np.round(200 * sizes / sizes.sum()).astype(int)))
    shares = _around(chance, _accuracy(chance), 8)
    strata, total, wrong = [], 0.0, 0
    for k in range(8):
        values = np.zeros(sizes[k])
        bad = chance.random(sizes[k]) > shares[k]
        values[bad] = chance.choice(POINTS, size=int(bad.sum()), p=[0.7, 0.25, 0.05])
        total += float(values.sum())
        wrong += int(bad.sum())
        got = chance.choice(values, drawn[k], replace=False)
        strata.append(
            Stratum(f"s{k}", int(sizes[k]), int(drawn[k]), int(drawn[k]),
                    float(got.sum()), float((got**2).sum()))
        )  # fmt: skip
    made, _ = mean_over(strata, 10.0)
    whole = int(sizes.sum())
    return total / whole, made.interval if made else None, None, 1 - wrong / whole


def missed(chance: Chance) -> Made:
    """Recall: 200 of what was enforced, 1,500 of what was let pass; only with ten missed found."""
    enforced, passed = 2_000, 48_000
    right = int(chance.binomial(enforced, _accuracy(chance)))
    slipped = int(chance.binomial(passed, chance.uniform(0.004, 0.03)))
    good = int(chance.hypergeometric(right, enforced - right, 200))
    found = int(chance.hypergeometric(slipped, passed - slipped, 1_500))
    true = right / (right + slipped)
    if found < 10:
        return true, None, None, right / enforced
    made = recall_over(
        [Stratum("enforced", enforced, 200, 200, good)],
        [Stratum("passed", passed, 1_500, 1_500, found)],
    )
    return true, made[1] if made else None, None, right / enforced


def gap(chance: Chance) -> Made:
    """The difference between two vendors, 150 each."""
    one, other = _accuracy(chance), _accuracy(chance)
    x, y = int(chance.binomial(150, one)), int(chance.binomial(150, other))
    return one - other, score_interval(x / 150, y / 150, 150, 150), None, (one + other) / 2


def _spent(chance: Chance) -> tuple[np.ndarray, float, float, float]:
    """Handling times of 60 decisions, log-normal, and their true mean, median and p95."""
    middle, spread = chance.uniform(20, 120), chance.uniform(0.4, 0.9)
    times = middle * np.exp(chance.normal(0, spread, 60))
    return times, middle * math.exp(spread**2 / 2), middle, middle * math.exp(1.645 * spread)


def mean_time(chance: Chance) -> Made:
    times, true, _, _ = _spent(chance)
    ours = handling_time(list(times)).interval
    reach = 1.96 * float(times.std(ddof=1)) / math.sqrt(60)
    middle = float(times.mean())
    return true, ours, Interval(middle - reach, middle + reach), 0.95


def median_time(chance: Chance) -> Made:
    times, _, true, _ = _spent(chance)
    return true, turnaround(list(times))[0].interval, None, 0.95


DESIGNS: dict[str, Callable[[Chance], Made]] = {
    "simple_30": simple(30),
    "simple_100": simple(100),
    "simple_200": simple(200),
    "simple_small_pool": simple(145, 500),
    "strata_12_of_5": twelve_of_five,
    "strata_in_proportion": in_proportion,
    "strata_weighted": weighted,
    "strata_small_pool": small_pool,
    "strata_of_one": singles,
    "strata_empty": empty_strata,
    "person_minimum": each_person,
    "critical_whole": critical_whole,
    "one_clause": one_clause,
    "agreements_seen_again": seen_again,
    "severity_points": points,
    "recall": missed,
    "difference": gap,
    "handling_time": mean_time,
    "turnaround_median": median_time,
}


if __name__ == "__main__":
    raise SystemExit(main())
