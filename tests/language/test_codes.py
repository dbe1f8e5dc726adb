"""Tags at the edge to Argos."""

from __future__ import annotations

import pytest

from workstation.language.codes import argos_codes, clean_tag, same_language, tag_of


@pytest.mark.parametrize(
    ("tag", "clean"),
    [
        ("ms-MY", "ms"),
        ("zh", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-SG", "zh-Hans"),
        ("fil", "tl"),
        ("EN-gb", "en"),
        ("pt-br", "pt-BR"),
        ("und", "und"),
    ],
)
def test_tags_have_one_spelling(tag: str, clean: str) -> None:
    assert clean_tag(tag) == clean


def test_argos_codes_there_and_back() -> None:
    assert argos_codes("zh-Hant") == ("zt", "zht", "zh")
    assert argos_codes("pt-BR")[0] == "pb"
    for tag in ("ms", "zh-Hans", "zh-Hant", "pt-BR", "tl", "en"):
        assert tag_of(argos_codes(tag)[0]) == tag


def test_readers_of_one_variety_read_the_other() -> None:
    assert same_language("en", "en-GB")
    assert same_language("pt", "pt-BR")
    assert not same_language("zh-Hans", "zh-Hant")
    assert not same_language("ms", "id")
