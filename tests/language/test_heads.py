"""A model tells the attention of all its heads, and translates as before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workstation.language.heads import with_all_heads

MODEL = Path(__file__).resolve().parents[2] / "resources" / "models" / "starter" / "model"


def test_two_bytes_differ_at_most() -> None:
    files = with_all_heads(MODEL)
    assert files is not None
    assert sorted(files) == sorted(path.name for path in MODEL.iterdir())
    before, after = (MODEL / "model.bin").read_bytes(), files["model.bin"]
    assert len(before) == len(after)
    differ = [at for at in range(1000) if before[at] != after[at]]
    assert len(differ) == 1
    assert before[1000:] == after[1000:]


def test_texts_and_scores_stay_the_same_and_the_attention_does_not() -> None:
    import ctranslate2

    pieces = [["▁Boleh", "▁kurang", "▁sikit", "▁tak", "▁harga", "▁ni", "?"], ["▁Warna", "▁biru"]]
    one = ctranslate2.Translator(str(MODEL), intra_threads=1)
    all_of_them = ctranslate2.Translator("memory", intra_threads=1, files=with_all_heads(MODEL))
    results = [
        model.translate_batch(pieces, beam_size=4, return_scores=True, return_attention=True)
        for model in (one, all_of_them)
    ]
    for before, after in zip(*results, strict=True):
        assert before.hypotheses == after.hypotheses
        assert before.scores == after.scores
        assert before.attention != after.attention


def test_a_changed_model_is_left_alone(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    files = with_all_heads(MODEL)
    assert files is not None
    (tmp_path / "model" / "model.bin").write_bytes(files["model.bin"])
    assert with_all_heads(tmp_path / "model") is None


@pytest.mark.parametrize("size", [0, 3, 4, 20, 30, 159, 160])
def test_a_cut_model_is_left_alone(tmp_path: Path, size: int) -> None:
    (tmp_path / "model.bin").write_bytes((MODEL / "model.bin").read_bytes()[:size])
    assert with_all_heads(tmp_path) is None


@pytest.mark.parametrize("junk", [b"\xff" * 400, b"\x06\0\0\0" + b"\xff" * 70_000, b"PK\3\4" * 50])
def test_junk_is_left_alone(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(junk)
    assert with_all_heads(tmp_path) is None


def test_no_model_is_left_alone(tmp_path: Path) -> None:
    assert with_all_heads(tmp_path) is None
