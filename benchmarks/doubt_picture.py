"""The picture of docs/doubt.md: does a higher confidence mean a better translation?

Left, all languages: sentences in ten groups of equal size by their confidence; a dot's height is
the share that could be relied on. On the diagonal the chance is what it claims to be. Right, one
line a language: mean chrF of its sentences in fifths, least to most confident.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.doubt import Judged

WIDTH, HEIGHT = 920, 430
TOP, BOTTOM = 84, 374
LEFT = (64, 380)
RIGHT = (480, 790)
_TOP = 70  # of the right scale
INK, FAINT, LINE, ACCENT = "#1f2328", "#59636e", "#d1d9e0", "#0b57d0"
LINES = ("#0b57d0", "#9a3412", "#166534", "#7e22ce", "#b45309", "#0e7490", "#be123c", "#44403c")
DASHES = ("", "6 3", "2 2", "8 3 2 3", "", "6 3", "2 2", "8 3 2 3")


def drawn(own: Sequence[Judged], names: Mapping[str, str]) -> str:
    """The whole SVG."""
    told = "Confidence and how good the translation was, on sentences not used to set it"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-labelledby="title words" font-family="sans-serif" font-size="12">',
        f'<title id="title">{escape(told)}</title>',
        f'<desc id="words">{escape(_words(own, names))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_left(own),
        *_right(own, names),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def groups(some: Sequence[Judged], count: int) -> list[list[Judged]]:
    """Of equal size, least confident first."""
    order = sorted(some, key=lambda one: one.chance)
    edges = [round(len(order) * at / count) for at in range(count + 1)]
    return [order[a:b] for a, b in itertools.pairwise(edges) if b > a]


def _left(own: Sequence[Judged]) -> list[str]:
    x0, x1 = LEFT
    parts = [_text(x0, 30, "What it says, and what was so", size=15, weight="bold")]
    parts.append(_text(x0, 46, f"{len(own)} sentences in ten groups by confidence", FAINT))
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        parts.append(_rule(x0, y, x1, y))
        parts.append(_text(x0 - 8, y + 4, f"{tenth * 10} %", FAINT, anchor="end"))
        x = x0 + (x1 - x0) * tenth / 10
        parts.append(_text(x, BOTTOM + 18, f"{tenth * 10} %", FAINT, anchor="middle"))
    parts.append(_rule(x0, _y(0), x1, _y(1), FAINT, "4 4"))
    parts.append(_text((x0 + x1) / 2, BOTTOM + 40, "confidence", INK, anchor="middle"))
    parts.append(_text(x0, TOP - 12, "share that could be relied on (chrF 50 or more)", INK))
    dots = []
    for group in groups(own, 10):
        chance = sum(one.chance for one in group) / len(group)
        good = sum(not one.poor for one in group) / len(group)
        dots.append((x0 + (x1 - x0) * chance, _y(good)))
    parts.append(_path(dots, ACCENT, ""))
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{ACCENT}"/>' for x, y in dots]
    return parts


def _right(own: Sequence[Judged], names: Mapping[str, str]) -> list[str]:
    x0, x1 = RIGHT
    parts = [_text(x0, 30, "By language", size=15, weight="bold")]
    parts.append(_text(x0, 46, "each in fifths, least to most confident", FAINT))
    for chrf in range(0, _TOP + 1, 10):
        y = _y(chrf / _TOP)
        dash, colour = ("4 4", FAINT) if chrf == 50 else ("", LINE)
        parts.append(_rule(x0, y, x1, y, colour, dash))
        parts.append(_text(x0 - 8, y + 4, str(chrf), FAINT, anchor="end"))
    parts.append(_text(x0, TOP - 12, "mean chrF (dashed: relied on)", INK))
    parts.append(_text((x0 + x1) / 2, BOTTOM + 40, "confidence, by rank", INK, anchor="middle"))
    ends = []
    for at, (code, name) in enumerate(sorted(names.items(), key=lambda pair: pair[1])):
        mine = groups([one for one in own if one.language == code], 5)
        if len(mine) < 2:
            continue
        points = [
            (x0 + (x1 - x0) * place / (len(mine) - 1), _y(_mean(group) / _TOP))
            for place, group in enumerate(mine)
        ]
        parts.append(_path(points, LINES[at % 8], DASHES[at % 8]))
        ends.append((points[-1][1], name, LINES[at % 8]))
    for place, text in ((0, "least"), (4, "most")):
        x = x0 + (x1 - x0) * place / 4
        parts.append(_text(x, BOTTOM + 18, text, FAINT, anchor="middle"))
    y = TOP - 20.0
    for end, name, colour in sorted(ends):  # labels beside the ends, none over another
        y = max(end + 4, y + 14)
        parts.append(_rule(x1 + 2, end, x1 + 12, y - 4, colour))
        parts.append(_text(x1 + 15, y, name, colour))
    return parts


def _words(own: Sequence[Judged], names: Mapping[str, str]) -> str:
    told = []
    for group in groups(own, 10):
        chance = sum(one.chance for one in group) / len(group)
        good = sum(not one.poor for one in group) / len(group)
        told.append(f"{chance:.0%} said, {good:.0%} so")
    lines = []
    for code, name in sorted(names.items(), key=lambda pair: pair[1]):
        mine = groups([one for one in own if one.language == code], 5)
        if mine:
            lines.append(f"{name} from chrF {_mean(mine[0]):.0f} to {_mean(mine[-1]):.0f}")
    return f"Left: {'; '.join(told)}. Right, least to most confident fifth: {'; '.join(lines)}."


def _mean(group: Sequence[Judged]) -> float:
    return sum(one.row.chrf for one in group) / len(group)


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(1.0, share)


def _text(
    x: float, y: float, words: str, colour: str = INK, *,
    anchor: str = "start", size: int = 12, weight: str = "normal",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" '
        f'font-size="{size}" font-weight="{weight}">{escape(words)}</text>'
    )


def _rule(x: float, y: float, x2: float, y2: float, colour: str = LINE, dash: str = "") -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-dasharray="{dash}"/>'
    )


def _path(points: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>'
    )
