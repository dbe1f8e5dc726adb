"""One translated sentence, put together and judged: what was lost, what became what, what to doubt.

Part of the language process; nothing else imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import astuple

from workstation.domain.language import Link
from workstation.language.doubt import Evidence, cut_loops, judge
from workstation.language.engine.decoding import Leg, Passage
from workstation.language.engine.wire import Made
from workstation.language.kept.kept import lost
from workstation.language.kept.protect import Plan, Restored
from workstation.language.links.align import chained


def judged(
    one: Plan,
    restored: Restored,
    way: Sequence[Passage],
    legs: Sequence[Leg],
    tags: tuple[str, str],
) -> Made:
    """The answer for a sentence that went its `way` through the packages; `tags` says from which
    language to which."""
    if not way:
        return Made(restored.text, links=tuple(one.fixed(restored)))
    text, looped = cut_loops(restored.text, one.sentence)
    gone = lost(one.sentence, text, *tags)
    pieces = [piece for passage in way for piece in passage.pieces]
    begun = [token for piece in way[0].pieces for token in piece.tokens]
    evidence = Evidence(
        one.sentence,
        text,
        *tags,
        scores=tuple(piece.score for piece in pieces),
        pieces=len(begun),
        unknown=legs[0].unknown(begun),
        made=sum(len(piece.made) for piece in way[-1].pieces),
        lost=gone,
        cut_up=any(passage.cut_up for passage in way),
        looped=looped,
    )
    # What was measured is one package; nobody measured two in a row.
    measured = legs[0].calibration() if len(legs) == 1 else None
    marks, confidence = judge(evidence, measured)
    score = min((passage.score for passage in way if passage.score is not None), default=None)
    links = _links(one, restored, way)
    if looped:
        links = [link for link in links if text[: link.until] == restored.text[: link.until]]
    return Made(
        text,
        None if score is None else round(score * 1000),
        tuple(marks),
        confidence,
        tuple(gone),
        tuple(links),
    )


def _links(one: Plan, restored: Restored, way: Sequence[Passage]) -> list[Link]:
    """Of sentence and final text: what was carried over, and what the model looked at."""
    through = way[0].links()
    for passage in way[1:]:
        through = chained(through, passage.links())
    found = one.fixed(restored)
    carried = [(link.start, link.end) for link in found]
    for link in through:
        here = one.to_sentence(link.start, link.end)
        there = restored.to_text(link.at, link.until)
        if here and there and all(end <= here[0] or here[1] <= start for start, end in carried):
            found.append(Link(*here, *there))
    return sorted(set(found), key=astuple)
