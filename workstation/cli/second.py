"""`second …`: second looks are drawn, listed, settled and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.publishing import place_of, said
from workstation.cli.split import left_lines, numbers, persons_of, place_or_none, share
from workstation.review.second import drawing, judging, listing
from workstation.review.second import figures as counts
from workstation.review.second.drawing import Plan, Wish
from workstation.review.second.figures import Figures
from workstation.review.second.listing import Entry, State
from workstation.services import Services
from workstation.store.second_looks import Outcome

_PLANNED = "plan"


def draw(arguments: Arguments, services: Services, out: Out) -> int:
    """Draw and assign, or only show what it comes to."""
    wish = Wish(
        arguments.batch,
        arguments.seed or "",
        share(arguments.overturns),
        share(arguments.agreements),
        share(arguments.repeats),
        persons_of(arguments.of),
        persons_of(arguments.languages),
        persons_of(arguments.by),
        numbers(arguments.room),
    )
    if arguments.plan:
        wish = msgspec.structs.replace(wish, seed=wish.seed or _PLANNED)
        made = services.store.read(drawing.plan, services.desk, wish).result()
        out.report(_told(made), _lines(made, "would be drawn"))
        return 0
    place = place_or_none(arguments, services)
    made = drawing.draw(services.store, services.desk, place, wish)
    value, lines = _told(made), _lines(made, "drawn before" if made.again else "drawn")
    if place is None:
        out.report(value, lines)
        return 0
    return said(services, place_of(arguments, services), out, value, lines)


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """One's own second looks, and for a lead what others have to compare."""
    found = services.store.read(listing.listed, services.desk).result()
    out.report(
        {
            "counts": {state.value: found.count(state) for state in State},
            "looks": [_entry(one) for one in found.entries],
        },
        [_entry_line(one) for one in found.entries] or ["no second look is yours"],
    )
    return 0


def judge(arguments: Arguments, services: Services, out: Out) -> int:
    """Say what becomes of a first verdict."""
    event = services.store.write(
        judging.judge,
        services.desk,
        arguments.verdict,
        arguments.second,
        Outcome(arguments.outcome),
        arguments.note,
    ).result()
    out.report(
        {"event": event.id, "verdict": arguments.verdict, "outcome": arguments.outcome},
        [f"{arguments.outcome}; it goes with the next sync"],
    )
    return 0


def figures(arguments: Arguments, services: Services, out: Out) -> int:
    """What second looks and repeats say of the auditors."""
    found = services.store.read(counts.figures, arguments.batch).result()
    out.report(msgspec.to_builtins(found), _figure_lines(found))
    return 0


def _told(made: Plan) -> dict[str, Any]:
    """A draw for a script: who gets how many, never which case for which reason."""
    return {
        "batch": made.wish.batch,
        "seed": made.wish.seed,
        "found": dict(made.found),
        "drawn": dict(made.drawn),
        "drawn_before": made.already,
        "again": made.again,
        "persons": made.by_person,
        "without": [
            {"verdict": one.piece, "why": one.why.value, "what": list(one.what)}
            for one in made.paired.left
        ],
        "same_pair": [msgspec.to_builtins(one) for one in made.paired.same],
    }


def _lines(made: Plan, done: str) -> list[str]:
    lines = [f"{len(made.looks)} second looks {done}, seed {made.wish.seed}"]
    for why, number in made.found.items():
        lines.append(f"  {made.drawn.get(why, 0)} of {number} {why}s")
    lines += [f"  {person}: {number}" for person, number in made.by_person.items()]
    if made.already and not made.again:
        lines.append(f"  {made.already} were drawn before")
    lines += left_lines(made.paired.left)
    for one in made.paired.same:
        only = "nobody else may have what was drawn" if one.only else "others have no room"
        lines.append(
            f"  {one.person} has {one.looks} of {one.of} looks at {one.author}'s work: {only}"
        )
    return lines


def _entry(one: Entry) -> dict[str, Any]:
    value: dict[str, Any] = {
        "state": one.state.value,
        "batch": one.batch,
        "title": one.title,
        "task": one.task,
        "source_id": one.source_id,
        "language": one.language or None,
        "due_at": one.due_at,
        "outcome": one.outcome or None,
    }
    if one.both is not None:
        value |= {
            "first": one.both.first.verdict,
            "second": one.both.second.verdict,
            "author": one.both.first.person,
            "person": one.both.second.person,
            "differs_in": sorted(one.both.lit),
        }
    return value


def _entry_line(one: Entry) -> str:
    parts = [one.state.value, one.source_id, one.title, one.outcome]
    if one.both is not None:
        parts += [f"differs in {', '.join(sorted(one.both.lit))}" if one.both.lit else "same"]
        parts += [one.both.first.verdict, one.both.second.verdict]
    return "  ".join(part for part in parts if part)


def _figure_lines(found: Figures) -> list[str]:
    lines = []
    for one in found.persons:
        lines.append(one.person)
        told = (one.stands, one.test_retest, one.peers)
        lines += [f"  {figure_line(figure)}" for figure in told]
    lines.append(figure_line(found.test_retest))
    lines.append(f"both defensible: {found.both_defensible}")
    lines += [
        f"{one.person} looked at {one.author}'s work: {one.looks} "
        f"(upheld {one.upheld}, corrected {one.corrected}, both {one.both})"
        for one in found.pairs
    ]
    return lines


def figure_line(figure: Any) -> str:
    """A figure with its n and interval, and whether it tells anything."""
    name = figure.name.replace("_", " ")
    if figure.value is None:
        return f"{name}: undefined ({figure.why.replace('_', ' ')})"
    words = f"{name}: {figure.value:.1%}, n {figure.n}"
    if figure.interval is not None:
        words += f", {figure.level:.0%} interval {_interval(figure.interval)}"
    return words if figure.tells else f"{words}, too few to tell"


def _interval(interval: Any) -> str:
    ends: Sequence[float] = (interval.low, interval.high)
    return f"{ends[0]:.1%} to {ends[1]:.1%}"
