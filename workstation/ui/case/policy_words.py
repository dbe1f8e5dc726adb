"""The words for a clause: kind, dates, actions, grace, what counts beside it, its ladder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from workstation.domain.ladder import Penalty, Step, ladder_for, written
from workstation.domain.policy import ClauseKind, ClauseVersion, Pack, Scope
from workstation.domain.precedent import PrecedentKind, Settled
from workstation.ui import plain
from workstation.ui.case.policy_text import Block, Run, Shape
from workstation.ui.terms import day, penalty_word, term


def kind_word(clause: ClauseVersion) -> str:
    """What stands behind a clause."""
    translate = QCoreApplication.translate
    return {
        ClauseKind.POLICY: translate("PolicyWords", "policy"),
        ClauseKind.GUIDELINE: translate("PolicyWords", "guideline"),
        ClauseKind.INTERIM: translate("PolicyWords", "interim ruling"),
        ClauseKind.KEYWORD_NOTE: translate("PolicyWords", "keyword note"),
    }[clause.kind]


def version_words(clause: ClauseVersion) -> str:
    """`v2`, with its kind where it is no policy."""
    if clause.kind == ClauseKind.POLICY:
        return f"v{clause.version}"
    return f"{kind_word(clause)} · v{clause.version}"


def dates_words(clause: ClauseVersion) -> str:
    """Since when it holds, and until when."""
    translate = QCoreApplication.translate
    if clause.until:
        return translate("PolicyWords", "{since} – {until}").format(
            since=day(clause.since), until=day(clause.until)
        )
    return translate("PolicyWords", "from {day}").format(day=day(clause.since))


def markets_words(markets: Sequence[str]) -> str:
    """Where it holds."""
    every = QCoreApplication.translate("PolicyWords", "all markets")
    return plain.visible(", ".join(markets)) or every


def actions_words(clause: ClauseVersion, labels: Mapping[str, str]) -> str:
    """Which actions it accepts; `labels` are the batch's own names."""
    translate = QCoreApplication.translate
    known = [
        plain.visible(labels.get(action, term(f"action.{action}")))
        for action in clause.acceptable_actions
    ]
    return translate("PolicyWords", " or ").join(known) or translate("PolicyWords", "any action")


def grace_words(clause: ClauseVersion) -> str:
    """Every vendor's grace alike: nothing here knows whose decision it is."""
    if not clause.grace:
        return ""
    translate = QCoreApplication.translate
    held = sorted(clause.grace.items(), key=lambda one: (one[1], one[0]))
    told = [
        translate("PolicyWords", "{vendor} until {day}").format(
            vendor=plain.isolate(vendor), day=day(until)
        )
        for vendor, until in held
    ]
    return translate("PolicyWords", "grace: {vendors}").format(vendors=" · ".join(told))


def clause_facts(clause: ClauseVersion, labels: Mapping[str, str]) -> list[str]:
    """The lines under a clause's title."""
    scope = [plain.visible(one) for one in clause.categories]
    scope += [term(f"type.{one}") for one in clause.content_types]
    where = markets_words(clause.markets)
    lines = [f"{kind_word(clause)} · v{clause.version} · {where} · {dates_words(clause)}"]
    if scope:
        lines.append(
            QCoreApplication.translate("PolicyWords", "only for {what}").format(
                what=", ".join(scope)
            )
        )
    lines.append(f"{term(f'severity.{clause.severity.value}')} · {actions_words(clause, labels)}")
    if clause.mandatory_report:
        lines[-1] += " · " + QCoreApplication.translate("PolicyWords", "! must be reported")
    return [*lines, *filter(None, [grace_words(clause)])]


def heading(words: str, level: int = 2) -> Block:
    """A heading of the page's own."""
    return Block(Shape.HEADING, (Run(words),), level)


def fact(words: str) -> Block:
    """A quiet line."""
    return Block(Shape.FACT, (Run(words, quiet=True),))


