"""Figures and groups in the window's words."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication

from workstation.domain.figures.figure import Figure, State
from workstation.domain.figures.target import Standing
from workstation.reports.kpi.report import Line


def figure_name(name: str) -> str:
    """What a figure is called."""
    return _names().get(name, name)


def dimension_name(name: str) -> str:
    """What a grouping is called."""
    return _dimensions().get(name, name)


def why_words(why: str) -> str:
    """Why a figure cannot be told, or not from so few."""
    return _whys().get(why, why)


def standing_words(standing: Standing) -> str:
    """How a figure stands to its target."""
    return _standings()[standing]


def number(value: float | None, unit: str, *, bare: bool = False) -> str:
    """A value as it is read; `bare` without its unit."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f}" if bare else f"{100 * value:.1f} %"
    if unit == "seconds":
        return _time(value)
    return f"{value:.1f}"


def between(figure: Figure) -> str:
    """The interval's ends, empty where there is none."""
    held = figure.interval
    if held is None:
        return ""
    return f"{number(held.low, figure.unit, bare=True)}–{number(held.high, figure.unit, bare=True)}"


def told(figure: Figure) -> str:
    """Value and interval with n, or why there is none, as one phrase."""
    translate = QCoreApplication.translate
    if figure.value is None:
        return why_words(figure.why)
    words = number(figure.value, figure.unit)
    if figure.interval is not None:
        words += f" ({between(figure)})"
    words += translate("Figures", ", n {n}").format(n=figure.n)
    if figure.state is not State.OK:
        words += f", {why_words(figure.why)}"
    return words


def group_words(line: Line) -> str:
    """A line's group, and what sets it apart."""
    translate = QCoreApplication.translate
    words = " · ".join(word or "–" for word in line.group) or translate("Figures", "all")
    marks = []
    if line.automated:
        marks.append(translate("Figures", "machines"))
    if line.targeted:
        marks.append(translate("Figures", "picked for risk"))
    if line.ramping:
        marks.append(translate("Figures", "ramping"))
    return f"{words} ({', '.join(marks)})" if marks else words


def _time(seconds: float) -> str:
    translate = QCoreApplication.translate
    if seconds < 600:
        return translate("Figures", "{n} s").format(n=f"{seconds:.0f}")
    if seconds < 48 * 3600:
        return translate("Figures", "{n} h").format(n=f"{seconds / 3600:.1f}")
    return translate("Figures", "{n} d").format(n=f"{seconds / 86400:.1f}")


@cache  # no other language is put in while the window is open
def _names() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "strict_accuracy": translate("Figures", "Strict accuracy"),
        "initial_accuracy": translate("Figures", "Initial"),
        "final_accuracy": translate("Figures", "Final"),
        "enforce_accuracy": translate("Figures", "Enforce/not"),
        "severity_points": translate("Figures", "Points per 100"),
        "precision": translate("Figures", "Precision"),
        "recall": translate("Figures", "Recall"),
        "cannot_rate": translate("Figures", "Cannot judge"),
        "route_rate": translate("Figures", "Escalation"),
        "technical_rate": translate("Figures", "Technical"),
        "defect_rate": translate("Figures", "Defect rate"),
        "defects_per_100": translate("Figures", "Defects per 100"),
        "aht": translate("Figures", "Handling time"),
        "throughput": translate("Figures", "Decisions per hour"),
        "audit_time": translate("Figures", "Audit time"),
        "audit_throughput": translate("Figures", "Audits per hour"),
        "sla": translate("Figures", "In time"),
        "tat_median": translate("Figures", "Turnaround, median"),
        "tat_p95": translate("Figures", "Turnaround, p95"),
    }


@cache
def _dimensions() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "moderator": translate("Figures", "moderator"),
        "auditor": translate("Figures", "auditor"),
        "vendor": translate("Figures", "vendor"),
        "site": translate("Figures", "site"),
        "language": translate("Figures", "language"),
        "market": translate("Figures", "market"),
        "clause": translate("Figures", "clause"),
        "family": translate("Figures", "family of clauses"),
        "content_type": translate("Figures", "content type"),
        "segment": translate("Figures", "segment"),
        "batch": translate("Figures", "batch"),
        "day": translate("Figures", "day"),
        "week": translate("Figures", "week"),
        "month": translate("Figures", "month"),
    }


@cache
def _whys() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "units": translate("Figures", "too few to tell"),
        "width": translate("Figures", "too wide to tell"),
        "no_units": translate("Figures", "nothing to count"),
        "no_second_look": translate("Figures", "nobody looked again"),
        "targeted": translate("Figures", "picked for risk"),
        "no_passed_sample": translate("Figures", "none let pass drawn"),
        "false_negatives": translate("Figures", "under 10 missed"),
    }


@cache
def _standings() -> dict[Standing, str]:
    translate = QCoreApplication.translate
    return {
        Standing.MET: translate("Figures", "met"),
        Standing.MISSED: translate("Figures", "missed"),
        Standing.CANNOT_TELL: translate("Figures", "cannot tell yet"),
        Standing.NO_TARGET: "",
    }
