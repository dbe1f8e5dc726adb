"""The benchmark's page and picture about the doubt."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.doubt import Judged, measure  # noqa: E402
from benchmarks.doubt_page import NAMES, chances, languages, marks  # noqa: E402
from benchmarks.doubt_picture import drawn, groups  # noqa: E402
from benchmarks.doubt_text import Rendered, rendered  # noqa: E402
from workstation.language.doubt import Calibration, Evidence  # noqa: E402
from workstation.language.doubt.fitting import Row  # noqa: E402

PAGE = ROOT / "docs" / "doubt.md"
CALIBRATION = Calibration("p", "1", "0" * 64, ("mean",), (1.0,), 0.0, 100, 50.0, "a test", 9)


def some() -> list[Judged]:
    luck = random.Random(3)
    made = []
    for at in range(160):
        chance = luck.random()
        of = Rendered("held-out", ("ms", "th")[at % 2], f"ayat {at}", "a sentence", False)
        evidence = Evidence(of.original, "<a sentence>", of.language, "en", (-1.0,), 3, 0, 3)
        chrf = 100 * chance * luck.uniform(0.7, 1.0)
        marked = ("doubtful",) if chance < 0.3 else ()
        made.append(Judged(of, Row(evidence, chrf), marked, chance))
    return made


def test_the_figures_follow_what_was_judged() -> None:
    ranks, worst, deserved = measure(some(), CALIBRATION)
    assert ranks["value"] > 0.9
    assert worst["value"] == 1.0
    assert deserved["value"] == 1.0
    assert set(ranks["by_language"]) == {"ms", "th"}


def test_the_picture_is_whole_and_loads_nothing() -> None:
    picture = drawn(some(), NAMES)
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    told = {child.tag.rpartition("}")[2]: child.text for child in root}
    assert told["title"]
    assert "Malay from chrF" in (told["desc"] or "")
    assert not re.search(r"href|url\(|<script|<style", picture)
    assert picture == drawn(some(), NAMES)


def test_groups_are_of_equal_size_and_in_order() -> None:
    found = groups(some(), 7)
    assert sum(map(len, found)) == 160
    assert {len(group) for group in found} <= {22, 23}
    assert found[0][-1].chance <= found[1][0].chance


def test_tables_are_tables() -> None:
    figures = measure(some(), CALIBRATION)
    for lines in (languages(some(), figures), marks(some()), chances(some())):
        assert {line.count("|") for line in lines} == {lines[0].count("|")}


def test_the_page_has_its_tables_and_picture() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ("languages", "marks", "chances", "corpora", "calibration"):
        between = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.S)
        assert between, name
        assert between[1].strip(), name
    assert (PAGE.parent / "images" / "doubt.svg").exists()


def test_no_sentence_is_both_fitted_on_and_checked() -> None:
    texts = rendered()
    assert len({text.language.split("-")[0] for text in texts}) == 8
    fit = {text.original for text in texts if text.fit}
    assert fit
    assert not fit & {text.original for text in texts if not text.fit}
