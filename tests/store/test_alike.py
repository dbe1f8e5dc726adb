"""Which cases say nearly the same, and that nothing but their content says so."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.store.demo import Auditor
from workstation.review import desk as acts
from workstation.store import alike, search

BAG = "Beg tangan kulit asli murah, hantar cepat hari ini juga, stok terhad, warna hitam saiz besar"
THAI = "กระเป๋าหนังแท้เกรดพรีเมียมงานเหมือนแท้ส่งไวพร้อมส่งสีดำทักแชทได้เลยราคาพิเศษวันนี้เท่านั้น"
CHINESE = "真皮手提包现货快速发货私聊报价高仿新款黑色大容量限量一比一复刻支持验货全国包邮七天无理由"


def share(one: str, other: str) -> int:
    first, second = (alike.signature(search.fold(text)) for text in (one, other))
    assert first is not None
    assert second is not None
    return sum(a == b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("text", [BAG, THAI, CHINESE])
def test_a_copy_with_other_prices_and_signs_is_the_same(text: str) -> None:
    other = f"🔥🔥 {text.replace(',', ' ! ')} RM 39.90 ✨"
    assert share(text, other) >= alike.ENOUGH
    assert share(text, text.upper()) == alike.BUCKETS


@pytest.mark.parametrize("text", [BAG, THAI, CHINESE])
def test_a_word_more_is_still_alike_and_another_text_is_not(text: str) -> None:
    assert share(text, text + text[:6]) >= alike.ENOUGH
    for other in {BAG, THAI, CHINESE} - {text}:
        assert share(text, other) < alike.ENOUGH // 2


def test_texts_of_the_same_words_in_another_order_are_not_the_same() -> None:
    words = BAG.split()
    random.Random(1).shuffle(words)
    assert share(BAG, " ".join(words)) < alike.BUCKETS


@pytest.mark.parametrize("text", ["", "12 34 56 78 90 12 34", "🔥" * 40, "short title", "a\ud800b"])
def test_too_few_letters_say_nothing(text: str) -> None:
    assert alike.signature(search.fold(text)) is None


def taken_in(mei: Auditor, texts: list[str]) -> list[int]:
    """Texts as cases in the index; their heads."""

    def run(db: Any) -> list[int]:
        for table in ("alike", "alike_band"):
            db.conn.execute(f"DELETE FROM {table}")
        seqs = [row[0] for row in db.conn.execute("SELECT seq FROM case_words_row ORDER BY seq")]
        for seq, text in zip(seqs, texts, strict=False):
            alike.take_in(db, seq, search.fold(text))
        return [row[0] for row in db.conn.execute("SELECT head FROM alike ORDER BY seq")]

    return mei.store.write(run).result()


def test_a_thousand_copies_have_one_head(mei: Auditor) -> None:
    heads = taken_in(mei, [BAG, THAI, f"{BAG} 1", CHINESE, f"{BAG} !!", f"★ {THAI}"])
    first, second, third = heads[0], heads[1], heads[3]
    assert heads == [first, second, first, third, first, second]
    assert mei.sql("SELECT count(DISTINCT seq) FROM alike_band") == [(3,)]


def test_groups_join_clusters_and_likeness_and_leave_sealed_cases_out(mei: Auditor) -> None:
    taken_in(mei, [BAG, f"{BAG} 1", f"{BAG} 2"])
    batch = mei.sql("SELECT id FROM batch")[0][0]
    tasks = [
        row[0]
        for row in mei.sql(
            "SELECT t.id FROM case_words_row r JOIN task t ON t.[case] = r.[case] "
            "WHERE r.seq IN (SELECT seq FROM alike) ORDER BY r.seq"
        )
    ]
    seqs = {mei.sql("SELECT seq FROM task WHERE id = ?", task)[0][0] for task in tasks}
    groups = mei.store.read(alike.groups, batch, "mei").result()
    assert any(seqs <= set(group) for group in groups)
    for group in groups:
        assert group == sorted(group)
        assert len(group) > 1
    flat = [seq for group in groups for seq in group]
    assert len(flat) == len(set(flat)), "a task stands in one group"
    mine = mei.store.read(alike.like_task, tasks[0]).result()
    assert set(tasks) <= set(mine)
    mei.do(acts.seal, tasks[1])
    assert tasks[1] not in mei.store.read(alike.like_task, tasks[0]).result()
    assert mei.store.read(alike.like_task, tasks[1]).result() == []
    sealed = mei.sql("SELECT seq FROM task WHERE id = ?", tasks[1])[0][0]
    groups = mei.store.read(alike.groups, batch, "mei").result()
    assert sealed not in {seq for group in groups for seq in group}
    assert mei.store.read(alike.groups, batch, "else").result() == []


def test_likeness_asks_for_nothing_that_a_decision_is_in(mei: Auditor) -> None:
    asked: list[str] = []
    task, batch = mei.tasks()[0], mei.sql("SELECT id FROM batch")[0][0]

    def watch(db: Any) -> list[str]:
        db.conn.set_trace_callback(asked.append)
        alike.groups(db, batch, "mei")
        alike.like_task(db, task)
        db.conn.set_trace_callback(None)
        plans = [db.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked]
        return [row[3] for row in plans[-1]]

    plan = mei.store.read(watch).result()
    told = " ".join(asked)
    for table in ("decision", "finding", "verdict", "stratum", "event"):
        assert table not in told
    assert not [line for line in plan if line.startswith("SCAN") and "CONSTANT" not in line], plan
    assert "SEARCH o USING INDEX task_case (case=?)" in plan
