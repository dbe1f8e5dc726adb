"""Any piece of any word of a case is found, in every script, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workstation.store.keys import Protection
from workstation.store.search import find_cases, fold, grams, index_cases
from workstation.store.store import create

TEXTS = {
    "zh": "真皮手提包，高仿一比一",
    "th": "กระเป๋าหนังแท้ส่งไว",
    "ar": "دهن عود مسك الرمان",
    "en": "It's 100% ORIGINAL, straße \u202eabc\u202c a\u200bb",
    "ta": "மின் சிகரெட் விற்பனை",
}


@pytest.fixture
def texts(desk, draft, tmp_path) -> dict[str, str]:
    made = draft(len(TEXTS), kind="inspection")
    for case, (tag, text) in zip(made.cases, TEXTS.items(), strict=True):
        case |= {"decision": None, "facts": {"brand": f"brand-{tag}"}}
        case["parts"] = [{"id": "p", "kind": "comment", "text": text}]
    desk.bring(made.write(tmp_path / "b"))
    while desk.store.write(index_cases, 2).result():
        pass
    return {case["id"]: tag for case, tag in zip(made.cases, TEXTS, strict=True)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("高仿", "zh"), ("仿", "zh"), ("提包，高", "zh"), ("高 真皮", "zh"), ("高真", ""),
        ("หนังแท้", "th"), ("ป๋า", "th"), ("ไว", "th"), ("แท", "th"),
        ("الرمان", "ar"), ("رم", "ar"),
        ("original", "en"), ("RIGIN", "en"), ("it's", "en"), ("100%", "en"), ("STRASSE", "en"),
        ("ab", "en zh th ar ta") , ("abc", "en"), ("orig 100", "en"), ("nal,straße", ""),
        ("சிகரெட்", "ta"), ("brand-th", "th"), ("L-0000002", "ar"), ("", ""), ("  ", ""),
        ('"', ""), ("a\"b", ""), ("NEAR(", ""), ("*", ""), ("' OR 1=1", ""),
    ],
)  # fmt: skip
def test_pieces_are_found(desk, texts, words, found) -> None:
    wanted = set(found.split()) if words != "ab" else {"en"}
    got = desk.store.read(find_cases, None, words).result()
    assert {texts[case] for case in got} == wanted


def test_only_ready_cases_of_the_batch_are_found(desk, draft, tmp_path, texts) -> None:
    made = draft(7, "two")
    made.cases = made.cases[5:]
    desk.bring(made.write(tmp_path / "c"))
    assert desk.store.write(index_cases, 100).result() == 2
    assert desk.store.write(index_cases, 100).result() == 0
    batch = made.manifest["id"]
    assert desk.store.read(find_cases, batch, "一比一").result() == []
    assert len(desk.store.read(find_cases, batch, "L-000000").result()) == 2
    assert len(desk.store.read(find_cases, None, "L-000000").result()) == 7
    desk.store.write(lambda db: db.conn.execute("UPDATE batch SET ready = 0") and None).result()
    assert desk.store.read(find_cases, None, "L-000000").result() == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(st.sampled_from('abAB1efgþ仿高皮한แท้้ا\u0301é,-"* \n'), max_size=12), max_size=4
    ),
    st.text(st.sampled_from('abA1efgþ仿高한แท้ا\u0301é,-"*'), min_size=1, max_size=4),
)
def test_a_word_is_found_exactly_where_it_stands(index, texts, word) -> None:
    rows = index(texts)
    wanted = fold(word).split()
    should = [
        number
        for number, text in enumerate(texts)
        if wanted and all(any(w in each for each in fold(text).split()) for w in wanted)
    ]
    assert rows(word) == should


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The index alone: texts in, and which of them a word finds."""
    from workstation.store.search import _phrase

    store = create(tmp_path_factory.mktemp("index") / "store", Protection.FILE)

    def fill(texts):
        def put(db):
            db.conn.execute("DELETE FROM case_words")
            for number, text in enumerate(texts):
                db.conn.execute(
                    "INSERT INTO case_words (rowid, grams) VALUES (?, ?)", [number, grams(text)]
                )

        def find(db, word):
            query = " AND ".join(_phrase(w) for w in fold(word).split())
            if not query:
                return []
            rows = db.conn.execute(
                "SELECT rowid FROM case_words WHERE case_words MATCH ? ORDER BY rowid", [query]
            )
            return [row[0] for row in rows]

        store.write(put).result()
        return lambda word: store.read(find, word).result()

    yield fill
    store.close()
