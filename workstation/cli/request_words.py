"""The words of `request …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `request`."""
    below = parser.add_subparsers(dest="request_what", metavar="WHAT", required=True)

    def add(name: str, words: str, function: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("request", function), needs_store=True, makes_store=False)
        return made

    new = add("new", "Write down who asks for an inspection, why, and what of", "new")
    new.set_defaults(makes_store=True)
    new.add_argument("title", metavar="TITLE")
    new.add_argument("--type", choices=("reactive", "proactive"), default="proactive",
                     help="reactive: something happened; proactive: we look ourselves")
    new.add_argument("--by", metavar="WHO", required=True, help="who asks")
    new.add_argument("--why", metavar="WORDS", required=True)
    new.add_argument("--question", metavar="QUESTION", action="append",
                     help="“Words” or id=Words (yes, no, unclear), id:text=Words, "
                     "id:choice:one,two=Words; several times")
    new.add_argument("--scope", metavar="WORDS", default="", help="of what, in words")
    new.add_argument("--market", metavar="XX", action="append", help="several times")
    new.add_argument("--language", metavar="LANG", action="append", help="several times")
    new.add_argument("--category", metavar="NAME", action="append",
                     help="with all below it; several times")
    new.add_argument("--due", metavar="INSTANT", help="2026-05-12T18:00:00+08:00")
    add("list", "List the requests, and the batches made of them", "listed")
    batch = add("batch", "Make the batch of a request, with cases of a larger batch", "batch")
    batch.add_argument("request", metavar="REQUEST", help="its id, or the beginning of it")
    batch.add_argument("path", metavar="CONTENT", help="a batch (folder or zip) with the content")
    batch.add_argument("to", metavar="DIR", help="the new batch's folder; it must not be there")
    batch.add_argument("--n", type=int, metavar="N", help="draw so many (default: all in scope)")
    batch.add_argument("--seed", metavar="WORD", default="", help="default: the request's id")
    batch.add_argument("--for", dest="whom", metavar="PERSON", action="append",
                       help="who does it; several times")
    note = add("note", "Write the note of what was found: figures, cases, gaps, proposals", "note")
    note.add_argument("batch", metavar="BATCH")
    note.add_argument("--pdf", metavar="FILE", help="as pages")
    note.add_argument("--md", metavar="FILE", help="as Markdown")
    note.add_argument("--proposal", metavar="WORDS", action="append",
                      help="what you propose; several times")
    note.add_argument("--force", action="store_true", help="overwrite the files")
