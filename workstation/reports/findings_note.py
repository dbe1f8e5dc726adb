"""The note that answers a request: figures, cited cases, control gaps, proposals, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from workstation.domain.figures.figure import Figure, State
from workstation.reports.documents.values import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from workstation.reports.terms import day, minute, term


class Share(Struct, frozen=True):
    """One thing that was counted: its words, the figure."""

    words: str
    figure: Figure


class Answered(Struct, frozen=True):
    """A question with what was answered: shares, or words as they were written."""

    question: str
    shares: tuple[Share, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # cases, words
    unanswered: int = 0


class Cited(Struct, frozen=True):
    """A case that is cited."""

    source_id: str
    case: str
    market: str
    category: str
    language: str
    seller: str | None
    action: str
    clauses: tuple[str, ...]
    tactics: tuple[str, ...]
    control_gap: str | None
    orders: int | None
    impressions: int | None
    headline: Quote | None
    quotes: tuple[Quote, ...] = ()
    media: tuple[tuple[str, str, tuple[int, int, int, int] | None], ...] = ()
    pictures: tuple[Picture, ...] = ()
    harm_tags: tuple[str, ...] = ()


class Gap(Struct, frozen=True):
    """A control gap: how many cases, and which."""

    words: str
    figure: Figure
    cases: tuple[str, ...]


class Note(Struct, frozen=True):
    """All of it."""

    batch: str
    title: str
    made_at: str
    state: str
    type: str
    asked_by: str
    why: str
    scope: str
    due_at: str | None
    method: str
    frame: str
    cases: int
    judged: int
    left_out: Mapping[str, int]
    found: Figure
    answered: tuple[Answered, ...]
    actions: tuple[Share, ...]
    clauses: tuple[Share, ...]
    markets: tuple[Share, ...]
    tactics: tuple[Share, ...]
    gaps: tuple[Gap, ...]
    orders: int
    impressions: int
    cited: tuple[Cited, ...]
    not_cited: int
    follows: tuple[str, ...]
    proposals: tuple[str, ...]
    wordings: tuple[tuple[str, str], ...] = ()
    sealed: tuple[str, ...] = ()


_LEFT = {
    "undecided": "have no verdict yet",
    "cannot": "could not be judged",
    "sealed": "are sealed: only their reference is told",
    "provisional": "wait for somebody who reads the language",
    "apart": "were judged differently by two people, and nobody has ruled",
    "both": "can be decided either way",
    "held_back": "are still to be judged by whoever wrote this",
    "late": "came after their case was taken back, or the batch was closed or locked",
    "unconfirmed": "are of people or devices whom the team does not confirm",
}


def document(note: Note) -> Document:
    """The pages, or the Markdown."""
    draft = "DRAFT · " if note.state == "draft" else ""
    return Document(
        f"{draft}{note.title}",
        (*_head(note), *_answers(note), *_figures(note), *_gaps(note), *_proposals(note),
         *_cited(note), *_end(note)),
        f"{draft}{note.title} · {day(note.made_at)}",
    )  # fmt: skip


def told(figure: Figure) -> str:
    """A share with its interval and n, or why there is none."""
    if figure.value is None:
        return "nothing to count"
    words = f"{figure.value:.0%}"
    if figure.interval is not None:
        words += f" ({figure.interval.low:.0%} to {figure.interval.high:.0%})"
    few = ", too few to tell" if figure.state is State.TOO_FEW else ""
    return f"{words}, n = {figure.n}{few}"


def _head(note: Note) -> Iterator[Block]:
    rows = [
        ("Asked by", f"{note.asked_by or 'not said'} ({note.type})"),
        ("Why", note.why or "not said"),
    ]
    if note.scope:
        rows.append(("Scope", note.scope))
    if note.due_at:
        rows.append(("Wanted by", minute(note.due_at)))
    drawn = ", ".join(filter(None, (note.method, note.frame)))
    rows += [("How it was drawn", drawn or "not said"),
             ("Looked at", f"{note.judged} of {note.cases} cases"),
             ("Written", minute(note.made_at))]  # fmt: skip
    yield Facts(tuple(rows))
    if note.state == "draft":
        yield Paragraph("This is a draft. Verdicts may still change.", strong=True)
    yield Heading("In short", 1)
    if note.judged:
        yield Paragraph(
            f"Of the cases judged something is to be done about {told(note.found)}. Their reach: "
            f"{note.orders:,} orders, {note.impressions:,} views.", strong=True,
        )  # fmt: skip
    else:
        yield Paragraph("Nothing has been judged yet.", strong=True)
    yield Paragraph(_method(note.found), quiet=True)


def _method(figure: Figure) -> str:
    weighted = "weighted by the strata's sizes" if figure.design == "stratified" else "unweighted"
    return (f"Shares are of the cases judged, {weighted}, with the interval that holds the true "
            "share in 95 of 100 such samples. Too few: under 30 cases, or an interval wider than "
            "14 points; read these as examples, not as a rate.")  # fmt: skip


def _answers(note: Note) -> Iterator[Block]:
    if not note.answered:
        return
    yield Heading("The questions", 1)
    for one in note.answered:
        yield Heading(one.question, 2)
        if one.shares:
            yield Table(("Answer", "Cases", "Share"), tuple(map(_share, one.shares)), (40, 12, 48),
                        (1,))  # fmt: skip
        for case, words in one.words:
            yield Quote("", words, source=case)
        if not one.shares and not one.words:
            yield Paragraph("Nobody answered it.", quiet=True)
        if one.unanswered:
            yield Paragraph(f"Not answered on {one.unanswered} of the cases judged.", quiet=True)


def _share(one: Share) -> tuple[str, str, str]:
    return (one.words, str(int(one.figure.counts.get("hits", 0))), told(one.figure))


def _figures(note: Note) -> Iterator[Block]:
    yield Heading("Figures", 1)
    for words, shares in (
        ("What is to be done", note.actions), ("Clause", note.clauses), ("Market", note.markets),
        ("Tactic", note.tactics),
    ):  # fmt: skip
        if shares:
            yield Table((words, "Cases", "Share of those judged"), tuple(map(_share, shares)),
                        (40, 12, 48), (1,))  # fmt: skip


def _gaps(note: Note) -> Iterator[Block]:
    yield Heading("Control gaps", 1)
    if not note.gaps:
        yield Paragraph("None was named.", quiet=True)
        return
    yield Table(
        ("Why it was on the platform", "Cases", "Share of those judged", "Which"),
        tuple(
            (one.words, str(int(one.figure.counts.get("hits", 0))), told(one.figure),
             ", ".join(one.cases))
            for one in note.gaps
        ),
        (24, 9, 30, 37),
        (1,),
    )  # fmt: skip


def _proposals(note: Note) -> Iterator[Block]:
    yield Heading("Proposals", 1)
    for number, words in enumerate(note.proposals, 1):
        yield Paragraph(f"{number}. {words}")
    if note.follows:
        if note.proposals:
            yield Paragraph("What the figures point at:", quiet=True)
        for words in note.follows:
            yield Paragraph(f"• {words}")
    if not note.proposals and not note.follows:
        yield Paragraph("None.", quiet=True)


def _cited(note: Note) -> Iterator[Block]:
    if not note.cited:
        return
    yield Heading("Cases", 1)
    for one in note.cited:
        yield Heading(f"{one.source_id} · {one.action}", 2)
        if one.headline is not None:
            yield one.headline
        yield Facts(tuple(_case_facts(one)))
        yield from one.quotes
        yield from one.pictures
    if note.not_cited:
        yield Paragraph(f"{note.not_cited} more are not cited here; the export has them.",
                        quiet=True)  # fmt: skip


def _case_facts(one: Cited) -> Iterator[tuple[str, str]]:
    where = (one.market, one.category, one.language, one.seller or "")
    yield "Case", " · ".join(filter(None, where))
    if one.clauses:
        yield "Clause", "; ".join(one.clauses)
    if one.tactics:
        yield "Tactics", ", ".join(map(term, one.tactics))
    if one.control_gap:
        yield "Control gap", term(f"gap.{one.control_gap}")
    reach = [f"{n:,} {words}" for n, words in ((one.orders, "orders"), (one.impressions, "views"))
             if n is not None]  # fmt: skip
    if reach:
        yield "Reach", ", ".join(reach)


def _end(note: Note) -> Iterator[Block]:
    left = tuple((str(n), _LEFT.get(why, why)) for why, n in note.left_out.items() if n)
    if left:
        yield Heading("Not in here", 1)
        yield Table(("Cases", "because they"), left, (12, 88), (0,))
    if note.sealed:
        yield Paragraph(f"Sealed: {', '.join(note.sealed)}", quiet=True)
    if note.wordings:
        yield Heading("Clauses as they read on the day", 1)
        for title, body in note.wordings:
            yield Heading(title, 2)
            for part in filter(None, map(str.strip, body.replace("**", "").split("\n\n"))):
                yield Paragraph(part)
