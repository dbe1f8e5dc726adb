"""The set-up script: when it acts, what it names, what it says. Nothing here needs a network."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "bootstrap.py"
POSIX = pytest.mark.skipif(os.name == "nt", reason="a stand-in environment of links and scripts")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks parts of Qt's world")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of what the script works with, in a folder whose name asks for trouble."""
    place = tmp_path / "a b ü 審"
    shutil.copytree(ROOT / "installer" / "requirements", place / "installer" / "requirements")
    shutil.copy(SCRIPT, place)
    return place


@pytest.fixture
def bootstrap(place: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_here", place / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def steps(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Environments made of two files; what was done to them is written down."""
    done: list[str] = []

    def create(uv: str | None) -> None:
        done.append("create")
        shutil.rmtree(bootstrap.VENV, ignore_errors=True)
        bootstrap.venv_python().parent.mkdir(parents=True)
        bootstrap.venv_python().touch()

    monkeypatch.setattr(bootstrap, "create", create)
    monkeypatch.setattr(bootstrap, "install", lambda uv, file: done.append(file.stem))
    monkeypatch.setattr(bootstrap, "try_out", lambda: None)
    monkeypatch.setattr(bootstrap, "system_packages", lambda name, told, fresh: told)
    monkeypatch.setattr(bootstrap, "run", lambda arguments: 0)
    monkeypatch.chdir(bootstrap.ROOT)
    return done


# When it acts


def test_a_second_run_does_nothing(bootstrap: ModuleType, steps: list[str]) -> None:
    assert bootstrap.main(["demo"]) == 0
    assert steps == ["create", "build", "runtime"]
    steps.clear()
    assert bootstrap.main(["demo", "--json"]) == 0
    assert steps == []


def test_tests_add_to_an_environment_made_for_the_demo(
    bootstrap: ModuleType, steps: list[str]
) -> None:
    bootstrap.main(["demo"])
    steps.clear()
    bootstrap.main(["test"])
    assert steps == ["test", "hub"]
    steps.clear()
    bootstrap.main(["demo"])
    bootstrap.main(["exec", "--", "true"])
    assert steps == []


def test_changed_pins_make_it_anew(bootstrap: ModuleType, steps: list[str]) -> None:
    bootstrap.main(["demo"])
    steps.clear()
    with (bootstrap.REQUIREMENTS / "runtime.txt").open("a", encoding="utf-8") as file:
        file.write("# one more\n")
    bootstrap.main(["demo"])
    assert steps == ["create", "build", "runtime"]


@pytest.mark.parametrize("already", [[], ["demo"]], ids=["at first", "while adding"])
def test_killed_midway_it_is_made_anew(
    bootstrap: ModuleType,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
    already: list[str],
) -> None:
    for name in already:
        bootstrap.main([name])

    def killed(uv: str | None, file: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", killed)
        assert bootstrap.main(["test"]) == 130
    steps.clear()
    bootstrap.main(["test"])
    assert steps == ["create", "build", "runtime", "test", "hub"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda module: module.STAMP.write_text("{half a st"),
        lambda module: module.STAMP.write_text("[]"),
        lambda module: module.STAMP.unlink(),
        lambda module: module.venv_python().unlink(),
        lambda module: setattr(module, "PYTHON", "3.99"),
        lambda module: module.STAMP.write_text(
            module.STAMP.read_text().replace(json.dumps(str(module.VENV)), '"/elsewhere/.venv"')
        ),
    ],
    ids=["torn stamp", "odd stamp", "no stamp", "no python", "another python", "moved"],
)
def test_a_broken_environment_is_made_anew(bootstrap: ModuleType, steps: list[str], harm) -> None:
    bootstrap.main(["demo"])
    steps.clear()
    harm(bootstrap)
    bootstrap.main(["demo"])
    assert steps == ["create", "build", "runtime"]


def test_an_unstamped_environment_is_removed_first(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leftover = bootstrap.VENV / "lib" / "half"
    leftover.mkdir(parents=True)
    calls: list[list[str]] = []

    def call(arguments: list[str], quiet: bool = False) -> None:
        calls.append(arguments)
        packages = bootstrap.sysconfig.get_path(
            "purelib", "venv", vars={"base": str(bootstrap.VENV), "platbase": str(bootstrap.VENV)}
        )
        Path(packages).mkdir(parents=True)

    monkeypatch.setattr(bootstrap, "call", call)
    bootstrap.create(None)
    assert not leftover.exists()
    assert calls[0][1:3] == ["-m", "venv"]
    assert "removing" in capsys.readouterr().err
    (link,) = bootstrap.VENV.rglob("workstation.pth")
    assert (link.parent / link.read_text().strip()).resolve() == bootstrap.ROOT.resolve()


@pytest.mark.parametrize("uv", [None, "/somewhere/uv"])
def test_nothing_unpinned_comes_along(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, uv: str | None
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "call", calls.append)
    bootstrap.install(uv, bootstrap.REQUIREMENTS / "runtime.txt")
    assert {"--no-deps", "--require-hashes", "--no-build-isolation"} <= set(calls[0])
    assert calls[0][0] == (uv or str(bootstrap.venv_python()))


# The system's share


@LINUX
def test_a_library_is_looked_for_by_loading_it(bootstrap: ModuleType) -> None:
    table = {"libc.so.6": "libc6", "libnowhere.so.7": "libnowhere7"}
    assert bootstrap.lacking(table, bootstrap.loads) == {"libnowhere7": "libnowhere.so.7"}


@LINUX
def test_a_missing_library_stops_and_a_missing_font_does_not(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(bootstrap.Trouble) as caught:
        bootstrap.provide({"libegl1": "libEGL.so.1"}, {"fonts-noto-cjk": "NotoSansCJK.ttc"})
    assert "lacks NotoSansCJK.ttc, libEGL.so.1" in str(caught.value)
    assert "sudo apt-get install -y --no-install-recommends fonts-noto-cjk libegl1" in str(
        caught.value
    )
    bootstrap.provide({}, {"fonts-noto-cjk": "NotoSansCJK.ttc"})
    assert "going on without NotoSansCJK.ttc" in capsys.readouterr().err


@LINUX
def test_without_apt_it_names_the_libraries(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(bootstrap.Trouble, match=r"libEGL\.so\.1.*package manager.*libegl1"):
        bootstrap.provide({"libegl1": "libEGL.so.1"}, {})


@LINUX
@pytest.mark.parametrize(
    ("lists", "fails", "expected"),
    [
        ([], 0, ["update", "install"]),
        (["x_main_Packages.lz4"], 0, ["install"]),
        (["x_main_Packages"], 1, ["install", "update", "install"]),
    ],
    ids=["no lists", "lists", "old lists"],
)
def test_root_on_debian_installs(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lists: list[str],
    fails: int,
    expected: list[str],
) -> None:
    log, left = tmp_path / "log", tmp_path / "fails"
    left.write_text(str(fails))
    apt = tmp_path / "bin" / "apt-get"
    apt.parent.mkdir()
    apt.write_text(
        f'#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> "{log}"\n'
        f'n=$(cat "{left}"); [ "$n" = 0 ] || {{ echo 0 > "{left}"; exit 100; }}\n'
    )
    apt.chmod(0o755)
    for name in lists:
        (tmp_path / "lists").mkdir(exist_ok=True)
        (tmp_path / "lists" / name).touch()
    monkeypatch.setattr(bootstrap, "APT_LISTS", tmp_path / "lists")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", f"{apt.parent}{os.pathsep}{os.environ['PATH']}")
    bootstrap.provide({"libegl1": "libEGL.so.1"}, {})
    lines = log.read_text().splitlines()
    assert [next(word for word in line.split() if word in expected) for line in lines] == expected
    assert all(line.startswith("noninteractive ") for line in lines)
    assert lines[-1].endswith("install -y --no-install-recommends libegl1")


@LINUX
def test_what_is_good_to_have_is_told_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(bootstrap, "loads", lambda library: True)
    monkeypatch.setattr(bootstrap, "font_exists", lambda file: False)
    monkeypatch.setattr(bootstrap, "provide", lambda needed, useful: asked.append(useful))
    told = bootstrap.system_packages("demo", [], fresh=False)
    assert told == sorted(bootstrap.FONTS.values())
    assert bootstrap.system_packages("demo", told, fresh=False) == told
    assert len(asked) == 1


@LINUX
@pytest.mark.parametrize(("display", "more"), [("", False), (":0", True)])
def test_a_real_screen_needs_more_libraries(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, display: str, more: bool
) -> None:
    asked: list[dict[str, str]] = []
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(bootstrap, "loads", lambda library: False)
    monkeypatch.setattr(bootstrap, "provide", lambda needed, useful: asked.append(needed))
    bootstrap.system_packages("demo", [], fresh=False)
    assert ("libxcb-cursor0" in asked[0]) is more
    assert "libegl1" in asked[0]


@LINUX
def test_all_that_a_bare_machine_lacks_is_named_at_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda module: None)
    monkeypatch.setattr(bootstrap, "loads", lambda library: False)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    there = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(bootstrap.shutil, "which", there.get)
    with pytest.raises(bootstrap.Trouble, match=r"lacks .*ensurepip.* Run: .*python3\.\d+-venv"):
        bootstrap.system_packages("demo", [], fresh=True)
    there["uv"] = "/usr/bin/uv"
    with pytest.raises(bootstrap.Trouble, match=r"libEGL\.so\.1") as caught:
        bootstrap.system_packages("demo", [], fresh=True)
    assert "venv" not in str(caught.value)


# What it says


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            "WARNING: Retrying: NewConnectionError: Failed to establish a new connection: "
            "[Errno -3] Temporary failure in name resolution",
            "no network",
        ),
        ("error: Request failed\n  Caused by: error sending request for url", "no network"),
        ("E: Failed to fetch  Temporary failure resolving", "no network"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "differs from what was pinned"),
        ("error: Hash mismatch for `six==1.17.0`", "differs from what was pinned"),
        ("ERROR: No matching distribution found for cryptography==50.0.2", "no ready build"),
    ],
)
def test_an_installers_words_become_a_sentence(
    bootstrap: ModuleType, output: str, told: str
) -> None:
    assert told in bootstrap.cause(output)


