"""`policy at`, `policy search`, `policy check`."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain import instant
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.fault import Fault, WorldFault
from workstation.services import Services
from workstation.words import sentence

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "policy"


def at(arguments: Arguments, services: Services | None, out: Out) -> int:
    """The clause as it read on a day, and what came after it."""
    if arguments.market and not re.fullmatch("[A-Z]{2}", arguments.market):
        raise WorldFault("policy.no_market", market=arguments.market)
    pack = _pack(arguments, services)
    moment = _moment(arguments.date)
    if not pack.versions(arguments.clause):
        raise WorldFault("policy.no_clause", clause=arguments.clause, pack=pack.title)
    scope = Scope(arguments.market, arguments.category)
    found = pack.at(arguments.clause, moment, scope)
    later = [
        version
        for version in pack.versions(arguments.clause)
        if version.fits(scope) and instant.parse(version.since) > moment
    ]
    until = (found.until if found else None) or next((v.since for v in later), None)
    value = {
        "clause": arguments.clause,
        "date": instant.write(moment),
        "market": arguments.market,
        "in_force": {**_clause(found), "until": until} if found else None,
        "later": [{"version": version.version, "from": version.since} for version in later],
    }
    where = f" in {arguments.market}" if arguments.market else ""
    if found is None:
        lines = [f"{arguments.clause} was not in force{where} on {arguments.date}."]
    else:
        lines = [
            f"{found.clause} {found.title}  v{found.version}, {found.kind.value}, "
            f"{found.severity.value}",
            f"in force{where} from {found.since} until {until or 'further notice'}",
            f"acceptable: {', '.join(found.acceptable_actions) or 'any action'}",
            "",
            found.body.strip(),
        ]
    lines += [f"later: v{version.version} from {version.since}" for version in later]
    out.report(value, lines)
    return 0


def search(arguments: Arguments, services: Services | None, out: Out) -> int:
    """Clauses that hold the words, the best first."""
    from workstation.store import policies

    words = " ".join(arguments.words)
    pack = _pack(arguments, services)
    hits = policies.search_pack(pack, words)
    found = [pack.wording(clause, version) for clause, version in hits]
    clauses = [clause for clause in found if clause is not None]
    out.report(
        {"words": words, "clauses": [_clause(clause) for clause in clauses]},
        [f"{c.clause:<5} v{c.version}  {c.title}" for c in clauses]
        or [f"No clause has the words “{words}”."],
    )
    return 0


def check(arguments: Arguments, services: None, out: Out) -> int:
    """Every fault of a pack, in words."""
    from workstation.intake.policy_pack import check_pack

    folder = _folder(Path(arguments.path))
    pack, faults = check_pack(_files(folder))
    told = [
        {
            "file": fault.file,
            "field": fault.field,
            "code": fault.code,
            "fatal": fault.fatal,
            "words": sentence(Fault(fault.code, **dict(fault.params))),
        }
        for fault in faults
    ]
    value = {
        "pack": pack.id if pack else None,
        "clauses": len({version.clause for version in pack.clauses}) if pack else 0,
        "versions": len(pack.clauses) if pack else 0,
        "faults": told,
    }
    lines = [f"{fault['file']}, {fault['field']}: {fault['words']}" for fault in told]
    summary = (
        f"{value['clauses']} clauses in {value['versions']} versions, {len(told)} faults"
        if pack
        else f"not usable: {len(told)} faults"
    )
    out.report(value, [*lines, summary])
    return 0 if pack and not any(fault.fatal for fault in faults) else 1


def _pack(arguments: Arguments, services: Services | None) -> Pack:
    """The pack of --pack, else the newest in the store, else the one that ships."""
    from workstation.intake.policy_pack import read_pack
    from workstation.store import policies

    if arguments.pack:
        return read_pack(_files(_folder(Path(arguments.pack))))
    held = services.store.read(policies.packs).result() if services else []
    if services and held:
        return services.store.read(policies.load_pack, held[0][0]).result()
    return read_pack(_files(SHIPPED))


def _folder(path: Path) -> Path:
    for folder in (path, path / "policies"):
        if (folder / "pack.json").is_file():
            return folder
    raise WorldFault("policy.no_pack", path=str(path))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _moment(text: str) -> datetime:
    # A bare day means its start here, where the person sits.
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return instant.parse(text)
    return moment if moment.tzinfo else moment.astimezone()


def _clause(version: ClauseVersion) -> dict[str, Any]:
    return {
        "clause": version.clause,
        "version": version.version,
        "title": version.title,
        "kind": version.kind.value,
        "severity": version.severity.value,
        "from": version.since,
        "until": version.until,
        "markets": list(version.markets),
        "acceptable_actions": list(version.acceptable_actions),
        "mandatory_report": version.mandatory_report,
        "body": version.body.strip(),
    }
