"""Packages come from files, folders, indexes and a team's folder; each is told how it went."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from workstation.fault import WorldFault
from workstation.language.engine.engine import Engine
from workstation.language.packages import models, overview
from workstation.language.packages.installing import (
    Outcome,
    aside,
    copying,
    index,
    install,
    install_each,
    install_starter,
    one,
    starter_where_none,
    team,
    trial,
)
from workstation.language.packages.models import installed, usable
from workstation.language.packages.watch import Watch
from workstation.words import sentence

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def files(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Package files as a team's folder holds them: Spanish, Malay, Thai. Tests copy them."""
    folder = tmp_path_factory.mktemp("files")
    for package in installed(packages):
        if package.source in ("es", "ms", "th"):
            made = team.offer(package, folder).path
            made.rename(folder / f"{package.path.name}.argosmodel")
    (folder / index.NAME).unlink()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture
def no_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what lies around the trial, which takes a second."""
    monkeypatch.setattr(one, "try_out", lambda *_: None)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(path: Path, code: str = "ms", **changed: Any) -> Entry:
    base = {
        "from_code": code,
        "to_code": "en",
        "package_version": "0.1",
        "links": [path.name],
        "sha256": sha256(path) if path.is_file() else "0" * 64,
    }
    return base | changed


def write_index(place: Path, *entries: Any) -> Path:
    place.mkdir(exist_ok=True)
    path = place / index.NAME
    path.write_text(json.dumps(list(entries)), "utf-8")
    return path


def codes(outcomes: list[Outcome]) -> list[str]:
    """How each went, in a word."""
    return [
        done.fault.code.partition(".")[2]
        if done.fault
        else ("there" if done.was_there else "installed")
        for done in outcomes
    ]


# Verified before it counts


def test_a_file_has_to_be_the_one_that_was_meant(files: Path, folder: Path) -> None:
    path = files / "translate-ms_en-0_1.argosmodel"
    with pytest.raises(WorldFault) as caught:
        install(path, folder, "0" * 64)
    assert caught.value.code == "language.package_digest"
    assert caught.value.params["found"] == sha256(path)
    assert installed(folder) == []
    assert install(path, folder, sha256(path).upper()).source == "ms"
    assert [p.name for p in folder.iterdir()] == ["translate-ms_en-0_1"]


@pytest.mark.parametrize("given", ["", "abc", "g" * 64, "0" * 65])
def test_what_is_no_digest_is_refused(given: str, files: Path, folder: Path) -> None:
    with pytest.raises(WorldFault, match=r"language\.no_digest"):
        install(files / "translate-ms_en-0_1.argosmodel", folder, given)


def test_a_digest_is_of_a_file(files: Path, folder: Path) -> None:
    for path in (files, write_index(folder.parent / "i")):
        with pytest.raises(WorldFault, match=r"language\.digest_of_folder"):
            install_each(path, folder, "0" * 64)


@pytest.mark.parametrize("path", ["https://argos.example/x.argosmodel", "/here/http:/x.zip"])
def test_nothing_is_fetched(path: str, folder: Path) -> None:
    with pytest.raises(WorldFault, match=r"language\.remote"):
        install(Path(path), folder)


# Several at once


def test_a_folder_of_several_installs_what_is_sound(
    files: Path, folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "several"
    shutil.copytree(files, place)
    (place / "bad.argosmodel").write_text("no zip")
    (place / "notes.txt").write_text("leave me")
    (place / ".hidden.argosmodel").write_text("litter of another program")
    os.mkfifo(place / "pipe.argosmodel")
    install(place / "translate-es_en-0_1.argosmodel", folder)
    shutil.copytree(folder / "translate-es_en-0_1", place / "unpacked")
    watch, told = Watch(), []
    watch.tell = lambda *step: told.append(step)  # type: ignore[method-assign]
    outcomes = install_each(place, folder, watch=watch)
    assert codes(outcomes) == ["package_damaged", "there", "installed", "installed", "there"]
    assert [step[1:] for step in told] == [(number, 5) for number in range(1, 6)]
    assert [package.source for package in installed(folder)] == ["es", "ms", "th"]


def test_a_path_too_long_for_any_file_is_told(folder: Path, tmp_path: Path) -> None:
    [outcome] = install_each(tmp_path / ("x" * 999), folder)
    assert codes([outcome]) == ["package_not_found"]
    place = write_index(tmp_path, entry(tmp_path, links=["./" + "x" * 900]))
    assert codes(install_each(place, folder)) == ["package_not_found"]


def test_a_folder_without_packages_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WorldFault, match=r"language\.nothing_there"):
        install_each(tmp_path / "empty", folder)


def test_stopping_keeps_what_was_finished(
    files: Path, folder: Path, tmp_path: Path, no_trial: None
) -> None:
    watch = Watch()
    tell = watch.tell

    def told(name: str, number: int = 1, of: int = 1) -> None:
        if number == 2:
            watch.stop()
        tell(name, number, of)

    watch.tell = told  # type: ignore[method-assign]
    with pytest.raises(WorldFault, match=r"language\.stopped"):
        install_each(files, folder, watch=watch)
    assert len(installed(folder)) == 1
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_trial_can_be_stopped(files: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()

    def command(*_: str) -> list[str]:
        watch.stop()
        return [sys.executable, "-c", "import time; time.sleep(600)"]

    monkeypatch.setattr(trial.child, "command", command)
    with pytest.raises(WorldFault, match=r"language\.stopped"):
        install(files / "translate-ms_en-0_1.argosmodel", folder, watch=watch)
    assert list(folder.iterdir()) == []


def test_a_trial_that_never_ends_is_ended(
    files: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(trial.child, "command", lambda *_: sleeping)
    monkeypatch.setattr(trial, "SECONDS", 0.2)
    with pytest.raises(WorldFault, match=r"language\.package_too_slow"):
        install(files / "translate-ms_en-0_1.argosmodel", folder)
    assert list(folder.iterdir()) == []


def test_a_trial_that_crashes_takes_nobody_along(
    files: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(trial.child, "command", lambda *_: crash)
    with pytest.raises(WorldFault, match=r"language\.package_does_not_load"):
        install(files / "translate-ms_en-0_1.argosmodel", folder)
    assert list(folder.iterdir()) == []


# One set of weights


def test_weights_that_are_there_already_are_shared(files: Path, folder: Path) -> None:
    outcomes = install_each(files, folder)
    assert codes(outcomes) == ["installed"] * 3
    model = [package.path / "model" / "model.bin" for package in installed(folder)]
    assert len({path.stat().st_ino for path in model}) == 1
    assert [done.saved > model[0].stat().st_size for done in outcomes] == [False, True, True]
    found = overview.overview(folder)
    assert found.total < 1.1 * found.lines[0].size
    assert all(line.own < 10_000 for line in found.lines)
    # Whoever goes takes nothing from the others, and the last one gives all of it back.
    models.remove("translate-es_en", folder)
    models.remove("translate-ms_en", folder)
    [line] = overview.overview(folder).lines
    assert line.own == line.size == overview.overview(folder).total
    assert model[2].stat().st_nlink == 1


def test_a_disk_without_hard_links_has_copies(
    files: Path, folder: Path, no_trial: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(copying.os, "link", refuse)
    outcomes = install_each(files, folder)
    assert [done.saved for done in outcomes] == [0, 0, 0]
    found = overview.overview(folder)
    assert found.total == sum(line.size for line in found.lines)
    assert all(line.own == line.size for line in found.lines)
    assert not list(folder.rglob(".*"))


def test_a_model_is_not_shared_where_its_vocabulary_differs(
    files: Path, folder: Path, tmp_path: Path, no_trial: None
) -> None:
    """The engine loads one model for all packages that share its file."""
    first = install(files / "translate-es_en-0_1.argosmodel", folder)
    place = tmp_path / "other"
    shutil.copytree(first.path, place)
    metadata = {"from_code": "jv", "to_code": "en", "package_version": "0.1"}
    (place / "metadata.json").write_text(json.dumps(metadata))
    with (place / "model" / "shared_vocabulary.json").open("a") as file:
        file.write("\n")
    other = install(place, folder)
    weights = [package.path / "model" / "model.bin" for package in (first, other)]
    assert weights[0].stat().st_ino != weights[1].stat().st_ino


# Versions


@pytest.fixture
def newer(packages: Path, tmp_path: Path) -> Path:
    """The Spanish package as version 0.10, in a folder."""
    place = tmp_path / "newer"
    shutil.copytree(packages / "translate-es_en-0_1", place)
    metadata = {"from_code": "es", "to_code": "en", "package_version": "0.10"}
    (place / "metadata.json").write_text(json.dumps(metadata))
    return place


def version(engine: Engine) -> str:
    [made] = engine.translate(["Hola"], "es", "en").result(60)  # type: ignore[misc]
    return made.version


@pytest.fixture
def engine(folder: Path, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(folder, tmp_path / "log")
    yield made
    made.close()


def test_versions_side_by_side_in_a_running_engine(
    files: Path, newer: Path, folder: Path, engine: Engine
) -> None:
    """No call tells the engine: it sees the folder change, whoever changed it."""
    install(files / "translate-es_en-0_1.argosmodel", folder)
    assert version(engine) == "0.1"
    install(newer, folder)
    assert version(engine) == "0.10"
    assert models.use("translate-es_en", "0.1", folder).version == "0.1"
    assert version(engine) == "0.1"
    assert models.use("translate-es_en", None, folder).version == "0.10"
    assert version(engine) == "0.10"
    models.use("translate-es_en", "0.1", folder)
    models.remove("translate-es_en", folder, "0.1")
    assert version(engine) == "0.10"  # the choice went with what was chosen
    install(files / "translate-es_en-0_1.argosmodel", folder)
    assert version(engine) == "0.10"


def test_installing_a_newer_version_than_the_chosen_one_lets_it_translate(
    files: Path, newer: Path, folder: Path, no_trial: None
) -> None:
    install(files / "translate-es_en-0_1.argosmodel", folder)
    models.use("translate-es_en", "0.1", folder)
    install(newer, folder)
    assert [package.version for package in usable(folder)] == ["0.10"]
    # An older one beside the chosen one changes nothing.
    models.use("translate-es_en", "0.1", folder)
    metadata = {"from_code": "es", "to_code": "en", "package_version": "0.9"}
    (newer / "metadata.json").write_text(json.dumps(metadata))
    install(newer, folder)
    assert [package.version for package in usable(folder)] == ["0.1"]


def test_a_choice_of_what_is_not_there_is_refused(
    files: Path, folder: Path, no_trial: None
) -> None:
    install(files / "translate-es_en-0_1.argosmodel", folder)
    for act in (
        lambda: models.use("translate-es_en", "7", folder),
        lambda: models.remove("translate-es_en", folder, "7"),
    ):
        with pytest.raises(WorldFault, match=r"language\.version_unknown"):
            act()
    with pytest.raises(WorldFault, match=r"language\.package_unknown"):
        models.use("translate-xx_en", None, folder)


# An index


def test_an_index_leads_to_files_beside_it_and_elsewhere(
    files: Path, folder: Path, tmp_path: Path, no_trial: None
) -> None:
    place = tmp_path / "index"
    place.mkdir()
    es, ms, th = (files / f"translate-{code}_en-0_1.argosmodel" for code in ("es", "ms", "th"))
    shutil.copy(es, place)
    shutil.copy(ms, place / "downloaded.argosmodel")
    path = write_index(
        place,
        entry(es, "es"),
        entry(ms, links=["https://argos.example/v1/downloaded.argosmodel", "ipfs://abc"]),
        entry(th, "th", links=[th.as_uri()]),
        entry(th, "th", package_version="0.0.9", links=["older.argosmodel"]),
        entry(th, "ko", links=["https://argos.example/v1/translate-ko_en.argosmodel"]),
        {"type": "sbd", "from_code": "en", "links": ["https://argos.example/sbd"]},
    )
    outcomes = install_each(path, folder)
    assert codes(outcomes) == ["installed", "installed", "installed", "index_remote"]
    assert codes(install_each(path, folder, pairs=[("ms", "en")])) == ["there"]
    with pytest.raises(WorldFault, match=r"language\.nothing_there"):
        install_each(path, folder, pairs=[("tl", "en")])


def test_an_index_is_held_to_what_it_says(
    files: Path, folder: Path, tmp_path: Path, no_trial: None
) -> None:
    ms = files / "translate-ms_en-0_1.argosmodel"
    place = tmp_path / "index"
    place.mkdir()
    shutil.copy(ms, place)
    cases = {
        "package_digest": entry(ms, sha256="0" * 64),
        "index_differs": entry(ms, "jv"),
        "package_not_found": entry(ms, links=["absent.argosmodel"]),
    }
    for code, one_entry in cases.items():
        assert codes(install_each(write_index(place, one_entry), folder)) == [code]
    assert installed(folder) == []


@pytest.mark.parametrize(
    "link",
    ["file://server/share/x.argosmodel", "//server/share/x", "\\\\server\\share\\x", "a\0b",
     "data://x/y", "javascript://x", "http://[x", "file://[::1/x"],
    ids=repr,
)  # fmt: skip
def test_an_index_leads_to_no_other_machine(link: str, tmp_path: Path) -> None:
    """Windows would sign on to a share with the person's name."""
    [found] = index.read(write_index(tmp_path, entry(tmp_path, links=[link]))).entries
    with pytest.raises(WorldFault, match=r"language\.index_link"):
        index.file_of(found, tmp_path / index.NAME)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "index_damaged"),
        (b"{}", "index_damaged"),
        (b"[", "index_damaged"),
        (b"\xff\xfe[]", "index_damaged"),
        (b"[" * 200_000, "index_damaged"),
        (b'[{"a": 1}, ', "index_damaged"),
        (b" " * (5 << 20), "index_too_big"),
        (b"[" + b"1," * 6000 + b"1]", "index_too_long"),
    ],
    ids=["empty", "an object", "cut", "no UTF-8", "deep", "truncated", "huge", "endless"],
)
def test_a_bad_index_is_refused(body: bytes, code: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / index.NAME
    path.write_bytes(body)
    with pytest.raises(WorldFault) as caught:
        install_each(path, folder)
    assert caught.value.code == f"language.{code}"
    with pytest.raises(WorldFault) as caught:
        team.get([("ms", "en")], tmp_path, folder)
    assert caught.value.code == f"language.{code}"


def test_odd_entries_are_counted_and_the_rest_is_used(tmp_path: Path) -> None:
    good = entry(tmp_path / "x")
    bad = [
        None, 3, "x", [], {}, good | {"links": []}, good | {"links": "x"}, good | {"links": [3]},
        good | {"links": ["x" * 5000]}, good | {"from_code": "../x"}, good | {"to_code": None},
        good | {"package_version": "../../1"}, good | {"sha256": "abc"}, good | {"sha256": 3},
        good | {"size": -1}, good | {"size": 1 << 60}, good | {"size": True},
        good | {"from_code": ["ms"]},
    ]  # fmt: skip
    found = index.read(write_index(tmp_path, *bad, good))
    assert (len(found.entries), found.odd) == (1, len(bad))


# A team's folder


@pytest.fixture
def own(files: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages of somebody who offers them: Malay and Thai."""
    with monkeypatch.context() as patched:
        patched.setattr(one, "try_out", lambda *_: None)
        for code in ("ms", "th"):
            install(files / f"translate-{code}_en-0_1.argosmodel", folder)
    return folder


def test_what_one_offers_another_gets(own: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "team" / "models"
    shelf.parent.mkdir()
    [ms, th] = installed(own)
    first = team.offer(ms, shelf)
    assert not first.was_there
    assert team.offer(ms, shelf).was_there
    team.offer(th, shelf)
    said = json.loads((shelf / index.NAME).read_text("utf-8"))
    assert [one["code"] for one in said] == ["translate-ms_en", "translate-th_en"]
    assert said[0]["sha256"] == sha256(first.path)
    assert {path.name for path in shelf.iterdir()} == {
        index.NAME, *(name for one in said for name in one["links"]),
    }  # fmt: skip
    theirs = tmp_path / "theirs"
    assert team.get([("ko", "en")], shelf, theirs) == []
    [done] = team.get([("ms", "en"), ("ko", "en")], shelf, theirs)
    assert done.package is not None
    assert done.package.source == "ms"
    assert codes(team.get_newest("ms", "en", shelf, theirs)) == ["there"]
    with pytest.raises(WorldFault, match=r"language\.not_offered"):
        team.get_newest("ko", "en", shelf, theirs)


def test_a_way_over_another_language_is_found(own: Path, tmp_path: Path) -> None:
    """th→ms over English: the half that is installed is not fetched again."""
    shelf = tmp_path / "models"
    onward = entry(tmp_path / "x", "en", to_code="ms")
    write_index(shelf, onward, entry(tmp_path / "x", "th", package_version="9"))
    chosen = team.choose([("th", "ms")], team.listed(shelf), own)
    assert [one.name for one in chosen] == ["translate-en_ms"]


def test_hostile_things_on_a_teams_shelf(
    own: Path, files: Path, tmp_path: Path, no_trial: None
) -> None:
    shelf, theirs = tmp_path / "models", tmp_path / "theirs"
    ms = files / "translate-ms_en-0_1.argosmodel"
    cases = {
        "index_link": entry(ms, links=[str(ms)]),  # out of the shelf
        "index_remote": entry(ms, links=["https://evil.example/x"]),
        "package_not_found": entry(ms, links=["nothing.argosmodel"]),
    }
    for code, one_entry in cases.items():
        write_index(shelf, one_entry)
        assert codes(team.get([("ms", "en")], shelf, theirs)) == [code]
    shutil.copy(ms, shelf)
    write_index(shelf, entry(ms, sha256=""))  # nothing to hold it against
    assert team.get([("ms", "en")], shelf, theirs) == []
    with (shelf / ms.name).open("ab") as file:
        file.write(b"x")
    write_index(shelf, entry(ms))
    assert codes(team.get([("ms", "en")], shelf, theirs)) == ["package_digest"]
    assert installed(theirs) == []


def test_an_offer_never_takes_the_place_of_anothers(own: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "models"
    [ms, th] = installed(own)
    write_index(shelf, entry(tmp_path / "x", weights="1" * 64), {"from": "a later version"})
    with pytest.raises(WorldFault, match=r"language\.offer_differs"):
        team.offer(ms, shelf)
    team.offer(th, shelf)
    kept = json.loads((shelf / index.NAME).read_text("utf-8"))
    assert kept[1] == {"from": "a later version"}  # what is not understood stays
    assert len(kept) == 3
    (shelf / index.NAME).write_bytes(b"{ damaged")
    with pytest.raises(WorldFault, match=r"language\.index_damaged"):
        team.offer(th, shelf)
    assert (shelf / index.NAME).read_bytes() == b"{ damaged"


def test_two_who_offer_at_once_are_both_in_the_list(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "models"
    [ms, th] = installed(own)
    replace, first = team._replace, []

    def between(path: Path, value: object) -> None:
        if not first:  # somebody read the same list, and writes after us
            first.append(th)
            replace(path, value)
            replace(path, [])
            monkeypatch.setattr(team, "_replace", replace)
            team.offer(th, shelf)
        else:
            replace(path, value)

    monkeypatch.setattr(team, "_replace", between)
    team.offer(ms, shelf)
    said = json.loads((shelf / index.NAME).read_text("utf-8"))
    assert sorted(one["code"] for one in said) == ["translate-ms_en", "translate-th_en"]


def test_a_damaged_package_is_not_offered(own: Path, tmp_path: Path) -> None:
    [ms, _] = installed(own)
    weights = ms.path / "model" / "model.bin"
    held = bytearray(weights.read_bytes())
    held[-1] ^= 1
    weights.write_bytes(held)
    with pytest.raises(WorldFault, match=r"language\.package_changed"):
        team.offer(ms, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_a_stopped_offer_leaves_nothing(own: Path, tmp_path: Path) -> None:
    shelf, watch = tmp_path / "models", Watch()
    asked = 0

    def go_on() -> None:
        nonlocal asked
        asked += 1
        if asked == 20:
            raise WorldFault("language.stopped")

    watch.go_on = go_on  # type: ignore[method-assign]
    with pytest.raises(WorldFault, match=r"language\.stopped"):
        team.offer(installed(own)[0], shelf, watch)
    assert list(shelf.iterdir()) == []


def test_a_team_without_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match=r"language\.no_team_folder"):
        team.shelf_of("")
    with pytest.raises(WorldFault, match=r"language\.team_folder_gone"):
        team.shelf_of(str(tmp_path / "stick"))


# The disk


def test_a_full_disk_is_told_and_leaves_everything_as_it_was(
    files: Path, folder: Path, no_trial: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_starter(folder)
    before = sorted(folder.rglob("*"))
    path = files / "translate-ms_en-0_1.argosmodel"
    models.remove("translate-ms_en", folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(one.records, "write", full)  # the last thing that is written
        with pytest.raises(WorldFault, match=r"language\.packages_full"):
            install(path, folder)
    with monkeypatch.context() as patched:
        usage = shutil.disk_usage(folder)
        patched.setattr(aside.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
        with pytest.raises(WorldFault, match=r"language\.packages_full") as caught:
            install(path, folder)
    assert caught.value.params == {"folder": str(folder)}
    assert len(installed(folder)) == 7
    install(path, folder)
    assert len(sorted(folder.rglob("*"))) == len(before)


def test_a_package_from_a_language_into_the_same_is_refused(
    files: Path, folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "odd"
    shutil.unpack_archive(files / "translate-ms_en-0_1.argosmodel", place, "zip")
    [inside] = place.iterdir()
    metadata = inside / "metadata.json"
    said = json.loads(metadata.read_text("utf-8"))
    metadata.write_text(json.dumps(said | {"from_code": "ms", "to_code": "msa"}), "utf-8")
    with pytest.raises(WorldFault) as refused:
        install(inside, folder)
    assert refused.value.code == "language.package_same_language"
    assert "translates ms into ms" in sentence(refused.value)
    assert installed(folder) == []


def test_the_starter_comes_whole_where_two_begin_at_once(folder: Path) -> None:
    """The slower finds the other's, and leaves it."""
    began = threading.Barrier(2)

    def begin() -> int:
        began.wait(60)
        starter_where_none(folder)
        return len(usable(folder))

    with ThreadPoolExecutor(2) as pool:
        found = [one.result() for one in [pool.submit(begin), pool.submit(begin)]]
    assert found == [8, 8]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