def test_a_failing_step_shows_its_last_lines(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "print('\\n'.join(map(str, range(40)))); raise SystemExit(3)"
    with pytest.raises(bootstrap.Trouble, match="This step failed: "):
        bootstrap.call([sys.executable, "-c", script])
    assert capsys.readouterr().err.split()[-2:] == ["38", "39"]


def test_an_old_python_is_turned_away_in_a_sentence() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    script = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); "
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("bootstrap: Python 3.11 or newer is needed, this is Python 3.9")


@pytest.mark.parametrize("arguments", [[], ["lunch"], ["exec"], ["exec", "--"]])
def test_wrong_usage(
    bootstrap: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    assert "bootstrap.py demo" in capsys.readouterr().err


# For real, in an environment that holds nothing but Python


@pytest.fixture
def ready(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bootstrap.VENV], check=True)
    names = bootstrap.FILES["test"]
    files = {name: bootstrap.digest(bootstrap.REQUIREMENTS / f"{name}.txt") for name in names}
    told = [*bootstrap.QT_ON_X.values(), *bootstrap.SCREEN_PROGRAMS.values()]
    told += [*bootstrap.FONTS.values(), *bootstrap.DATABASE.values()]
    bootstrap.write_stamp(files, told)
    monkeypatch.delenv("DISPLAY", raising=False)
    return bootstrap.ROOT


def start(place: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", place / "bootstrap.py", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=60,
    )


@POSIX
def test_a_command_runs_inside_and_its_exit_code_comes_back(ready: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys; print(os.environ['VIRTUAL_ENV'], sys.prefix, os.getcwd(), sep='\\n'); "
        "sys.exit(7)"
    )
    done = start(ready, "exec", "--", "python", "-c", script, cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str(ready / ".venv"), str(ready / ".venv"), str(tmp_path)]
    assert done.returncode == 7


@POSIX
def test_arguments_reach_the_demo_and_stdout_stays_its_own(ready: Path, tmp_path: Path) -> None:
    package = ready / "workstation"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import json, sys; print(json.dumps(sys.argv[1:]))")
    done = start(ready, "demo", "--json", "--", "a b", cwd=ready)
    assert json.loads(done.stdout) == ["demo", "--json", "--", "a b"]
    assert done.stderr == ""


@POSIX
def test_an_unknown_command_is_said_plainly(ready: Path, tmp_path: Path) -> None:
    done = start(ready, "exec", "no-such-command", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == "bootstrap: there is no command no-such-command\n"
