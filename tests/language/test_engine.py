"""The language process through its client: answers, order, crashes, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from workstation.domain.canonical import text_digest
from workstation.domain.language import NoPackage
from workstation.fault import BugFault, WorldFault
from workstation.language.engine import child
from workstation.language.engine.engine import Engine

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60


@pytest.fixture
def own_engine(packages: Path, tmp_path: Path):
    """An engine that a test may harm."""
    made = Engine(packages, tmp_path / "log")
    yield made
    made.close()


def until(true: Callable[[], bool], seconds: float = WAIT) -> bool:
    """Polls for what no event tells; the process in question is not our child."""
    end, tick = time.monotonic() + seconds, threading.Event()
    while not true() and time.monotonic() < end:
        tick.wait(0.02)
    return true()


def gone(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


def test_a_translation_says_where_it_comes_from(engine: Engine) -> None:
    [made] = engine.translate(["Boleh kurang harga ni?"], "ms", "en").result(WAIT)
    assert made.digest == text_digest("Boleh kurang harga ni?")
    assert (made.source, made.target) == ("ms", "en")
    assert (made.package, made.version) == ("translate-ms_en", "0.1")
    assert "beam=4" in made.options
    assert made.score is not None
    assert -5000 < made.score < 0
    assert any(word in made.text for word in ("price", "lower", "reduce"))


def test_order_and_repeats_are_kept(engine: Engine) -> None:
    texts = ["Hola", "¿Tienes talla M?", "Hola", "🔥", "Gracias"] * 30
    made = engine.translate(texts, "es", "en").result(WAIT)
    assert [one.digest for one in made] == [text_digest(text) for text in texts]
    assert len({one.text for one in made}) == 4


def test_what_has_no_words_passes_through(engine: Engine) -> None:
    texts = ["🔥🔥 12", "RM 5 👍", "฿1,590.00", "!!!", "\ud800 9"]
    made = engine.translate(texts, "ms", "en").result(WAIT)
    assert [one.text for one in made][::2] == ["🔥🔥 12", "฿1,590.00", "\ufffd 9"]
    assert made[0].score is None
    assert made[3].text == "!!!"


def test_a_pair_without_a_package(engine: Engine) -> None:
    assert engine.translate(["안녕"], "ko", "en").result(WAIT) == NoPackage("ko", "en")
    assert engine.translate(["Hola"] * 200, "es", "de").result(WAIT) == NoPackage("es", "de")
    assert engine.translate([], "es", "en").result(WAIT) == []


def test_traditional_chinese_is_served_by_the_chinese_package(engine: Engine) -> None:
    [made] = engine.translate(["這個包是A貨嗎?"], "zh-Hant", "en").result(WAIT)
    assert (made.source, made.package) == ("zh-Hant", "translate-zh_en")


def test_a_long_or_odd_text_neither_crashes_nor_babbles(engine: Engine) -> None:
    texts = ["x" * 5000, "ᚠᛇᚻ" * 400, "😀a" * 500, "a\u0000b", "ค" * 900, "<s></s>▁"]
    made = engine.translate(texts, "th", "en").result(WAIT)
    assert all(len(one.text) <= max(2000, len(text)) for one, text in zip(made, texts, strict=True))
    assert made[0].text == texts[0]
    assert "long" in made[1].marks


def test_uneven_hints_are_our_fault(engine: Engine) -> None:
    with pytest.raises(BugFault, match=r"language\.hints_uneven"):
        engine.detect(["a"], [])


def test_the_urgent_case_goes_first(engine: Engine, held_out: dict[str, list[str]]) -> None:
    ended: list[str] = []
    later = engine.translate(held_out["ms"], "ms", "en")
    later.add_done_callback(lambda _: ended.append("later"))
    urgent = engine.translate(["Boleh kurang?"], "ms", "en", urgent=True)
    urgent.add_done_callback(lambda _: ended.append("urgent"))
    later.result(WAIT)
    urgent.result(WAIT)
    assert until(lambda: len(ended) == 2)
    assert ended == ["urgent", "later"]


def test_cancelling_stops_between_chunks(engine: Engine, held_out: dict[str, list[str]]) -> None:
    many = [f"{sentence} {n}" for n in range(20) for sentence in held_out["id"]]
    future = engine.translate(many, "id", "en")
    engine.ping().result(WAIT)
    assert future.cancel()
    engine.translate(["Halo kak"], "id", "en").result(WAIT)
    with pytest.raises(CancelledError):
        future.result(0)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_a_killed_process_is_started_again(
    own_engine: Engine, held_out: dict[str, list[str]]
) -> None:
    first = own_engine.ping().result(WAIT)
    future = own_engine.translate(held_out["vi"], "vi", "en")
    own_engine.ping().result(WAIT)
    os.kill(first, signal.SIGKILL)
    made = future.result(WAIT)
    assert len(made) == len(held_out["vi"])
    assert own_engine.ping().result(WAIT) != first


def test_a_request_that_kills_twice_is_given_up(
    own_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(child, "command", lambda *_: [sys.executable, "-c", "pass"])
        with pytest.raises(WorldFault, match=r"language\.engine_died"):
            own_engine.translate(["Hola"], "es", "en").result(WAIT)
    [made] = own_engine.translate(["Hola"], "es", "en").result(WAIT)
    assert made.text


def test_a_process_that_cannot_start_is_told(
    own_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "command", lambda *_: ["/no/such/program"])
    with pytest.raises(WorldFault, match=r"language\.engine_not_started"):
        own_engine.ping().result(WAIT)


def test_closing_never_hangs(
    packages: Path, tmp_path: Path, held_out: dict[str, list[str]]
) -> None:
    Engine(packages, tmp_path).close()  # nothing was ever asked
    engine = Engine(packages, tmp_path)
    pid = engine.ping().result(WAIT)
    waiting: list[Future] = [engine.translate(held_out["ar"], "ar", "en") for _ in range(3)]
    begun = time.monotonic()
    engine.close()
    engine.close()
    assert time.monotonic() - begun < 5
    assert all(future.cancelled() for future in waiting)
    assert engine.translate(["x"], "es", "en").cancelled()
    assert until(lambda: gone(pid))
    assert not [thread for thread in threading.enumerate() if thread is engine._thread]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_the_process_ends_with_its_parent(packages: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from workstation.language.engine.engine import Engine\n"
        "engine = Engine(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(engine.ping().result(60), flush=True)\n"
        "engine.translate(['Hola que tal'] + [str(n) + ' hola' for n in range(5000)], 'es', 'en')\n"
        "os._exit(0)\n"
    )
    done = run(script, str(packages), str(tmp_path))
    assert until(lambda: gone(int(done.stdout)), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends it")
def test_a_process_that_stands_still_ends_with_its_parent(packages: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from workstation.language.engine.engine import Engine\n"
        "engine = Engine(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(engine.ping().result(60), flush=True)\n"
        "engine.stand_still(True)\n"
        "os._exit(0)\n"
    )
    done = run(script, str(packages), str(tmp_path))
    assert until(lambda: gone(int(done.stdout)), 10)


def test_the_windows_side_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from workstation.language.ahead import ahead\n"
        "from workstation.language.cutting import segment\n"
        "from workstation.language.engine import engine\n"
        "from workstation.language.packages import installing, models\n"
        "segment.split('Apa khabar?', 'ms')\n"
        "heavy = {'argostranslate', 'ctranslate2', 'langdetect', 'numpy', 'sentencepiece'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    assert run(script).stdout.strip() == "[]"


def test_no_file_outside_our_folders_and_no_onnxruntime(packages: Path, tmp_path: Path) -> None:
    """Also with public packages' `stanza/` folder, which argostranslate would want to load."""
    own, home, log = tmp_path / "own", tmp_path / "home", tmp_path / "log"
    home.mkdir()
    shutil.copytree(packages, own)
    (own / "translate-es_en-0_1" / "stanza").mkdir()
    script = (
        "import sys; from pathlib import Path\n"
        "from workstation.language.engine.engine import Engine\n"
        "engine = Engine(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(engine.translate(['Hola amigo'], 'es', 'en').result(60)[0].text)\n"
        "print(engine.detect(['Apa khabar semua'], [None]).result(60)[0].language)\n"
        "engine.close()\n"
    )
    before = tree(own)
    done = run(script, str(own), str(log), HOME=str(home), USERPROFILE=str(home))
    assert done.stdout.splitlines()[1] == "ms"
    assert tree(home) == []
    assert tree(own) == before
    assert (log / child.LOG).read_text(encoding="utf-8") == ""
    inside = (
        "import sys; from pathlib import Path\n"
        "from workstation.language.engine.translators import Translators\n"
        "made = Translators(Path(sys.argv[1])).translate(['Hola'], 'es', 'en')\n"
        "unwanted = {'onnxruntime', 'torch', 'stanza', 'spacy', 'minisbd', 'numpy'}\n"
        "print(bool(made.made[0].text), sorted(unwanted & set(sys.modules)))\n"
    )
    environment = child.environment(own, log / "language-engine")
    assert run(inside, str(own), **environment).stdout.strip() == "True []"


