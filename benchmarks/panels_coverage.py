"""How well a panel's intervals cover, and whether its bias ranks people rightly.

    python benchmarks/panels_coverage.py [--short] [--json]

Panels with known skill: 10 to 60 cases, 4 to 20 raters, two or four labels. Prior: the violating
share is uniform from 10 to 50 % (two labels) or Dirichlet(6, 3, 2, 1); a rater is right with a
chance uniform from 0.70 to 0.98, on three hard cases in ten half as far from a coin. The true
coefficient is worked out from these chances, for the same raters and endless cases. Coverage is the
share of 95 % intervals that hold it; panels without an interval are counted apart.

Bias: raters lean by a known amount; Spearman's rank correlation of estimated and true leaning.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.agreement.alpha import alpha  # noqa: E402
from workstation.domain.agreement.coefficient import Coefficient  # noqa: E402
from workstation.domain.agreement.gwet import ac1, raw_agreement  # noqa: E402
from workstation.domain.agreement.pairs import cohen  # noqa: E402
from workstation.domain.agreement.persons import against  # noqa: E402
from workstation.domain.agreement.table import Table  # noqa: E402
from workstation.language.doubt.agreement import spearman  # noqa: E402

HARD = 0.3
CASES, RATERS, LABELS = (10, 20, 30, 60), (4, 8, 20), (2, 4)


def main() -> int:
    asked = options(__doc__)
    rounds = 40 if asked.short else 250
    chance = np.random.default_rng(7)
    held: dict[str, dict[tuple[int, ...], list[bool]]] = defaultdict(lambda: defaultdict(list))
    left_out: dict[str, int] = defaultdict(int)
    for labels in LABELS:
        for cases in CASES:
            for raters in RATERS:
                for _ in range(rounds):
                    _panel(chance, labels, cases, raters, held, left_out)
    figures = [
        _coverage(name, held[name], left_out[name], asked.short)
        for name in ("alpha", "ac1", "cohen", "raw")
    ]
    figures += _ranks(chance, 20 if asked.short else 100, asked.short)
    return finish(asked, figures)


def _within(mean: float, number: int, short: bool) -> tuple[str, bool]:
    """The goal and whether it is reached; a short run allows for two standard errors more."""
    slack = 200 * math.sqrt(0.95 * 0.05 / number) if short else 0.0
    goal = "93 to 97 %" + (f", {slack:.1f} more for so few" if short else "")
    return goal, 93 - slack <= mean <= 97 + slack


def _coverage(
    name: str, cells: dict[tuple[int, ...], list[bool]], none: int, short: bool
) -> dict[str, Any]:
    every = [hit for cell in cells.values() for hit in cell]
    mean = 100 * float(np.mean(every))
    worst = min(cells, key=lambda cell: np.mean(cells[cell]))
    small = [hit for cell, hits in cells.items() if cell[1] == min(CASES) for hit in hits]
    return figure(
        f"panel_coverage_{name}",
        round(mean, 1),
        *_within(mean, len(every), short),
        __doc__,
        panels=len(every),
        worst_cell="{} labels, {} cases, {} raters".format(*worst),
        worst=round(100 * float(np.mean(cells[worst])), 1),
        worst_of=len(cells[worst]),
        ten_cases=round(100 * float(np.mean(small)), 1),
        without_interval=none,
    )


def _panel(
    chance: np.random.Generator,
    labels: int,
    cases: int,
    raters: int,
    held: dict[str, dict[tuple[int, ...], list[bool]]],
    left_out: dict[str, int],
) -> None:
    share = chance.uniform(0.1, 0.5)
    prior = np.array([1 - share, share]) if labels == 2 else chance.dirichlet([6, 3, 2, 1])
    chances = _chances(chance.uniform(0.7, 0.98, raters), labels)
    table = _table(chance, chances, prior, cases)
    true_alpha, true_ac1, true_raw = _true(chances, prior)
    pair = table.pair("r0", "r1")
    for name, made, true in (
        ("alpha", alpha(table), true_alpha),
        ("ac1", ac1(table), true_ac1),
        ("raw", raw_agreement(table), true_raw),
        ("cohen", cohen(pair), _true_kappa(chances, prior)),
    ):
        _count(held[name][labels, cases, raters], made, true, name, left_out)


def _count(
    hits: list[bool], made: Coefficient, true: float, name: str, left_out: dict[str, int]
) -> None:
    if made.interval is None:
        left_out[name] += 1
    else:
        hits.append(made.interval.low <= true <= made.interval.high)


def _chances(skill: np.ndarray, labels: int) -> np.ndarray:
    """By true label, hardness, rater: the chance of each answer."""
    made = np.zeros((labels, 2, len(skill), labels))
    for true in range(labels):
        for hard in range(2):
            right = 0.5 + (skill - 0.5) * (0.5 if hard else 1.0)
            made[true, hard] = ((1 - right) / (labels - 1))[:, None]
            made[true, hard, :, true] = right
    return made


def _table(
    chance: np.random.Generator, chances: np.ndarray, prior: np.ndarray, cases: int
) -> Table:
    labels = len(prior)
    true = chance.choice(labels, size=cases, p=prior)
    hard = (chance.random(cases) < HARD).astype(int)
    raters = chances.shape[2]
    lot = chance.random((cases, raters, 1))
    said = (lot > np.cumsum(chances[true, hard], axis=2)).sum(2)
    cells = {
        f"c{case}": {f"r{rater}": int(said[case, rater]) for rater in range(raters)}
        for case in range(cases)
    }
    return Table([str(label) for label in range(labels)], cells)


def _true(chances: np.ndarray, prior: np.ndarray) -> tuple[float, float, float]:
    labels, _, raters, _ = chances.shape
    weight = np.outer(prior, [1 - HARD, HARD])
    total = chances.sum(2)
    together = np.einsum("th,thc,thk->ck", weight, total, total)
    together -= np.einsum("th,thrc,thrk->ck", weight, chances, chances)
    share = together.sum(1) / together.sum()
    differ = 1 - np.trace(together) / (raters * (raters - 1))
    by_chance = float((share * (1 - share)).sum()) / (labels - 1)
    return (
        float(1 - differ / (1 - (share**2).sum())),
        float((1 - differ - by_chance) / (1 - by_chance)),
        float(1 - differ),
    )


def _true_kappa(chances: np.ndarray, prior: np.ndarray) -> float:
    weight = np.outer(prior, [1 - HARD, HARD])
    one, other = chances[:, :, 0], chances[:, :, 1]
    alike = float(np.einsum("th,thk,thk->", weight, one, other))
    first = np.einsum("th,thk->k", weight, one)
    second = np.einsum("th,thk->k", weight, other)
    by_chance = float(first @ second)
    return (alike - by_chance) / (1 - by_chance)


def _ranks(chance: np.random.Generator, rounds: int, short: bool) -> list[dict[str, Any]]:
    """Twenty raters who lean by a known amount, sixty cases, the consensus right."""
    found, hits = [], []
    for _ in range(rounds):
        lean = chance.normal(0, 1, 20)
        true = chance.random(60) < 0.5
        strict_yes, strict_no = (1 / (1 + np.exp(-(way + lean))) for way in (1.6, -1.6))
        stricter = np.where(true[:, None], strict_yes[None, :], strict_no[None, :])
        said = (chance.random((60, 20)) < stricter).astype(int)
        cells = {
            f"c{case}": {f"r{rater}": int(said[case, rater]) for rater in range(20)}
            for case in range(60)
        }
        right = {f"c{case}": "yes" if true[case] else "no" for case in range(60)}
        beside = {one.rater: one for one in against(Table(["no", "yes"], cells), right)}
        found.append(spearman([beside[f"r{rater}"].bias for rater in range(20)], list(lean)))
        bias = (strict_no - (1 - strict_yes)) / 2
        for rater in range(20):
            held = beside[f"r{rater}"].of_bias
            hits.append(held.low <= bias[rater] <= held.high)
    value = round(float(np.mean(found)), 3)
    mean = round(100 * float(np.mean(hits)), 1)
    return [
        figure(
            "panel_bias_rank_correlation", value, ">= 0.9", value >= 0.9, __doc__,
            panels=rounds, worst=round(min(found), 3),
        ),
        figure(
            "panel_coverage_bias", mean, *_within(mean, len(hits), short), __doc__,
            raters=len(hits),
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
