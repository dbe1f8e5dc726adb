"""How well confidence and marks tell which translations can be relied on.

    python benchmarks/doubt.py [--short] [--json] [--write] [--fit]

The starter package translates sentences that have a human rendering (`doubt_text.py`), through the
program's own pipeline; chrF says how near each came. "Relied on" is a sentence chrF of 50 and more.
The calibration was fitted on one half of the sentences; every figure here is of the other half.

Beside it stands the model's own score alone: CTranslate2's, divided by length to the power it was
decoded with, and the mean log probability of a token.

`--write` draws docs/images/doubt.svg and the tables of docs/doubt.md anew. `--fit` first makes
`resources/models/calibration/starter.json` anew from the half that is for fitting.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402

from benchmarks.common import figure, finish  # noqa: E402
from benchmarks.doubt_text import Rendered, rendered  # noqa: E402
from workstation.language.doubt import (  # noqa: E402
    Calibration,
    calibration_of,
    judge,
    weights_digest,
)
from workstation.language.doubt.agreement import spearman  # noqa: E402
from workstation.language.doubt.calibration import SHIPPED  # noqa: E402
from workstation.language.doubt.fitting import RELIED_ON, Row, fitted  # noqa: E402
from workstation.language.doubt.measuring import measured  # noqa: E402
from workstation.language.packages.installing import install_starter  # noqa: E402

GOAL_RANKS = 0.58  # what the score alone had reached on other text
GOAL_WORST = 0.8
GOAL_DESERVED = 0.8
LENGTH_PENALTY = 0.2
SHORT = 24  # sentences a language and origin
TEXT = (
    "half of 118-120 sentences a language written for this and half of the demo batch's lines, "
    "Arabic, Chinese, Indonesian, Malay, Spanish, Tagalog, Thai, Vietnamese into English"
)


class Judged(msgspec.Struct, frozen=True):
    """A translation with what the program says of it."""

    of: Rendered
    row: Row
    marks: tuple[str, ...]
    chance: float

    @property
    def language(self) -> str:
        return self.of.language.split("-")[0]

    @property
    def poor(self) -> bool:
        return self.row.chrf < RELIED_ON


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="fewer sentences, for CI")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--write", action="store_true", help="renew the page in docs/")
    parser.add_argument("--fit", action="store_true", help="renew the starter's calibration")
    asked = parser.parse_args()
    texts = rendered()
    if asked.short:
        texts = shortened([text for text in texts if not text.fit])
    with tempfile.TemporaryDirectory() as scratch:
        packages = Path(scratch) / "packages"
        package = install_starter(packages)[0]
        model = weights_digest(package.path / "model" / "model.bin")
        rows = translated(packages, texts)
    if asked.fit:
        SHIPPED.mkdir(exist_ok=True)
        fit = fitted(
            [row for text, row in rows if text.fit], "starter", package.version, model, TEXT
        )
        body = msgspec.json.format(msgspec.json.encode(fit), indent=2)
        (SHIPPED / "starter.json").write_bytes(body + b"\n")
    calibration = calibration_of("starter", package.version, model)
    if calibration is None:
        print("The starter package has no calibration; make one with --fit.", file=sys.stderr)
        return 1
    checked = judged([(text, row) for text, row in rows if not text.fit], calibration)
    figures = measure(checked, calibration)
    if asked.write:
        from benchmarks.doubt_page import write

        write(checked, calibration, figures)
    return finish(asked, figures)


def translated(packages: Path, texts: Sequence[Rendered]) -> list[tuple[Rendered, Row]]:
    """Each sentence with its evidence; what held no words is left out."""
    found = []
    for language in sorted({text.language for text in texts}):
        mine = {text.original: text for text in texts if text.language == language}
        pairs = [(text.original, text.english) for text in mine.values()]
        rows = measured(packages, language, "en", pairs)
        found += [(mine[row.evidence.original], row) for row in rows]
    return found


def judged(rows: Sequence[tuple[Rendered, Row]], calibration: Calibration) -> list[Judged]:
    found = []
    for text, row in rows:
        marks, chance = judge(row.evidence, calibration)
        found.append(Judged(text, row, marks, 0.0 if chance is None else chance / 1000))
    return found


def measure(checked: Sequence[Judged], calibration: Calibration) -> list[dict[str, Any]]:
    own = [one for one in checked if one.of.origin != "nusax"]
    other = [one for one in checked if one.of.origin == "nusax"]
    ranks = agreement(own, chance)
    worst = sorted(own, key=lambda one: one.row.chrf)[: max(1, len(own) // 10)]
    marked = [one for one in own if one.marks]
    worst_marked = share(worst, lambda one: bool(one.marks))
    deserved = share(marked, lambda one: one.poor)
    return [
        figure(
            "doubt_rank_correlation",
            ranks,
            f">= {GOAL_RANKS} and above the score alone",
            ranks >= GOAL_RANKS and ranks > agreement(own, normalised),
            __doc__,
            sentences=len(own),
            by_language=by_language(own, lambda some: agreement(some, chance)),
            score_alone=agreement(own, normalised),
            score_by_language=by_language(own, lambda some: agreement(some, normalised)),
            mean_token_alone=agreement(own, mean),
            nusax=agreement(other, chance) if other else None,
            nusax_score_alone=agreement(other, normalised) if other else None,
            fitted_on=calibration.sentences,
        ),
        figure(
            "doubt_worst_tenth_marked",
            worst_marked,
            f">= {GOAL_WORST}",
            worst_marked >= GOAL_WORST,
            __doc__,
            all_marked=share(own, lambda one: bool(one.marks)),
            by_language=by_language(
                own,
                lambda some: share(
                    sorted(some, key=lambda one: one.row.chrf)[: max(1, len(some) // 10)],
                    lambda one: bool(one.marks),
                ),
            ),
            nusax=_worst(other) if other else None,
        ),
        figure(
            "doubt_marked_deserved",
            deserved,
            f">= {GOAL_DESERVED}",
            deserved >= GOAL_DESERVED,
            __doc__,
            below=RELIED_ON,
            of_all=share(own, lambda one: one.poor),
            by_language=by_language(
                own, lambda some: share([o for o in some if o.marks], lambda one: one.poor)
            ),
        ),
    ]


def _worst(some: Sequence[Judged]) -> float:
    worst = sorted(some, key=lambda one: one.row.chrf)[: max(1, len(some) // 10)]
    return share(worst, lambda one: bool(one.marks))


def agreement(some: Sequence[Judged], by: Callable[[Judged], float]) -> float:
    return round(spearman([by(one) for one in some], [one.row.chrf for one in some]), 3)


def share(some: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return round(sum(map(holds, some)) / len(some), 3) if some else 0.0


def by_language(
    some: Sequence[Judged], value: Callable[[Sequence[Judged]], float]
) -> dict[str, float]:
    names = sorted({one.language for one in some})
    return {name: value([one for one in some if one.language == name]) for name in names}


def chance(one: Judged) -> float:
    return one.chance


def mean(one: Judged) -> float:
    scores = one.row.evidence.scores
    return sum(scores) / len(scores)


def normalised(one: Judged) -> float:
    """As CTranslate2 gives it: the sum over the length to the power of the penalty."""
    return mean(one) * (one.row.evidence.made + 1) ** (1 - LENGTH_PENALTY)


def shortened(texts: Sequence[Rendered]) -> list[Rendered]:
    kept: list[Rendered] = []
    for text in texts:
        same = sum(o.language == text.language and o.origin == text.origin for o in kept)
        if same < SHORT:
            kept.append(text)
    return kept


if __name__ == "__main__":
    raise SystemExit(main())
