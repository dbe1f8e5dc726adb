"""Acceptance of vendors' lots: the plan of the day, the ruling, and what it makes of the next lot.

Every ruling is an event; how strictly a vendor is inspected follows from those alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from workstation.domain.event import Event, Kind
from workstation.domain.sampling.acceptance.plan import (
    Asked,
    Judged,
    Plan,
    Ruling,
    judge,
    oc_curve,
)
from workstation.domain.sampling.acceptance.switching import (
    Mode,
    Standing,
    after,
    plan_in,
    resumed,
)
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, take_back, write
from workstation.review.publishers import next_turn
from workstation.review.sampling import rights
from workstation.store import events, lots
from workstation.store.driver import Database
from workstation.store.published import Said


class Lot(Struct, frozen=True):
    """A lot that was judged: what its event says."""

    event: str
    vendor: str
    name: str
    mode: str
    n: int
    c: int
    defective: int
    accepted: bool
    batch: str | None
    person: str
    at: str


class Vendor(Struct, frozen=True):
    """How a vendor stands: the mode of the next lot, the lots judged so far, the oldest first.
    `uncounted` lots were judged at another desk while acceptance had been stopped."""

    vendor: str
    standing: Standing
    lots: tuple[Lot, ...]
    uncounted: int = 0


class LotPlan(Struct, frozen=True):
    """The plan for a vendor's next lot: draw `plan.n`, accept with up to `plan.c`; places of its OC
    curve as (share defective, chance of acceptance)."""

    vendor: str
    mode: Mode
    asked: Asked
    plan: Plan
    curve: tuple[tuple[float, float], ...]


class Result(Struct, frozen=True):
    """A ruling with its numbers, and how the vendor stands after it."""

    judged: Judged
    plan: LotPlan
    after: Vendor

    @property
    def accepted(self) -> bool:
        """Whether the lot is accepted."""
        return self.judged.ruling is Ruling.ACCEPT


def vendors(db: Database, desk: Desk) -> tuple[Vendor, ...]:
    """Every vendor of whom a lot was judged."""
    said = rights.believed(db, desk, Kind.LOT_JUDGED, rights.ACCEPT)
    names = sorted({one.body["vendor"] for one in said if isinstance(one.body.get("vendor"), str)})
    return tuple(_standing(name, said) for name in names)


def vendor(db: Database, desk: Desk, name: str) -> Vendor:
    """How a vendor stands."""
    return _standing(name, rights.believed(db, desk, Kind.LOT_JUDGED, rights.ACCEPT))


def plan_lot(db: Database, desk: Desk, name: str, asked: Asked) -> LotPlan:
    """The plan for the next lot. Raises WorldFault `sampling.stopped`, `sampling.no_plan`,
    `sampling.plan_…`, `sampling.empty_lot`."""
    mode = vendor(db, desk, name).standing.mode
    plan = plan_in(mode, asked)
    return LotPlan(name, mode, asked, plan, oc_curve(plan))


def judge_lot(
    db: Database,
    desk: Desk,
    name: str,
    lot: str,
    asked: Asked,
    defective: int,
    batch: str | None = None,
) -> Result:
    """Accept or refuse a lot and say so; call it on the writer.

    Raises WorldFault `sampling.role`, `sampling.lot_twice`, and as `plan_lot` and `judge` do.
    """
    rights.check(db, desk, rights.ACCEPT)
    held = vendor(db, desk, name)
    known = next((one for one in held.lots if one.name == lot), None)
    if known is not None:
        ruling = "accepted" if known.accepted else "refused"
        raise WorldFault("sampling.lot_twice", lot=lot, vendor=name, ruling=ruling)
    plan = plan_lot(db, desk, name, asked)
    judged = judge(plan.plan, defective)
    write(
        db,
        desk,
        Kind.LOT_JUDGED,
        About(batch=batch),
        {
            "vendor": name,
            "lot": lot,
            "aql": _text(asked.aql),
            "ltpd": _text(asked.ltpd),
            "producer": _text(asked.producer),
            "consumer": _text(asked.consumer),
            "size": asked.lot,
            "mode": plan.mode.value,
            "n": plan.plan.n,
            "c": plan.plan.c,
            "defective": defective,
            "accepted": judged.ruling is Ruling.ACCEPT,
            "turn": _turn(db, desk),
        },
    )
    return Result(judged, plan, vendor(db, desk, name))


def count_batch(db: Database, batch: str, name: str, wanted: int) -> int:
    """How many of a vendor's decisions in a batch are wrong, once all of them are judged and they
    are as many as the plan wants.

    Raises WorldFault `sampling.lot_waiting`, `sampling.lot_size`.
    """
    found = lots.count(db, batch, name)
    if found.waiting:
        raise WorldFault("sampling.lot_waiting", waiting=found.waiting, judged=found.judged)
    if found.judged != wanted:
        raise WorldFault(
            "sampling.lot_size", judged=found.judged, wanted=wanted, cannot=found.cannot
        )
    return found.defective


def resume(db: Database, desk: Desk, name: str, why: str) -> Vendor:
    """Take up acceptance of a vendor again after a stop, tightened.

    Raises WorldFault `sampling.role`, `sampling.not_stopped`.
    """
    rights.check(db, desk, rights.ACCEPT)
    if vendor(db, desk, name).standing.mode is not Mode.STOPPED:
        raise WorldFault("sampling.not_stopped", vendor=name)
    body = {"vendor": name, "resumed": True, "turn": _turn(db, desk)}
    write(db, desk, Kind.LOT_JUDGED, About(), body, {"why": why})
    return vendor(db, desk, name)


def take_lot_back(db: Database, desk: Desk, name: str, lot: str) -> Event:
    """Take back a ruling of one's own that was a slip.

    Raises WorldFault `sampling.no_lot`, `sampling.lot_not_yours`.
    """
    rights.check(db, desk, rights.ACCEPT)
    held = next((one for one in vendor(db, desk, name).lots if one.name == lot), None)
    if held is None:
        raise WorldFault("sampling.no_lot", lot=lot, vendor=name)
    if held.person != desk.person.id:
        raise WorldFault("sampling.lot_not_yours", lot=lot, person=held.person)
    event = events.get(db, held.event)
    assert event is not None
    return take_back(db, desk, event, {"of": event.kind})


def _turn(db: Database, desk: Desk) -> int:
    return next_turn(rights.believed(db, desk, Kind.LOT_JUDGED, rights.ACCEPT))


def _standing(name: str, said: Sequence[Said]) -> Vendor:
    standing, uncounted = Standing(), 0
    found: list[Lot] = []
    for one in said:
        body = one.body
        if body.get("vendor") != name:
            continue
        if body.get("resumed") is True:
            standing = resumed() if standing.mode is Mode.STOPPED else standing
            continue
        lot = _lot(one)
        if lot is None:
            continue
        found.append(lot)
        if standing.mode is Mode.STOPPED:
            uncounted += 1
        else:
            standing = after(standing, lot.accepted)
    return Vendor(name, standing, tuple(found), uncounted)


def _lot(said: Said) -> Lot | None:
    # What a broken or later program wrote is no reason to fail here.
    body = said.body
    numbers = [body.get(name) for name in ("n", "c", "defective")]
    if not all(type(number) is int for number in numbers) or type(body.get("accepted")) is not bool:
        return None
    n, c, defective = numbers
    return Lot(
        said.id, str(body.get("vendor")), str(body.get("lot")), str(body.get("mode")), n, c,
        defective, body["accepted"], said.batch, said.person, said.at,
    )  # fmt: skip


def _text(share: float) -> str:
    return format(share, ".12g")
