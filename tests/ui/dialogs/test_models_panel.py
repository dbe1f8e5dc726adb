"""The panel of translation packages, over real packages in a real folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workstation.fault import WorldFault
from workstation.language.packages import models, overview
from workstation.language.packages.checking import check
from workstation.language.packages.installing import Outcome, install_starter
from workstation.language.packages.watch import Watch
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.dialogs.models_model import PackagesModel
from workstation.ui.dialogs.models_words import ModelsWords


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    install_starter(folder)
    return folder


@pytest.fixture
def folder(starter: Path, tmp_path: Path) -> Path:
    """Malay and Thai, in a folder of the test's own."""
    for pair in ("ms", "th"):
        name = f"translate-{pair}_en-0_1"
        shutil.copytree(starter / name, tmp_path / "packages" / name)
    return tmp_path / "packages"


class Source:
    """What the panel works with; installing waits until the test lets it go on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outcomes: list[Outcome] = []
        self.fault: WorldFault | None = None
        self.changes = 0
        self.failures: list[Exception] = []
        self.asked: list[Any] = []
        self.threads = ThreadPoolExecutor(1)
        self.work: Callable[[Watch], Any] = lambda watch: self.outcomes

    def changed(self) -> None:
        self.changes += 1

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def overview(self) -> overview.Overview:
        return overview.overview(self.folder)

    def doubts(self) -> Future[dict[Path, str]]:
        return self.threads.submit(lambda: {self.folder / "translate-ms_en-0_1": "Measured so"})

    def install(self, path: str, watch: Watch) -> Future[Any]:
        self.asked.append(path)
        return self._do(watch)

    def get(self, watch: Watch) -> Future[Any]:
        self.asked.append("team")
        return self._do(watch)

    def offer(self, package: models.Package, watch: Watch) -> Future[bool]:
        self.asked.append(package.name)
        return self.threads.submit(lambda: False)

    def use(self, package: models.Package) -> Future[Any]:
        return self.threads.submit(models.use, package.name, package.version, self.folder)

    def check(self, watch: Watch) -> Future[Any]:
        return self.threads.submit(check, self.folder, watch)

    def remove(self, name: str) -> Future[Any]:
        return self.threads.submit(models.remove, name, self.folder)

    def _do(self, watch: Watch) -> Future[Any]:
        def work() -> Any:
            if self.fault is not None:
                raise self.fault
            return self.work(watch)

        return self.threads.submit(work)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    theme.apply(qapp, dark=False)
    made = Background()
    yield made
    made.close()


@pytest.fixture
def source(folder: Path) -> Iterator[Source]:
    made = Source(folder)
    yield made
    made.threads.shutdown()


@pytest.fixture
def panel(qtbot: QtBot, source: Source, background: Background) -> ModelsPanel:
    made = ModelsPanel(source, background)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    return made


def rest(qtbot: QtBot, panel: ModelsPanel, background: Background) -> str:
    qtbot.waitUntil(lambda: not background.busy)
    return panel.shown_text()


def test_packages_are_listed_in_words(
    panel: ModelsPanel, qtbot: QtBot, background: Background, qtmodeltester: Any
) -> None:
    said = rest(qtbot, panel, background)
    assert "Malay to English translate-ms_en 0.1 ✓ in use 11 MB chrF 37." in said
    assert "never for a verdict" in said
    assert "Measured so." in said
    assert "SHA-256 of its model: 90efd4fb" in said
    assert "Packages: 2, 22 MB in all" in said
    qtmodeltester.check(panel.model)
    qtmodeltester.check(PackagesModel())


def test_every_button_shows_its_key_and_does_what_the_key_does(panel: ModelsPanel) -> None:
    assert list(panel.buttons) == list("1234567")
    for key, button in panel.buttons.items():
        assert f"{key} {button.text()}" in panel.shown_text()
    assert panel._close.key == "Esc"


def test_an_empty_folder_says_what_to_do(
    qtbot: QtBot, source: Source, background: Background, tmp_path: Path
) -> None:
    source.folder = tmp_path / "none"
    panel = ModelsPanel(source, background)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    assert "No package is installed: cases show their original only. Press 1." in panel.shown_text()
    enabled = [key for key, button in panel.buttons.items() if button.isEnabled()]
    assert enabled == ["1", "2", "3"]


def test_installing_tells_how_each_went(
    panel: ModelsPanel,
    qtbot: QtBot,
    source: Source,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [package, other] = models.installed(source.folder)
    source.outcomes = [
        Outcome("a", package, saved=10_000_000),
        Outcome("b", other, was_there=True),
        Outcome("c", fault=WorldFault("language.package_damaged", path="c.argosmodel")),
    ]
    monkeypatch.setattr(panel, "ask_for_folder", lambda: "/from/there")
    panel.choose_digit("2")
    said = rest(qtbot, panel, background)
    assert source.asked == ["/from/there"]
    assert source.changes == 1
    assert f"Packages installed: {package.name} {package.version}." in said
    assert "saves 10 MB" in said
    assert f"There already: {other.name} {other.version}." in said
    assert "Refused: 1. c.argosmodel is not a whole package file." in said


def test_many_are_counted_not_named(source: Source) -> None:
    [package, *_] = models.installed(source.folder)
    several = [Outcome(name, package, was_there=True) for name in "abcd"]
    assert ModelsWords().installed(several) == "There already: 4."


def test_no_file_means_no_installation(
    panel: ModelsPanel, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "ask_for_file", lambda: "")
    panel.choose_digit("1")
    assert source.asked == []
    assert panel.buttons["1"].isEnabled()


def test_progress_is_told_and_escape_stops_before_it_closes(
    panel: ModelsPanel,
    qtbot: QtBot,
    source: Source,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rest(qtbot, panel, background)

    def work(watch: Watch) -> list[Outcome]:
        watch.tell("x.argosmodel", 2, 5)
        while not watch.stopped:
            pass
        watch.go_on()
        return []

    source.work = work
    monkeypatch.setattr(panel, "ask_for_file", lambda: "x.json")
    assert not panel.step_back()
    panel.choose_digit("1")
    qtbot.waitUntil(lambda: "2 of 5: x.argosmodel" in panel.shown_text())
    assert not panel.buttons["3"].isEnabled()
    panel.choose_digit("3")
    assert source.asked == ["x.json"]
    assert panel.step_back()
    rest(qtbot, panel, background)
    assert [error.code for error in source.failures] == ["language.stopped"]  # type: ignore[attr-defined]
    assert source.changes == 1
    assert not panel.step_back()


def test_another_version_is_chosen_by_its_key(
    panel: ModelsPanel, qtbot: QtBot, source: Source, background: Background
) -> None:
    newer = source.folder / "translate-ms_en-0_2"
    shutil.copytree(source.folder / "translate-ms_en-0_1", newer)
    (newer / "installed.json").unlink()
    said = json.loads((newer / "metadata.json").read_text("utf-8"))
    (newer / "metadata.json").write_text(json.dumps(said | {"package_version": "0.2"}), "utf-8")
    panel.reload()
    rows = [(line.package.version, line.in_use) for line in panel.model.rows[:2] if line.package]
    assert rows == [("0.2", True), ("0.1", False)]
    panel.table.selectRow(0)
    assert not panel.buttons["4"].isEnabled()
    panel.table.selectRow(1)
    panel.choose_digit("4")
    said_now = rest(qtbot, panel, background)
    assert "translate-ms_en 0.1 translates now." in said_now
    assert [one.version for one in models.usable(source.folder)] == ["0.1", "0.1"]
    current = panel.current()
    assert current is not None
    assert (current.path.name, current.in_use) == ("translate-ms_en-0_1", True)


def test_a_check_finds_what_is_damaged_and_lists_it_with_its_reason(
    panel: ModelsPanel, qtbot: QtBot, source: Source, background: Background
) -> None:
    model = source.folder / "translate-th_en-0_1" / "model" / "model.bin"
    held = bytearray(model.read_bytes())
    held[len(held) // 2] ^= 1
    model.write_bytes(held)
    panel.reload()
    assert "damaged" not in panel.shown_text()  # the same size: only reading all of it tells
    panel.choose_digit("6")
    said = rest(qtbot, panel, background)
    assert "Checked: 2. Damaged: 1." in said
    assert "! damaged" in said
    assert "model/model.bin is not what was installed" in said
    assert source.changes == 1
    panel.table.selectRow(1)
    assert not panel.buttons["5"].isEnabled()
    panel.choose_digit("7")
    panel.choose_digit("7")
    rest(qtbot, panel, background)
    assert not model.exists()


def test_removing_asks_once_more_in_place(
    panel: ModelsPanel, qtbot: QtBot, source: Source, background: Background
) -> None:
    rest(qtbot, panel, background)
    panel.choose_digit("7")
    assert "Remove translate-ms_en-0_1? It gives back 11 MB. Press 7 again." in panel.shown_text()
    panel.table.selectRow(1)
    panel.choose_digit("7")
    assert len(models.installed(source.folder)) == 2  # another row: another question
    panel.choose_digit("7")
    rest(qtbot, panel, background)
    assert [one.name for one in models.installed(source.folder)] == ["translate-ms_en"]


def test_a_failure_is_handed_on_and_the_panel_works_on(
    panel: ModelsPanel, qtbot: QtBot, source: Source, background: Background
) -> None:
    source.fault = WorldFault("language.no_team_folder")
    panel.choose_digit("3")
    rest(qtbot, panel, background)
    assert source.failures == [source.fault]
    source.fault = None
    panel.choose_digit("3")
    assert "The team has nothing that your batches miss." in rest(qtbot, panel, background)


def test_a_panel_that_was_closed_still_hands_on_that_something_came(
    qtbot: QtBot, source: Source, background: Background
) -> None:
    panel = ModelsPanel(source, background)  # type: ignore[arg-type]
    panel.choose_digit("3")
    panel.deleteLater()
    with qtbot.waitSignal(panel.destroyed):
        pass
    qtbot.waitUntil(lambda: source.changes == 1)
