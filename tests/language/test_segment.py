"""Sentences and their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.language.segment import split

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
    ("ar", "هل متوفرة؟ وصلني؛ 1.500 د.إ", ["هل متوفرة؟", "وصلني؛", "1.500 د.إ"]),
    ("hi", "यह अच्छा है। मुझे पसंद है।", ["यह अच्छा है।", "मुझे पसंद है।"]),
    ("ta", "பொருள் நன்றாக உள்ளது. விலை?", ["பொருள் நன்றாக உள்ளது.", "விலை?"]),
    ("vi", "Giá 150.000đ nhé. TP. HCM còn hàng", ["Giá 150.000đ nhé.", "TP. HCM còn hàng"]),
    ("tl", "Legit po ba? Hm po", ["Legit po ba?", "Hm po"]),
    ("es", "El Sr. Ruiz pagó $3.500. ¿Y el recibo?", ["El Sr. Ruiz pagó $3.500.", "¿Y el recibo?"]),
    ("ko", "배송 빨라요. 좋아요!", ["배송 빨라요.", "좋아요!"]),
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


TEXTS = st.text(
    st.sampled_from(
        "aB1ก.ค!? \n\u2028\x1c…。！？”」'\"ا؟؛।#@/:-•✅🔥👍🏽\u200d\ufe0f9,()หของ好あ한\ud800"
    )
) | st.text()  # fmt: skip


@given(TEXTS, st.sampled_from(["en", "th", "zh-Hans", "ar", "und", "xx-YY"]))
def test_only_white_space_lies_between_sentences(text: str, language: str) -> None:
    end = 0
    for sentence in split(text, language):
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip() != ""
        assert sentence.start >= end
        assert not text[end : sentence.start].strip()
        end = sentence.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "unit", ["a", "a ", "a.", "Ab. ", "#a", " #a", ".", "好", "🔥", "a@", "www.a.", "a-", "ก", " "]
)
def test_no_input_is_costly_or_left_long(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "x"
    assert max(len(sentence.text) for sentence in split(text, "ms")) <= 400


def test_a_sentence_is_not_cut_again(held_out: dict[str, list[str]]) -> None:
    again = 0
    for language, rows in held_out.items():
        for row in rows:
            for sentence in split(row, language):
                again += len(split(sentence.text, language)) != 1
    assert again == 0
