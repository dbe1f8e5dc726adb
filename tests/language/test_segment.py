"""Sentences and their places."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.segmentation import (
    added,
    compared,
    f1,
    marked_texts,
    our_sentences,
    pysbd_sentences,
    qt_sentences,
)
from workstation.language.cutting.segment import split
from workstation.language.graphemes import holds
from workstation.language.resources import STARTER

MARKED = Path(__file__).resolve().parents[1] / "data" / "sentences"
LONG_THAI = "ของถึงเร็วมาก แพ็คมาดี ไม่มีรอยบุบเลย " * 6

CASES = [
    ("ms", "Harga RM39.90 sahaja. Boleh kurang?", ["Harga RM39.90 sahaja.", "Boleh kurang?"]),
    ("ms", "Tel. En. Ali di Jln. Ampang no. 3. Ok", ["Tel. En. Ali di Jln. Ampang no. 3.", "Ok"]),
    ("ms", "Ada saiz M. Warna hitam", ["Ada saiz M.", "Warna hitam"]),
    ("id", "Rp 150.000 aja kak. barang bagus.", ["Rp 150.000 aja kak.", "barang bagus."]),
    ("id", "Barang bagus.Pengiriman cepat", ["Barang bagus.", "Pengiriman cepat"]),
    ("id", "Cek shopee.co.id/abc?x=1! Murah", ["Cek shopee.co.id/abc?x=1!", "Murah"]),
    ("id", "Mantap! 🔥🔥 Cepat sampai", ["Mantap! 🔥🔥", "Cepat sampai"]),
    ("id", "Tas ori #murah #tas #ready", ["Tas ori", "#murah #tas #ready"]),
    ("en", "J. Tan sold it to Dr. Lim.", ["J. Tan sold it to Dr. Lim."]),
    ("en", "Hmm... not sure. OK", ["Hmm... not sure.", "OK"]),
    ("en", "1. First item\n2. Second\r\n\r\n- third", ["1. First item", "2. Second", "- third"]),
    ("en", 'He said "go." Then left.', ['He said "go."', "Then left."]),
    ("en", "Perks: ✅ COD ✅ Ready stock", ["Perks:", "✅ COD", "✅ Ready stock"]),
    ("zh-Hans", "这款还有吗？有的。请看", ["这款还有吗？", "有的。", "请看"]),
    ("zh-Hans", "他说：“你好。”我走了。", ["他说：“你好。”", "我走了。"]),
    ("zh-Hant", "「好用！」大家都說好。", ["「好用！」大家都說好。"]),
    ("ja", "届きました。とても良い！", ["届きました。", "とても良い！"]),
    ("th", "ราคา ฿1,590.00 ส่งฟรี! ทักแชท", ["ราคา ฿1,590.00 ส่งฟรี!", "ทักแชท"]),
    ("th", "ผลิต พ.ศ. 2566 ค่ะ", ["ผลิต พ.ศ. 2566 ค่ะ"]),
    ("ar", "هل متوفرة؟ وصلني؛ 1.500 د.إ", ["هل متوفرة؟", "وصلني؛ 1.500 د.إ"]),
    ("hi", "यह अच्छा है। मुझे पसंद है।", ["यह अच्छा है।", "मुझे पसंद है।"]),
    ("ta", "பொருள் நன்றாக உள்ளது. விலை?", ["பொருள் நன்றாக உள்ளது.", "விலை?"]),
    ("vi", "Giá 150.000đ nhé. TP. HCM còn hàng", ["Giá 150.000đ nhé.", "TP. HCM còn hàng"]),
    ("tl", "Legit po ba? Hm po", ["Legit po ba?", "Hm po"]),
    ("es", "El Sr. Ruiz pagó $3.500. ¿Y el recibo?", ["El Sr. Ruiz pagó $3.500.", "¿Y el recibo?"]),
    ("ko", "배송 빨라요. 좋아요!", ["배송 빨라요.", "좋아요!"]),
    ("en", "Made by Kim Pte. Ltd. in Ipoh. Ask", ["Made by Kim Pte. Ltd. in Ipoh.", "Ask"]),
    ("ms", "Syarikat Jaya Sdn. Bhd. jual. Ok", ["Syarikat Jaya Sdn. Bhd. jual.", "Ok"]),
    ("en", "Open 9 a.m. to 5 p.m. daily", ["Open 9 a.m. to 5 p.m. daily"]),
    ("en", "Contact us. We reply", ["Contact us.", "We reply"]),
    ("en", "Rich in vitamin C. Good", ["Rich in vitamin C.", "Good"]),
    ("en", "No. Ask Mr. Lee, no. 5", ["No.", "Ask Mr. Lee, no. 5"]),
    ("en", "I said no. Ask", ["I said no.", "Ask"]),
    ("en", "Case no. AB-12. Ask", ["Case no. AB-12.", "Ask"]),
    ("zh", "案號No. 113-04。小心！#假貨 #避雷", ["案號No. 113-04。", "小心！", "#假貨 #避雷"]),
    ("en", "Thanks! :) See you", ["Thanks! :)", "See you"]),
    ("en", "Steps: 1. Pay 2. Wait 3. Enjoy", ["Steps:", "1. Pay", "2. Wait", "3. Enjoy"]),
    ("en", "I ❤️ this bag", ["I ❤️ this bag"]),
    ("en", "Fits well 😊 Would buy", ["Fits well 😊", "Would buy"]),
    ("ms", "Beli 5 kg. Kg. Baru dekat", ["Beli 5 kg.", "Kg. Baru dekat"]),
    ("id", "Mantap! ✅ Ori ✅ COD", ["Mantap!", "✅ Ori", "✅ COD"]),
    ("id", "sudah bagus.pengiriman cepat", ["sudah bagus.", "pengiriman cepat"]),
    ("id", "cek kedai.online ya", ["cek kedai.online ya"]),
    ("id", "#murah #tas #ready", ["#murah #tas #ready"]),
    ("zh", "他问：“真的？”我说真的。", ["他问：“真的？”", "我说真的。"]),
    ("zh", "“真好！”我妈说。", ["“真好！”我妈说。"]),
    ("zh", "材质：纯棉；产地：江苏。", ["材质：纯棉；产地：江苏。"]),
    ("zh", "你加我威❤芯吧", ["你加我威❤芯吧"]),
    ("zh", "晾两天就好了😂会回购吗？", ["晾两天就好了😂", "会回购吗？"]),
    ("th", "มีค่ะ เหลือ 2 ตัวค่ะ ส่งได้", ["มีค่ะ", "เหลือ 2 ตัวค่ะ", "ส่งได้"]),
    ("th", "ผ้าไหม ลายสวย ราคา 350 ค่ะ", ["ผ้าไหม ลายสวย ราคา 350 ค่ะ"]),
    ("th", "ตอน 20.30 น. ครับ", ["ตอน 20.30 น. ครับ"]),
    ("ta", "விலை ரூ. 249. திரு. குமார்", ["விலை ரூ. 249.", "திரு. குமார்"]),
    ("ta", "\"நல்ல தரம்!\" என்று சொன்னார்.", ["\"நல்ல தரம்!\" என்று சொன்னார்."]),
    ("ar", "السعر 49.90 د.إ. فقط", ["السعر 49.90 د.إ. فقط"]),
    ("ur", "یہ اچھا ہے۔ شکریہ", ["یہ اچھا ہے۔", "شکریہ"]),
    ("es", "De 10 a. m. a 8 p. m. en EE. UU. Ven", ["De 10 a. m. a 8 p. m. en EE. UU.", "Ven"]),
    ("es", "Dijo: «¿Sirve?». Sirve", ["Dijo: «¿Sirve?».", "Sirve"]),
    ("zh", "去shop.cn?x=1看。好", ["去shop.cn?x=1看。", "好"]),
    ("ms", "Lihat https://a.my/x. Murah", ["Lihat https://a.my/x.", "Murah"]),
    ("vi", "Giá 90.000 đ. Ship Q. 5", ["Giá 90.000 đ.", "Ship Q. 5"]),
    ("und", "", []),
    ("und", " \n\t ", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "sentences"), CASES)
def test_cuts_where_a_reader_would(language: str, text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split(text, language)] == sentences


def test_thai_is_cut_at_spaces_once_it_is_long() -> None:
    pieces = split(LONG_THAI, "th")
    assert len(pieces) > 1
    assert all(len(piece.text) <= 120 for piece in pieces)
    assert len(split(LONG_THAI[:110], "th")) == 1


ALPHABET = (
    "aB1ก.ค!? \n\u2028\x1c…。！？”」'\"ا؟؛।#@/:-•✅🔥👍🏽\u200d\ufe0f9,()หของ好あ한\ud800"
    "“「：;)😂❤🇲🇾\u0301เ่ครับ"
)
WORDS = st.sampled_from(
    [
        *(
            "No. ",
            "Pte. ",
            "Ltd. ",
            "RM1,590.00 ",
            "p. m. ",
            "1. ",
            "2. ",
            "#a ",
            "😂 ",
            "ค่ะ ",
            "แต่",
        ),
        *(
            "... ",
            "“ok!” ",
            "Ali ",
            "murah.bagus ",
            "www.a.my ",
            "size M. ",
            "✅ ",
            "\n",
            "「好！」",
        ),
    ]
)
TEXTS = st.text(st.sampled_from(ALPHABET)) | st.text() | st.lists(WORDS, max_size=20).map("".join)
LANGUAGES = st.sampled_from(["en", "ms", "th", "zh-Hans", "ar", "es", "und", "xx-YY"])
LONGEST = 400


@given(TEXTS, LANGUAGES)
def test_only_white_space_lies_between_sentences(text: str, language: str) -> None:
    end = 0
    for sentence in split(text, language):
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip() != ""
        assert sentence.start >= end
        assert not text[end : sentence.start].strip()
        end = sentence.end
    assert not text[end:].strip()


@given(TEXTS, LANGUAGES)
def test_no_sentence_begins_inside_a_letter_or_an_emoji(text: str, language: str) -> None:
    for sentence in split(text, language):
        at = sentence.start
        assert not at or text[at - 1].isspace() or not holds(text[: at + 1], at)


@given(TEXTS, LANGUAGES)
def test_a_sentence_that_is_cut_again_stays_whole(text: str, language: str) -> None:
    for sentence in split(text, language):
        assert [again.text for again in split(sentence.text, language)] == [sentence.text]


def test_a_marked_sentence_of_ours_stays_whole_too() -> None:
    for path in MARKED.glob("**/*.txt"):
        for _, units in marked_texts(path):
            for sentence in split("".join(units), path.stem):
                assert len(split(sentence.text, path.stem)) == 1


HOSTILE = [
    *("a", "a ", "a.", "A. ", "Ab. ", "p. m. ", "No. 5 ", "#a", " #a", ".", "…", "?!", "! :) "),
    *("(", "1.1.", "1. a 2. b ", "好", "「好！」", "“a!” ", "🔥", "😂A b ", "🇲🇾", "a\u0301"),
    *("\u0301", "\u200d", "a@", "www.a.", "a@b.", "https://", "a-", "ก", "ค่ะ ก", " แต่", " ✅"),
    *("\u00a0", "\n", "a\n", "\ud800", "<3"),
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_input_is_costly_or_left_long(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    plain = min(seconds(lambda: re.findall("(?s).", text)) for _ in range(3))
    found: list[int] = []
    taken = seconds(lambda: found.extend(len(one.text) for one in split(text, "th")))
    assert max(found, default=0) <= LONGEST
    # The dearest of these takes 170 times a pass of one regular expression, as it does at any
    # length; what grows with the square of the length would take thousands.
    assert taken < 700 * plain


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.fixture(scope="module")
def tokenizer() -> Callable[[str], list[str]]:
    from sentencepiece import SentencePieceProcessor

    made = SentencePieceProcessor()
    made.Load(str(STARTER / "sentencepiece.model"))
    return made.EncodeAsPieces


@pytest.mark.parametrize("language", ["ms", "zh", "th", "ar", "vi", "en", "id", "tl", "es"])
def test_a_model_gets_no_more_pieces_than_it_can_take(
    language: str, tokenizer: Callable[[str], list[str]]
) -> None:
    """Without full stops and line breaks, in the words of the marked texts."""
    texts = ("".join(units) for _, units in marked_texts(MARKED / f"{language}.txt"))
    endless = re.sub(r"[.,;:!?…，。；！？、：؟،\s]+", " ", " ".join(texts)) * 5
    pieces = [len(tokenizer(sentence.text)) for sentence in split(endless, language)]
    assert len(pieces) > 5
    assert max(pieces) <= 150


def test_a_sentence_is_not_cut_again(held_out: dict[str, list[str]]) -> None:
    again = 0
    for language, rows in held_out.items():
        for row in rows:
            for sentence in split(row, language):
                again += len(split(sentence.text, language)) != 1
    assert again == 0


def test_the_marked_texts_keep_their_form() -> None:
    files = sorted(MARKED.glob("*.txt"))
    assert len(files) == 10
    for path in files:
        units = [unit for _, units in marked_texts(path) for unit in units]
        assert len(units) >= 30, path.stem
        assert all(unit.strip() for unit in units), path.stem
        # Several sentences on a line, or line breaks alone would be right.
        assert sum("\n" not in unit for unit in units) > 20, path.stem


def test_sentences_end_where_a_hand_marked_them() -> None:
    """The floor is under what is measured (benchmarks/segmentation.py), for each language."""
    ours = {
        path.stem: f1(
            added(
                compared(units, our_sentences("".join(units), path.stem), inside=False)
                for _, units in marked_texts(path)
            )
        )
        for path in MARKED.glob("*.txt")
    }
    assert {language: value for language, value in ours.items() if value < 0.88} == {}


@pytest.mark.parametrize("language", ["en", "th", "zh"])
def test_the_peers_of_the_benchmark_lose_nothing_and_warn_of_nothing(language: str) -> None:
    for _, units in marked_texts(MARKED / f"{language}.txt"):
        text = "".join(units)
        for cut in (pysbd_sentences(), qt_sentences()):
            assert "".join("".join(cut(text, language)).split()) == "".join(text.split())


def test_boundaries_are_compared_without_the_space_around_them() -> None:
    assert compared(["A b. ", "C\n", "d"], ["A b.", "C", "d"], inside=False) == (2, 2, 2)
    assert compared(["A b. ", "C\n", "d"], ["A", "b. C", "d"], inside=False) == (1, 2, 2)
    assert compared(["A b. ", "C\n", "d"], ["A b. C", "d"], inside=True) == (0, 0, 1)
    assert f1((1, 2, 2)) == 0.5
