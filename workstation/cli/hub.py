"""`hub`: make, serve and look after the live hub; the only door to `workstation.hub`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault

if TYPE_CHECKING:
    from workstation.hub.config import Config
    from workstation.hub.tables import Rows


def init(arguments: Arguments, _: object, out: Out) -> int:
    """Make a hub: its configuration, and its tables in a database that is running."""
    with _kinto():
        from workstation.hub.serve import init as run

        folder = Path(arguments.path).absolute()
        made = run(folder, arguments.database)
    out.report(
        {"folder": str(folder), "place": made.place},
        [f"made {folder}", f"next: workstation hub adduser PERSON --role lead --at {folder}"],
    )
    return 0


def serve(arguments: Arguments, _: object, out: Out) -> int:
    """Serve until interrupted."""
    with _kinto():
        from workstation.hub.serve import serve as run

        run(
            _folder(arguments),
            arguments.listen,
            lambda address: out.report({"address": address}, [f"serving {address}"]),
        )
    return 0


def adduser(arguments: Arguments, _: object, out: Out) -> int:
    """Let a person be known."""
    with _opened(arguments) as (db, _config):
        from workstation.hub import people
        from workstation.hub.rules import Role

        leads = tuple(arguments.lead or ())
        people.add(db, arguments.person_id, Role(arguments.role), arguments.vendor, leads)
    out.report(
        {"person": arguments.person_id, "role": arguments.role},
        [f"{arguments.person_id} is {arguments.role}; next: workstation hub enrol "
         f"{arguments.person_id} --at {_folder(arguments)}"],
    )  # fmt: skip
    return 0


def enrol(arguments: Arguments, _: object, out: Out) -> int:
    """A code by which one device of a person is let in."""
    with _opened(arguments) as (db, config):
        from workstation.hub import people

        code = people.code(db, arguments.person_id, hours=arguments.hours)
    _tell_code(arguments.person_id, code, config, arguments.hours, out)
    return 0


def rotate(arguments: Arguments, _: object, out: Out) -> int:
    """Make a device's secret void, and give a code for a new one."""
    with _opened(arguments) as (db, config):
        from workstation.hub import people

        code = people.rotate(db, arguments.device)
        hours = people.CODE_HOURS
    _tell_code(arguments.device, code, config, hours, out)
    return 0


def revoke(arguments: Arguments, _: object, out: Out) -> int:
    """Shut a device or a person out; name what of theirs was accepted until now."""
    with _opened(arguments) as (db, _config):
        from workstation.hub import facts, people

        devices = people.revoke(db, arguments.name)
        heads = facts.heads_of(db, devices)
    out.report(
        {"revoked": list(devices), "heads": heads},
        [f"revoked {len(devices)} devices"]
        + [f"  {name}: {records} records accepted" for name, records in heads.items()],
    )
    return 0


def status(arguments: Arguments, _: object, out: Out) -> int:
    """How the hub stands."""
    import msgspec

    with _opened(arguments) as (db, config):
        from workstation.hub import facts, people

        everybody = people.entries(db)
        counts = facts.counts(db)
    out.report(
        {
            "place": config.place,
            **counts,
            "accounts": msgspec.to_builtins(everybody),
        },
        [f"hub {config.place}"]
        + [f"  {name}: {count}" for name, count in counts.items()]
        + [
            f"  {one.person}: {one.role}{' (revoked)' if one.revoked else ''}, "
            f"{sum(not revoked for _, revoked in one.devices)} devices"
            for one in everybody
        ],
    )
    return 0


def _tell_code(whose: str, code: str, config: Config, hours: int, out: Out) -> None:
    out.report(
        {"for": whose, "code": code, "place": config.place, "hours": hours},
        [
            f"code for {whose}: {code}",
            f"It holds once, for {hours} hours. Put it into their invitation (“workstation roster "
            "invite PERSON --code CODE”), or hand it over in person.",
        ],
    )


def _folder(arguments: Arguments) -> Path:
    return Path(arguments.at or ".").absolute()


@contextmanager
def _opened(arguments: Arguments) -> Iterator[tuple[Rows, Config]]:
    with _kinto():
        from workstation.hub.config import load
        from workstation.hub.tables import Base

        config = load(_folder(arguments))
        base = Base(config.database, 1)
        try:
            with base.transaction() as db:
                yield db, config
        finally:
            base.close()


@contextmanager
def _kinto() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("workstation"):
            raise
        raise WorldFault("hub.no_kinto", module=error.name) from None