def beside_blocks(
    pack: Pack, clause: str, moment: datetime, scope: Scope, keys: Mapping[str, str] | None = None
) -> list[Block]:
    """What counts beside a clause: rulings and notes in their order, then its equals."""
    translate = QCoreApplication.translate
    keys = keys or {}
    beside = pack.beside(clause, moment, scope)
    told = {one.clause for one in beside}
    equals = [one for one in pack.equivalents(clause, moment, scope) if one not in told]
    found: list[Block] = []
    if beside:
        found.append(heading(translate("PolicyWords", "Counts beside it"), 3))
        found += [_entry(one, f"{kind_word(one)} · {dates_words(one)}", keys) for one in beside]
    if equals:
        found.append(heading(translate("PolicyWords", "As good as this one"), 3))
        for name in equals:
            one = pack.at(name, moment, scope) or pack.versions(name)[-1]
            found.append(_entry(one, dates_words(one), keys))
    return found


def _entry(one: ClauseVersion, note: str, keys: Mapping[str, str]) -> Block:
    runs = [Run(f"{one.clause} v{one.version}  ", bold=True), Run(plain.visible(one.title))]
    if one.clause in keys:
        runs.insert(0, Run(f"{keys[one.clause]}  ", quiet=True))
    return Block(Shape.BULLET, (*runs, Run(f"  {note}", quiet=True)), 0, "•")


# Precedents


def precedent_count(found: Sequence[Settled]) -> str:
    """How many there are, and how many are stale."""
    if not found:
        return ""
    translate = QCoreApplication.translate
    words = translate("PolicyWords", "earlier cases {n}").format(n=len(found))
    stale = sum(one.stale for one in found)
    if stale:
        words += " · " + translate("PolicyWords", "stale {n}").format(n=stale)
    return words


def precedent_blocks(found: Iterable[Settled], labels: Mapping[str, str]) -> list[Block]:
    """How earlier cases were settled, in the order given."""
    translate = QCoreApplication.translate
    names = {
        PrecedentKind.CONSENSUS: translate("PolicyWords", "consensus"),
        PrecedentKind.DISPUTE: translate("PolicyWords", "settled dispute"),
        PrecedentKind.RULING: translate("PolicyWords", "ruling"),
    }
    blocks: list[Block] = []
    for settled in found:
        one = settled.precedent
        told = [names[one.kind], day(one.at), plain.visible(one.market or "")]
        told += [plain.visible(tag) for tag in one.languages]
        told.append(term(f"type.{one.content_type}") if one.content_type else "")
        told.append(f"v{one.version}" if one.version is not None else "")
        told.append(plain.visible(one.source_id))
        action = plain.visible(labels.get(one.action, term(f"action.{one.action}")))
        head = Run(f"{one.clause} · {action}", bold=True)
        blocks.append(Block(Shape.TEXT, (head,)))
        blocks.append(fact(" · ".join(part for part in told if part)))
        if settled.stale:
            blocks.append(
                fact(translate("PolicyWords", "⚠ stale: the clause has been worded anew since"))
            )
        blocks.append(Block(Shape.TEXT, (Run(plain.visible(one.words)),)))
        if one.text:
            blocks.append(Block(Shape.QUOTE, (Run(plain.visible(one.text)),)))
    return blocks


# The ladder


def penalty_words(penalty: Penalty) -> str:
    """A penalty in words, with the points it adds."""
    word = penalty_word(written(penalty))
    if penalty.points and penalty.code != "points":
        word += ", " + penalty_word(f"points_{penalty.points}")
    return plain.visible(word)


def steps_words(steps: Iterable[Step]) -> str:
    """A row of the ladder on a line."""
    return " · ".join(
        f"{step.prior}+ › {penalty_words(Penalty(step.penalty, step.points))}"
        for step in sorted(steps, key=lambda step: step.prior)
    )


def ladder_line(pack: Pack, clause: ClauseVersion, moment: datetime, market: str | None) -> str:
    """The clause's row of the day's ladder, by prior points."""
    ladder = ladder_for(pack.ladders, clause.ladder_row, moment, market)
    if ladder is None:
        return ""
    return QCoreApplication.translate("PolicyWords", "by prior points: {steps}").format(
        steps=steps_words(ladder.rows[clause.ladder_row])
    )
