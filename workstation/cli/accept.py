"""`sample accept`: vendors' lots are planned, judged, and made stricter or easier by what came."""

from __future__ import annotations

from typing import Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain.sampling.acceptance.plan import CONSUMER, PRODUCER, Asked
from workstation.fault import WorldFault
from workstation.review import acceptance
from workstation.review.acceptance import LotPlan, Vendor
from workstation.services import Services
from workstation.words.sampling import lot_words, ruling_words


def accept(arguments: Arguments, services: Services, out: Out) -> int:
    """Show how vendors stand, plan a lot, judge it, take a ruling back, take up after a stop."""
    store, desk = services.store, services.desk
    if arguments.vendor is None:
        found = store.read(acceptance.vendors, desk).result()
        lines = [line for one in found for line in _vendor_lines(one)]
        value = {"vendors": [_vendor(one) for one in found]}
        out.report(value, lines or ["No lot was judged yet."])
        return 0
    if arguments.undo:
        store.write(
            acceptance.take_lot_back, desk, arguments.vendor, arguments.undo
        ).result()
        return _standing(arguments, services, out)
    if arguments.resume is not None:
        store.write(acceptance.resume, desk, arguments.vendor, arguments.resume).result()
        return _standing(arguments, services, out)
    if arguments.aql is None or arguments.ltpd is None:
        if arguments.lot is not None or arguments.aql is not None or arguments.ltpd is not None:
            raise WorldFault("sampling.lot_levels")
        return _standing(arguments, services, out)
    asked = Asked(
        arguments.aql, arguments.ltpd, arguments.producer or PRODUCER,
        arguments.consumer or CONSUMER, arguments.size,
    )  # fmt: skip
    plan = store.read(acceptance.plan_lot, desk, arguments.vendor, asked).result()
    if arguments.lot is None:
        standing = store.read(acceptance.vendor, desk, arguments.vendor).result()
        value = {**_plan(plan), "vendor": _vendor(standing)}
        lines = [lot_words(plan), "", *_curve_lines(plan), *_vendor_lines(standing)]
        out.report(value, lines)
        return 0
    return _judge(arguments, services, out, asked, plan)


def _judge(
    arguments: Arguments, services: Services, out: Out, asked: Asked, plan: LotPlan
) -> int:
    store, desk = services.store, services.desk
    defective, batch = arguments.defective, arguments.batch
    if defective is None:
        if batch is None:
            raise WorldFault("sampling.lot_how")
        defective = store.read(
            acceptance.count_batch, batch, arguments.vendor, plan.plan.n
        ).result()
    result = store.write(
        acceptance.judge_lot, desk, arguments.vendor, arguments.lot, asked, defective, batch
    ).result()
    judged = result.judged
    value = {
        **_plan(result.plan),
        "lot": arguments.lot,
        "accepted": result.accepted,
        "defective": judged.defective,
        "share": judged.share,
        "interval": [judged.exact.low, judged.exact.high],
        "vendor": _vendor(result.after),
        "words": ruling_words(result),
    }
    out.report(value, [ruling_words(result)])
    return 0


def _standing(arguments: Arguments, services: Services, out: Out) -> int:
    held = services.store.read(acceptance.vendor, services.desk, arguments.vendor).result()
    out.report({"vendor": _vendor(held)}, _vendor_lines(held))
    return 0


def _plan(plan: LotPlan) -> dict[str, Any]:
    made, asked = plan.plan, plan.asked
    return {
        "mode": plan.mode.value,
        "n": made.n,
        "c": made.c,
        "size": made.lot,
        "aql": asked.aql,
        "ltpd": asked.ltpd,
        "producer": made.producer,
        "consumer": made.consumer,
        "curve": [list(place) for place in plan.curve],
        "words": lot_words(plan),
    }


def _vendor(held: Vendor) -> dict[str, Any]:
    return {
        "name": held.vendor,
        "mode": held.standing.mode.value,
        "uncounted": held.uncounted,
        "lots": [
            {
                "lot": one.name,
                "mode": one.mode,
                "n": one.n,
                "c": one.c,
                "defective": one.defective,
                "accepted": one.accepted,
                "batch": one.batch,
                "by": one.person,
                "at": one.at,
            }
            for one in held.lots
        ],
    }


def _vendor_lines(held: Vendor) -> list[str]:
    lines = [f"{held.vendor}: {held.standing.mode.value} inspection; lots judged: {len(held.lots)}"]
    lines += [
        f"  {one.at[:10]}  {one.name}: {'accepted' if one.accepted else 'refused'}, "
        f"{one.defective} of {one.n} defective, up to {one.c} allowed ({one.mode})"
        for one in held.lots[-10:]
    ]
    if held.uncounted:
        lines.append(f"  {held.uncounted} lots were judged elsewhere during a stop; not counted")
    return lines


def _curve_lines(plan: LotPlan) -> list[str]:
    return [
        f"  {100 * rate:>5.1f} % defective: accepted in {100 * chance:>5.1f} %"
        for rate, chance in plan.curve
        if round(rate * 200) % 4 == 0
    ]
