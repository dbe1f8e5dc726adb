"""What the right side of the whole policy shows: words, history, earlier cases, ladder, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from workstation.domain import instant
from workstation.domain.ladder import Ladder, ladder_for
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.precedent import precedents_of
from workstation.ui import plain
from workstation.ui.case.policy_compare import compared
from workstation.ui.case.policy_text import Block, Run, Shape, blocks
from workstation.ui.case.policy_words import (
    beside_blocks,
    clause_facts,
    dates_words,
    fact,
    heading,
    kind_word,
    markets_words,
    precedent_blocks,
    steps_words,
)
from workstation.ui.terms import day


class Reading(Struct, frozen=True):
    """What is looked at: a version of a clause, on a day, in a market."""

    pack: Pack
    version: ClauseVersion
    moment: datetime
    scope: Scope
    labels: Mapping[str, str]

    @property
    def versions(self) -> tuple[ClauseVersion, ...]:
        """Every version of the clause, oldest first."""
        return self.pack.versions(self.version.clause)


def _title(version: ClauseVersion) -> Block:
    return heading(f"{version.clause}  {plain.visible(version.title)}", 1)


def words_page(one: Reading) -> list[Block]:
    """The clause as it reads on the day, and what counts beside it."""
    found = [_title(one.version), *(fact(line) for line in clause_facts(one.version, one.labels))]
    in_force = one.pack.at(one.version.clause, one.moment, one.scope)
    if in_force is None or in_force.version != one.version.version:
        translate = QCoreApplication.translate
        found.append(fact(translate("PolicyPages", "not in force on this day, in this market")))
    found += blocks(one.version.body)
    if one.version.keywords:
        words = " · ".join(plain.visible(word) for word in one.version.keywords)
        found.append(heading(QCoreApplication.translate("PolicyPages", "Keywords"), 3))
        found.append(fact(words))
    return found + beside_blocks(one.pack, one.version.clause, one.moment, one.scope)


def history_page(one: Reading, old: ClauseVersion, new: ClauseVersion) -> list[Block]:
    """Every version with its dates; then two of them, compared word by word."""
    translate = QCoreApplication.translate
    found = [_title(one.version)]
    for version in reversed(one.versions):
        signs = [sign for sign, held in (("\u2212", old), ("+", new)) if held is version]
        if one.pack.at(version.clause, one.moment, one.scope) is version:
            signs.append(translate("PolicyPages", "in force on this day"))
        told = (
            f"{kind_word(version)} · {markets_words(version.markets)} · {dates_words(version)}"
            f"  {' · '.join(signs)}"
        )
        head = Run(f"v{version.version}  ", bold=True)
        title = Run(plain.visible(version.title))
        found.append(Block(Shape.BULLET, (head, title, Run(f"  {told}", quiet=True)), 0, "•"))
    if old is new:
        found.append(fact(translate("PolicyPages", "There is one version, so nothing changed.")))
        return found
    found.append(
        heading(
            translate("PolicyPages", "v{old} › v{new}").format(old=old.version, new=new.version), 2
        )
    )
    found.append(fact(translate("PolicyPages", "+ underlined: new · \u2212 struck out: gone")))
    was, now = clause_facts(old, one.labels), clause_facts(new, one.labels)
    facts = compared([_plain(line) for line in was], [_plain(line) for line in now])
    return [*found, *facts, *compared(blocks(old.body), blocks(new.body))]


def _plain(line: str) -> Block:
    return Block(Shape.FACT, (Run(line),))


def precedents_page(one: Reading) -> list[Block]:
    """How earlier cases of the clause were settled, newest first."""
    found = precedents_of(one.pack, one.version.clause, one.moment, one.scope.market)
    if not found:
        words = QCoreApplication.translate("PolicyPages", "No earlier case is known by this day.")
        return [_title(one.version), fact(words)]
    return [_title(one.version), *precedent_blocks(found, one.labels)]


def ladder_page(one: Reading) -> list[Block]:
    """The clause's row of each ladder, then the whole table of the day."""
    translate = QCoreApplication.translate
    found = [_title(one.version)]
    row = one.version.ladder_row
    if not one.pack.ladders:
        return [*found, fact(translate("PolicyPages", "The pack brings no penalty ladder."))]
    now = ladder_for(one.pack.ladders, row, one.moment, one.scope.market)
    if now is None:
        found.append(fact(translate("PolicyPages", "No ladder tells of this clause on this day.")))
    else:
        told = translate("PolicyPages", "prior points › penalty")
        found.append(fact(f"{_where(now)} · {told}"))
        found.append(_steps(row, now, bold=True))
    others = [ladder for ladder in one.pack.ladders if ladder is not now and row in ladder.rows]
    if others:
        found.append(heading(translate("PolicyPages", "Elsewhere, or on other days"), 3))
        for ladder in others:
            found += [fact(_where(ladder)), _steps(row, ladder)]
    found.append(heading(translate("PolicyPages", "Every row on this day"), 3))
    for name in sorted({name for ladder in one.pack.ladders for name in ladder.rows}):
        ladder = ladder_for(one.pack.ladders, name, one.moment, one.scope.market)
        if ladder is not None:
            found.append(_steps(name, ladder, bold=name == row))
    return found


def _where(ladder: Ladder) -> str:
    dates = QCoreApplication.translate("PolicyPages", "from {day}").format(day=day(ladder.since))
    if ladder.until:
        dates = f"{day(ladder.since)} – {day(ladder.until)}"
    return f"{plain.visible(ladder.id)} · {markets_words(ladder.markets)} · {dates}"


def _steps(row: str, ladder: Ladder, *, bold: bool = False) -> Block:
    head = Run(f"{plain.visible(row)}  ", bold=bold)
    return Block(Shape.BULLET, (head, Run(steps_words(ladder.rows[row]))), 0, "▸" if bold else "•")


def linked(one: Reading) -> tuple[str, ...]:
    """The clauses that a key goes to from here: what counts beside, then the equals."""
    clause = one.version.clause
    beside = [held.clause for held in one.pack.beside(clause, one.moment, one.scope)]
    equals = one.pack.equivalents(clause, one.moment, one.scope)
    return tuple(name for name in dict.fromkeys([*beside, *equals]) if name != clause)


def links_page(one: Reading, keys: Mapping[str, str]) -> list[Block]:
    """What counts beside the clause, each with the key that goes there."""
    found = beside_blocks(one.pack, one.version.clause, one.moment, one.scope, keys)
    if not found:
        words = QCoreApplication.translate("PolicyPages", "Nothing counts beside this clause.")
        return [_title(one.version), fact(words)]
    return [_title(one.version), *found]


def days_of(pack: Pack) -> tuple[datetime, ...]:
    """The moments on which something of a pack begins or ends, in order."""
    texts: set[str] = set()
    held: Sequence[object] = (*pack.clauses, *pack.ladders)
    for one in held:
        texts.add(one.since)  # type: ignore[attr-defined]
        if one.until:  # type: ignore[attr-defined]
            texts.add(one.until)  # type: ignore[attr-defined]
    return tuple(sorted({instant.parse(text) for text in texts}))
