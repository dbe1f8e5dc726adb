"""Reads a policy pack: pack.json and one Markdown file a clause version, and says every fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from workstation.domain import instant
from workstation.domain.policy import ClauseKind, ClauseVersion, Family, Pack
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Severity
from workstation.fault import WorldFault
from workstation.intake.decode import BOM, Decoder, invalid
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.interface import unreadable
from workstation.intake.wire import Instant, Market, Name, Short
from workstation.store.policies import with_digest

PACK = "pack.json"
FENCE = "+++"
_FILE = re.compile(r"(?P<clause>[0-9]\.[0-9a-z]{1,8})\.v(?P<version>[0-9]{1,6})\.md")

ClauseId = Annotated[str, Meta(pattern=r"^[0-9]\.[0-9a-z]{1,8}\Z")]
Moment = Annotated[datetime, Meta(tz=True)]


class WireFamily(msgspec.Struct, frozen=True):
    digit: Annotated[int, Meta(ge=0, le=9)]
    code: Name
    name: Name


class WirePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """pack.json."""

    id: Name
    version: Name
    title: Name
    families: Annotated[tuple[WireFamily, ...], Meta(min_length=1, max_length=10)]
    owner: Short = ""
    published_at: Instant | None = None


class WireClause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """The TOML between the fences of a clause file."""

    id: ClauseId
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    title: Name
    since: Moment
    severity: Literal["critical", "major", "minor"]
    kind: Literal["policy", "guideline", "interim", "keyword_note"] = "policy"
    until: Moment | None = None
    markets: tuple[Market, ...] = ()
    categories: tuple[Name, ...] = ()
    content_types: tuple[
        Literal["listing", "video", "review", "chat", "seller", "comment", "post", "live"], ...
    ] = ()
    acceptable_actions: tuple[Name, ...] = ()
    mandatory_report: bool = False
    equivalent: tuple[ClauseId, ...] = ()
    keywords: tuple[Name, ...] = ()
    grace: dict[Name, Moment] = {}


class PackFault(Struct, frozen=True):
    """Something wrong with a pack; one that is not `fatal` leaves the pack usable."""

    file: str
    field: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    fatal: bool = True


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """The pack in these files (names below `policies/`).

    Raises WorldFault `policy.faulty` with the first fault and how many there are.
    """
    pack, faults = check_pack(files)
    if pack is None:
        raise faulty(faults)
    return pack


def faulty(faults: Iterable[PackFault]) -> WorldFault:
    """The fault of a pack that cannot be used: its first fault, and how many there are."""
    fatal = [fault for fault in faults if fault.fatal]
    return WorldFault(
        "policy.faulty",
        file=fatal[0].file,
        field=fatal[0].field,
        reason=fatal[0].code.rpartition(".")[2],
        faults=len(fatal),
    )


def check_pack(
    files: Mapping[str, bytes],
    actions: Collection[str] = tuple(action.id for action in DEFAULT_ACTIONS),
) -> tuple[Pack | None, tuple[PackFault, ...]]:
    """Every fault of a pack, and the pack itself unless one of them is fatal."""
    faults: list[PackFault] = []
    head = _head(files, faults)
    clauses: list[tuple[str, ClauseVersion]] = []
    for name in sorted(files.keys() - {PACK}):
        if not name.endswith(".md") or name.casefold() in ("readme.md", "license.md"):
            continue
        try:
            clauses.append((name, _clause(name, files[name])))
        except BadLine as bad:
            faults.append(_fault(name, bad))
    digits = {family.digit for family in head.families} if head else None
    faults += _check_each(clauses, digits, actions)
    faults += _check_together(clauses)
    if not clauses and not faults:
        faults.append(PackFault(PACK, "", "policy.fault.no_clauses"))
    if head is None or any(fault.fatal for fault in faults):
        return None, tuple(faults)
    families = tuple(Family(f.digit, f.code, f.name) for f in head.families)
    pack = Pack(
        id=head.id,
        version=head.version,
        title=head.title,
        digest="",
        families=families,
        clauses=tuple(clause for _, clause in clauses),
        owner=head.owner,
        published_at=head.published_at or "",
    )
    return with_digest(pack), tuple(faults)


def pack_files(folder: Path) -> dict[str, bytes]:
    """The files of a pack that lies in a folder; raises WorldFault `intake.unreadable`."""
    try:
        return {
            path.name: path.read_bytes()
            for path in sorted(folder.iterdir())
            if path.suffix in (".md", ".json") and path.is_file()
        }
    except OSError as error:
        raise unreadable(folder, error) from None


def _head(files: Mapping[str, bytes], faults: list[PackFault]) -> WirePack | None:
    if PACK not in files:
        faults.append(PackFault(PACK, "", "policy.fault.missing_file"))
        return None
    try:
        head = Decoder(WirePack, Doubts()).decode(files[PACK])
    except BadLine as bad:
        faults.append(_fault(PACK, bad))
        return None
    assert isinstance(head, WirePack)
    digits = [family.digit for family in head.families]
    if len(set(digits)) != len(digits):
        faults.append(PackFault(PACK, "families", "policy.fault.double_digit"))
    return head


def _clause(name: str, data: bytes) -> ClauseVersion:
    try:
        text = data.removeprefix(BOM).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadLine("", "not_utf8") from None
    front, body = _split(text)
    try:
        wire = msgspec.convert(tomllib.loads(front), WireClause)
    except tomllib.TOMLDecodeError:
        raise BadLine("", "not_toml") from None
    except msgspec.ValidationError as error:
        raise invalid(str(error)) from None
    if "\0" in text:
        raise BadLine("", "nul")
    named = _FILE.fullmatch(name)
    if named is None or (named["clause"], int(named["version"])) != (wire.id, wire.version):
        raise BadLine("id", "other_name")
    return ClauseVersion(
        clause=wire.id,
        version=wire.version,
        title=wire.title,
        kind=ClauseKind(wire.kind),
        since=wire.since.isoformat(),
        until=wire.until.isoformat() if wire.until else None,
        body=body,
        severity=Severity(wire.severity),
        markets=wire.markets,
        categories=wire.categories,
        content_types=wire.content_types,
        acceptable_actions=wire.acceptable_actions,
        mandatory_report=wire.mandatory_report,
        equivalent=wire.equivalent,
        keywords=wire.keywords,
        grace={vendor: until.isoformat() for vendor, until in wire.grace.items()},
    )


def _split(text: str) -> tuple[str, str]:
    if not text.startswith(f"{FENCE}\n"):
        raise BadLine("", "no_front_matter")
    front, fence, body = text[len(FENCE) + 1 :].partition(f"\n{FENCE}\n")
    if not fence:
        raise BadLine("", "no_front_matter")
    if not body.strip():
        raise BadLine("", "no_words")
    return front, body.strip("\n")


def _check_each(
    clauses: list[tuple[str, ClauseVersion]], digits: set[int] | None, actions: Collection[str]
) -> Iterator[PackFault]:
    known = {clause.clause for _, clause in clauses}
    for name, clause in clauses:
        if digits is not None and clause.family not in digits:
            yield PackFault(name, "id", "policy.fault.no_family", {"digit": clause.family})
        since = instant.parse(clause.since)
        if clause.until is not None and instant.parse(clause.until) <= since:
            yield PackFault(name, "until", "policy.fault.until_before_from")
        for action in clause.acceptable_actions:
            if action not in actions:
                yield PackFault(
                    name, "acceptable_actions", "policy.fault.unknown_action", {"action": action}
                )
        for vendor, until in clause.grace.items():
            if instant.parse(until) < since:
                yield PackFault(
                    name, f"grace.{vendor}", "policy.fault.grace_before_from", fatal=False
                )
        for other in clause.equivalent:
            if other not in known:
                yield PackFault(
                    name,
                    "equivalent",
                    "policy.fault.unknown_clause",
                    {"clause": other},
                    fatal=False,
                )


def _check_together(clauses: list[tuple[str, ClauseVersion]]) -> Iterator[PackFault]:
    places: dict[tuple[object, ...], str] = {}
    for name, clause in clauses:
        # Two that begin together for the same readers: which one is in force could not be told.
        place = (
            clause.clause,
            instant.parse(clause.since),
            frozenset(clause.markets),
            frozenset(clause.categories),
            frozenset(clause.content_types),
        )
        if place in places:
            yield PackFault(name, "from", "policy.fault.same_start", {"other": places[place]})
        places.setdefault(place, name)


def _fault(name: str, bad: BadLine) -> PackFault:
    return PackFault(name, bad.where, f"policy.fault.{bad.reason.rpartition('.')[2]}", bad.params)
