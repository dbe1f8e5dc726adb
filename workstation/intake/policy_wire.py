"""The files of a policy pack as typed values: pack.json, a clause, ladders.json, a precedent."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from workstation.domain.ladder import Ladder, Step
from workstation.domain.policy import ClauseKind, ClauseVersion
from workstation.domain.precedent import Precedent, PrecedentKind
from workstation.domain.taxonomy import Severity
from workstation.intake.decode import BOM, Decoder, invalid
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.wire import Instant, Long, Market, Name, Short

FENCE = "+++"
_FILE = re.compile(r"(?P<clause>[0-9]\.[0-9a-z]{1,8})\.v(?P<version>[0-9]{1,6})\.md")

T = TypeVar("T", bound=msgspec.Struct)
ClauseId = Annotated[str, Meta(pattern=r"^[0-9]\.[0-9a-z]{1,8}\Z")]
Version = Annotated[int, Meta(ge=1, le=1_000_000)]
Points = Annotated[int, Meta(ge=0, le=1_000_000)]
Moment = Annotated[datetime, Meta(tz=True)]
Row = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,60}\Z")]
ContentType = Literal["listing", "video", "review", "chat", "seller", "comment", "post", "live"]


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
    version: Version
    title: Name
    since: Moment
    severity: Literal["critical", "major", "minor"]
    kind: Literal["policy", "guideline", "interim", "keyword_note"] = "policy"
    until: Moment | None = None
    markets: tuple[Market, ...] = ()
    categories: tuple[Name, ...] = ()
    content_types: tuple[ContentType, ...] = ()
    acceptable_actions: tuple[Name, ...] = ()
    mandatory_report: bool = False
    equivalent: tuple[ClauseId, ...] = ()
    keywords: tuple[Name, ...] = ()
    grace: dict[Name, Moment] = {}
    ladder_row: Row | Literal[""] = ""


class WireStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prior: Points
    penalty: Name
    points: Points = 0


class WireLadder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    id: Name
    since: Instant
    rows: dict[Row, Annotated[tuple[WireStep, ...], Meta(min_length=1, max_length=100)]]
    until: Instant | None = None
    markets: tuple[Market, ...] = ()


class WireLadders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ladders.json."""

    ladders: Annotated[tuple[WireLadder, ...], Meta(max_length=1000)]


class WirePrecedent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of precedents.jsonl."""

    id: Name
    clause: ClauseId
    kind: Literal["consensus", "dispute", "ruling"]
    at: Instant
    action: Name
    words: Annotated[str, Meta(min_length=1, max_length=20_000)]
    version: Version | None = None
    market: Market | None = None
    languages: Annotated[tuple[Name, ...], Meta(max_length=50)] = ()
    content_type: ContentType | None = None
    source_id: Short = ""
    text: Long = ""
    until: Instant | None = None


def read_head(data: bytes) -> WirePack:
    """pack.json; raises BadLine."""
    return _decoded(data, WirePack, strict=False)


def read_ladders(data: bytes) -> tuple[Ladder, ...]:
    """ladders.json; raises BadLine."""
    return tuple(
        Ladder(
            id=one.id,
            since=_moment(one.since, f"ladders[{number}].from"),
            until=_moment(one.until, f"ladders[{number}].until") if one.until else None,
            markets=one.markets,
            rows={
                row: tuple(Step(step.prior, step.penalty, step.points) for step in steps)
                for row, steps in one.rows.items()
            },
        )
        for number, one in enumerate(_decoded(data, WireLadders).ladders)
    )


def read_precedent(line: bytes) -> Precedent:
    """A line of precedents.jsonl; raises BadLine."""
    wire = _decoded(line, WirePrecedent)
    return Precedent(
        id=wire.id,
        clause=wire.clause,
        kind=PrecedentKind(wire.kind),
        at=_moment(wire.at, "at"),
        action=wire.action,
        words=wire.words,
        version=wire.version,
        market=wire.market,
        languages=wire.languages,
        content_type=wire.content_type,
        source_id=wire.source_id,
        text=wire.text,
        until=_moment(wire.until, "until") if wire.until else None,
    )


def read_clause(name: str, data: bytes) -> ClauseVersion:
    """A clause file; raises BadLine."""
    try:
        text = data.removeprefix(BOM).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadLine("", "not_utf8") from None
    front, body = _split(text)
    try:
        wire = msgspec.convert(tomllib.loads(front), WireClause)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise BadLine("", "not_toml") from None
    except msgspec.ValidationError as error:
        raise invalid(str(error)) from None
    if "\0" in text or "\\u0000" in front:
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
        ladder_row=wire.ladder_row,
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


def _decoded(data: bytes, kind: type[T], *, strict: bool = True) -> T:
    doubts = Doubts()
    value: Any = Decoder(kind, doubts).decode(data.removeprefix(BOM))
    for notice in doubts.notices():
        if strict:  # a misspelt `until` would leave a table in force
            raise BadLine(str(notice.params["names"]), "unknown_field")
    assert isinstance(value, kind)
    return value


def _moment(text: str, where: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise BadLine(where, "bad_date") from None
