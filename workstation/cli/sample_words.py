"""The words of `sample …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `sample`."""
    below = parser.add_subparsers(dest="sample_what", metavar="WHAT", required=True)

    def add(
        name: str, words: str, function: str, *, module: str = "sample", make: bool = False
    ) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy(module, function), needs_store=True, makes_store=make)
        return made

    _frame(add("frame", "Bring a frame in: one line a decision of production, no content", "frame",
               make=True))  # fmt: skip
    add("pools", "List the frames that are here", "listed_pools")
    forget = add("forget", "Delete a frame; the samples drawn from it stay", "forget")
    forget.add_argument("pool", metavar="POOL", help="a pool's id or title")
    _filters(add("counts", "Count a frame by vendor, language, market …", "counts"))
    _design(add("plan", "Show what a sample would tell, before it is drawn", "plan"))
    draw = add("draw", "Draw, keep the list, and say so on your stream", "draw")
    _design(draw)
    draw.add_argument("--why", metavar="WORDS", help="kept with the draw")
    draw.add_argument("--list", dest="export", metavar="FILE",
                      help="write the pull list (.csv or .jsonl)")  # fmt: skip
    add("list", "List the samples that were drawn here", "listed")
    pull = add("pull", "Write a sample's pull list: decisions in order, then reserves", "pull")
    pull.add_argument("path", metavar="FILE", help=".csv or .jsonl")
    for made in (draw, pull):
        made.add_argument("--force", action="store_true", help="overwrite the file")
        made.add_argument("--bom", action="store_true", help="mark a CSV for Excel")
    batch = add("batch", "Make a batch of a sample, with content from a larger batch", "batch")
    batch.add_argument("path", metavar="CONTENT", help="a batch (folder or zip) with the content")
    batch.add_argument("to", metavar="DIR", help="the new batch's folder; it must not be there")
    for made in (pull, batch):
        made.add_argument("--sample", metavar="ID", help="default: the last one drawn")
    batch.add_argument("--title", metavar="WORDS")
    batch.add_argument("--due", metavar="INSTANT", help="2026-05-08T18:00:00+08:00")
    batch.add_argument("--open", action="store_true", help="decisions are shown from the start")
    batch.add_argument("--for", dest="whom", metavar="PERSON[:STAGE]", action="append",
                       help="who does it, but for their own decisions; several times")  # fmt: skip
    batch.add_argument("--short", action="store_true",
                       help="go on where content is missing that no reserve fills")  # fmt: skip
    _accept(add("accept", "Plan and judge vendors' lots", "accept", module="accept"))


def _frame(made: argparse.ArgumentParser) -> None:
    made.add_argument("path", metavar="FILE",
                      help="CSV or JSON lines, also gzipped, or a batch")  # fmt: skip
    made.add_argument("--title", metavar="WORDS", help="default: the file's name")
    made.add_argument("--zone", metavar="ZONE",
                      help="in which days are meant: +08:00, Asia/Kuala_Lumpur")  # fmt: skip
    made.add_argument("--offset", metavar="+HH:MM", help="of times that name none")
    made.add_argument("--mapping", metavar="FILE", help="which column is what (JSON)")
    made.add_argument("--set", metavar="columns:NAME=FIELD", action="append",
                      help="which column is what; several times")  # fmt: skip
    made.add_argument("--encoding", help="the table's encoding, where the guess is wrong")
    made.add_argument("--delimiter", help="the sign between cells, or tab")


def _filters(made: argparse.ArgumentParser) -> None:
    made.add_argument("--pool", metavar="ID", help="a pool's id or title (default: the newest)")
    made.add_argument("--design", metavar="FILE", help="a design, TOML or JSON")
    made.add_argument("--only", metavar="FIELD=WORD,…", action="append",
                      help="only these rows: vendor=v-a,v-b; several times")  # fmt: skip
    made.add_argument("--since", metavar="DAY", help="from this day or instant on")
    made.add_argument("--until", metavar="DAY", help="up to this day or instant, without it")
    made.add_argument("--zone", metavar="ZONE", help="in which days are meant")
    made.add_argument("--automated", action="store_const", const=True,
                      help="decisions of machines instead of people's")  # fmt: skip


def _design(made: argparse.ArgumentParser) -> None:
    _filters(made)
    made.add_argument("--n", type=int, help="how many to draw, critical clauses on top")
    made.add_argument("--seed", metavar="WORD", help="default: one is thrown; it is kept")
    made.add_argument("--strata", metavar="FIELDS", help="vendor,language …")
    made.add_argument("--minimum", type=int, help="of each stratum at least so many")
    made.add_argument("--persons", dest="person_minimum", type=int,
                      help="of each moderator at least so many")  # fmt: skip
    made.add_argument("--weight", metavar="STRATUM=W", action="append",
                      help="vendor=v-a=2 draws v-a twice as densely; several times")  # fmt: skip
    made.add_argument("--critical", metavar="CLAUSE", action="append",
                      help="a clause of which everything is drawn; several times")  # fmt: skip
    made.add_argument("--marked", dest="critical_marked", action="store_const", const=True,
                      help="the clauses that the frame itself marks")  # fmt: skip
    made.add_argument("--risk", type=int, metavar="N",
                      help="how many of the riskiest beside it (which: in the design)")  # fmt: skip
    made.add_argument("--reserves", type=float, metavar="SHARE", help="default 0.1")
    made.add_argument("--again", type=float, metavar="SHARE", help="agreements looked at twice")
    made.add_argument("--repeats", type=float, metavar="SHARE",
                      help="shown to the same person again")  # fmt: skip
    made.add_argument("--accuracy", type=float, metavar="SHARE",
                      help="the accuracy to reckon with, default 0.95")  # fmt: skip
    made.add_argument("--apart", metavar="A,B",
                      help="the accuracies to tell apart, default 0.90,0.97")  # fmt: skip
    made.add_argument("--seconds", type=float, metavar="S", help="what one audit takes")


def _accept(made: argparse.ArgumentParser) -> None:
    made.add_argument("vendor", metavar="VENDOR", nargs="?", help="default: how all of them stand")
    made.add_argument("--aql", type=float, metavar="SHARE", help="defective that is accepted: 0.02")
    made.add_argument("--ltpd", type=float, metavar="SHARE", help="defective that is refused: 0.08")
    made.add_argument("--producer", type=float, metavar="RISK",
                      help="of refusing a good lot, default 0.05")  # fmt: skip
    made.add_argument("--consumer", type=float, metavar="RISK",
                      help="of accepting a bad one, default 0.10")  # fmt: skip
    made.add_argument("--size", type=int, metavar="N", help="of the lot; without it a stream")
    made.add_argument("--lot", metavar="NAME", help="judge this lot, and keep the ruling")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--defective", type=int, metavar="K", help="how many of those drawn were")
    how.add_argument("--batch", metavar="ID", help="count the verdicts on this batch")
    made.add_argument("--undo", metavar="NAME", help="take your ruling on a lot back")
    made.add_argument("--resume", metavar="WHY", help="take up acceptance after a stop")
