"""The words of a team, and of several persons on one machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from workstation.domain.roster import Role

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    add: Callable[..., argparse.ArgumentParser],
    common: Callable[[], argparse.ArgumentParser],
    lazy: Lazy,
) -> None:
    """`roster`, `join`, `disputes`, `profiles`."""
    roles = [role.value for role in Role]
    below = add("roster", "Who is in the team, and with which devices", "roster", "listed",
                make=False).add_subparsers(dest="roster", metavar="WHAT")  # fmt: skip

    def part(name: str, words: str, function: str, make: bool = False) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("roster", function), needs_store=True, makes_store=make)
        return made

    part("list", "The same", "listed")
    begin = part("begin", "Begin a team, as its first lead", "begin", make=True)
    begin.add_argument("name", metavar="NAME", help="what the team is called")
    says = part("set", "Say who a person is; what is not named stays as it was", "set_person")
    says.add_argument("--role", choices=roles, help="default for a new person: auditor")
    says.add_argument("--name", metavar="WORDS", help="what they are called on screens")
    says.add_argument("--vendor", metavar="V")
    says.add_argument("--languages", metavar="LANGS", help="certified for: en,ms,th")
    says.add_argument("--since", metavar="DATE", help="certified from this day")
    says.add_argument("--until", metavar="DATE", help="certified until this day")
    says.add_argument("--lead", metavar="PERSON", action="append",
                      help="who leads them; several times")  # fmt: skip
    gone = part("left", "Somebody has left: their devices are revoked", "left")
    call = part("invite", "Make an invitation for one device of a person", "invite")
    for made in (says, gone, call):
        made.add_argument("person_id", metavar="PERSON", help="a pseudonym")
    call.add_argument("--to", metavar="ADDRESS", help="where the team syncs (default: as set)")
    call.add_argument("--code", metavar="CODE", help="of “workstation hub enrol PERSON”")
    call.add_argument("--hours", type=int, default=168, help="how long it holds (default 168)")
    lets = part("enrol", "Let in a device that asks, having made sure whose it is", "enrol")
    shut = part("revoke", "Shut a device out from what it has sent until now", "revoke")
    for made in (lets, shut):
        made.add_argument("device", metavar="DEVICE", help="as “roster list” shows it")
    shut.add_argument("--why", choices=("lost", "left", "forked", "other"), default="other")

    join = add("join", "Join a team by an invitation", "roster", "join")
    join.add_argument("invitation", metavar="LINE|FILE", help="the line, or a file that holds it")
    join.add_argument("--region", metavar="XX", help="the country this device is in")
    join.add_argument("--ca", metavar="FILE", help="a certificate to trust the hub by (PEM)")

    said = add("disputes", "What vendors dispute", "disputes", "listed",
               make=False).add_subparsers(dest="disputes", metavar="WHAT")  # fmt: skip
    for name, words, function in (
        ("list", "The same", "listed"),
        ("open", "Dispute a verdict, as a vendor's quality person", "open_dispute"),
        ("withdraw", "Take your own dispute back", "withdraw"),
    ):
        made = said.add_parser(name, parents=[common()], help=words, description=words)
        made.set_defaults(run=lazy("disputes", function), needs_store=True, makes_store=False)
        if name == "open":
            made.add_argument("verdict", metavar="VERDICT", help="the verdict's id")
            made.add_argument("--why", metavar="WORDS", required=True)
            made.add_argument("--kind", choices=("verdict", "reviewee"), default="verdict")
            made.add_argument("--code", metavar="CODE", help="the error code that is disputed")
        elif name == "withdraw":
            made.add_argument("dispute", metavar="DISPUTE", help="as “disputes list” shows it")

    shared = add("profiles", "Several persons on one machine", "profiles", "listed", store=False)
    each = shared.add_subparsers(dest="profiles", metavar="WHAT")
    for name, words in (
        ("list", "The profiles of this machine"),
        ("add", "Make one: an empty store with a key of its own"),
        ("remove", "Delete one, with everything that it has not sent"),
    ):
        made = each.add_parser(name, parents=[common()], help=words, description=words)
        run = "listed" if name == "list" else name
        made.set_defaults(run=lazy("profiles", run), needs_store=False)
        if name != "list":
            made.add_argument("name", metavar="NAME")
        if name == "remove":
            made.add_argument("--yes", action="store_true", help="delete it")
