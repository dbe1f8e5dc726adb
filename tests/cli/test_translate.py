"""`workstation translate`: lines as they come, from a pipe as from a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from workstation import cli
from workstation.language.packages.installing import install_starter
from workstation.store import lock

LINES = "Beg tangan  mirror 1:1 🔥 Ready stock!  Boleh COD.\n\nRM 39.90\nPenghantaran sangat cepat"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages and no store."""
    made = tmp_path_factory.mktemp("home")
    install_starter(made / "packages")
    return made


@pytest.fixture
def say(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*argv: str, at: Path | None = None) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main(["--home", str(at or home), "translate", *argv])
        return (code, *capfd.readouterr())

    return run


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []
    # Who started the tests in the background may have had Ctrl+C ignored, and processes inherit it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def run(*argv: str, at: Path | None = None) -> subprocess.Popen[bytes]:
        folder = str(at or home)
        made = subprocess.Popen(
            [sys.executable, "-m", "workstation", "--home", folder, "translate", *argv],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        running.append(made)
        return made

    yield run
    signal.signal(signal.SIGINT, before)
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()  # type: ignore[union-attr]


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.split("\n")[:-1]]


def test_a_file_of_lines(say: Callable[..., Any], tmp_path: Path, home: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(LINES, "utf-8")
    code, out, error = say("--lines", str(file), "--from", "ms", "--json")
    assert (code, error) == (0, "")
    told = rows(out)
    assert [one["line"] for one in told] == [1, 2, 3, 4]
    assert [one["text"] for one in told] == LINES.split("\n")
    assert [bool(one["package"]) for one in told] == [True, False, False, True]
    assert [one["translation"] for one in told[1:3]] == ["", "RM 39.90"]
    wanted = {"line", "text", "language", "translation", "confidence", "marks", "lost", "package"}
    assert set(told[0]) == wanted | {"version"}
    assert "  " in told[0]["translation"].strip(), "what stood between the sentences stands there"
    assert (told[0]["package"], told[0]["version"]) == ("translate-ms_en", "0.1")
    # As plain text the same words, a line each; no store was made.
    assert say("--lines", str(file), "--from", "ms")[1].split("\n")[:-1] == [
        one["translation"] for one in told
    ]
    assert not (home / "store.db").exists()


def test_each_line_in_its_language(say: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(
        "ของถึงเร็วมาก แพ็คมาดี\nThe seller never answered me.\n배송이 빨라요\n12345\n", "utf-8"
    )
    code, out, error = say("--lines", str(file), "--from", "auto", "--json")
    thai, english, korean, number = rows(out)
    assert (thai["language"], thai["package"]) == ("th", "translate-th_en")
    assert english["translation"] == english["text"]
    assert english["package"] is None
    assert (korean["error"], korean["translation"]) == ("language.no_package", None)
    assert number["translation"] == "12345"
    assert code == 1
    assert "ko" in error


def test_lines_that_cannot_be_read_are_told_and_the_others_go_on(
    say: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.language.ahead import lines

    monkeypatch.setattr(lines, "LONGEST", 1000)
    file = tmp_path / "lines"
    file.write_bytes(
        b"\xef\xbb\xbfBarang bagus\r\n\xff\xfe\x00\n"
        + b"beg " * 999
        + b"\nBarang bagus\x00 \xc2\x85"
    )
    code, out, error = say("--lines", str(file), "--from", "ms", "--json")
    told = rows(out)
    assert code == 1
    assert [one.get("error") for one in told] == [
        None,
        "language.line_encoding",
        "language.line_too_long",
        None,
    ]
    assert told[0]["text"] == "Barang bagus"
    assert "Line 2 " in error
    assert "Line 3 " in error


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_and_never_translated(
    encoding: str, say: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    file.write_bytes("Barang bagus\nselamat pagi\n".encode(encoding))
    code, out, _ = say("--lines", str(file), "--from", "ms", "--json")
    assert code == 1
    assert {one.get("error") for one in rows(out)} == {"language.line_encoding"}


def test_a_line_of_many_sentences(say: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text("Barang bagus. " * 500 + "x" * 5000, "utf-8")
    code, out, _ = say("--lines", str(file), "--from", "ms", "--json")
    (told,) = rows(out)
    assert code == 0
    assert told["translation"].count(". ") >= 499


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["--lines", "nowhere", "--from", "ms"], "language.unreadable_lines", "nowhere"),
        (["--lines", ".", "--from", "ms"], "language.unreadable_lines", "."),
        (["--lines", __file__, "--from", "ko"], "language.no_pair", "ms→en"),
        (["--lines", __file__, "--from", "ms", "--packages", "gone"],
         "language.no_packages_folder", "gone"),
        (["--lines", __file__], "language.say_what", "--from"),
        (["--from", "ms"], "language.say_what", "--lines"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(
    say: Callable[..., Any], argv: list[str], code: str, said: str
) -> None:
    done, out, error = say(*argv, "--json")
    assert done == 1
    assert json.loads(out)["error"] == code
    assert said in error


def test_the_starter_is_put_in_where_nothing_is(say: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text("Barang bagus", "utf-8")
    code, out, _ = say("--lines", str(file), "--from", "ms", at=tmp_path / "new")
    assert (code, bool(out.strip())) == (0, True)
    assert (tmp_path / "new" / "packages").is_dir()
    # Another folder's packages, and no home: nothing is left there.
    packages = str(tmp_path / "new" / "packages")
    at = tmp_path / "none"
    assert say("--lines", str(file), "--from", "ms", "--packages", packages, at=at)[0] == 0
    assert not at.exists()


def test_a_window_with_the_store_is_not_in_the_way(
    say: Callable[..., Any], home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    file.write_text("Barang bagus", "utf-8")
    held = lock.take(home)
    assert held is not None
    try:
        assert say("--lines", str(file), "--from", "ms")[0] == 0
    finally:
        held.release()


def test_each_line_comes_before_the_next_is_there(start: Callable[..., Any]) -> None:
    process = start("--lines", "-", "--from", "ms", "--json")
    for text in ("Barang bagus", "Penghantaran cepat"):
        process.stdin.write(f"{text}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["text"] == text
    process.stdin.close()
    assert process.stdout.read() == b""
    assert process.wait(30) == 0


def test_whoever_read_it_has_gone(start: Callable[..., Any]) -> None:
    process = start("--lines", "-", "--from", "ms")
    process.stdin.write(b"Barang bagus\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"Penghantaran cepat\n")
    process.stdin.flush()
    assert process.wait(30) == 0
    assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_where_it_is_written_is_full(form: tuple[str, ...], home: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(LINES, "utf-8")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "workstation", "--home", str(home), "translate",
             "--lines", str(file), "--from", "ms", *form],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "result" in done.stderr
    assert str(file) not in done.stderr
    assert "Traceback" not in done.stderr


def test_stopped_by_the_keyboard(start: Callable[..., Any]) -> None:
    process = start("--lines", "-", "--from", "ms")
    process.stdin.write(b"Barang bagus\n")
    process.stdin.flush()
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the engine's process too
    assert process.wait(30) == 1
    told = process.stderr.read().decode()
    assert told.startswith("workstation: Stopped.")
    assert "Traceback" not in told


def test_two_at_once_where_nothing_is_yet(start: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text("Barang bagus", "utf-8")
    asked = ("--lines", str(file), "--from", "ms")
    new = tmp_path / "new"
    both = [start(*asked, at=new), start(*asked, at=new)]
    told = [one.communicate(timeout=120) for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert told[0][0] == told[1][0] != b""
