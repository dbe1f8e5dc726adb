"""The command line: `workstation …`. Every command is a function of parsed words and services.

Exit codes: 0 done, 1 the input or the world is at fault (one clear sentence says what and what to
do), 2 usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from workstation.cli import parser as words
from workstation.cli.out import CannotWrite, Out
from workstation.fault import Fault, WorldFault
from workstation.words import sentence

DONE, FAULT, USAGE = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Run a command that needs no window; opening the store, or handing on to whoever has it."""
    _open_streams()
    arguments = words.parse(argv)
    out = Out(sys.stdout, sys.stderr, as_json=arguments.json)
    try:
        return _open_and_run(arguments, list(argv), out)
    except Fault as fault:
        out.fault(fault, sentence(fault))
        return FAULT
    except KeyboardInterrupt:
        out.say_error("Stopped. What was finished is kept.")
        return FAULT
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        sys.stdout = None  # type: ignore[assignment]
        return DONE
    except CannotWrite as error:
        out.say_error(f"The result cannot be written: {error}.")
        sys.stdout = None  # type: ignore[assignment]
        return FAULT


def _open_streams() -> None:
    # Whoever started us may have closed them; the next file that is opened would stand in their
    # place, and it may be the store.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def run(argv: Sequence[str], services: object, out: TextIO, error: TextIO) -> int:
    """Run a command on a store that is open already (another process asked for it)."""
    try:
        arguments = words.parse(argv)
    except SystemExit as left:
        return int(left.code or 0)
    told = Out(out, error, as_json=arguments.json)
    _from_their_folder(arguments)
    try:
        if arguments.window or not arguments.needs_store:
            return arguments.run(arguments, None, told) or DONE
        return arguments.run(arguments, services, told) or DONE
    except Fault as fault:
        told.fault(fault, sentence(fault))
        return FAULT


_FILES = ("path", "to", "at", "pack", "lines", "export", "closings", "design", "pdf", "md")
_TABLES = ("targets", "staff", "production", "lock", "restate", "csv", "xlsx")


def _from_their_folder(arguments: words.Arguments) -> None:
    # Whoever handed the command in sits in another folder.
    for name in (*_FILES, *_TABLES):
        given = getattr(arguments, name, None)
        if arguments.cwd and isinstance(given, str) and "://" not in given:
            setattr(arguments, name, str(Path(arguments.cwd, given)))


@contextmanager
def _handed_over(arguments: words.Arguments, argv: list[str]) -> Iterator[list[str]]:
    """The command as the process with the store can run it: from our folder, with our stdin."""
    argv = ["--cwd", str(Path.cwd()), *argv]
    if arguments.command == "detect" and not arguments.text:
        yield [*argv, "--", *(line.rstrip("\n") for line in sys.stdin)]
    else:
        yield argv


def _open_and_run(arguments: words.Arguments, argv: list[str], out: Out) -> int:
    if not arguments.needs_store:
        return arguments.run(arguments, None, out) or DONE
    from workstation.services import open_services
    from workstation.store import lock, store

    if arguments.optional and not store.exists(words.home(arguments)):
        return arguments.run(arguments, None, out) or DONE
    services = open_services(words.opening(arguments))
    if services is None:
        with _handed_over(arguments, argv) as command:
            answer = lock.ask(words.home(arguments), {"argv": command})
        out.pass_on(str(answer.get("out", "")), str(answer.get("error", "")))
        code = answer.get("code")
        if not isinstance(code, int):
            raise WorldFault("store.busy", path=str(words.home(arguments)))
        return code
    try:
        if arguments.reads and services.in_roster:
            reads = ", ".join(services.desk.person.reads) or "none"
            out.note(f"The languages you read are those the team's roster certifies: {reads}.")
        return arguments.run(arguments, services, out) or DONE
    finally:
        services.close()
