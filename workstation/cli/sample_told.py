"""What `sample …` tells: values for scripts, lines for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workstation.fault import Fault
from workstation.store import pools
from workstation.words import sentence
from workstation.words.sampling import plan_words

if TYPE_CHECKING:
    from workstation.intake.faults import Notice
    from workstation.review.sampling.drawing import Made
    from workstation.review.sampling.planning import Plan
    from workstation.store.pools import Pool

SHOWN = 40


def told(notices: tuple[Notice, ...]) -> list[str]:
    """Notices in words."""
    return [sentence(Fault(one.code, **dict(one.params))) for one in notices]


def pool_value(pool: Pool) -> dict[str, Any]:
    """A pool for scripts."""
    return {
        "pool": pool.id,
        "title": pool.title,
        "source": pool.source,
        "rows": pool.rows,
        "left_out": pool.left_out,
        "undated": pool.undated,
        "first": pool.first.isoformat() if pool.first else None,
        "last": pool.last.isoformat() if pool.last else None,
        "offsets": {pools.offset_name(at): n for at, n in pool.offsets.items()},
        "zone": pool.plain_zone,
        "critical": list(pool.critical),
    }


def plan_value(made: Plan) -> dict[str, Any]:
    """A plan for scripts."""
    outlook = made.outlook
    return {
        "pool": made.pool.id,
        "size": made.size,
        "n": made.n,
        "critical": made.critical,
        "risky": made.risky,
        "reserves": made.reserves,
        "effective_n": None if math.isinf(outlook.effective) else round(outlook.effective, 2),
        "accuracy": outlook.accuracy,
        "interval": [outlook.interval.low, outlook.interval.high],
        "half_width": outlook.half_width,
        "apart": list(outlook.apart),
        "power_one": outlook.power_one,
        "power_two": outlook.power_two,
        "needed": made.needed,
        "seconds": made.seconds,
        "seconds_from": made.seconds_from.value,
        "hours": made.hours,
        "strata": [
            {
                "name": one.name,
                "population": one.size,
                "sample": one.n,
                "state": one.state.value,
                "half_width": one.half_width,
            }
            for one in made.strata
        ],
        "words": plan_words(made),
        "warnings": told(made.notices),
    }


def plan_lines(made: Plan) -> list[str]:
    """A plan for people."""
    lines = [plan_words(made), ""]
    for one in made.strata[:SHOWN]:
        half = "" if one.half_width is None else f"±{100 * one.half_width:.1f}"
        mark = f"  ({one.state.value})" if one.amber else ""
        lines.append(f"  {one.size:>9} {one.n:>7} {half:>7}  {one.name}{mark}")
    if len(made.strata) > SHOWN:
        lines.append(f"  … and {len(made.strata) - SHOWN} more strata (--json lists all)")
    lines += [f"  warning: {words}" for words in told(made.notices)]
    lines.append("Nothing was drawn: workstation sample draw")
    return lines


def sample_value(made: Made) -> dict[str, Any]:
    """A sample for scripts."""
    sample = made.sample
    return {
        "sample": sample.event,
        "pool": sample.pool,
        "number": sample.number,
        "n": len(made.draw.sample),
        "reserves": sum(map(len, made.draw.reserves.values())),
        "risk": len(made.draw.risky),
        "seed": made.draw.design.seed,
        "plan": dict(sample.plan),
        "frame": sample.frame,
        "digest": sample.digest,
        "strata": {
            name: {"population": size, "sample": n} for name, (size, n) in sample.strata.items()
        },
    }
