"""The words of `hub …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `hub`."""
    below = parser.add_subparsers(dest="hub", metavar="WHAT", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("hub", name), needs_store=False)
        if name != "init":
            made.add_argument("--at", metavar="DIR", help="the hub's folder (default: this one)")
        return made

    init = add("init", "Make a hub in a folder, and its tables in a database")
    init.add_argument("path", metavar="DIR")
    init.add_argument(
        "--database",
        metavar="URL",
        required=True,
        help="postgresql://user@/hub?host=/run/postgresql",
    )
    serve = add("serve", "Serve it until interrupted")
    serve.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default="127.0.0.1:8888",
        help="default: 127.0.0.1:8888, for a proxy with TLS in front",
    )
    person = add("adduser", "Let a person be known")
    code = add("enrol", "Give a code by which one device of a person is let in")
    for made in (person, code):
        made.add_argument("person_id", metavar="PERSON", help="a pseudonym")
    person.add_argument("--role", required=True,
                        choices=("auditor", "lead", "trainer", "vendor_qa", "policy_owner",
                                 "publisher", "admin"))  # fmt: skip
    person.add_argument("--vendor", metavar="V", help="whose quality a vendor_qa looks after")
    person.add_argument(
        "--lead",
        metavar="PERSON",
        action="append",
        help="who leads this person, and reads their private notes; several times",
    )
    code.add_argument("--hours", type=int, default=24, help="how long it holds (default 24)")
    add("revoke", "Shut a device or a person out").add_argument("name", metavar="PERSON|DEVICE")
    add("rotate", "Make a device's secret void, and give a code for a new one").add_argument(
        "device", metavar="DEVICE"
    )
    add("status", "Say how it stands")
