"""Writes what benchmarks/doubt.py measured into docs/doubt.md, and draws docs/images/doubt.svg."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.doubt_picture import drawn
from benchmarks.doubt_text import ROOT
from workstation.language.doubt import Calibration, Evidence
from workstation.language.doubt import marks as marks_of
from workstation.language.doubt.confidence import DOUBTFUL
from workstation.language.kept.kept import lost

if TYPE_CHECKING:
    from benchmarks.doubt import Judged

PAGE = ROOT / "docs" / "doubt.md"
PICTURE = ROOT / "docs" / "images" / "doubt.svg"
NAMES = {
    "ar": "Arabic", "es": "Spanish", "id": "Indonesian", "ms": "Malay", "th": "Thai",
    "tl": "Tagalog", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def write(
    checked: Sequence[Judged], calibration: Calibration, figures: Sequence[dict[str, Any]]
) -> None:
    own = [one for one in checked if one.of.origin != "nusax"]
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in {
        "languages": languages(own, figures),
        "marks": marks(own),
        "chances": chances(own),
        "corpora": corpora(checked),
        "calibration": told(calibration, own, checked),
    }.items():
        found = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        assert found.search(page), f"{PAGE} has no place for {name}"
        table = "\n".join(lines)
        page = found.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", page)
    PAGE.write_text(page, encoding="utf-8")
    PICTURE.write_text(drawn(own, NAMES), encoding="utf-8")


def languages(own: Sequence[Judged], figures: Sequence[dict[str, Any]]) -> list[str]:
    ranks, worst, deserved = figures
    lines = [
        "| language | sentences | mean chrF | confidence and chrF | score alone | "
        "of the worst tenth marked | of the marked deserved |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for code, name in sorted(NAMES.items(), key=lambda pair: pair[1]):
        mine = [one for one in own if one.language == code]
        if mine:
            lines.append(
                f"| {name} | {len(mine)} | {average(mine):.0f} | {ranks['by_language'][code]:.2f} "
                f"| {ranks['score_by_language'][code]:.2f} | {percent(worst['by_language'][code])} "
                f"| {percent(deserved['by_language'][code])} |"
            )
    lines.append(
        f"| **all** | {len(own)} | {average(own):.0f} | **{ranks['value']:.2f}** | "
        f"{ranks['score_alone']:.2f} | **{percent(worst['value'])}** | "
        f"**{percent(deserved['value'])}** |"
    )
    if ranks["nusax"] is not None:
        lines.append(
            f"| NusaX, Indonesian | | | {ranks['nusax']:.2f} | {ranks['nusax_score_alone']:.2f} | "
            f"{percent(worst['nusax'])} | |"
        )
    return lines


def marks(own: Sequence[Judged]) -> list[str]:
    """Beside each what it does on the human renderings, which deserve none."""
    counts = Counter(mark for one in own for mark in one.marks)
    human = Counter(mark for one in own for mark in on_rendering(one))
    lines = [
        "| mark | sentences | deserved it | mean chrF | on human renderings |",
        "|---|---:|---:|---:|---:|",
    ]
    for mark, _ in sorted((counts | human).items(), key=lambda pair: (-pair[1], pair[0])):
        mine = [one for one in own if mark in one.marks]
        false = "" if mark == DOUBTFUL else f"{human[mark]}"
        lines.append(f"| `{mark}` | {len(mine)} | {_of(mine)} | {false} |")
    marked = [one for one in own if one.marks]
    rest = [one for one in own if not one.marks]
    false = sum(bool(on_rendering(one)) for one in own)
    lines.append(f"| any | {len(marked)} | {_of(marked)} | {false} |")
    lines.append(f"| none | {len(rest)} | {_of(rest)} | {len(own) - false} |")
    return lines


def on_rendering(one: Judged) -> tuple[str, ...]:
    """The marks that the human rendering would get in the translation's place."""
    source = one.of.language
    gone = lost(one.of.original, one.of.english, source, "en")
    return marks_of(Evidence(one.of.original, one.of.english, source, "en", lost=gone))


def _of(some: Sequence[Judged]) -> str:
    if not some:
        return "–  | –"
    return f"{percent(sum(one.poor for one in some) / len(some))} | {average(some):.0f}"


def chances(own: Sequence[Judged]) -> list[str]:
    edges = (0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.01)
    lines = ["| confidence | sentences | could be relied on | mean chrF |", "|---|---:|---:|---:|"]
    for low, high in itertools.pairwise(edges):
        mine = [one for one in own if low <= one.chance < high]
        if mine:
            good = sum(not one.poor for one in mine) / len(mine)
            lines.append(
                f"| {low:.0%} – {min(1, high):.0%} | {len(mine)} | {percent(good)} | "
                f"{average(mine):.0f} |"
            )
    return lines


def corpora(checked: Sequence[Judged]) -> list[str]:
    """BLEU and chrF over whole texts, by sacrebleu."""
    import sacrebleu

    lines = ["| text | language | sentences | BLEU | chrF |", "|---|---|---:|---:|---:|"]
    for origin in ("held-out", "demo", "nusax"):
        for code, name in sorted(NAMES.items(), key=lambda pair: pair[1]):
            mine = [o for o in checked if o.of.origin == origin and o.language == code]
            if len(mine) < 10:
                continue
            made = [one.row.evidence.translation for one in mine]
            wanted = [[one.of.english for one in mine]]
            bleu = sacrebleu.corpus_bleu(made, wanted).score
            chrf = sacrebleu.corpus_chrf(made, wanted).score
            lines.append(f"| {origin} | {name} | {len(mine)} | {bleu:.1f} | {chrf:.1f} |")
    return lines


def told(calibration: Calibration, own: Sequence[Judged], checked: Sequence[Judged]) -> list[str]:
    weights = ", ".join(
        f"{name} {weight:+.2f}"
        for name, weight in zip(calibration.features, calibration.weights, strict=True)
    )
    return [
        f"Fitted on {calibration.sentences} sentences; the figures below are of the {len(own)} "
        f"others, and of {len(checked) - len(own)} of NusaX. Weights: {weights}. A translation is "
        f"`doubtful` below {calibration.threshold / 10:.1f} %."
    ]


def average(some: Sequence[Judged]) -> float:
    return sum(one.row.chrf for one in some) / len(some)


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"
