"""A vendor's error pack as a document, as the sheets of a workbook, and as lines of JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import to_builtins

from workstation.reports.documents.values import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Quote,
    Sheet,
    Table,
)
from workstation.reports.error_pack import Case, ErrorPack, Proof, Said
from workstation.reports.export import json_line
from workstation.reports.terms import day, minute, term

LEFT_OUT = {
    "provisional": "wait for somebody who reads the language, or were refuted by them",
    "late": "came after their case was taken back, or the batch closed or locked",
    "unconfirmed": "are of people or devices whom the team does not confirm",
    "apart": "were judged differently by two people, and nobody has ruled",
    "both": "can be decided either way: the guideline has a gap there",
    "cannot": "could not be judged",
    "sealed": "are sealed: only their reference is told",
    "undecided": "have no verdict yet",
    "held_back": "are still to be judged blind by whoever wrote this",
    "pictures": "have pictures that were left out, to keep the file in hand",
}
_RANK = {"critical": 0, "major": 1, "minor": 2, "none": 3}
_DRAFT = "draft"


def document(pack: ErrorPack) -> Document:
    """The pages."""
    draft = "DRAFT · " if pack.state == _DRAFT else ""
    return Document(
        f"{draft}Errors found: {pack.title}",
        (
            *_head(pack),
            *(block for case in pack.cases for block in _case(case)),
            *_wordings(pack),
            *_restated(pack),
            *_sealed(pack),
        ),
        f"{draft}{pack.vendor} · {pack.title} · {day(pack.made_at)}",
    )


def sheets(pack: ErrorPack) -> tuple[Sheet, ...]:
    """The workbook."""
    return (_errors_sheet(pack), _evidence_sheet(pack), _clauses_sheet(pack), _about_sheet(pack))


def lines(pack: ErrorPack) -> Iterator[str]:
    """A head, then a line an error, a clause, a restatement, each with its `type`."""
    plain = to_builtins(pack)
    cases, wordings = plain.pop("cases"), plain.pop("wordings")
    restated = plain.pop("restated")
    yield json_line({"type": "pack", "version": 1, **plain})
    for case in cases:
        for proof in case["proofs"]:
            proof.pop("picture")  # the pages have it; its sha256 stands in `media`
        yield json_line({"type": "error", **case})
    for wording in wordings:
        yield json_line({"type": "clause", **wording})
    for one in restated:
        yield json_line({"type": "restatement", **one})


# Pages


def _head(pack: ErrorPack) -> Iterator[Block]:
    yield Facts(tuple(_facts(pack)))
    if pack.state == _DRAFT:
        words = "This is a draft. Verdicts may still change; do not act on it."
        yield Paragraph(words, strong=True)
    left = [(n, LEFT_OUT.get(why, why)) for why, n in pack.left_out.items() if n]
    if left:
        yield Heading("Not in here", 2)
        yield Table(("Cases", "because they"), tuple((str(n), words) for n, words in left),
                    (12, 88), (0,))  # fmt: skip
    if not pack.cases:
        yield Paragraph("No errors were found in what was judged.", strong=True)
        return
    yield Heading("Overview", 2)
    yield Table(
        ("Error", "Severity", "Number"),
        tuple((term(code), severity, str(n)) for (code, severity), n in _counted(pack)),
        (60, 20, 20),
        (2,),
    )


def _facts(pack: ErrorPack) -> Iterator[tuple[str, str]]:
    yield "Vendor", pack.vendor
    yield "Batch", f"{pack.title} ({pack.batch})"
    yield "Stands", pack.state
    yield "Written", minute(pack.made_at)
    if pack.lock is not None:
        yield "Figures locked", f"until {minute(pack.lock[0])} ({pack.lock[1]})"
    apart = f" (and {pack.automated} decisions of machines, in no share)" if pack.automated else ""
    yield "Judged", f"{pack.judged}{apart}"
    if pack.interval is not None:
        low, high = pack.interval
        yield "Right", f"{pack.right} of {pack.judged} ({_per(pack.right / pack.judged)}; " \
            f"95 % interval {_per(low)} to {_per(high)}, unweighted)"
    yield "Cases with errors", str(len(pack.cases))


def _counted(pack: ErrorPack) -> list[tuple[tuple[str, str], int]]:
    found = Counter((one.code, one.severity) for case in pack.cases for one in case.errors)
    return sorted(found.items(), key=lambda one: (_RANK.get(one[0][1], 9), -one[1], one[0]))


def _case(case: Case) -> Iterator[Block]:
    worst = "" if case.severity == "none" else f" · {case.severity}"
    yield Heading(f"{case.number} · {case.source_id}{worst}", 2)
    if case.headline is not None:
        yield case.headline
    yield Facts(tuple(_case_facts(case)))
    for proof in case.proofs:
        yield from _proof(proof)


def _case_facts(case: Case) -> Iterator[tuple[str, str]]:
    where = filter(None, (case.content_type, case.market, case.category, case.language))
    yield "Case", " · ".join(where)
    by = "an automatic decision" if case.automated else case.decided_by
    site = f", {case.site}" if case.site else ""
    yield "Decided", f"{_said(case.done)} by {by}{site} on {minute(case.decided_at)}"
    yield "Right", "; ".join(map(_said, case.right))
    for error in case.errors:
        cost = "" if error.severity == "none" else f" ({error.severity})"
        yield "Error", f"{error.code}{cost}: {error.words}"
    if case.cause:
        yield "Likely cause", term(case.cause)
    for one in case.put_right:
        until = f" until {minute(one.due_at)}" if one.state in ("open", "waiting") else ""
        yield "To put right", f"{one.words} ({one.target}){until}: {one.state}"
    read = "original" if case.read_in == "original" else "translation"
    yield "Judged", f"by {case.auditor} on {case.judged_on}, read in the {read}"
    yield "Verdict", case.verdict


def _said(said: Said) -> str:
    if said.clause is None:
        return said.action
    version = f" v{said.version}" if said.version else ""
    return f"{said.action}, clause {said.clause}{version}"


def _proof(proof: Proof) -> Iterator[Block]:
    if proof.quote is not None:
        yield proof.quote
    elif proof.picture is not None:
        yield proof.picture
    elif proof.t0 is not None:
        yield Paragraph(f"{proof.name or proof.media}: {_times(proof)}")


def _wordings(pack: ErrorPack) -> Iterator[Block]:
    if not pack.wordings:
        return
    yield Heading("Clauses as they read on the day of the decision", 1, apart=True)
    for one in pack.wordings:
        yield Heading(f"{one.clause} v{one.version} · {one.title}", 2)
        until = f" until {day(one.until)}" if one.until else ""
        yield Paragraph(f"{one.kind}, in force from {day(one.since)}{until}", quiet=True)
        # The marks of emphasis are the pack's own, and mean nothing on paper.
        parts = one.body.replace("**", "").split("\n\n")
        for part in filter(None, map(str.strip, parts)):
            yield Paragraph(part)


def _restated(pack: ErrorPack) -> Iterator[Block]:
    if not pack.restated:
        return
    yield Heading("Changed after the figures were locked", 1)
    yield Table(
        ("Case", "What happened", "From", "To", "When", "Who"),
        tuple(
            (one.source_id, one.how, one.before, one.after, minute(one.at), one.auditor)
            for one in pack.restated
        ),
        (18, 14, 22, 22, 16, 8),
    )


def _sealed(pack: ErrorPack) -> Iterator[Block]:
    if not pack.sealed:
        return
    yield Heading("Sealed cases", 1)
    yield Paragraph("What they hold is told to nobody but the person responsible.", quiet=True)
    yield Paragraph(", ".join(pack.sealed))


def _per(share: float) -> str:
    return f"{share * 100:.1f} %"


def _times(proof: Proof) -> str:
    ends = [one for one in (proof.t0, proof.t1) if one is not None]
    return " to ".join(f"{one // 60000}:{one // 1000 % 60:02}" for one in ends)


# The workbook


def _errors_sheet(pack: ErrorPack) -> Sheet:
    columns = (
        "number", "case", "market", "category", "type", "language", "decided at", "decided by",
        "site", "automated", "decided", "clause", "right", "right clauses", "severity", "codes",
        "why", "likely cause", "to put right", "due", "state", "evidence", "auditor", "judged on",
        "read in", "verdict",
    )  # fmt: skip
    widths = (8, 18, 8, 18, 10, 10, 22, 14, 10, 10, 14, 10, 14, 14, 10, 18, 60, 18, 40, 22, 10,
              60, 12, 14, 12, 38)  # fmt: skip
    return Sheet("Errors", columns, tuple(_error_row(case) for case in pack.cases), widths)


def _error_row(case: Case) -> tuple[str | int | None, ...]:
    return (
        case.number, case.source_id, case.market, case.category, case.content_type, case.language,
        case.decided_at, case.decided_by, case.site, "yes" if case.automated else "no",
        case.done.action, _clause(case.done), " / ".join(one.action for one in case.right),
        " / ".join(filter(None, map(_clause, case.right))), case.severity,
        " ".join(one.code for one in case.errors), "\n".join(one.words for one in case.errors),
        term(case.cause) if case.cause else None,
        "\n".join(f"{one.words} ({one.target})" for one in case.put_right) or None,
        "\n".join(one.due_at for one in case.put_right) or None,
        "\n".join(one.state for one in case.put_right) or None,
        "\n".join(_told(case.proofs)) or None, case.auditor, case.judged_on, case.read_in,
        case.verdict,
    )  # fmt: skip


def _clause(said: Said) -> str:
    if said.clause is None:
        return ""
    return f"{said.clause} v{said.version}" if said.version else said.clause


def _told(proofs: Iterable[Proof]) -> Iterator[str]:
    for proof in proofs:
        if proof.quote is not None:
            yield f"{proof.quote.source}: {proof.quote.pinned}"
        elif proof.media is not None:
            yield f"{proof.name or 'media'} {proof.media[:12]}"


def _evidence_sheet(pack: ErrorPack) -> Sheet:
    columns = ("case", "clause", "where", "before", "pinned", "after", "media", "box", "times")
    rows = tuple(_proof_row(case, proof) for case in pack.cases for proof in case.proofs)
    return Sheet("Evidence", columns, rows, (18, 10, 24, 40, 50, 40, 30, 22, 14))


def _proof_row(case: Case, proof: Proof) -> tuple[str | int | None, ...]:
    quote = proof.quote or Quote("")
    box = "" if proof.box is None else " ".join(map(str, proof.box))
    where = quote.source or proof.name
    return (case.source_id, proof.clause, where, quote.before, quote.pinned, quote.after,
            proof.media, box, _times(proof))  # fmt: skip


def _clauses_sheet(pack: ErrorPack) -> Sheet:
    columns = ("clause", "version", "title", "kind", "since", "until", "severity", "text")
    rows = tuple(
        (one.clause, one.version, one.title, one.kind, one.since, one.until, one.severity, one.body)
        for one in pack.wordings
    )
    return Sheet("Clauses of the day", columns, rows, (10, 8, 30, 12, 26, 26, 10, 100))


def _about_sheet(pack: ErrorPack) -> Sheet:
    rows: list[tuple[str | int | None, ...]] = [(name, value) for name, value in _facts(pack)]
    rows += [(f"not in here: {LEFT_OUT.get(why, why)}", n) for why, n in pack.left_out.items() if n]
    rows += [("sealed, by reference", one) for one in pack.sealed]
    rows += [
        (f"restated {one.at}", f"{one.source_id}: {one.how}, {one.before} → {one.after}")
        for one in pack.restated
    ]
    return Sheet("About", ("what", "value"), tuple(rows), (50, 80))
