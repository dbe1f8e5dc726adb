"""Who looks a second time at whose work: never at their own, and never always the same pair.

Of those who may, whoever looked at this author's work least takes the next one. Where one person
still has more than two thirds of the looks at an author's work, that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from workstation.domain.sampling.chance import check_seed, rank
from workstation.domain.splitting import Hand, Left, Piece, Why, may, reads
from workstation.fault import WorldFault

FEWEST = 3
"""Of fewer looks at somebody's work nobody says that they are always by the same colleague."""


class Work(Struct, frozen=True):
    """A verdict that is to be looked at again, and whose it is."""

    piece: Piece
    author: str


class Same(Struct, frozen=True):
    """A pair that could not be kept apart: so many of an author's looks are by this person, out of
    so many; `only` where nobody else may have any of what was drawn."""

    author: str
    person: str
    looks: int
    of: int
    only: bool


class Paired(Struct, frozen=True):
    """Who looks at what (by the pieces' ids), what has nobody, and which pairs are too often."""

    given: Mapping[str, str]
    left: tuple[Left, ...] = ()
    same: tuple[Same, ...] = ()


def pair(
    seed: str,
    works: Sequence[Work],
    hands: Sequence[Hand],
    before: Mapping[tuple[str, str], int],
) -> Paired:
    """Find somebody for each; `before` counts the looks that there were, by author and person.

    Raises WorldFault `second.nobody`, `sampling.seed`.
    """
    check_seed(seed)
    if not hands:
        raise WorldFault("second.nobody")
    pairs, load = Counter(before), Counter[str]()
    able = {one.piece.id: _able(one, hands) for one in works}
    given: dict[str, str] = {}
    left: list[Left] = []
    room = {one.person: one.room for one in hands}
    order = sorted(
        works, key=lambda one: (len(able[one.piece.id]), rank(seed, "pair", one.piece.id))
    )
    for one in order:
        name = one.piece.id
        free = [
            person
            for person in able[name]
            if room[person] is None or load[person] < (room[person] or 0)
        ]
        if not free:
            left.append(Left(name, 1, *_why(one, hands, able[name])))
            continue
        chosen = min(
            free,
            key=lambda person: (
                pairs[one.author, person], load[person], rank(seed, person, name)
            ),
        )  # fmt: skip
        given[name] = chosen
        pairs[one.author, chosen] += 1
        load[chosen] += 1
    return Paired(given, tuple(left), tuple(_same(works, given, able, pairs)))


def _able(one: Work, hands: Sequence[Hand]) -> list[str]:
    return [hand.person for hand in hands if hand.person != one.author and may(hand, one.piece)]


def _why(one: Work, hands: Sequence[Hand], able: Sequence[str]) -> tuple[Why, tuple[str, ...]]:
    if able:
        return Why.ROOM, tuple(able)
    if not any(reads(hand.languages, one.piece.languages) for hand in hands):
        return Why.LANGUAGE, one.piece.languages
    return Why.INDEPENDENCE, tuple(sorted({one.author, *one.piece.never}))


def _same(
    works: Sequence[Work],
    given: Mapping[str, str],
    able: Mapping[str, Sequence[str]],
    pairs: Mapping[tuple[str, str], int],
) -> list[Same]:
    found = []
    for author in sorted({one.author for one in works if one.piece.id in given}):
        looks = {person: n for (of, person), n in pairs.items() if of == author and n}
        total = sum(looks.values())
        person = max(sorted(looks), key=lambda one: looks[one])
        # More than two thirds: with two colleagues turn and turn about is half each.
        if total >= FEWEST and looks[person] * 3 > total * 2:
            others = {
                other
                for one in works
                if one.author == author
                for other in able[one.piece.id]
                if other != person
            }
            found.append(Same(author, person, looks[person], total, not others))
    return found
