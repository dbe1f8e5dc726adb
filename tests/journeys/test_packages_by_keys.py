"""A newer package comes in while a case is on the screen, translates at once, and gives way again;
what a verdict keeps says which one it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.language.packages.installing import install_each
from workstation.language.text import sentence_digest
from workstation.store import translations
from workstation.ui.case.layout import PutState
from workstation.ui.dialogs.models import ModelsPanel

OpenDesk = Callable[..., Desk]


def versions(desk: Desk) -> set[str]:
    """The package and version of each translation on the screen."""
    rows = desk.window.case.grid.laid.rows
    return {" ".join(row.package.split()[:2]) for row in rows if row.state is PutState.READY}


def newer(home: Path, place: Path) -> Path:
    """A folder with one package in it: the Indonesian one as version 0.2."""
    shutil.copytree(home / "packages" / "translate-id_en-0_1", place / "id")
    (place / "id" / "installed.json").unlink()
    metadata = place / "id" / "metadata.json"
    said = json.loads(metadata.read_text("utf-8"))
    metadata.unlink()  # the files of a test's home are links
    metadata.write_text(json.dumps(said | {"package_version": "0.2"}), "utf-8")
    return place


def test_a_newer_version_translates_at_once_and_an_older_one_again(
    open_desk: OpenDesk, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(home)
    desk.go("L-ID-70331208")
    desk.wait(lambda: versions(desk) == {"translate-id_en 0.1"})
    place = newer(home, tmp_path / "new")
    monkeypatch.setattr(ModelsPanel, "ask_for_folder", lambda _panel: str(place))
    desk.press("Ctrl+M")
    panel = desk.wait_panel(ModelsPanel)
    desk.press("2")
    desk.wait(lambda: "Packages installed: translate-id_en 0.2." in panel.shown_text(), 60_000)
    assert "saves" in panel.shown_text()  # the model is the same
    desk.wait(lambda: versions(desk) == {"translate-id_en 0.2"})
    # What the older one had made is still there, for the verdicts that were given on it.
    case = desk.reviewer.prepared.rendered
    digest = sentence_digest(case.parts[0].sentences[0].text)
    kept = desk.services.store.read(translations.every, digest, "id", "en").result()
    assert [one.version for one in kept] == ["0.1", "0.2"]
    names = [line.path.name for line in panel.model.rows]
    panel.table.selectRow(names.index("translate-id_en-0_1"))
    desk.press("4")
    desk.wait(lambda: versions(desk) == {"translate-id_en 0.1"})
    desk.press("Escape")
    task = desk.task
    desk.answer("1")
    desk.wait_left(task)
    [shown] = json.loads(desk.events(Kind.ANSWERED)[0][0])["shown"]["packages"]
    assert shown.startswith("translate-id_en 0.1 ")
    assert shown.endswith("; chrF 38")


def test_a_version_that_a_command_brought_is_taken_up_by_the_open_window(
    open_desk: OpenDesk, home: Path, tmp_path: Path
) -> None:
    """As `workstation models install`, which the process with the window carries out."""
    desk = open_desk(home)
    desk.go("L-ID-70331208")
    desk.wait(lambda: versions(desk) == {"translate-id_en 0.1"})
    [done] = install_each(newer(home, tmp_path / "new"), home / "packages")
    assert done.fault is None
    desk.services.packages_changed()
    desk.window.refresh_everything()
    desk.wait(lambda: versions(desk) == {"translate-id_en 0.2"})
