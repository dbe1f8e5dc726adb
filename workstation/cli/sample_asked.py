"""What the words of `sample …` ask for, as values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from workstation.cli.parser import Arguments
from workstation.fault import WorldFault

if TYPE_CHECKING:
    from workstation.intake.frame.mapping import FrameMapping
    from workstation.review.sampling.wish import Wish
    from workstation.review.sampling.writing import Given


def mapping(arguments: Arguments) -> FrameMapping:
    """Which column is what, from a file and the options."""
    from workstation.intake.frame import mapping as mappings

    start = mappings.FrameMapping()
    if arguments.mapping:
        try:
            start = mappings.load(Path(arguments.mapping).read_bytes())
        except OSError as error:
            raise WorldFault(
                "intake.unreadable", path=arguments.mapping, why=error.strerror or ""
            ) from None
    said: dict[str, Any] = msgspec.to_builtins(start)
    for word in arguments.set or ():
        name, equals, value = word.partition("=")
        column, colon, part = name.partition(":")
        if not equals or not colon or column not in ("columns", "dates"):
            raise WorldFault(
                "intake.table.mapping", field=word[:40], reason="columns:NAME=FIELD is wanted"
            )
        said[column][part] = value
    for name in ("offset", "encoding"):
        if getattr(arguments, name):
            said[name] = getattr(arguments, name)
    if arguments.delimiter:
        said["delimiter"] = "\t" if arguments.delimiter in ("tab", "\\t") else arguments.delimiter
    return mappings.load(msgspec.json.encode(said))


def zone(name: str | None) -> str | None:
    """A zone that there is."""
    from workstation.review.sampling import wish

    if name:
        wish.named_zone(name)
    return name or None


def wish_of(arguments: Arguments) -> Wish:
    """The design file with what the command says in place of it."""
    from workstation.review.sampling import wish

    start = wish.load(Path(arguments.design)) if arguments.design else wish.Wish()
    told: dict[str, Any] = msgspec.to_builtins(start)
    for name in ("n", "seed", "minimum", "person_minimum", "reserves", "again", "repeats",
                 "automated", "zone", "accuracy", "seconds", "critical_marked"):  # fmt: skip
        value = getattr(arguments, name, None)
        if value is not None:
            told[name] = value
    if getattr(arguments, "strata", None) is not None:
        told["strata"] = [word.strip() for word in arguments.strata.split(",") if word.strip()]
    if getattr(arguments, "critical", None):
        told["critical"] = arguments.critical
    for word in getattr(arguments, "weight", None) or ():
        name, _, value = word.rpartition("=")
        told["weights"][name] = _number(value, word)
    if getattr(arguments, "apart", None):
        told["apart"] = [_number(word, arguments.apart) for word in arguments.apart.split(",")]
    if getattr(arguments, "risk", None) is not None:
        told["risk"] = {**(told["risk"] or {}), "n": arguments.risk}
    for word in arguments.only or ():
        name, _, values = word.partition("=")
        told["filter"][name] = [value.strip() for value in values.split(",")]
    for name in ("since", "until"):
        if getattr(arguments, name) is not None:
            told["filter"][name] = getattr(arguments, name)
    return wish.convert(told, arguments.design or "the options")


def _number(text: str, word: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise WorldFault(
            "sampling.file", file="the options", field=word[:40], reason="not_a_number"
        ) from None


def given(words: str) -> Given:
    """PERSON or PERSON:STAGE."""
    from workstation.review.sampling.writing import Given

    person, colon, stage = words.partition(":")
    return Given(person, stage) if colon else Given(person)
