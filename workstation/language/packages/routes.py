"""Which packages lead from one language to another: argostranslate's own choice.

It adds the pairs that no package serves while it walks over its lists, which grow meanwhile, so a
way over other languages need not be the shortest. tests/language/test_routes.py compares.
"""

from __future__ import annotations

from functools import lru_cache

Pair = tuple[str, str]
Ways = dict[Pair, tuple[int, ...]]


@lru_cache(maxsize=8)
def ways(packages: tuple[Pair, ...]) -> Ways:
    """For each pair of codes the packages to go through, as places in `packages`.

    Empty for a language onto itself.
    """
    onward: dict[str, dict[str, tuple[int, ...]]] = {}
    for at, (start, goal) in enumerate(packages):
        onward.setdefault(start, {})
        onward.setdefault(goal, {})
        onward[start].setdefault(goal, (at,))
    for code, there in onward.items():
        there.setdefault(code, ())
    for mine in onward.values():
        _pivot(mine, onward)
    return {(start, goal): way for start, there in onward.items() for goal, way in there.items()}


def _pivot(mine: dict[str, tuple[int, ...]], onward: dict[str, dict[str, tuple[int, ...]]]) -> None:
    """Adds what can be reached over others; a language found on the way is looked at as well."""
    order = list(mine)
    for between in order:
        for goal, rest in onward[between].items() if onward[between] is not mine else ():
            if goal not in mine:
                mine[goal] = mine[between] + rest
                order.append(goal)
