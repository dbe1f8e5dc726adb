"""A model tells the attention of all its heads, and translates as before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workstation.language.links.heads import sweep, with_all_heads

MODEL = Path(__file__).resolve().parents[2] / "resources" / "models" / "starter" / "model"


def changed(model: Path) -> bool:
    with with_all_heads(model) as folder:
        return folder != model


def test_two_bytes_differ_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = (MODEL / "model.bin").read_bytes()
    with with_all_heads(MODEL) as folder:
        assert folder.parent == tmp_path
        assert {path.name for path in folder.iterdir()} == {path.name for path in MODEL.iterdir()}
        after = (folder / "model.bin").read_bytes()
    assert list(tmp_path.iterdir()) == []
    assert (MODEL / "model.bin").read_bytes() == before
    assert len(before) == len(after)
    differ = [at for at in range(1000) if before[at] != after[at]]
    assert len(differ) == 1
    assert before[1000:] == after[1000:]


def test_texts_and_scores_stay_the_same_and_the_attention_does_not() -> None:
    import ctranslate2

    pieces = [["▁Boleh", "▁kurang", "▁sikit", "▁tak", "▁harga", "▁ni", "?"], ["▁Warna", "▁biru"]]
    one = ctranslate2.Translator(str(MODEL), intra_threads=1)
    with with_all_heads(MODEL) as folder:
        all_of_them = ctranslate2.Translator(str(folder), intra_threads=1)
    results = [
        model.translate_batch(pieces, beam_size=4, return_scores=True, return_attention=True)
        for model in (one, all_of_them)
    ]
    for before, after in zip(*results, strict=True):
        assert before.hypotheses == after.hypotheses
        assert before.scores == after.scores
        assert before.attention != after.attention


def test_a_changed_model_is_left_alone(tmp_path: Path) -> None:
    with with_all_heads(MODEL) as folder:
        shutil.copytree(folder, tmp_path / "model")
    assert not changed(tmp_path / "model")


@pytest.mark.parametrize("size", [0, 3, 4, 20, 30, 159, 160])
def test_a_cut_model_is_left_alone(tmp_path: Path, size: int) -> None:
    (tmp_path / "model.bin").write_bytes((MODEL / "model.bin").read_bytes()[:size])
    assert not changed(tmp_path)


@pytest.mark.parametrize("junk", [b"\xff" * 400, b"\x06\0\0\0" + b"\xff" * 70_000, b"PK\3\4" * 50])
def test_junk_is_left_alone(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(junk)
    assert not changed(tmp_path)


def test_no_model_is_left_alone(tmp_path: Path) -> None:
    assert not changed(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
from workstation.language.links.heads import with_all_heads
with with_all_heads(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_what_a_process_that_was_killed_while_loading_left_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(MODEL)],
        env={**os.environ, "PYTHONPATH": str(MODEL.parents[3])},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    [left] = tmp_path.iterdir()
    (tmp_path / "somebody else's").mkdir()
    with with_all_heads(MODEL) as own:
        sweep()
        assert own.is_dir()
    assert not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["somebody else's"]
