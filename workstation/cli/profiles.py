"""`profiles`: several persons on one machine, each with a store of their own."""

from __future__ import annotations

from workstation.cli import parser as words
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.store import profiles


def listed(arguments: Arguments, _services: None, out: Out) -> int:
    """The profiles of this machine."""
    found = profiles.every(words.base(arguments))
    told = [
        {"name": one.name, "home": str(one.home), "protection": one.protection} for one in found
    ]
    lines = [f"{one.name or '(without a name)':20} {one.protection:10} {one.home}" for one in found]
    out.report({"profiles": told}, lines or ["No store has been made yet."])
    return 0


def add(arguments: Arguments, _services: None, out: Out) -> int:
    """Make a profile: an empty store with a key of its own."""
    from workstation.services import open_services

    base = words.base(arguments)
    home = profiles.home_of(base, arguments.name)
    if any(one.name == arguments.name for one in profiles.every(base)):
        raise WorldFault("profile.there", name=arguments.name)
    arguments.profile = arguments.name
    services = open_services(words.opening(arguments))
    if services is None:
        raise WorldFault("profile.open", name=arguments.name)
    services.close()
    out.report(
        {"name": arguments.name, "home": str(home)},
        [f"{home} is made. Open it with: workstation --profile {arguments.name}"],
    )
    return 0


def remove(arguments: Arguments, _services: None, out: Out) -> int:
    """Delete a profile, told first what goes with it."""
    base = words.base(arguments)
    found = profiles.find(base, arguments.name)
    if not arguments.yes:
        raise WorldFault("profile.not_sure", name=found.name, path=str(found.home))
    profiles.remove(base, found.name)
    out.report({"removed": found.name}, [f"{found.home} and its key are gone."])
    return 0
