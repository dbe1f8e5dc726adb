"""The words of `second …`, `split` and `board`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]
Add = Callable[..., argparse.ArgumentParser]


def add_commands(add: Add, common: Callable[[], argparse.ArgumentParser], lazy: Lazy) -> None:
    """All three."""
    _split(add("split", "Split a published batch over people", "split", "split", make=False))
    board = add("board", "How far everybody is with what is assigned", "split", "board", make=False)
    board.add_argument("batch", metavar="BATCH", nargs="?", help="default: every batch")
    second = add("second", "Second looks at verdicts: draw, list, settle, figures", "second",
                 "listed", make=False)  # fmt: skip
    _second(second, common, lazy)


def _place(made: argparse.ArgumentParser) -> None:
    made.add_argument("--to", metavar="ADDRESS", help="where the team syncs (default: as set)")
    made.add_argument("--seed", metavar="WORD", help="for the same result again (default: thrown)")
    made.add_argument("--plan", action="store_true", help="only show what it comes to")


def _split(made: argparse.ArgumentParser) -> None:
    made.add_argument("batch", metavar="BATCH")
    made.add_argument("--over", metavar="PERSONS", help="mei,tan … (default: everybody who judges)")
    made.add_argument("--room", metavar="PERSON=N", action="append", help="most cases for a person")
    made.add_argument("--skill", metavar="PERSON=WORD", action="append",
                      help="a content type, category, market or harm tag that goes only to those "
                           "who are named with it")  # fmt: skip
    made.add_argument("--overlap", metavar="PERCENT", type=float, default=0.0,
                      help="of the cases that several judge, for agreement")  # fmt: skip
    made.add_argument("--readers", metavar="N", type=int, default=2, help="of these (default: 2)")
    made.add_argument("--stage", default="first", metavar="STAGE", help="default: first")
    made.add_argument("--from", dest="of", metavar="PERSON",
                      help="move what this person has not done to others")  # fmt: skip
    _place(made)


def _second(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    below = parser.add_subparsers(dest="second_what", metavar="WHAT")

    def add(name: str, words: str, function: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("second", function), needs_store=True, makes_store=False)
        return made

    draw = add("draw", "Draw verdicts of a batch for a second look, and assign them", "draw")
    draw.add_argument("batch", metavar="BATCH")
    for name, default, words in (
        ("overturns", 100.0, "of the overturns"),
        ("agreements", 10.0, "of the agreements"),
        ("repeats", 0.0, "of the verdicts, to come to their own author again, unmarked"),
    ):
        draw.add_argument(f"--{name}", metavar="PERCENT", type=float, default=default,
                          help=f"{words} (default: {default:g})")  # fmt: skip
    draw.add_argument("--of", metavar="PERSONS", help="only of these persons' verdicts")
    draw.add_argument("--languages", metavar="LANGS", help="only cases in these languages")
    draw.add_argument("--by", metavar="PERSONS",
                      help="who looks (default: everybody who judges)")  # fmt: skip
    draw.add_argument("--room", metavar="PERSON=N", action="append", help="most cases for a person")
    _place(draw)
    add("list", "Your second looks: to judge, to compare, done", "listed")
    judge = add("judge", "Say what becomes of a first verdict", "judge")
    judge.add_argument("verdict", metavar="FIRST", help="as “second list” shows it")
    judge.add_argument("second", metavar="SECOND", help="as “second list” shows it")
    judge.add_argument("outcome", choices=("upheld", "corrected", "both"))
    judge.add_argument("--note", metavar="WORDS", default="",
                       help="why; with “both” what the guideline leaves open")  # fmt: skip
    figures = add(
        "figures", "Auditors' accuracy, test–retest, peers, pairs", "figures"
    )
    figures.add_argument("batch", metavar="BATCH", nargs="?", help="default: all")
