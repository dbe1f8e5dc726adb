"""What a lead asks for: a design file (TOML or JSON) or options, as one checked value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from workstation.domain import zone as zones
from workstation.domain.canonical import canonical_json, digest
from workstation.domain.sampling.design import Design, Risk, checked
from workstation.domain.sampling.precision import ACCURACY, GAP
from workstation.fault import WorldFault
from workstation.intake.decode import invalid
from workstation.store.pool_filter import Filter
from workstation.store.pools import Pool

MOST_FILE = 1024 * 1024
UNSEEDED = "not drawn yet"

Share = Annotated[float, Meta(gt=0, lt=1)]
Rate = Annotated[float, Meta(ge=0, le=1)]
Number = Annotated[int, Meta(ge=0, le=10_000_000)]
Words = tuple[Annotated[str, Meta(max_length=200)], ...]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A misspelt name is told, not passed over."""


class WishFilter(_Strict):
    """Which rows of the frame; days or instants, `until` not counted any more."""

    vendor: Words = ()
    site: Words = ()
    language: Words = ()
    market: Words = ()
    clause: Words = ()
    action: Words = ()
    moderator: Words = ()
    since: str | None = None
    until: str | None = None


class WishRisk(_Strict):
    """What is drawn for its risk, beside the sample. `fast` is the share of each person's own
    quickest decisions."""

    n: Number
    new_clauses: dict[str, str] = {}
    new_for_days: Annotated[int, Meta(ge=1, le=3650)] = 14
    ramping: Words = ()
    fast: Share | None = None
    exposure_above: Number | None = None
    languages: Words = ()


class Wish(_Strict):
    """A design and what it is to be good for; every name but `filter`, `critical_marked`,
    `accuracy`, `apart` and `seconds` is the design's (`domain.sampling.design`)."""

    n: Number = 0
    seed: Annotated[str, Meta(max_length=200)] = ""
    strata: Words = ()
    minimum: Number = 0
    weights: dict[str, float] = {}
    person_minimum: Number = 0
    critical: Words = ()
    critical_marked: bool = False
    risk: WishRisk | None = None
    reserves: Rate = 0.1
    again: Rate = 0.0
    repeats: Rate = 0.0
    automated: bool = False
    filter: WishFilter = WishFilter()
    zone: Annotated[str, Meta(max_length=60)] = ""
    accuracy: Share = ACCURACY
    apart: tuple[Share, Share] = GAP
    seconds: Annotated[float, Meta(gt=0, le=86_400)] | None = None


def load(path: Path) -> Wish:
    """A design file; raises WorldFault `sampling.file_missing`, `sampling.file`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE + 1)
    except OSError as error:
        raise WorldFault(
            "sampling.file_missing", path=str(path), why=error.strerror or ""
        ) from None
    name = path.name[:200]
    if len(data) > MOST_FILE:
        raise WorldFault("sampling.file", file=name, field="", reason="it is too long")
    try:
        text = data.decode("utf-8-sig")
        told = msgspec.json.decode(text) if text.lstrip()[:1] == "{" else tomllib.loads(text)
    except UnicodeDecodeError:
        raise WorldFault("sampling.file", file=name, field="", reason="not_utf8") from None
    except (ValueError, RecursionError) as error:
        found = str(error).rpartition("(at ")[2].rstrip(")") if "(at " in str(error) else ""
        reason = f"it is neither TOML nor JSON from {found} on" if found else "not_json"
        raise WorldFault("sampling.file", file=name, field="", reason=reason) from None
    return convert(told, name)


def convert(told: object, name: str) -> Wish:
    """Plain values as a wish; raises WorldFault `sampling.file` with field and reason."""
    try:
        return msgspec.convert(_plain(told), Wish)
    except msgspec.ValidationError as error:
        bad = invalid(str(error))
        reason, where = bad.reason.rpartition(".")[2], bad.where
        if reason == "unknown_field" and "`" in str(error):
            unknown = str(error).split("`")[1][:60]
            where = unknown if where == unknown else f"{where}.{unknown}".lstrip(".")
            reason = "there is no such name"
        raise WorldFault("sampling.file", file=name, field=where, reason=reason) from None


def told(wish: Wish, seed: str) -> dict[str, object]:
    """What of a wish travels with the draw: only what was asked for; numbers as text, since events
    hold no floats."""
    plain = msgspec.to_builtins(wish)
    bare = msgspec.to_builtins(Wish())
    kept = {name: value for name, value in plain.items() if value != bare[name]}
    held = _texts({**kept, "n": wish.n, "seed": seed})
    assert isinstance(held, dict)
    return held


def digest_of(wish: Wish, seed: str) -> str:
    """SHA-256 of what travels."""
    return digest(canonical_json(told(wish, seed)))


def from_told(held: Mapping[str, object]) -> Wish:
    """The wish that travelled."""
    return msgspec.convert(dict(held), Wish, strict=False)


def design_of(wish: Wish, pool: Pool | None, fast: Mapping[str, float]) -> Design:
    """The design for a pool; `fast` are the persons' own quick ends.

    Raises WorldFault `sampling.day`, `sampling.…`.
    """
    risk = None
    if wish.risk is not None:
        asked = wish.risk
        risk = Risk(
            asked.n,
            {clause: _day(text) for clause, text in asked.new_clauses.items()},
            asked.new_for_days,
            frozenset(asked.ramping),
            dict(fast),
            asked.exposure_above,
            frozenset(asked.languages),
        )
    marked = pool.critical if pool is not None and wish.critical_marked else ()
    critical = {*wish.critical, *marked}
    return checked(
        Design(
            wish.seed or UNSEEDED,
            wish.n,
            tuple(wish.strata),
            wish.minimum,
            dict(wish.weights),
            wish.person_minimum,
            frozenset(critical),
            risk,
            wish.reserves,
            wish.again,
            wish.repeats,
            wish.automated,
        )
    )


def filter_of(wish: Wish, pool: Pool) -> Filter:
    """The rows that a wish is about, of people or of machines; days begin in the pool's zone.

    Raises WorldFault `sampling.day`, `sampling.zone`, `sampling.no_zone`, `sampling.period`.
    """
    held = wish.filter
    zone = zone_of(wish, pool)
    since, until = _moment(held.since, zone), _moment(held.until, zone)
    if since is not None and until is not None and since >= until:
        raise WorldFault("sampling.period", since=held.since, until=held.until)
    return Filter(
        held.vendor, held.site, held.language, held.market, held.clause, held.action,
        held.moderator, wish.automated, since, until,
    )  # fmt: skip


def zone_of(wish: Wish, pool: Pool) -> str | None:
    """The zone that days and periods are meant in."""
    return wish.zone or pool.plain_zone


def named_zone(name: str) -> tzinfo:
    """The zone of a name or an offset; raises WorldFault `sampling.zone`."""
    try:
        return zones.zone_of(name)
    except WorldFault:
        raise WorldFault("sampling.zone", zone=name[:60]) from None


def _moment(text: str | None, zone: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WorldFault("sampling.day", text=text[:40]) from None
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise WorldFault("sampling.no_zone", day=text[:40])
    return moment.replace(tzinfo=named_zone(zone))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WorldFault("sampling.day", text=text[:40]) from None


def _plain(value: Any) -> Any:
    # TOML has dates of its own.
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _texts(value: Any) -> object:
    if isinstance(value, Mapping):
        return {name: _texts(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_texts(inner) for inner in value]
    return format(value, ".12g") if isinstance(value, float) else value
