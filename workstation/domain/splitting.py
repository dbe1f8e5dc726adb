"""Splitting a batch over people: by language, skill, room and independence, the same for a seed.

Nobody gets decisions of their own, nor what they have looked at already. Where a person is full,
what they hold is moved to somebody else who may have it before anything is left over: what is told
as without a place has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.sampling.chance import check_seed, happens, rank
from workstation.fault import WorldFault


class Piece(Struct, frozen=True):
    """What is to be given to somebody: the languages it is in, the skills it asks for, and whom
    it may not go to (whoever decided it, whoever judged it)."""

    id: str
    languages: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


class Hand(Struct, frozen=True):
    """Somebody who takes pieces: languages they are certified for, skills, and room for how many
    (None: as many as come)."""

    person: str
    languages: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()
    room: int | None = None


class Why(StrEnum):
    """Why a piece has no place. The first that leaves nobody, in this order."""

    LANGUAGE = "language"
    SKILL = "skill"
    INDEPENDENCE = "independence"
    ROOM = "room"


class Left(Struct, frozen=True):
    """A piece without a place: `reader` 1, or the further reader of an overlap; what is missing."""

    piece: str
    reader: int
    why: Why
    what: tuple[str, ...] = ()


class Split(Struct, frozen=True):
    """Who gets what, in the order of the pieces; `twice` pieces go to several, for agreement."""

    given: Mapping[str, tuple[str, ...]]
    twice: tuple[str, ...] = ()
    left: tuple[Left, ...] = field(default_factory=tuple)


def may(hand: Hand, piece: Piece) -> bool:
    """Whether somebody may have a piece, room aside."""
    return (
        reads(hand.languages, piece.languages)
        and piece.needs <= hand.skills
        and hand.person not in piece.never
    )


def reads(own: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether somebody who reads `own` reads all that is wanted; a script makes no difference."""
    held = {base(tag) for tag in own}
    return all(base(tag) in held for tag in wanted)