def test_the_log_never_holds_case_content(
    own_engine: Engine, packages: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(packages / "translate-es_en-0_1", broken / "translate-es_en-0_1")
    weights = broken / "translate-es_en-0_1" / "model" / "model.bin"
    weights.unlink()
    weights.write_bytes(b"junk")
    # With a record of what was installed it would not be loaded at all.
    (broken / "translate-es_en-0_1" / "installed.json").unlink()
    engine = Engine(broken, tmp_path / "log")
    try:
        with pytest.raises(WorldFault, match=r"language\.engine_failed"):
            engine.translate(["SECRETO del caso"], "es", "en").result(WAIT)
    finally:
        engine.close()
    log = (tmp_path / "log" / child.LOG).read_text(encoding="utf-8")
    assert "Error" in log
    assert "SECRETO" not in log


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )


def test_a_start_sweeps_what_was_left_by_a_killed_one(packages: Path, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    left = tmp_path / "language-engine" / "cache" / f"workstation-model-{dead.pid}-x"
    left.mkdir(parents=True)
    engine = Engine(packages, tmp_path)
    try:
        engine.ping().result(WAIT)
        assert not left.exists()
    finally:
        engine.close()


def test_a_folder_of_packages_that_is_gone_is_named(packages: Path, tmp_path: Path) -> None:
    own = tmp_path / "packages"
    shutil.copytree(packages, own, copy_function=os.link)
    engine = Engine(own, tmp_path)
    try:
        assert engine.translate(["Boleh"], "ms", "en").result(WAIT)
        own.rename(tmp_path / "away")
        with pytest.raises(WorldFault, match=r"language\.packages_gone"):
            engine.translate(["Boleh kurang"], "ms", "en").result(WAIT)
        (tmp_path / "away").rename(own)
        assert engine.translate(["Boleh kurang"], "ms", "en").result(WAIT)
    finally:
        engine.close()
