"""Splitting a batch over people, and who looks a second time at whose work."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from workstation.domain.rotation import Work, pair
from workstation.domain.splitting import Hand, Piece, Why, may, split
from workstation.fault import WorldFault

TONGUES = ("th", "ms", "ar", "zh-Hans")
PEOPLE = ("mei", "tan", "noor", "lea")


def pieces(number: int, *languages: str) -> list[Piece]:
    return [Piece(f"c{n}", languages) for n in range(number)]


def test_everybody_gets_the_same_number_and_the_same_seed_the_same_split() -> None:
    hands = [Hand(name, ("th",)) for name in PEOPLE[:3]]
    made = split("week 12", pieces(30, "th"), hands)
    assert [len(made.given[name]) for name in PEOPLE[:3]] == [10, 10, 10]
    assert not made.left
    assert split("week 12", pieces(30, "th"), hands) == made
    assert split("week 12", pieces(30, "th"), hands[::-1]).given == made.given
    assert split("week 13", pieces(30, "th"), hands).given != made.given
    order = [f"c{n}" for n in range(30)]
    assert all(list(held) == sorted(held, key=order.index) for held in made.given.values())


def test_room_named_for_everybody_fills_alike() -> None:
    hands = [Hand("mei", ("th",), room=40), Hand("tan", ("th",), room=10)]
    made = split("s", pieces(25, "th"), hands)
    assert (len(made.given["mei"]), len(made.given["tan"])) == (20, 5)


def test_what_has_no_place_says_why() -> None:
    work = [
        Piece("c1", ("my",)),
        Piece("c2", ("th", "my")),
        Piece("c3", ("th",), frozenset({"video"})),
        Piece("c4", ("th",), never=frozenset({"mei", "tan"})),
        *(Piece(f"c{n}", ("th",)) for n in range(5, 10)),
    ]
    hands = [Hand("mei", ("th-TH",), room=2), Hand("tan", ("th",), room=2)]
    made = split("s", work, hands)
    told = {one.piece: (one.why, one.what) for one in made.left}
    assert told["c1"] == (Why.LANGUAGE, ("my",))
    assert told["c2"] == (Why.LANGUAGE, ("my",))
    assert told["c3"] == (Why.SKILL, ("video",))
    assert told["c4"] == (Why.INDEPENDENCE, ("mei", "tan"))
    assert [why for why, _ in told.values()].count(Why.ROOM) == 1
    assert sum(map(len, made.given.values())) == 4


def test_a_full_person_gives_to_another_before_anything_is_left() -> None:
    # Mei alone reads Malay: what she holds in Thai goes to Tan.
    work = [*pieces(4, "th"), Piece("m1", ("ms",)), Piece("m2", ("ms",))]
    work = [*work, *(Piece(f"o{n}", ("th",), never=frozenset({"tan"})) for n in range(2))]
    made = split("s", work, [Hand("mei", ("th", "ms"), room=4), Hand("tan", ("th",), room=4)])
    assert not made.left
    assert {"m1", "m2", "o0", "o1"} == set(made.given["mei"])


def test_an_overlap_goes_to_two_who_may_both_have_it() -> None:
    hands = [Hand("mei", ("th",)), Hand("tan", ("th",)), Hand("noor", ("ar",))]
    made = split("s", pieces(200, "th"), hands, overlap=0.25)
    held = Counter(one for person in made.given.values() for one in person)
    assert {one for one, n in held.items() if n == 2} == set(made.twice)
    assert 30 <= len(made.twice) <= 70
    assert made.given["noor"] == ()
    assert len(held) == 200
    alone = split("s", pieces(20, "th"), hands[::2], overlap=1.0)
    assert {(one.reader, one.why) for one in alone.left} == {(2, Why.INDEPENDENCE)}
    assert not alone.twice


@pytest.mark.parametrize(
    ("code", "hands", "more"),
    [
        ("split.nobody", [], {}),
        ("split.overlap", [Hand("mei")], {"overlap": 0.5}),
        ("split.overlap", [Hand("mei"), Hand("tan")], {"overlap": 1.5}),
        ("split.room", [Hand("mei", room=-1)], {}),
        ("sampling.seed", [Hand("mei")], {"seed": ""}),
    ],
)
def test_a_wish_that_means_nothing(code: str, hands: list[Hand], more: dict[str, object]) -> None:
    with pytest.raises(WorldFault) as caught:
        split(**{"seed": "s", "pieces": pieces(3), "hands": hands, **more})  # type: ignore[arg-type]
    assert caught.value.code == code


PIECES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TONGUES), max_size=2, unique=True),
        st.frozensets(st.sampled_from(PEOPLE), max_size=2),
    ),
    max_size=25,
).map(lambda made: [Piece(f"c{n}", tuple(t), never=no) for n, (t, no) in enumerate(made)])
HANDS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.lists(st.sampled_from(TONGUES), unique=True),
        st.one_of(st.none(), st.integers(0, 8)),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
).map(lambda made: [Hand(name, tuple(reads), room=room) for name, reads, room in made])


@settings(deadline=None)
@given(PIECES, HANDS)
def test_as_many_find_a_place_as_can_at_all(work: list[Piece], hands: list[Hand]) -> None:
    made = split("seed", work, hands)
    by_id, by_name = {one.id: one for one in work}, {one.person: one for one in hands}
    for person, held in made.given.items():
        assert all(may(by_name[person], by_id[one]) for one in held)
        assert by_name[person].room is None or len(held) <= (by_name[person].room or 0)
    placed = [one for held in made.given.values() for one in held]
    assert len(placed) == len(set(placed))
    assert set(placed) | {one.piece for one in made.left} == set(by_id)
    # Another's algorithm: source, pieces, hands, sink.
    size = len(work) + len(hands) + 2
    graph = np.zeros((size, size), dtype=np.int32)
    for n, one in enumerate(work):
        graph[0, 1 + n] = 1
        for m, hand in enumerate(hands):
            graph[1 + n, 1 + len(work) + m] = int(may(hand, one))
    for m, hand in enumerate(hands):
        room = len(work) if hand.room is None else hand.room
        graph[1 + len(work) + m, size - 1] = room
    best = maximum_flow(csr_array(graph), 0, size - 1).flow_value
    assert len(placed) == best


# Second looks


def works(number: int, author: str, *languages: str, never: tuple[str, ...] = ()) -> list[Work]:
    return [
        Work(Piece(f"{author}{n}", languages, never=frozenset(never)), author)
        for n in range(number)
    ]


def test_nobody_looks_at_their_own_and_the_pairs_go_round() -> None:
    hands = [Hand(name, ("th",)) for name in PEOPLE]
    work = [*works(12, "mei", "th"), *works(12, "tan", "th")]
    made = pair("s", work, hands, {})
    pairs = Counter((one.author, made.given[one.piece.id]) for one in work)
    assert not made.left
    assert not made.same
    assert ("mei", "mei") not in pairs
    assert set(pairs.values()) == {4}


def test_earlier_looks_count() -> None:
    hands = [Hand("lea", ("th",)), Hand("noor", ("th",))]
    made = pair("s", works(4, "mei", "th"), hands, {("mei", "lea"): 6, ("mei", "noor"): 2})
    assert set(made.given.values()) == {"noor"}
    assert not made.same


def test_the_same_pair_is_told_where_it_cannot_be_avoided() -> None:
    hands = [Hand("lea", ("th",)), Hand("noor", ("ms",)), Hand("mei", ("th",))]
    made = pair("s", works(5, "mei", "th"), hands, {})
    (told,) = made.same
    assert (told.author, told.person, told.looks, told.of, told.only) == ("mei", "lea", 5, 5, True)
    hands[1] = Hand("noor", ("th",), room=1)
    (told,) = pair("s", works(5, "mei", "th"), hands, {}).same
    assert (told.looks, told.of, told.only) == (4, 5, False)


def test_what_nobody_may_look_at_says_why() -> None:
    work = [*works(1, "mei", "my"), *works(1, "tan", "th", never=("lea",)), *works(2, "noor", "th")]
    hands = [Hand("lea", ("th",), room=1), Hand("tan", ("th",), room=0)]
    made = pair("s", work, hands, {})
    why = {one.piece: one.why for one in made.left}
    assert why["mei0"] is Why.LANGUAGE
    assert why["tan0"] is Why.INDEPENDENCE
    assert sorted(why.values()).count(Why.ROOM) == 1
    with pytest.raises(WorldFault, match=r"second\.nobody"):
        pair("s", work, [], {})
