"""The words of `models …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `models`."""
    below = parser.add_subparsers(dest="models", metavar="WHAT", required=True)

    def add(name: str, words: str, function: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("models", function), needs_store=True, makes_store=True)
        return made

    listed = add("list", "List the installed packages, and what they take of the disk", "listed")
    listed.set_defaults(needs_store=False)
    install = add("install", "Install packages from a file, a folder or an index", "install")
    install.add_argument(
        "path", metavar="PATH",
        help="an .argosmodel file, an unpacked package, a folder of them, an index.json, or "
        "“starter” for what ships",
    )  # fmt: skip
    install.add_argument("--sha256", metavar="HEX", help="the file has to be this one")
    install.add_argument("--pair", metavar="PAIR", action="append",
                         help="of an index only this: th→en or th_en; several times")  # fmt: skip
    get = add("get", "Install from the team's folder what the open batches miss", "get")
    get.add_argument("pair", metavar="PAIR", nargs="?",
                     help="the newest of one pair: th→en or th_en")  # fmt: skip
    offer = add("offer", "Put an installed package into the team's folder", "offer")
    use = add("use", "Have another version of a package translate", "use")
    add("check", "Hold every installed byte against what was recorded", "check")
    remove = add("remove", "Remove a package, or one version of it", "remove")
    for made in (offer, use, remove):
        made.add_argument("name", metavar="NAME", help="as `models list` shows it")
    offer.add_argument("version", metavar="VERSION", nargs="?", help="default: the one in use")
    use.add_argument("version", metavar="VERSION", nargs="?", help="default: the newest again")
    remove.add_argument("version", metavar="VERSION", nargs="?", help="default: all of them")
    calibrate = add("calibrate", "Measure how far a package can be trusted", "calibrate")
    calibrate.set_defaults(run=lazy("calibrate", "run"))
    calibrate.add_argument("name", metavar="NAME", help="as `models list` shows it")
    calibrate.add_argument("--lines", metavar="FILE", required=True,
                           help="a sentence, one TAB and its human rendering a line")  # fmt: skip
    calibrate.add_argument("--words", metavar="WORDS",
                           help="what kind of text it is, shown beside the package")  # fmt: skip
