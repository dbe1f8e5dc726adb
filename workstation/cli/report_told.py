"""Figures in words and plain values, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from workstation.domain.figures.figure import Figure, State
from workstation.fault import Fault
from workstation.reports.kpi.locking import Restatement
from workstation.reports.kpi.moves import Moved
from workstation.reports.kpi.report import Line, Pair, Report
from workstation.reports.kpi.weighing import Notice
from workstation.reports.kpi.writing import marks, number
from workstation.words import sentence
from workstation.words.figures import LEFT_OUT, NAMES, STANDINGS, STATES

_TELLS = {"higher": "higher", "lower": "lower", "cannot_tell": "cannot be told apart"}


def report_lines(report: Report, names: Sequence[str]) -> list[str]:
    """A block for each group."""
    lines = [head(report)]
    for line in report.lines:
        lines += ["", _line_head(report, line)]
        lines += [_figure_line(line, line.figures[name], name) for name in names]
    lines += ["", *notes(report)] if notes(report) else []
    return lines


def head(report: Report) -> str:
    """What was asked, and of how much it is told."""
    wish = report.wish
    words = f"{report.verdicts} verdicts in {len(report.batches)} batches ({wish.kind})"
    if wish.period:
        words += f", {wish.clock} {wish.period.since or '…'} to {wish.period.until or '…'}"
    if wish.timed:
        words += f", days at {report.zone}"
    if wish.auditor is not None:
        words += f", only {wish.auditor}'s own"
    return words


def notes(report: Report) -> list[str]:
    """What is to be known beside the figures."""
    lines = [
        f"{count} verdicts {LEFT_OUT[why]}." for why, count in sorted(report.left_out.items())
    ]
    return [*lines, *(notice(one) for one in report.notices)]


def notice(one: Notice) -> str:
    """A notice as its sentence."""
    return sentence(Fault(one.code, **dict(one.params)))


def about(report: Report) -> list[tuple[str, str]]:
    """What a workbook says about its figures."""
    return [("note", words) for words in [head(report), *notes(report)]]


def value_words(figure: Figure) -> str:
    """A figure's value, without its interval."""
    return _number(figure.value, figure.unit)


def _line_head(report: Report, line: Line) -> str:
    name = " · ".join(word or "–" for word in line.group) or "all"
    words = f"{name}   {line.units} units"
    hands, drawn, staff = marks(line)
    if line.automated:
        words += f", decided by {hands}"
    if line.targeted:
        words += f", picked for their {drawn}"
    if line.ramping:
        words += f", {staff} staff"
    if line.production is not None:
        words += f", production {line.production}"
        if line.share is not None:
            words += f" ({100 * line.share:.1f} %)"
    if not line.targeted:
        words += (
            f"; chance to tell {100 * line.power_of[0]:g} from {100 * line.power_of[1]:g} %: "
            f"{100 * line.power:.0f} %"
        )
    return words


def _figure_line(line: Line, figure: Figure, name: str) -> str:
    words = f"  {NAMES[name]:<36}"
    if figure.value is None:
        return words + f"{'–':>9}   {STATES.get(figure.why, figure.why)}"
    words += f"{_number(figure.value, figure.unit):>9}"
    if figure.interval is not None:
        low, high = figure.interval.low, figure.interval.high
        between = f"{_number(low, figure.unit, True)}–{_number(high, figure.unit, True)}"
        words += f"   {between:<13} n {figure.n}"
    else:
        words += f"   {'':<13} n {figure.n}"
    if figure.state is not State.OK:
        words += f"   {STATES.get(figure.why, figure.why)}"
    aim = line.targets.get(name)
    if aim is not None:
        words += (
            f"   target {_number(aim.value, figure.unit)} since {aim.since}: "
            f"{STANDINGS[line.standings[name].value]}"
        )
    if "cap" in figure.counts:
        words += f"   gaps counted as at most {figure.counts['cap']:g} s"
    if "done_only" in figure.notes:
        words += "   of what was audited; by auditor, language or market also what was not"
    return words


def _number(value: float | None, unit: str, bare: bool = False) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f}" + ("" if bare else " %")
    if unit == "seconds":
        return _time(value)
    return f"{value:.1f}"


def _time(seconds: float) -> str:
    if seconds < 600:
        return f"{seconds:.0f} s"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} d"


def pair_line(pair: Pair) -> str:
    """Two groups beside each other."""
    one, other = (" · ".join(group) for group in (pair.one, pair.other))
    held = pair.comparison
    if held.difference is None or held.interval is None:
        return f"{one} and {other}: nothing to compare"
    words = _TELLS[held.told.value]
    said = f"{one} is {words} than {other}" if held.told != "cannot_tell" else (
        f"{one} and {other} {words}"
    )  # fmt: skip
    gap = (
        f" ({100 * held.difference:+.1f} points, {100 * held.interval.low:+.1f} to "
        f"{100 * held.interval.high:+.1f})"
    )
    if held.power is not None:
        gap += f"; a gap of {100 * held.gap:g} points would be found in {100 * held.power:.0f} %"
        if held.needed:
            gap += f", in 80 % with {held.needed} of each"
    return said + gap


def pair_value(pair: Pair) -> dict[str, Any]:
    """The same as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(pair.comparison)
    return {"one": list(pair.one), "other": list(pair.other), **plain}


def moved_value(one: Moved, by: Sequence[str]) -> dict[str, Any]:
    """Why a group moved, as plain values."""
    made: dict[str, Any] = {"group": dict(zip(by, one.group, strict=True))}
    made["lacks"] = list(one.lacks)
    held = one.split
    if held is not None:
        made |= {name: number(getattr(held, name)) for name in ("old", "new", "change")}
        made |= {name: number(getattr(held, name)) for name in ("rate", "mix", "both")}
        made["segments"] = {
            move.segment: {name: number(getattr(move, name)) for name in ("rate", "mix", "both")}
            for move in held.moves
        }
    return made


def moved_lines(found: Sequence[Moved]) -> list[str]:
    """Why each group moved."""
    return [_moved_line(one) for one in found]


def _moved_line(one: Moved) -> str:
    name = " · ".join(one.group) or "all"
    if one.split is None:
        lacks = ", ".join(word or "–" for word in one.lacks)
        return f"{name}: cannot be told, nothing was audited in {lacks or 'one of the periods'}"
    held = one.split
    parts = f"{100 * held.rate:+.1f} by rates, {100 * held.mix:+.1f} by another mix, "
    parts += f"{100 * held.both:+.1f} by both"
    return (
        f"{name}: {100 * held.old:.1f} to {100 * held.new:.1f} % "
        f"({100 * held.change:+.1f} points: {parts})"
    )


def restatement_value(one: Restatement) -> dict[str, Any]:
    """A restated figure as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain


def restatement_lines(found: Sequence[Restatement]) -> list[str]:
    """What changed since the figures were locked."""
    if not found:
        return ["Nothing changed since the figures were locked."]
    return [f"{len(found)} figures changed since they were locked:"] + [
        f"  {one.line}  {NAMES.get(one.figure, one.figure)}: {_was(one.then)} → {_was(one.now)}"
        for one in found
    ]


def _was(held: Mapping[str, object] | None) -> str:
    if held is None:
        return "none"
    return f"{held.get('value') or '–'} (n {held.get('n')})"
