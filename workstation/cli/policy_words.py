"""The words of `policy …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `policy`."""
    below = parser.add_subparsers(dest="policy", metavar="WHAT", required=True)

    def add(name: str, words: str, function: str, store: bool) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        # Without a store the pack that ships answers; looking something up makes none.
        made.set_defaults(
            run=lazy("policy", function), needs_store=store, makes_store=False, optional=True
        )
        made.add_argument("--pack", metavar="DIR", help="a pack's folder (default: the batch's)")
        return made

    at = add("at", "The clause as it read on a day", "at", True)
    at.add_argument("clause", metavar="CLAUSE")
    at.add_argument("date", metavar="DATE", help="2026-03-02, or an instant with offset")
    at.add_argument("--market", metavar="XX")
    at.add_argument("--category", metavar="NAME")
    search = add("search", "Find clauses by their words", "search", True)
    search.add_argument("words", metavar="WORDS", nargs="+")
    show = add("show", "A clause's history, or every clause on a day", "show", True)
    show.add_argument("clause", metavar="CLAUSE", nargs="?")
    show.add_argument("--date", metavar="DATE", help="default: the newest the pack knows")
    show.add_argument("--market", metavar="XX")
    diff = add("diff", "What changed between two versions of a clause", "diff", True)
    diff.add_argument("clause", metavar="CLAUSE")
    diff.add_argument("old", metavar="V1", type=int)
    diff.add_argument("new", metavar="V2", type=int)
    check = add("check", "Check a pack and explain each fault", "check", False)
    check.add_argument("path", metavar="PACK")
