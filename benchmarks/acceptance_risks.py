"""Acceptance plans keep both risks, over random levels, risks and lots.

    python benchmarks/acceptance_risks.py [--short] [--json]

60 plans (15 with --short): the level to accept from 0.5 to 6 %, the one to refuse 2 to 6 times
it, risks from 2 to 15 %, a third of them for lots of 200 to 2,000. For each, 20,000 lots at either
level are sampled (binomial for a stream, without putting back for a lot), and the share that goes
the wrong way is held against what was promised: the largest excess, in standard errors of so many
lots. Then how many plans are the smallest for their c: with one less inspected the consumer's risk
is broken.

Switching: a vendor at the level to accept, and one at the level to refuse, for 200 lots each.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.sampling.acceptance.plan import (  # noqa: E402
    Asked,
    Plan,
    accepts,
    plan_for,
)
from workstation.domain.sampling.acceptance.switching import (  # noqa: E402
    Mode,
    Standing,
    after,
    plan_in,
)

LOTS = 20_000


def main() -> int:
    asked = options(__doc__)
    chance = np.random.default_rng(11)
    plans = []
    while len(plans) < (15 if asked.short else 60):
        wanted = _asked(chance)
        plans.append((wanted, plan_for(wanted)))
    excess = [max(_excess(chance, wanted, plan)) for wanted, plan in plans]
    smallest = sum(_smallest(wanted, plan) for wanted, plan in plans)
    figures = [
        figure(
            "acceptance_risk_excess", round(max(excess), 2), "<= 4 standard errors",
            max(excess) <= 4, __doc__, plans=len(plans), lots=LOTS,
            hypergeometric=sum(plan.lot is not None for _, plan in plans),
            largest_n=max(plan.n for _, plan in plans),
        ),
        figure(
            "acceptance_smallest", smallest / len(plans), "all", smallest == len(plans), __doc__
        ),
        *_switching(chance, 20 if asked.short else 100),
    ]  # fmt: skip
    return finish(asked, figures)


def _asked(chance: np.random.Generator) -> Asked:
    aql = float(chance.uniform(0.005, 0.06))
    return Asked(
        aql,
        min(0.5, aql * float(chance.uniform(2, 6))),
        float(chance.uniform(0.02, 0.15)),
        float(chance.uniform(0.02, 0.15)),
        int(chance.integers(200, 2_000)) if chance.random() < 1 / 3 else None,
    )


def _excess(chance: np.random.Generator, asked: Asked, plan: Plan) -> tuple[float, float]:
    good = _accepted(chance, plan, asked.aql, math.floor)
    bad = _accepted(chance, plan, asked.ltpd, math.ceil)
    return _errors(1 - good, asked.producer), _errors(bad, asked.consumer)


def _accepted(chance: np.random.Generator, plan: Plan, rate: float, whole: Any) -> float:
    if plan.lot is None:
        found = chance.binomial(plan.n, rate, LOTS)
    else:
        wrong = whole(rate * plan.lot)
        found = chance.hypergeometric(wrong, plan.lot - wrong, plan.n, LOTS)
    return float((found <= plan.c).mean())


def _errors(share: float, promised: float) -> float:
    return (share - promised) / math.sqrt(promised * (1 - promised) / LOTS)


def _smallest(asked: Asked, plan: Plan) -> bool:
    """Whether one less inspected would let too many bad lots pass."""
    rate = asked.ltpd if plan.lot is None else math.ceil(asked.ltpd * plan.lot) / plan.lot
    less = accepts(plan.n - 1, plan.c, rate, plan.lot)
    return plan.n == plan.lot or less > asked.consumer


def _switching(chance: np.random.Generator, vendors: int) -> list[dict[str, Any]]:
    asked = Asked(0.02, 0.08)
    plans = {mode: plan_in(mode, asked) for mode in Mode if mode is not Mode.STOPPED}
    ends = {"good": asked.aql / 2, "bad": asked.ltpd}
    told = {}
    for name, rate in ends.items():
        modes = []
        for _ in range(vendors):
            standing = Standing()
            for _ in range(200):
                if standing.mode is Mode.STOPPED:
                    break
                plan = plans[standing.mode]
                standing = after(standing, bool(chance.binomial(plan.n, rate) <= plan.c))
            modes.append(standing.mode)
        told[name] = {mode.value: modes.count(mode) / vendors for mode in Mode}
    stopped, wronged = told["bad"]["stopped"], told["good"]["stopped"]
    return [
        figure("switching_stops_the_bad", stopped, ">= 0.95", stopped >= 0.95, __doc__, ends=told),
        figure("switching_spares_the_good", wronged, "<= 0.01", wronged <= 0.01, __doc__),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
