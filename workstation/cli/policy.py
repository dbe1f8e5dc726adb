"""`policy at`, `policy show`, `policy search`, `policy diff`, `policy check`."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from workstation.cli import policy_told as told
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain import instant
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.precedent import find_precedents, precedents_of
from workstation.domain.word_diff import Op, word_diff
from workstation.fault import Fault, WorldFault
from workstation.services import Services
from workstation.words import sentence


def at(arguments: Arguments, services: Services | None, out: Out) -> int:
    """The clause as it read on a day, what counts beside it, and what came after it."""
    _check_market(arguments.market)
    pack = _pack(arguments, services)
    moment = _moment(arguments.date)
    _check_clause(pack, arguments.clause)
    scope = Scope(arguments.market, arguments.category)
    found = pack.at(arguments.clause, moment, scope)
    later = [
        version
        for version in pack.versions(arguments.clause)
        if version.fits(scope) and instant.parse(version.since) > moment
    ]
    until = (found.until if found else None) or next((v.since for v in later), None)
    around = told.around(pack, found, moment, scope) if found else {}
    value = {
        "clause": arguments.clause,
        "date": instant.write(moment),
        "market": arguments.market,
        "in_force": {**told.clause_of(found), "until": until} if found else None,
        "later": [{"version": version.version, "from": version.since} for version in later],
        **around,
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
            *(f"grace: {vendor} until {until}" for vendor, until in sorted(found.grace.items())),
            "",
            found.body.strip(),
            *told.around_lines(around),
        ]
    lines += [f"later: v{version.version} from {version.since}" for version in later]
    out.report(value, lines)
    return 0


def show(arguments: Arguments, services: Services | None, out: Out) -> int:
    """A clause's whole history; without a clause, the families and their clauses on a day."""
    _check_market(arguments.market)
    pack = _pack(arguments, services)
    if arguments.clause is None:
        return _show_pack(pack, arguments, out)
    _check_clause(pack, arguments.clause)
    versions = pack.versions(arguments.clause)
    last = versions[-1]
    moment = _moment(arguments.date) if arguments.date else _newest(pack)
    precedents = [
        told.precedent_of(one.precedent) | {"stale": one.stale}
        for one in precedents_of(pack, arguments.clause, moment, arguments.market)
    ]
    equivalent = pack.equivalents(arguments.clause, moment, Scope(arguments.market))
    value = {
        "clause": arguments.clause,
        "versions": [told.clause_of(version) for version in versions],
        "equivalent": list(equivalent),
        "precedents": precedents,
        "ladders": [
            told.ladder_of(one, last.ladder_row)
            for one in pack.ladders
            if last.ladder_row in one.rows
        ],
    }
    lines = [f"{arguments.clause} {last.title}"]
    for version in versions:
        span = f"{version.since} – {version.until or 'open'}"
        where = ", ".join(version.markets) or "all markets"
        lines.append(f"v{version.version}  {version.kind.value}  {span}  {where}  {version.title}")
    lines += [f"equivalent: {one} {told.title(pack, one)}" for one in equivalent]
    lines += [told.precedent_line(one) for one in precedents]
    for ladder in value["ladders"]:
        lines.append(f"ladder {ladder['id']} from {ladder['from']}: {told.steps(ladder['steps'])}")
    out.report(value, lines)
    return 0


def _show_pack(pack: Pack, arguments: Arguments, out: Out) -> int:
    moment = _moment(arguments.date) if arguments.date else _newest(pack)
    held = pack.in_force(moment, Scope(arguments.market))
    value = {
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "date": instant.write(moment),
        "market": arguments.market,
        "families": [
            {
                "digit": family.digit,
                "code": family.code,
                "name": family.name,
                "clauses": [told.clause_of(one) for one in held if one.family == family.digit],
            }
            for family in pack.families
        ],
        "ladders": [told.ladder_of(one) for one in pack.ladders],
        "precedents": [told.precedent_of(one) for one in pack.precedents],
    }
    lines = [f"{pack.title}  {pack.version}, as of {instant.write(moment)}"]
    for family in pack.families:
        lines.append(f"{family.digit} {family.name}")
        lines += [
            f"  {one.clause:<6} v{one.version}  {one.title}"
            for one in held
            if one.family == family.digit
        ]
    out.report(value, lines)
    return 0


def search(arguments: Arguments, services: Services | None, out: Out) -> int:
    """Clauses that hold the words, the best first; precedents that hold all of them."""
    from workstation.store import policies

    words = " ".join(arguments.words)
    pack = _pack(arguments, services)
    hits = policies.search_pack(pack, words)
    found = [pack.wording(clause, version) for clause, version in hits]
    clauses = [clause for clause in found if clause is not None]
    precedents = [told.precedent_of(one) for one in find_precedents(pack.precedents, words, 20)]
    lines = [f"{c.clause:<5} v{c.version}  {c.title}" for c in clauses]
    lines += [told.precedent_line(one) for one in precedents]
    out.report(
        {
            "words": words,
            "clauses": [told.clause_of(clause) for clause in clauses],
            "precedents": precedents,
        },
        lines or [f"No clause has the words “{words}”."],
    )
    return 0


