"""Word by word in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.word_diff import MOST_TOKENS, Op, tokens, word_diff


def marked(old: str, new: str) -> str:
    sign = {Op.SAME: "", Op.ADDED: "+", Op.REMOVED: "-"}
    return "".join(
        f"[{sign[one.op]}{one.text}]" if one.op is not Op.SAME else one.text
        for one in word_diff(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("One two three four five six.", "One two three four five seven.",
         "One two three four five [-six][+seven]."),
        ("商品必须下架，卖家警告一次。", "商品必须下架，卖家扣两分。",
         "商品必须下架，卖家[-警告一次][+扣两分]。"),
        ("ห้ามขายบุหรี่ไฟฟ้าทุกชนิด", "ห้ามขายบุหรี่ไฟฟ้าและน้ำยาทุกชนิด",
         "ห้ามขายบุหรี่ไฟฟ้า[+และน้ำยา]ทุกชนิด"),
        ("திருட்டுப் பொருள்", "திருட்டுப் பண்டம்", "திருட்டுப் [-பொருள்][+பண்டம்]"),
        ("منتج مقلد", "منتج أصلي", "منتج [-مقلد][+أصلي]"),
        ("", "new", "[+new]"),
        ("gone", "", "[-gone]"),
        ("same", "same", "same"),
    ],
)  # fmt: skip
def test_what_changed(old: str, new: str, wanted: str) -> None:
    assert marked(old, new) == wanted


def test_a_single_word_kept_between_changes_is_no_island() -> None:
    assert marked("a b c d", "x b y z") == "[-a b c d][+x b y z]"


@given(st.text(), st.text())
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    found = word_diff(old, new)
    assert "".join(one.text for one in found if one.op is not Op.REMOVED) == new
    assert "".join(tokens(old)) == old
    if old == new:
        assert {one.op for one in found} <= {Op.SAME}


def test_long_texts_are_compared_by_lines() -> None:
    long = "word 人 " * MOST_TOKENS + "\n"
    assert marked(long + "old\n", long + "new\n") == long + "[-old\n][+new\n]"
