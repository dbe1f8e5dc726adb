"""Every command, in this process and as a person starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.store.demo import BATCH, CASES, ROOT, Auditor, right_answer, wrong_tasks
from workstation import __version__, cli
from workstation.intake.shipped import POLICY
from workstation.store import lock, people
from workstation.store.people import Person, PersonId
from workstation.store.store import open_existing

SLANG = "racun"


@dataclass
class Said:
    """What a command said."""

    code: int
    out: str
    error: str

    @property
    def json(self) -> Any:
        assert self.out.count("\n") == 1, "one line of JSON"
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence of a fault."""
        assert self.error.count("\n") == 1
        assert self.error.startswith("workstation: ")
        assert "Traceback" not in self.error
        return self.error.removeprefix("workstation: ").strip()


@pytest.fixture
def home(tmp_path: Path, demo_home: Path) -> Path:
    """A copy of the demo's store; the packages folder is there, so that no starter is put in."""
    made = tmp_path / "home"
    shutil.copytree(demo_home, made)
    (made / "packages").mkdir()
    return made


@pytest.fixture
def say(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*argv: str, at: Path | None = None) -> Said:
        capfd.readouterr()
        try:
            code = cli.main(["--home", str(at or home), *argv])
        except SystemExit as left:
            code = int(left.code or 0)
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def judged(home: Path) -> tuple[str, str]:
    """The store with an agreement and an overturn in it: their tasks."""
    store = open_existing(home)
    person = store.read(people.person).result()
    assert person is not None
    mei = Auditor(store, person, store.write(people.device).result())
    wrong = wrong_tasks(mei)[1]
    fine = next(task for task in mei.tasks() if task not in wrong_tasks(mei))
    mei.answer(fine, right_answer(mei, fine))
    mei.answer(wrong, right_answer(mei, wrong))
    mei.conclude(wrong, note="=1+1")
    store.close()
    return fine, wrong


# One by one


def test_import(say: Callable[..., Said], tmp_path: Path) -> None:
    args = ("--plain", "--person", "lee", "--reads", "th,en")
    (tmp_path / "new" / "packages").mkdir(parents=True)
    first = say(*args, "import", str(BATCH), "--json", at=tmp_path / "new")
    assert first.code == 0
    told = first.json
    assert (told["read"], told["stored"], told["quarantined"], told["already_there"]) == (
        CASES,
        CASES,
        0,
        0,
    )
    assert told["title"].startswith("Marketplace mix")
    again = say("import", str(BATCH), "--json", at=tmp_path / "new").json
    assert (again["stored"], again["already_there"]) == (0, CASES)
    assert again["batch"] == told["batch"]
    batches = say("batches", "--json", at=tmp_path / "new").json
    assert [(batch["id"], batch["tasks"]) for batch in batches] == [(told["batch"], CASES)]


@pytest.mark.parametrize("spoiled", ["missing", "empty", "text"])
def test_import_of_what_is_no_batch(say: Callable[..., Said], tmp_path: Path, spoiled: str) -> None:
    path = tmp_path / "batch.zip"
    if spoiled != "missing":
        path.write_bytes(b"" if spoiled == "empty" else b"hello")
    done = say("import", str(path))
    assert (done.code, done.out) == (1, "")
    assert str(path) in done.sentence
    as_json = say("import", str(path), "--json")
    assert as_json.code == 1
    assert as_json.json["error"].startswith("intake.")
    assert as_json.json["words"] == as_json.sentence


def test_batches(say: Callable[..., Said], judged: tuple[str, str]) -> None:
    (told,) = say("batches", "--json").json
    assert (told["tasks"], told["decided"], told["kind"], told["blind"]) == (CASES, 2, "qa", True)
    assert f"2/{CASES}" in say("batches").out


