"""Frames, samples and lots in words: faults, doubts, and the paragraph that says what a plan is
good for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workstation.review.acceptance import LotPlan, Result
    from workstation.review.sampling.planning import Plan

SENTENCES: dict[str, str] = {
    # A frame that comes in.
    "frame.no_ids": "No column holds the decisions' ids. The columns are: {columns}. Say which it "
    "is with --set columns:NAME=decision.",
    "frame.no_header": "{path} has no line of column names on top. Add one; it needs at least "
    "“decision”.",
    "frame.no_rows": "{file} holds no decisions.",
    "frame.nothing_usable": "None of the {lines} lines could be used, so nothing was kept. The "
    "first is line {line}, {field}: {reason}.",
    "frame.too_many_words": "The column for “{field}” holds more than {most} different values; it "
    "is probably another column. Nothing was kept. Set the columns with --set columns:NAME=FIELD.",
    "frame.many_doubles": "More than {most} decision ids stand in the file more than once: it was "
    "probably written twice. Nothing was kept.",
    "frame.gzip_damaged": "{path} is damaged or cut short and cannot be unpacked. Nothing was "
    "kept. Copy it again.",
    "frame.doubles": "{count} lines repeat a decision id and were put aside; of each the first "
    "line counts.",
    "frame.two_zones": "The times stand in several offsets: {offsets}. Periods are compared as "
    "instants; to draw, say which time zone days are meant in (--zone).",
    "frame.undated": "{count} decisions have no time. A period leaves them out.",
    "intake.line.no_offset": "The time has no offset. Say which it is with --offset +08:00.",
    "intake.line.double_decision": "This decision id came before, on line {first}.",
    "intake.line.no_decision": "The case has no decision.",
    # Asking for a sample.
    "sampling.role": "Your role in the team ({role}) does not let you do this. Ask a lead.",
    "sampling.no_pools": "No frame is here yet. Bring one in: workstation sample frame FILE",
    "sampling.no_pool": "No pool is called {pool}. “workstation sample pools” lists them.",
    "sampling.two_pools": "{count} pools are called {pool}. Use more of the id.",
    "sampling.no_word": "No row of the frame has {field} “{word}”: the stratum is empty, or the "
    "word is misspelt.",
    "sampling.file_missing": "The design file {path} cannot be read ({why}).",
    "sampling.file": "The design cannot be used, {file} ({field}): {reason}.",
    "sampling.nothing_asked": "Say how many to draw (--n N), which clauses are critical, or how "
    "many to pick for their risk.",
    "sampling.day": "“{text}” is no day. Write it as 2026-04-01.",
    "sampling.zone": "There is no time zone {zone}. Write an offset (+08:00) or a name "
    "(Asia/Kuala_Lumpur).",
    "sampling.no_zone": "The frame's times stand in several offsets, so nobody knows when {day} "
    "begins. Say it with --zone.",
    "sampling.period": "The period ends ({until}) before it begins ({since}).",
    "sampling.notice_none": "Nothing is drawn from {count} strata, the first is {first}: the "
    "sample says nothing of them. Draw more, or set a minimum.",
    "sampling.notice_one": "{count} strata get one case each, the first is {first}: one case says "
    "nothing of its own stratum and is reckoned with others.",
    "sampling.notice_few": "{count} strata get too few to tell anything of them, the first is "
    "{first}.",
    "sampling.notice_small": "{count} strata hold fewer than the minimum of {minimum}, the first "
    "is {first}: each is drawn whole.",
    "sampling.notice_no_stratum": "The weight “{name}” belongs to no stratum that has a row: the "
    "stratum is empty, or the name is misspelt.",
    "sampling.notice_no_critical": "{count} critical clauses have no row in the frame, the first "
    "is {first}.",
    "sampling.notice_undated": "{count} decisions have no time and are outside of every period.",
    "sampling.notice_again": "Draws of this pool so far: {count}. Each is on record.",
    # Samples and the batches that come of them.
    "sampling.no_samples": "Nothing was drawn yet: workstation sample draw",
    "sampling.no_sample": "No sample here is called {sample}. “workstation sample list” shows "
    "them.",
    "sampling.list_format": "A pull list is written as .csv or .jsonl, not as {path}.",
    "sampling.no_content": "Of the {wanted} decisions drawn none is among the {cases} cases of "
    "{path}. Is it the right batch? Its decisions need the ids of the frame.",
    "sampling.content_short": "{path} lacks so much that {missing} of {wanted} cannot be filled, "
    "even with the reserves. Nothing was kept. Bring the content that is missing, draw with more "
    "reserves, or go on with fewer (--short).",
    "sampling.out_exists": "{path} is there already. Name a folder that is not.",
    "sampling.out_unwritable": "{path} cannot be written ({why}).",
    "sampling.notice_replaced": "{gone} that were drawn could not be had ({whys}); {came} reserves "
    "of the same strata came instead. It is on record, and the weights count it.",
    "sampling.notice_short": "{missing} are missing in {strata} strata, the first is {first}: no "
    "reserve was left. The weights count it.",
    "sampling.notice_risky_gone": "{count} that were picked for their risk could not be had.",
    "sampling.notice_own": "{count} cases were decided by {person} and are not given to them.",
    "sampling.notice_nobodys": "{count} cases are nobody's yet: everybody named decided them. Give "
    "them to somebody else with “workstation assign”.",
    # Lots.
    "sampling.lot_twice": "Lot {lot} of {vendor} was judged already: {ruling}. Take that back "
    "first if it was a slip (--undo).",
    "sampling.lot_waiting": "{waiting} cases of the lot still wait for a verdict that counts; "
    "{judged} have one.",
    "sampling.lot_size": "The plan wants {wanted} judged cases, the batch holds {judged} (and "
    "{cannot} that could not be judged). Put reserves in their place, or plan anew.",
    "sampling.lot_how": "Say how many of the lot were defective (--defective N), or which batch "
    "holds the verdicts (--batch ID).",
    "sampling.lot_levels": "Say the share of defective decisions to accept (--aql 0.02) and the "
    "one to refuse (--ltpd 0.08).",
    "sampling.no_lot": "No lot {lot} of {vendor} was judged.",
    "sampling.lot_not_yours": "{person} judged lot {lot}, and only they take it back.",
    "sampling.not_stopped": "Acceptance of {vendor} is not stopped.",
}

_SECONDS = {
    "given": "{each} each",
    "verdicts": "{each} each, the median of the verdicts that are here",
    "handling": "{each} each, as long as the moderators took",
    "guess": "{each} each, a guess",
}


def plan_words(plan: Plan) -> str:
    """What a plan will tell, in one paragraph."""
    told, low, high = plan.outlook, min(plan.outlook.apart), max(plan.outlook.apart)
    n = plan.n + plan.critical
    if not n:
        return f"{plan.risky} cases picked for their risk. They tell nothing of anybody's accuracy."
    power = f"Chance to tell {_percent(low)} from {_percent(high)}: {_whole(told.power_one)}"
    if n == plan.size:
        sentences = [f"All {n} cases: the accuracy will be known, without a margin."]
    else:
        sentences = [
            f"{n} of {plan.size} cases: accuracy to ±{100 * told.half_width:.1f} points, "
            f"if it is about {_percent(told.accuracy)}.",
            f"{power} in one sample, {_whole(told.power_two)} between two of this size.",
        ]
        if told.power_one < 0.8 and plan.needed is not None:
            sentences.append(
                f"That cannot be relied on: {plan.needed} cases would give 80 % in one sample."
            )
    amber = sum(one.amber for one in plan.strata)
    if amber and len(plan.strata) > 1:
        sentences.append(f"{amber} of {len(plan.strata)} strata are too thin to be told apart.")
    if plan.critical:
        sentences.append(f"Among them everything of the critical clauses: {plan.critical}.")
    if plan.risky:
        sentences.append(f"Up to {plan.risky} more, picked for their risk, stay out of the figure.")
    each = _SECONDS[plan.seconds_from.value].format(each=_span(plan.seconds))
    sentences.append(f"About {_span(plan.hours * 3600)} of auditing ({each}).")
    return " ".join(sentences)


def lot_words(plan: LotPlan) -> str:
    """A lot's plan in one paragraph."""
    asked, made = plan.asked, plan.plan
    lot = f" of a lot of {made.lot}" if made.lot is not None else ""
    return (
        f"{plan.vendor}, {plan.mode.value} inspection: look at {made.n}{lot}, accept with up to "
        f"{made.c} defective. A lot at {_percent(asked.aql)} is refused by bad luck in "
        f"{_percent(made.producer)}, one at {_percent(asked.ltpd)} accepted in "
        f"{_percent(made.consumer)} of cases (asked: {_percent(asked.producer)} and "
        f"{_percent(asked.consumer)} at the level of normal inspection)."
    )


def ruling_words(result: Result) -> str:
    """A ruling with its numbers, and what follows."""
    judged = result.judged
    said = "Accepted" if result.accepted else "Refused"
    return (
        f"{said}: {judged.defective} of {judged.plan.n} defective ({_percent(judged.share)}, 95 %: "
        f"{_percent(judged.exact.low)} to {_percent(judged.exact.high)}), up to {judged.plan.c} "
        f"are accepted. The next lot of {result.plan.vendor}: "
        f"{result.after.standing.mode.value} inspection."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _whole(share: float) -> str:
    return f"{100 * share:.0f} %"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left:02d}" if hours else f"{minutes} min"
