"""Confidence: a measured chance, and files that only claim to be a measurement."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.language.doubt import Calibration, Evidence, calibration_of, confidence, judge
from workstation.language.doubt.calibration import read
from workstation.language.doubt.features import FEATURES

MODEL = "0" * 64
FEATURES_USED = ("mean", "worst", "source_cut", "unknown", "size", "invented")
CALIBRATION = Calibration(
    package="translate-ms_en",
    version="0.1",
    model=MODEL,
    features=FEATURES_USED,
    weights=(2.0, 0.5, -1.0, -2.0, 0.1, -1.0),
    intercept=1.5,
    threshold=300,
    relied_on=40.0,
    text="a test",
    sentences=10,
    intercepts={"th": 0.5},
)

ANY_EVIDENCE = st.builds(
    Evidence,
    original=st.text(max_size=60),
    translation=st.text(max_size=60),
    source=st.sampled_from(["ms", "th", "xx", ""]),
    target=st.sampled_from(["en", "th", ""]),
    scores=st.lists(st.floats(), max_size=4).map(tuple),
    pieces=st.integers(-5, 500),
    unknown=st.integers(-5, 500),
    made=st.integers(0, 500),
    cut_up=st.booleans(),
    looped=st.booleans(),
)


@given(ANY_EVIDENCE)
def test_confidence_is_a_chance_or_none(evidence: Evidence) -> None:
    found = confidence(evidence, CALIBRATION)
    assert (found is None) is (not evidence.scores)
    assert found is None or 0 <= found <= 1000
    assert found == confidence(evidence, CALIBRATION)


@given(ANY_EVIDENCE, st.floats(-12, 0), st.floats(-12, 0))
def test_a_better_score_never_means_less(evidence: Evidence, one: float, other: float) -> None:
    low, high = sorted((one, other))
    worse = confidence(msgspec.structs.replace(evidence, scores=(low,)), CALIBRATION)
    better = confidence(msgspec.structs.replace(evidence, scores=(high,)), CALIBRATION)
    assert worse is not None
    assert better is not None
    assert worse <= better


def test_what_was_not_measured_has_no_confidence() -> None:
    evidence = Evidence("bagus", "good", "ms", "en", scores=(-0.2,), pieces=2, made=2)
    assert confidence(evidence, None) is None
    assert calibration_of("translate-ms_en", "0.1", "f" * 64) is None


def test_each_language_may_start_elsewhere() -> None:
    ms = Evidence("bagus", "good", "ms", "en", scores=(-0.2,), pieces=2, made=2)
    th = msgspec.structs.replace(ms, source="th")
    assert confidence(ms, CALIBRATION) != confidence(th, CALIBRATION)


def test_a_calibration_beside_a_package_counts_for_its_own_weights(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_bytes(msgspec.json.encode(CALIBRATION))
    assert calibration_of("translate-ms_en", "0.1", MODEL, tmp_path) == CALIBRATION
    assert calibration_of("translate-ms_en", "0.1", "1" * 64, tmp_path) is None


GOOD = msgspec.to_builtins(CALIBRATION)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_one"),
        (b"\x00\xff\xfe", "not_one"),
        (b"[]", "not_one"),
        (b"[" * 100_000, "not_one"),
        (msgspec.json.encode(GOOD)[:-20], "not_one"),
        (msgspec.json.encode(GOOD | {"more": 1}), "not_one"),
        (msgspec.json.encode(GOOD | {"weights": "heavy"}), "not_one"),
        (msgspec.json.encode(GOOD | {"weights": [1.0]}), "out_of_range"),
        (msgspec.json.encode(GOOD | {"intercept": 1e300}), "out_of_range"),
        (msgspec.json.encode(GOOD | {"intercepts": {"th": -1e9}}), "out_of_range"),
        (msgspec.json.encode(GOOD | {"threshold": 4000}), "out_of_range"),
        (msgspec.json.encode(GOOD | {"features": ["mean"] * 6}), "out_of_range"),
        (
            msgspec.json.encode(GOOD | {"features": [*FEATURES_USED[:-1], "__class__"]}),
            "out_of_range",
        ),
        (msgspec.json.encode(GOOD | {"weights": [-2.0, 0.5, 0, 0, 0, 0]}), "out_of_range"),
        (msgspec.json.encode(GOOD | {"weights": [2.0, 0.5, 0, 0, 0, 9.0]}), "out_of_range"),
        (b" " * 300_000, "out_of_range"),
        (b'{"intercept": 1e999}', "not_one"),
    ],
)
def test_a_file_that_is_no_calibration_is_passed_over(
    tmp_path: Path, body: bytes, reason: str
) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(body)
    assert read(path) == (None, reason)
    assert calibration_of("translate-ms_en", "0.1", MODEL, tmp_path) is None


def test_a_calibration_that_cannot_be_read(tmp_path: Path) -> None:
    assert read(tmp_path / "calibration.json") == (None, "missing")
    (tmp_path / "calibration.json").mkdir()
    assert read(tmp_path / "calibration.json")[1] == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_in_the_place_of_a_calibration_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "calibration.json")
    assert read(tmp_path / "calibration.json") == (None, "unreadable")


def test_below_the_threshold_a_translation_is_doubtful() -> None:
    poor = Evidence("bagus", "good", "ms", "en", scores=(-3.0,), pieces=2, made=2)
    good = msgspec.structs.replace(poor, scores=(-0.1,))
    marks, chance = judge(poor, CALIBRATION)
    assert marks == ("doubtful",)
    assert chance == confidence(poor, CALIBRATION) < CALIBRATION.threshold
    assert judge(good, CALIBRATION) == ((), confidence(good, CALIBRATION))
    assert judge(poor, None) == ((), None)


def test_every_feature_is_finite_on_nothing() -> None:
    nothing = Evidence("", "", "", "")
    assert all(abs(feature(nothing)) < 100 for feature in FEATURES.values())
