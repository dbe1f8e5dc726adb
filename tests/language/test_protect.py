"""What enters a model, and how the translation is put together again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.language.engine.engine import Engine
from workstation.language.kept.kept import fixed
from workstation.language.kept.numbers import plain_digits
from workstation.language.kept.protect import Plan, Restored, kept_all, plan, probes, restore


@pytest.mark.parametrize(
    ("language", "sentence", "core"),
    [
        ("ms", "Pedas gila 😂🔥", "Pedas gila"),
        ("ms", "✨ Putih dalam 7 hari ✨", "Putih dalam 7 hari"),
        ("ms", "@kedai, bila sampai?", "bila sampai?"),
        ("ms", "Sedap! #murah #sedap", "Sedap!"),
        ("ms", "Guna kod HEMAT50", "Guna kod"),
        ("ms", "(lihat sini) 👉 https://a.example/x", "(lihat sini)"),
        ("ms", "lihat sini (https://a.example/x)", "lihat sini"),
        ("ms", "(lihat https://a.example/x)", "(lihat https://a.example/x)"),
        ("ms", "Krim 20g ✨ putih dalam 7 hari ✨ viral", "Krim 20g\nputih dalam 7 hari\nviral"),
        ("ms", "Krim malam 🔥 RM12 🔥 beli sekarang", "Krim malam\nbeli sekarang"),
        ("ms", "RM12 🔥 beli sekarang", "beli sekarang"),
        ("ms", "Saya ❤️ kedai ni", "Saya ❤️ kedai ni"),
        ("ms", "RM 39.90 😂", ""),
        ("ms", "😂😂", ""),
        ("id", "Hubungi 0812-3456-7890 ya kak", "Hubungi 0812-3456-7890 ya kak"),
        ("zh-Hans", "质量很好😍下次再来🙏", "质量很好\n下次再来"),
        ("zh-Hans", "加我威❤芯，abc", "加我威❤芯，abc"),
        ("th", "ใช้ดีมาก😂ส่งไวด้วย 👍🏽", "ใช้ดีมาก\nส่งไวด้วย"),
        ("vi", "🍵 Trà giảm cân", "Trà giảm cân"),
        ("tl", "Salamat po 🙏 @shop_ph", "Salamat po"),
        ("ta", "எடை குறைவு 😅 பேக்கிங் சூப்பர்.", "எடை குறைவு\nபேக்கிங் சூப்பர்."),
        ("ar", "✅ الوكيل الرسمي 🔥", "الوكيل الرسمي"),
        ("ar", "بـ٢٥٠ ريال فقط ✅", "بـ250 ريال فقط"),
        ("th", "ราคา ๔๕๐ บาท 🔥", "ราคา 450 บาท"),
        ("es", "No manches 😭🔥", "No manches"),
        ("en", "hi😂there", "hi😂there"),
    ],
)
def test_what_enters_the_model(language: str, sentence: str, core: str) -> None:
    assert plan(sentence, language, keeps=False).core == core


@pytest.mark.parametrize(
    ("language", "sentence", "core"),
    [
        ("id", "Hubungi 0812-3456-7890 ya kak", "Hubungi 731 ya kak"),
        ("ms", "Tanya @kedai atau @ros dulu", "Tanya 731 atau 846 dulu"),
        ("ms", "Beli di https://a.example/x esok 😂", "Beli di 731 esok"),
        ("ms", "Bilik 731, tanya @kedai dulu ya", "Bilik 731, tanya 846 dulu ya"),
        ("ms", "Tempah 2 @kedai cepat", "Tempah 2 @kedai cepat"),
        ("zh-Hans", "加微信@abc_9问我", "加微信731问我"),
        ("zh-Hans", "用HEMAT50下单", "用731下单"),
        ("ar", "راسل @shop اليوم", "راسل 731 اليوم"),
    ],
)
def test_a_rare_number_stands_for_what_is_inside(language: str, sentence: str, core: str) -> None:
    made = plan(sentence, language, keeps=True)
    assert made.core == core
    restored = restore(made, core)
    assert restored is not None
    assert restored.text == sentence


@pytest.mark.parametrize(
    ("language", "sentence", "translated", "text"),
    [
        ("ms", "Pedas gila 😂🔥", " Insanely hot ", "Insanely hot 😂🔥"),
        ("zh-Hans", "质量很好😍再来买🙏", "good\ncoming again", "good 😍 coming again 🙏"),
        ("th", "😂ดีมาก😂", "very good", "😂 very good 😂"),
        ("ar", "✅ الوكيل الرسمي 🔥", "the official agent", "✅ the official agent 🔥"),
        ("ms", "Krim ✨ putih ✨ viral", "Cream\nwhite \n viral", "Cream ✨ white ✨ viral"),
        # The lines did not come back: the emoji go to the end.
        ("ms", "Krim ✨ putih 🔥 viral", "White cream", "White cream ✨  🔥 "),
        ("ms", "RM12 😂", "whatever", "RM12 😂"),
        ("ms", "Pedas 😂", "", " 😂"),
    ],
)  # fmt: skip
def test_what_comes_of_it(language: str, sentence: str, translated: str, text: str) -> None:
    restored = restore(plan(sentence, language, keeps=False), translated)
    assert restored is not None
    assert restored.text.split() == text.split()


@pytest.mark.parametrize(
    "translated",
    [
        "Ask first",
        "Ask 731 first",
        "Ask 731 or 846 or 731 first",
        "Ask 731 or 8465 first",
        "Ask 731 or 846,5 first",
        "Ask 731s or 846 first",
    ],
)
def test_a_lost_or_doubled_placeholder_is_told(translated: str) -> None:
    assert restore(plan("Tanya @kedai atau @ros dulu", "ms", keeps=True), translated) is None


def test_placeholders_may_change_places() -> None:
    made = plan("Tanya @kedai atau @ros dulu 😂", "ms", keeps=True)
    restored = restore(made, "First 846, then 731")
    assert restored is not None
    assert restored.text == "First @ros, then @kedai 😂"
    assert [
        (made.sentence[link.start : link.end], restored.text[link.at : link.until])
        for link in made.fixed(restored)
    ] == [("@kedai", "@kedai"), ("@ros", "@ros"), ("😂", "😂")]
    assert restored.to_text(6, 9) == (6, 10)
    assert restored.to_text(0, 5) == (0, 5)


_PIECES = [
    *("😂", "👨‍👩‍👧", "🇲🇾", "1️⃣", "❤️", "https://a.b/c?x=1", "@kedai", "#promo", "HEMAT50"),
    *("012-345 6789", "bagus", "ใช้ดี", "质量好", "جيد", "731", " ", ", ", "(", ")", "\n", "RM45"),
]
_SENTENCES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join),
)


@settings(max_examples=500)
@given(_SENTENCES, st.booleans())
def test_a_model_that_changes_nothing_gives_the_sentence_back(sentence: str, keeps: bool) -> None:
    made = plan(sentence, "ms", keeps)
    restored = restore(made, made.core)
    assert restored is not None
    core = plain_digits(sentence[made.start : made.end])
    for hole in made.holes:
        at = slice(hole.start - made.start, hole.end - made.start)
        core = core[: at.start] + sentence[hole.start : hole.end] + core[at.stop :]
    assert restored.text == sentence[: made.start] + core + sentence[made.end :]
    for at in range(len(made.core)):
        place = made.to_sentence(at, at + 1)
        assert place is not None
        assert place == restored.to_text(at, at + 1)
    _check_links(made, restored)


@settings(max_examples=500)
@given(_SENTENCES, st.booleans(), st.data())
def test_nothing_is_lost_whatever_the_model_does(
    sentence: str, keeps: bool, data: st.DataObject
) -> None:
    made = plan(sentence, "ms", keeps)
    words = [word for word in re.split(r"(\s+)", made.core) if word]
    made_of = st.lists(st.sampled_from([*words, "word", "\n", " ", "731"]), max_size=12)
    translated = data.draw(st.one_of(made_of.map("".join), st.permutations(words).map("".join)))
    restored = restore(made, translated)
    if restored is None:
        assert keeps
        return
    gone = {span for span in made.things if span[0] < made.start or span[1] > made.end}
    gone |= {(hole.start, hole.end) for hole in made.holes}
    for start, end in gone:
        assert restored.text.count(sentence[start:end].strip()) >= 1
    for at in range(len(translated)):
        place = restored.to_text(at, at + 1)
        assert place is None or 0 <= place[0] < place[1] <= len(restored.text)
    _check_links(made, restored)
    put = sum(hole.end - hole.start for hole in made.holes)
    taken = sum(one.end - one.start for one in restored.puts)
    spaces = len(restored.text) - (len(sentence) - (made.end - made.start)) - put
    if made.core:
        assert 0 <= spaces - (len(translated.strip()) - taken) <= 2 + 2 * len(made.holes)


def _check_links(made: Plan, restored: Restored) -> None:
    links = made.fixed(restored)
    assert len(links) == len(made.things)
    for link in links:
        assert made.sentence[link.start : link.end] == restored.text[link.at : link.until]


@pytest.mark.parametrize("language", ["en", "ms", "zh-Hans", "th", "ta", "pt-BR", "xx"])
def test_probes_have_placeholders_between_words(language: str) -> None:
    for probe in probes(language):
        assert not fixed(probe)
        assert kept_all(probe, f"so {probe} then")
        assert not kept_all(probe, re.sub(r"\d", "", probe))
        assert not kept_all(probe, probe + probe)


def test_the_starter_is_found_out(engine: Engine) -> None:
    """It copies rare numbers, and so the probes say of most of its languages."""
    kept = 0
    for language in ("ms", "id", "th", "zh-Hans", "es", "ar", "vi", "tl"):
        made = engine.translate(probes(language), language, "en").result()
        kept += all(
            kept_all(probe, one.text) for probe, one in zip(probes(language), made, strict=True)
        )
    assert kept >= 6