def diff(arguments: Arguments, services: Services | None, out: Out) -> int:
    """What changed between two versions of a clause, word by word."""
    pack = _pack(arguments, services)
    _check_clause(pack, arguments.clause)
    old, new = (
        _wording(pack, arguments.clause, number) for number in (arguments.old, arguments.new)
    )
    pieces = word_diff(old.body, new.body)
    before, after = told.clause_of(old), told.clause_of(new)
    changed = {
        name: [before[name], after[name]]
        for name in before
        if before[name] != after[name] and name not in ("version", "body")
    }
    value = {
        "clause": arguments.clause,
        "old": {"version": old.version, "from": old.since, "until": old.until},
        "new": {"version": new.version, "from": new.since, "until": new.until},
        "changed": changed,
        "words": [{"op": one.op.value, "text": one.text} for one in pieces],
    }
    # Signs, not colours: it is read in files and mails too.
    signs = {Op.SAME: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
    lines = [f"{arguments.clause} v{old.version} → v{new.version}"]
    for name, (was, now) in changed.items():
        lines.append(f"{name}: {told.change(was, now)}")
    lines += ["", *"".join(signs[one.op].format(one.text) for one in pieces).splitlines()]
    out.report(value, lines)
    return 0


def check(arguments: Arguments, services: None, out: Out) -> int:
    """Every fault, doubt and hint of a pack, in words."""
    from workstation.intake.policy_pack import check_pack, pack_files

    pack, faults = check_pack(pack_files(_folder(Path(arguments.path))))
    listed = [
        {
            "file": fault.file,
            "field": fault.field,
            "code": fault.code,
            "level": fault.level,
            "fatal": fault.fatal,
            "params": dict(fault.params),
            "words": sentence(Fault(fault.code, **dict(fault.params))),
        }
        for fault in sorted(faults, key=lambda one: (not one.fatal, one.hint))
    ]
    value = {
        "pack": pack.id if pack else None,
        "version": pack.version if pack else None,
        "digest": pack.digest if pack else None,
        "clauses": len({version.clause for version in pack.clauses}) if pack else 0,
        "versions": len(pack.clauses) if pack else 0,
        "ladders": len(pack.ladders) if pack else 0,
        "precedents": len(pack.precedents) if pack else 0,
        "faults": listed,
    }
    lines = [
        f"{fault['level']}: {', '.join(p for p in (fault['file'], fault['field']) if p)}: "
        f"{fault['words']}"
        for fault in listed
    ]
    fatal = sum(fault.fatal for fault in faults)
    summary = f"{fatal} faults, {len(faults) - fatal} doubts and hints"
    if pack:
        summary = (
            f"{value['clauses']} clauses in {value['versions']} versions, {value['ladders']} "
            f"ladders, {value['precedents']} precedents; {summary}"
        )
    else:
        summary = f"not usable: {summary}"
    out.report(value, [*lines, summary])
    return 0 if pack else 1


# What is looked up


def _pack(arguments: Arguments, services: Services | None) -> Pack:
    """The pack of --pack, else the newest in the store, else the one that ships."""
    from workstation.intake.policy_pack import pack_files, read_pack
    from workstation.intake.shipped import POLICY
    from workstation.store import policies

    if arguments.pack:
        return read_pack(pack_files(_folder(Path(arguments.pack))))
    held = services.store.read(policies.packs).result() if services else []
    if services and held:
        return services.store.read(policies.load_pack, held[0][0]).result()
    return read_pack(pack_files(POLICY))


def _folder(path: Path) -> Path:
    for folder in (path, path / "policies"):
        if (folder / "pack.json").is_file():
            return folder
    raise WorldFault("policy.no_pack", path=str(path))


def _check_market(market: str | None) -> None:
    if market and not re.fullmatch("[A-Z]{2}", market):
        raise WorldFault("policy.no_market", market=market)


def _check_clause(pack: Pack, clause: str) -> None:
    if not pack.versions(clause):
        raise WorldFault("policy.no_clause", clause=clause, pack=pack.title)


def _wording(pack: Pack, clause: str, number: int) -> ClauseVersion:
    found = pack.wording(clause, number)
    if found is None:
        held = ", ".join(str(version.version) for version in pack.versions(clause))
        raise WorldFault("policy.no_version", clause=clause, version=number, versions=held)
    return found


def _moment(text: str) -> datetime:
    # A bare day means its start here, where the person sits.
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return instant.parse(text)
    return moment if moment.tzinfo else moment.astimezone()


def _newest(pack: Pack) -> datetime:
    # Nothing here looks at a clock: the newest that the pack itself knows of.
    dates = [version.since for version in pack.clauses]
    dates += [one.at for one in pack.precedents]
    return max(map(instant.parse, [*dates, *([pack.published_at] if pack.published_at else [])]))
