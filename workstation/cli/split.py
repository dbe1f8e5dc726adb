"""`split` and `board`: a published batch over people, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.publishing import place_of, said
from workstation.domain.splitting import Left
from workstation.fault import WorldFault
from workstation.review import board as boards
from workstation.review import splitting
from workstation.review.board import Line
from workstation.review.splitting import Plan, Wish
from workstation.services import Services

if TYPE_CHECKING:
    from workstation.sync.transport import Transport

_PLANNED = "plan"
_SHOWN = 20


def split(arguments: Arguments, services: Services, out: Out) -> int:
    """Split and assign, or only show what it comes to."""
    wish = Wish(
        arguments.batch,
        arguments.seed or "",
        arguments.stage,
        persons_of(arguments.over),
        numbers(arguments.room),
        _skills(arguments.skill),
        share(arguments.overlap),
        arguments.readers,
        arguments.of,
    )
    if arguments.plan:
        wish = msgspec.structs.replace(wish, seed=wish.seed or _PLANNED)
        made = services.store.read(splitting.plan, services.desk, wish).result()
        out.report(_told(made), _lines(made, "would get"))
        return 0
    place = place_or_none(arguments, services)
    made = splitting.carry_out(services.store, services.desk, place, wish)
    if place is None:
        out.report(_told(made), _lines(made, "gets"))
        return 0
    return said(services, place, out, _told(made), _lines(made, "gets"))


def board(arguments: Arguments, services: Services, out: Out) -> int:
    """Per person assigned, done, not to be judged, late, last heard from; by batch."""
    found = services.store.read(boards.board, arguments.batch).result()
    out.report(
        {
            "lines": [
                {**msgspec.structs.asdict(one), "open": one.open} for one in found.lines
            ],
            "unassigned": [
                {"batch": batch, "title": title, "cases": number}
                for batch, title, number in found.unassigned
            ],
        },
        [*(_line(one) for one in found.lines), *(
            f"{title}: {number} cases are nobody's" for _, title, number in found.unassigned
        )] or ["nothing is assigned to anybody"],
    )  # fmt: skip
    return 0


def place_or_none(arguments: Arguments, services: Services) -> Transport | None:
    """The place to tell at once; None where none is set: it waits for the next sync."""
    if not arguments.to and not services.preferences["sync_to"]:
        return None
    return place_of(arguments, services)


def share(percent: float) -> float:
    """A share of a percentage."""
    return percent / 100


def persons_of(words: str | None) -> tuple[str, ...]:
    """A list with commas."""
    return tuple(one.strip() for one in (words or "").split(",") if one.strip())


def numbers(given: Sequence[str] | None) -> dict[str, int]:
    """PERSON=N, several times. Raises WorldFault `split.words`."""
    found = {}
    for words, person, value in _pairs(given, "N"):
        if not value.isdecimal():
            raise WorldFault("split.words", words=words, form="N")
        found[person] = int(value)
    return found


def left_lines(left: Sequence[Left]) -> list[str]:
    """What has no place, by the reason, the first few by name."""
    lines = [f"  no place for {one.piece}: {why_left(one)}" for one in left[:_SHOWN]]
    return [*lines, f"  and {len(left) - _SHOWN} more"] if len(left) > _SHOWN else lines


def why_left(one: Left) -> str:
    """Why something has no place, in words."""
    what = ", ".join(one.what)
    return {
        "language": f"nobody is certified for {what}",
        "skill": f"nobody has the skill {what}",
        "independence": f"whoever could has decided or judged it already ({what})"
        if one.reader == 1
        else "there is no further reader for it",
        "room": f"{what} have no room left",
    }[one.why.value]


def _skills(given: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _, person, value in _pairs(given, "WORD"):
        found[person] = (*found.get(person, ()), value)
    return found


def _pairs(given: Sequence[str] | None, form: str) -> Iterable[tuple[str, str, str]]:
    for words in given or ():
        person, sign, value = words.partition("=")
        if not person or not sign or not value:
            raise WorldFault("split.words", words=words, form=form)
        yield words, person, value


def _told(made: Plan) -> dict[str, Any]:
    return {
        "batch": made.wish.batch,
        "seed": made.wish.seed,
        "stage": made.wish.stage,
        "units": made.total,
        "assigned_before": made.assigned,
        "persons": {
            one.person: {"cases": len(one.cases or ()), "languages": list(_languages(made, one))}
            for one in made.given()
        },
        "twice": len(made.split.twice),
        "unknown_language": made.unknown,
        "kept": made.kept,
        "without": [
            {
                "case": one.piece,
                "source_id": made.sources[one.piece],
                "reader": one.reader,
                "why": one.why.value,
                "what": list(one.what),
            }
            for one in made.split.left
        ],
    }


def _languages(made: Plan, one: Any) -> tuple[str, ...]:
    return next((hand.languages for hand in made.hands if hand.person == one.person), ())


def _lines(made: Plan, gets: str) -> list[str]:
    lines = [f"  {one.person} {gets} {len(one.cases or ())} cases" for one in made.given()]
    if made.split.twice:
        lines.append(f"  {len(made.split.twice)} of them go to several, for agreement")
    if made.assigned:
        lines.append(f"  {made.assigned} have somebody already")
    if made.kept:
        lines.append(f"  {made.kept} were done by {made.wish.of} and stay")
    if made.unknown:
        lines.append(f"  {made.unknown} in a language that nobody has told: anybody may get them")
    left = [Left(made.sources[one.piece], one.reader, one.why, one.what) for one in made.split.left]
    head = f"{made.wish.batch}: {made.total} cases, seed {made.wish.seed}"
    return [head, *lines, *left_lines(left)]


def _line(one: Line) -> str:
    words = (
        f"{one.title}  {one.name or one.person} ({one.stage}): {one.done} of {one.assigned} done"
    )
    words += f", {one.cannot} not to be judged" if one.cannot else ""
    words += f", {one.late} late (not counted)" if one.late else ""
    words += ", handed in" if one.handed_in else ""
    words += ", closed" if one.closed else ""
    return f"{words}, last heard {one.heard}" if one.heard else words
