"""Measuring a package: reading the sentences, fitting, and what is kept of it."""

from __future__ import annotations

import math
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.fault import WorldFault
from workstation.language.doubt import Evidence, calibration_of, confidence
from workstation.language.doubt.agreement import spearman
from workstation.language.doubt.calibrating import calibrate, read_pairs
from workstation.language.doubt.calibration import OWN, read
from workstation.language.doubt.chrf import chrf
from workstation.language.doubt.fitting import Row, agreement, fitted
from workstation.language.packages.models import usable

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = ROOT / "tests" / "data" / "held-out"


def rows(count: int, *, sense: float = 1.0) -> list[Row]:
    """Translations whose chrF follows their score as far as `sense` says."""
    chance = random.Random(7)
    made = []
    for at in range(count):
        score = -2 * chance.random()
        near = 75 + 35 * score * sense + chance.gauss(0, 6)
        evidence = Evidence(
            f"ayat nombor {at}", "a sentence", "ms", "en", scores=(score,), pieces=4, made=3
        )
        made.append(Row(evidence, max(0.0, min(100.0, near))))
    return made


@given(st.text(max_size=40), st.text(max_size=40))
def test_chrf_is_sacrebleus(one: str, other: str) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    # Their n-grams are joined by a space inside, so a text of odd spaces differs by nothing else.
    assert chrf(one, other) == pytest.approx(sacrebleu.sentence_chrf(one, [other]).score)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 0.0), ("a", "", 0.0), ("same words", "same words", 100.0), ("abc", "xyz", 0.0)],
)
def test_chrf_at_its_ends(one: str, other: str, expected: float) -> None:
    assert chrf(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, 1], [3, 2, 1], 0.0),
        ([1, 1, 2, 2], [1, 1, 2, 2], 1.0),
        ([], [], 0.0),
    ],
)
def test_rank_correlation(one: list[float], other: list[float], expected: float) -> None:
    assert spearman(one, other) == pytest.approx(expected)


def test_what_is_fitted_tells_good_from_bad() -> None:
    fit = fitted(rows(400), "p", "1", "0" * 64, "made up")
    assert agreement(rows(400), fit) > 0.9
    assert fit.weights[fit.features.index("mean")] > 0
    good = Evidence("ayat", "a sentence", "ms", "en", scores=(-0.05,), pieces=4, made=3)
    bad = Evidence("ayat", "a sentence", "ms", "en", scores=(-1.9,), pieces=4, made=3)
    assert (confidence(good, fit) or 0) > 800
    assert (confidence(bad, fit) or 0) < 200
    assert fit == fitted(rows(400), "p", "1", "0" * 64, "made up")


def test_the_chance_is_what_it_claims_to_be() -> None:
    some = rows(600)
    fit = fitted(some, "p", "1", "0" * 64, "made up")
    told = sum(confidence(row.evidence, fit) or 0 for row in some) / 1000 / len(some)
    so = sum(row.chrf >= fit.relied_on for row in some) / len(some)
    assert told == pytest.approx(so, abs=0.03)


def test_a_score_that_says_the_opposite_is_left_out() -> None:
    fit = fitted(rows(300, sense=-1.0), "p", "1", "0" * 64, "made up")
    assert "mean" not in fit.features


def test_never_more_than_half_are_marked() -> None:
    some = [Row(row.evidence, row.chrf / 10) for row in rows(300)]  # all of them poor
    fit = fitted(some, "p", "1", "0" * 64, "made up")
    below = sum((confidence(row.evidence, fit) or 0) < fit.threshold for row in some)
    assert below <= 0.5 * len(some)
    assert all(math.isfinite(weight) for weight in fit.weights)


def test_the_shipped_calibration_is_sound_and_for_the_shipped_weights(packages: Path) -> None:
    found, why = read(ROOT / "resources" / "models" / "calibration" / "starter.json")
    assert found is not None, why
    starter = usable(packages)[0]
    assert calibration_of(starter.name, starter.version, found.model) == found
    from workstation.language.doubt import weights_digest

    assert weights_digest(starter.path / "model" / "model.bin") == found.model


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"no tab here\n", "language.calibration_line"),
        (b"\tonly a rendering\n", "language.calibration_line"),
        (b"original\t\n", "language.calibration_line"),
        (b"one\ttwo\tthree\n", "language.calibration_line"),
        (b"x" * 9000 + b"\ty\n", "language.calibration_line"),
        (b"\xff\xfe\x00", "language.unreadable_lines"),
        (b"a\tb\n" * 5001, "language.calibration_too_long"),
    ],
)
def test_lines_that_are_no_sentences(tmp_path: Path, body: bytes, code: str) -> None:
    file = tmp_path / "lines.tsv"
    file.write_bytes(body)
    with pytest.raises(WorldFault) as told:
        read_pairs(file)
    assert told.value.code == code


def test_lines_are_read_as_people_save_them(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_bytes("\ufeffbagus\tgood\r\n\r\nmahal \t expensive\n".encode())
    assert read_pairs(file) == [("bagus", "good"), ("mahal", "expensive")]
    with pytest.raises(WorldFault):
        read_pairs(tmp_path / "none.tsv")


def test_a_package_is_measured_and_says_so(packages: Path, tmp_path: Path) -> None:
    own = tmp_path / "packages"
    name = "translate-ms_en-0_1"
    shutil.copytree(packages / name, own / name)
    package = usable(own)[0]
    pairs = read_pairs(HELD_OUT / "ms.tsv")
    made = calibrate(package, own, pairs, "our own sentences")
    assert made.calibration.sentences + made.checked == len(pairs)
    assert made.ranks > 0.3
    assert made.worst_marked > 0.5
    assert read(own / name / OWN) == (made.calibration, "")
    assert calibration_of("", "", made.calibration.model, own / name) == made.calibration


def test_too_few_sentences_measure_nothing(packages: Path, tmp_path: Path) -> None:
    own = tmp_path / "packages"
    shutil.copytree(packages / "translate-ms_en-0_1", own / "translate-ms_en-0_1")
    with pytest.raises(WorldFault) as told:
        calibrate(usable(own)[0], own, read_pairs(HELD_OUT / "ms.tsv")[:20], "few")
    assert told.value.code == "language.too_few_sentences"
    assert not list(own.glob("*/calibration*"))