def test_search(say: Callable[..., Said]) -> None:
    told = say("search", SLANG, "--json").json
    assert told["words"] == SLANG
    assert told["cases"]
    lines = say("search", SLANG).out.splitlines()
    assert [line.split()[0] for line in lines] == told["cases"]
    assert all(len(line.split()) > 1 for line in lines)  # with the first words of each
    assert say("search", "no-such-word-at-all", "--json").json["cases"] == []
    assert say("search", "no-such-word-at-all").code == 0
    assert say("search", '"', "AND", "NEAR(", "*").code == 0


def test_policy_at(say: Callable[..., Said], tmp_path: Path) -> None:
    told = say("policy", "at", "3.2", "2026-03-02", "--market", "MY", "--json").json
    assert (told["clause"], told["market"], told["in_force"]["clause"]) == ("3.2", "MY", "3.2")
    plain = say("policy", "at", "3.2", "2026-03-02", "--market", "MY")
    assert plain.out.startswith(f"3.2 {told['in_force']['title']}")
    # Without a store the pack that ships answers, and none is made.
    bare = say("policy", "at", "3.2", "2026-03-02", "--json", at=tmp_path / "bare")
    assert bare.code == 0
    assert not (tmp_path / "bare").exists()
    before = say("policy", "at", "3.2", "1999-01-01", "--json").json
    assert before["in_force"] is None
    assert before["later"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("7.77", "2026-03-02"), "policy.no_clause"), (("3.2", "someday"), "instant.malformed"),
     (("3.2", "2026-02-31"), "instant.malformed"),
     (("3.2", "2026-03-02", "--pack", "no/such"), "policy.no_pack")],
)  # fmt: skip
def test_policy_at_in_vain(say: Callable[..., Said], words: tuple[str, ...], code: str) -> None:
    done = say("policy", "at", *words, "--json")
    assert (done.code, done.json["error"]) == (1, code)
    assert done.sentence


def test_policy_search(say: Callable[..., Said]) -> None:
    told = say("policy", "search", "counterfeit", "--json").json
    assert told["clauses"]
    assert {"clause", "version", "title", "body"} <= set(told["clauses"][0])
    assert say("policy", "search", "counterfeit").out.startswith(told["clauses"][0]["clause"])
    assert say("policy", "search", "zzzzqqq").code == 0


def test_policy_at_tells_what_counts_beside(say: Callable[..., Said]) -> None:
    shipped = ("--pack", str(POLICY))
    told = say("policy", "at", "3.1", "2026-03-20", "--market", "SG", *shipped, "--json").json
    assert [one["clause"] for one in told["beside"]] == ["3.7", "3.8"]
    assert "3.2" in told["equivalent"]
    assert told["ladder"][0] == {"prior": 0, "penalty": "points", "points": 2}
    told = say("policy", "at", "3.2", "2026-03-20", *shipped, "--json").json
    assert {one["id"]: one["stale"] for one in told["precedents"]} == {
        "p-0003": False, "p-0002": True, "p-0001": True,
    }  # fmt: skip
    assert "grace: v-b until 2026-03-01" in say("policy", "at", "3.2", "2026-02-20", *shipped).out


def test_policy_show(say: Callable[..., Said], tmp_path: Path) -> None:
    shipped = ("--pack", str(POLICY))
    told = say("policy", "show", "1.3", *shipped, "--json").json
    assert [one["version"] for one in told["versions"]] == [1, 2, 3, 4]
    assert [one["id"] for one in told["ladders"]] == ["ladder-2025", "ladder-2026", "ladder-sg"]
    assert say("policy", "show", "1.3", *shipped).out.startswith("1.3 ")
    day = ("--date", "2026-03-20", "--market", "PH")
    told = say("policy", "show", *day, *shipped, "--json").json
    held = {one["clause"]: one["version"] for f in told["families"] for one in f["clauses"]}
    assert (held["1.3"], held["3.2"]) == (2, 2)
    assert "1.3    v2" in say("policy", "show", *day, *shipped).out
    assert say("policy", "show", "7.77", *shipped, "--json").json["error"] == "policy.no_clause"
    assert say("policy", "show", "--market", "x", *shipped, "--json").json["error"] == (
        "policy.no_market"
    )


