"""Suggested clauses: keywords found in the words of a case, in every script."""

from __future__ import annotations

import pytest

from workstation.domain.policy import ClauseKind, ClauseVersion
from workstation.domain.taxonomy import Severity
from workstation.review.suggest import LIMIT, suggest


def clause(name: str, *keywords: str, severity: Severity = Severity.MAJOR) -> ClauseVersion:
    return ClauseVersion(
        name, 1, name, ClauseKind.POLICY, "2020-01-01T00:00:00Z", "…", severity, keywords=keywords
    )


def found(keyword: str, *texts: str) -> bool:
    return bool(suggest([clause("1.1", keyword)], texts))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("replica", "A REPLICA watch"),
        ("AAA", "Jam AAA, kotak penuh"),
        ("1:1", "mirror 1:1 copy"),
        ("高仿", "这款高仿手表"),
        ("高仿", "高仿"),
        ("コピー", "最高級コピー品です"),
        ("กระจก", "งานกระจกแท้"),
        ("copy", "ＣＯＰＹ"),
        ("whatsapp", "Whats\u200bApp me"),
        ("whatsapp", "w\u2060h\u200da\u00adt\ufeffs\u200capp"),
        ("whatsapp", "what\u034fs\u180ea\ufe0fp\U000e0061p"),
        ("짝퉁", "명품 짝퉁을 팝니다"),
        ("ကိုပီ", "အကောင်းဆုံးကိုပီပါ"),
        ("copia", "una \u202ecopia\u202c"),
        ("straße", "STRASSE"),
        ("ساعة", "بيع ساعة رولكس"),
        ("போலி", "இது போலி பொருள்"),
        ("cash on delivery", "Cash on Delivery only"),
        ("hàng giả", "bán hàng giả"),
        ("$$", "only $$ now"),
        ("c++", "learn c++ fast"),
        ("a.b*c", "the a.b*c pattern"),
    ],
)
def test_found(keyword: str, text: str) -> None:
    assert found(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("gun", "begun"),
        ("gun", "guns"),
        ("gun", "gun_metal"),
        ("AAA", "AAAA"),
        ("ml", "html"),
        ("ice", "price"),
        ("replica", ""),
        ("", "anything"),
        ("\u200b", "anything"),
        ("a.b", "axb"),
        ("cure", "secure"),
    ],
)
def test_no_false_hit(keyword: str, text: str) -> None:
    assert not found(keyword, text)


def test_original_and_translation_both_speak() -> None:
    (one,) = suggest([clause("3.1", "高仿", "replica", "mirror")], ["高仿手表", "a replica watch"])
    assert one.words == ("高仿", "replica")


def test_the_most_words_first_and_the_severest_of_equals() -> None:
    clauses = [
        clause("1.1", "a"),
        clause("1.2", "a", severity=Severity.CRITICAL),
        clause("1.3", "a", "b", severity=Severity.MINOR),
        clause("1.4", "c"),
    ]
    told = suggest(clauses, ["a b"])
    assert [one.clause.clause for one in told] == ["1.3", "1.2", "1.1"]


def test_as_many_as_there_are_keys() -> None:
    clauses = [clause(f"1.{n}", "a") for n in range(9)]
    assert len(suggest(clauses, ["a"])) == LIMIT == 5


def test_words_that_stand_twice_count_once() -> None:
    (one,) = suggest([clause("1.1", "a")], ["a a a", "a"])
    assert one.words == ("a",)