def base(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.split("-")[0].lower()


def split(
    seed: str,
    pieces: Sequence[Piece],
    hands: Sequence[Hand],
    overlap: float = 0.0,
    readers: int = 2,
) -> Split:
    """Split; a share `overlap` of the pieces goes to `readers` people.

    Raises WorldFault `split.nobody`, `split.overlap`, `split.room`, `sampling.seed`.
    """
    check_seed(seed)
    if not hands:
        raise WorldFault("split.nobody")
    if not 0 <= overlap <= 1 or (overlap and not 2 <= readers <= len(hands)):
        raise WorldFault("split.overlap", readers=readers, persons=len(hands))
    for one in hands:
        if one.room is not None and one.room < 0:
            raise WorldFault("split.room", person=one.person, room=one.room)
    table = _Table(seed, pieces, hands)
    twice = [one.id for one in pieces if overlap and happens(seed, "overlap", one.id, overlap)]
    wanted = [(one.id, 1) for one in pieces]
    wanted += [(name, reader) for reader in range(2, readers + 1) for name in twice]
    # A further reader only once everything has a first one; what few may have goes first.
    wanted.sort(key=lambda one: (one[1], len(table.able[one[0]]), rank(seed, "split", one[0])))
    left = [Left(name, reader, *table.why(name)) for name, reader in wanted if not table.put(name)]
    order = {one.id: number for number, one in enumerate(pieces)}
    left.sort(key=lambda one: (order[one.piece], one.reader))
    given = {
        person: tuple(sorted(held, key=order.__getitem__)) for person, held in table.held.items()
    }
    several = tuple(name for name in twice if table.readers_of(name) > 1)
    return Split(given, several, tuple(left))


class _Table:
    """Who holds what while it is being dealt."""

    def __init__(self, seed: str, pieces: Sequence[Piece], hands: Sequence[Hand]) -> None:
        self._seed = seed
        # With room named for everybody all fill up alike, else all get the same number.
        self._alike = all(one.room for one in hands)
        self._pieces = {one.id: one for one in pieces}
        self._hands = {one.person: one for one in hands}
        sets: dict[frozenset[str], frozenset[str]] = {}
        self.able: dict[str, frozenset[str]] = {}
        for one in pieces:
            found = frozenset(hand.person for hand in hands if may(hand, one))
            self.able[one.id] = sets.setdefault(found, found)
        self.held: dict[str, set[str]] = {one.person: set() for one in hands}
        self._having: dict[str, set[str]] = {one.id: set() for one in pieces}
        # What a person holds by who else may have it: one of each set is tried, not each piece.
        self._by_set: dict[str, dict[frozenset[str], set[str]]] = {one.person: {} for one in hands}

    def put(self, name: str) -> bool:
        """Give a piece to whoever has least for their room, moving others where all are full."""
        able = self.able[name] - self._having[name]
        free = [person for person in able if self._has_room(person)]
        if free:
            self._give(name, min(free, key=lambda person: self._load(person, name)))
            return True
        way = self._way(name, able)
        for piece, giver, taker in way:
            self._take(piece, giver)
            self._give(piece, taker)
        if way:
            self._give(name, way[-1][1])
        return bool(way)

    def readers_of(self, name: str) -> int:
        """How many have a piece."""
        return len(self._having[name])

    def why(self, name: str) -> tuple[Why, tuple[str, ...]]:
        """Why a piece has no place."""
        one, hands = self._pieces[name], list(self._hands.values())
        readers = [hand for hand in hands if reads(hand.languages, one.languages)]
        if not readers:
            lacking = {
                tag
                for tag in one.languages
                if not any(reads(hand.languages, [tag]) for hand in hands)
            }
            return Why.LANGUAGE, tuple(sorted(lacking or one.languages))
        if not any(one.needs <= hand.skills for hand in readers):
            return Why.SKILL, tuple(sorted(one.needs))
        if not self.able[name] - self._having[name]:
            return Why.INDEPENDENCE, tuple(sorted(one.never & self._hands.keys()))
        return Why.ROOM, tuple(sorted(self.able[name]))

    def _load(self, person: str, name: str) -> tuple[float, int]:
        room, used = self._hands[person].room, len(self.held[person])
        share = used / room if self._alike and room else float(used)
        return share, rank(self._seed, person, name)

    def _has_room(self, person: str) -> bool:
        room = self._hands[person].room
        return room is None or len(self.held[person]) < room

    def _way(self, name: str, able: Set[str]) -> list[tuple[str, str, str]]:
        """Moves (piece, from, to), the last first, by which one of `able` gets room."""
        came: dict[str, tuple[str, str] | None] = dict.fromkeys(
            sorted(able, key=lambda person: rank(self._seed, person, name))
        )
        queue = list(came)
        for person in queue:
            for others, pieces in self._by_set[person].items():
                for taker in sorted(others - came.keys()):
                    piece = min(
                        (one for one in pieces if taker not in self._having[one]),
                        key=lambda one: rank(self._seed, "move", one),
                        default=None,
                    )
                    if piece is None:
                        continue
                    came[taker] = (piece, person)
                    if self._has_room(taker):
                        return self._moves(came, taker)
                    queue.append(taker)
        return []

    def _moves(
        self, came: Mapping[str, tuple[str, str] | None], taker: str
    ) -> list[tuple[str, str, str]]:
        moves = []
        while (step := came[taker]) is not None:
            piece, giver = step
            moves.append((piece, giver, taker))
            taker = giver
        return moves

    def _give(self, name: str, person: str) -> None:
        self.held[person].add(name)
        self._having[name].add(person)
        self._by_set[person].setdefault(self.able[name], set()).add(name)

    def _take(self, name: str, person: str) -> None:
        self.held[person].remove(name)
        self._having[name].remove(person)
        self._by_set[person][self.able[name]].remove(name)