def test_policy_diff(say: Callable[..., Said]) -> None:
    shipped = ("--pack", str(POLICY))
    told = say("policy", "diff", "3.2", "1", "2", *shipped, "--json").json
    assert (told["old"]["version"], told["new"]["version"]) == (1, 2)
    assert told["changed"]["title"][1].endswith("pictures")
    assert {one["op"] for one in told["words"]} == {"same", "added", "removed"}
    plain = say("policy", "diff", "3.2", "1", "2", *shipped).out
    assert "{+" in plain
    assert "[-" in plain
    assert "keywords: +m1rror, " in plain
    done = say("policy", "diff", "3.2", "1", "9", *shipped, "--json")
    assert (done.code, done.json["error"]) == (1, "policy.no_version")


def test_policy_search_finds_precedents(say: Callable[..., Said]) -> None:
    told = say("policy", "search", "vendor", "right", "--pack", str(POLICY), "--json").json
    assert [one["id"] for one in told["precedents"]] == ["p-0002"]
    assert "p-0002" not in say("policy", "search", "smoke", "--pack", str(POLICY)).out


def test_policy_check_tells_levels(say: Callable[..., Said], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(POLICY, pack)
    assert say("policy", "check", str(pack), "--json").json["faults"] == []
    lines = (pack / "precedents.jsonl").read_text("utf-8")
    (pack / "precedents.jsonl").write_text(lines.replace('"9.1"', '"9.99"'), "utf-8")
    (pack / "8.1.v1.md").write_text(
        (pack / "8.1.v1.md").read_text("utf-8").replace('ladder_row = "privacy"\n', ""), "utf-8"
    )
    done = say("policy", "check", str(pack), "--json")
    assert done.code == 0  # it can be used all the same
    assert [(one["level"], one["file"]) for one in done.json["faults"]] == [
        ("doubt", "precedents.jsonl"), ("hint", "8.1.v1.md"),
    ]  # fmt: skip
    (pack / "ladders.json").write_text('{"ladders": [{"id": 1}]}')
    done = say("policy", "check", str(pack))
    assert done.code == 1
    assert done.out.startswith("fault: ladders.json, ladders[0]")


def test_policy_check(say: Callable[..., Said], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(BATCH / "policies", pack)
    assert say("policy", "check", str(pack), "--json").json["faults"] == []
    assert say("policy", "check", str(BATCH)).code == 0
    next(pack.glob("3.2.v*.md")).write_text("no front matter")
    done = say("policy", "check", str(pack), "--json")
    assert done.code == 1
    assert done.json["faults"][0]["words"]
    assert say("policy", "check", str(tmp_path)).code == 1


def test_models(say: Callable[..., Said], tmp_path: Path) -> None:
    assert say("models", "list", "--json").json == {
        "packages": [], "damaged": [], "total_mb": 0.0,
    }
    assert say("models", "list").out.startswith("No package")
    done = say("models", "install", str(tmp_path / "none.argosmodel"), "--json")
    assert (done.code, done.json["error"]) == (1, "language.package_not_found")
    assert say("models", "remove", "nobody").code == 1


def test_detect(say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    told = say("detect", "これは日本語です", "กระเป๋าแบรนด์เนม", "--json").json
    assert [row["language"] for row in told] == ["ja", "th"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("这是一个手表\n"))
    done = say("detect")
    assert done.out.startswith("zh")


def test_sync(say: Callable[..., Said], judged: tuple[str, str], tmp_path: Path) -> None:
    done = say("sync", "--json")
    assert (done.code, done.json["error"]) == (1, "sync.no_place")
    place = tmp_path / "place"
    place.mkdir()
    told = say("sync", "--to", str(place), "--json").json
    assert told["sent"]["events"] >= 4
    assert (told["waiting"], told["problems"]) == (0, [])
    again = say("sync", "--json").json
    assert again["sent"]["events"] == 0, "the folder is remembered"
    assert say("sync").code == 0


def test_verify(say: Callable[..., Said], judged: tuple[str, str], home: Path) -> None:
    told = say("verify", "--json").json
    assert (told["ok"], told["fault"]) == (True, None)
    assert told["events"] == 4
    assert say("verify").out.endswith("everything holds\n")
    store = open_existing(home)

    def doctor(db: Any) -> None:
        db.conn.execute("DROP TRIGGER event_no_update")
        db.conn.execute("UPDATE event SET at = '2020-01-01T00:00:00+00:00' WHERE number = 1")

    store.write(doctor).result()
    store.close()
    done = say("verify", "--json")
    assert done.code == 1
    assert done.json["fault"]["where"] == "event"
    assert "FAULT in event" in say("verify").out


def test_export(say: Callable[..., Said], judged: tuple[str, str], tmp_path: Path) -> None:
    for name in ("v.jsonl", "v.csv"):
        told = say("export", str(tmp_path / name), "--json").json
        assert told["rows"] == 2
    rows = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text("utf-8").splitlines()]
    assert {row["result"] for row in rows} == {"agrees", "differs"}
    assert "'=1+1" in (tmp_path / "v.csv").read_text("utf-8")
    assert say("export", str(tmp_path / "v.csv"), "--json").json["error"] == "export.exists"
    assert say("export", str(tmp_path / "v.csv"), "--force").code == 0
    done = say("export", str(tmp_path / "v.xyz"), "--json")
    assert (done.code, done.json["error"]) == (1, "export.no_format")
    assert say("export", str(tmp_path / "v.xyz"), "--format", "ratings").code == 0
    assert say("export", str(tmp_path / "no" / "v.csv")).code == 1


def test_doctor(say: Callable[..., Said]) -> None:
    told = say("doctor", "--json").json
    assert told["version"] == __version__
    assert (told["protection"], told["packages"]) == ("file", 0)
    assert "th→en" in told["missing_pairs"]
    assert "missing pairs" in say("doctor").out


@pytest.mark.parametrize("command", [("batches",), ("search", "x"), ("verify",),
                                     ("export", "x.csv")], ids=lambda words: words[0])  # fmt: skip
def test_asking_makes_no_store(
    say: Callable[..., Said], tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = say(*command, "--json", at=tmp_path / "none")
    assert (done.code, done.json["error"]) == (1, "store.missing")
    assert not (tmp_path / "none" / "store.db").exists()


@pytest.mark.parametrize(
    "words",
    [("frobnicate",), ("import",), ("policy",), ("policy", "at"), ("models",), ("export",),
     ("--no-such",), ("search",), ("export", "x", "--format", "pdf"), ("models", "dance")],
)  # fmt: skip
def test_usage(say: Callable[..., Said], words: tuple[str, ...]) -> None:
    done = say(*words)
    assert (done.code, done.out) == (2, "")
    assert "usage: workstation" in done.error


def test_help_and_version(say: Callable[..., Said]) -> None:
    assert say("--version").out == f"workstation {__version__}\n"
    told = say("--help")
    assert told.code == 0
    for command in ("import", "batches", "search", "policy", "models", "sync", "verify", "export"):
        assert command in told.out
        assert say(command, "--help").code == 0
    assert "--cwd" not in told.out


def test_options_count_before_and_after_the_command(home: Path, capfd: Any) -> None:
    assert cli.main(["batches", "--json", "--home", str(home)]) == 0
    assert cli.main(["--json", "--home", str(home), "batches"]) == 0
    assert len([json.loads(line) for line in capfd.readouterr().out.splitlines()]) == 2


# As a person starts it


def start(*argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "workstation", *argv],
        capture_output=True, text=True, timeout=60, env=env, **more,
    )  # fmt: skip


def test_as_a_program(home: Path, tmp_path: Path) -> None:
    done = start("batches", "--json", env={"WORKSTATION_HOME": str(home)}, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)) == 1
    done = start("--home", str(home), "policy", "at", "7.77", "2026-01-01", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("workstation: There is no clause 7.77")
    assert start("nonsense").returncode == 2


def test_a_passphrase_from_the_environment(tmp_path: Path) -> None:
    env = {"WORKSTATION_PASSPHRASE": "ครีม and more", "WORKSTATION_HOME": str(tmp_path)}
    (tmp_path / "packages").mkdir()
    made = start("--passphrase", "detect", "halo", "--json", env=env)
    assert made.returncode == 0, made.stderr
    wrong = start("batches", "--json", env={**env, "WORKSTATION_PASSPHRASE": "else"})
    assert (wrong.returncode, json.loads(wrong.stdout)["error"]) == (1, "store.wrong_key")
    none = start("batches", env={**env, "WORKSTATION_PASSPHRASE": ""}, stdin=subprocess.DEVNULL)
    assert none.returncode == 1
    assert "passphrase" in none.stderr


def test_a_reader_that_goes_away_is_nobody_s_fault(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "workstation", "--home", str(home), "policy", "search", "the"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) in (0, 1)
    assert b"Traceback" not in told


# Handed over to the process that has the store


@pytest.fixture
def serving(home: Path, judged: tuple[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serving.py")), str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    yield process
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


@pytest.mark.usefixtures("serving")
def test_handed_over(
    say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("batches", "--json").json[0]["decided"] == 2
    assert say("search", SLANG, "--json").json["cases"]
    done = say("policy", "at", "7.77", "2026-01-01", "--json")
    assert (done.code, done.json["error"]) == (1, "policy.no_clause")
    assert done.sentence
    assert say("nonsense").code == 2
    # Paths are ours, in whatever way they were given, and nothing else is taken for one.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mei").mkdir()
    assert say("--person", "mei", "sync", "--to", "mei", "--json").json["sent"]["events"] >= 4
    assert list((tmp_path / "mei").iterdir())
    assert say("sync", "--to=mei", "--json").json["waiting"] == 0
    assert say("verify", "--at=mei", "--json").json["ok"] is True
    assert say("export", "v.csv", "--json").json["rows"] == 2
    assert (tmp_path / "v.csv").exists()
    shutil.copytree(BATCH, tmp_path / "batch")
    assert say("import", "batch", "--json").json["already_there"] == CASES


@pytest.mark.usefixtures("serving")
def test_standard_input_is_handed_over_too(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("これは日本語です\n--odd line\n"))
    told = say("detect", "--json").json
    assert [row["text"] for row in told] == ["これは日本語です", "--odd line"]


def test_the_holder_is_gone_or_deaf(say: Callable[..., Said], home: Path) -> None:
    held = lock.take(home)
    assert held is not None
    done = say("batches", "--json")
    held.release()
    assert (done.code, done.json["error"]) == (1, "store.busy")
    assert say("batches").code == 0


def person_of(home: Path) -> Person | None:
    store = open_existing(home)
    try:
        return store.read(people.person).result()
    finally:
        store.close()


def test_who_says_who_works_here(say: Callable[..., Said], home: Path) -> None:
    assert say("--person", "mei", "batches").code == 0
    assert person_of(home) == Person(PersonId("mei"), "Mei", ("en", "ms")), "nothing is forgotten"
    say("--person", "mei", "--reads", "th, en", "batches")
    assert person_of(home) == Person(PersonId("mei"), "Mei", ("th", "en"))
    say("--person", "lee", "batches")
    assert person_of(home) == Person(PersonId("lee"), "lee", ("en",))
