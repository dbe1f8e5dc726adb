"""Before the answer nothing on the screen, in a file or behind a filter tells of the decision."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QBuffer,
    QIODevice,
    QModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractItemView, QWidget

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests import kinds
from tests.conftest import YOU
from tests.desk import Desk
from workstation.domain.event import Event, Kind, Text
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId, derived_id
from workstation.domain.language import Link
from workstation.intake.gold import bring_gold
from workstation.intake.importer import import_batch
from workstation.reports import remediation
from workstation.reports.export import Format, export
from workstation.review.bar_values import Step
from workstation.services import Opening, open_services
from workstation.store import events, search, translations
from workstation.store.keys import Protection
from workstation.ui.dialogs.board_panel import BoardPanel
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.dialogs.compare import ComparePanel
from workstation.ui.dialogs.copies import CopiesPanel
from workstation.ui.dialogs.end_of_batch import EndOfBatch
from workstation.ui.dialogs.facts import FactsPanel
from workstation.ui.dialogs.go_to import GoToPanel
from workstation.ui.dialogs.handed_on import HandedOnPanel
from workstation.ui.dialogs.key_sheet import KeySheet
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.dialogs.offers import OffersPanel
from workstation.ui.dialogs.palette import Palette
from workstation.ui.dialogs.peers import PeersPanel
from workstation.ui.dialogs.published import PublishedPanel
from workstation.ui.dialogs.release_panel import ReleasePanel
from workstation.ui.dialogs.remediation import RemediationPanel
from workstation.ui.dialogs.results import ResultsPanel
from workstation.ui.dialogs.second_looks import SecondLooksPanel
from workstation.ui.dialogs.sync_panel import SyncPanel
from workstation.ui.dialogs.team_panel import TeamPanel
from workstation.ui.dialogs.views import ViewsPanel
from workstation.ui.insight.figures_panel import FiguresPanel
from workstation.ui.policy.panel import PolicyPanel
from workstation.ui.terms import clock

OpenDesk = Callable[..., Desk]
MARKS = {
    "by": "zq-moderator",
    "vendor": "zq-vendor",
    "site": "ZQ-SITE",
    "note": "zq note words",
    "penalty": "zq-penalty",
}
HANDLING = 1234
TIMELY = ("Header.", "Window.shown_text", "Toast.")


def picture() -> bytes:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def decisions(shift: int) -> Iterator[dict[str, Any]]:
    """Decisions that say other things for another `shift`; their day is the same."""
    actions = ("NONE", "REMOVE", "EDIT", "LIMIT", "ROUTE")
    for number in range(8):
        action = actions[(number + shift) % len(actions)]
        cited = {
            "target": {"kind": "part", "ref": ("title", "description")[shift % 2]},
            "clause": f"{(number + shift) % 10}.{1 + shift % 2}",
            "version": 1,
            "action": action,
            "evidence": [{"part": ("title", "description")[shift % 2], "start": 0, "end": 4}],
            "primary": True,
        }
        yield {
            **{name: f"{words}-{shift}" for name, words in MARKS.items()},
            "handling_seconds": HANDLING + shift,
            "prior_points": 3 + shift,
            "penalty_set_by": ("system", "moderator")[shift % 2],
            "automated": bool(shift % 2),
            "action": action,
            "findings": [] if action in ("NONE", "ROUTE") else [cited],
        }


def blind_home(
    folder: Path,
    shift: int = 0,
    *,
    alike: bool = False,
    kind: str = "qa",
    copies: int = 1,
    gold: Callable[[Path], object] | None = None,
) -> Path:
    """A store with a small blind batch whose decisions are full of marks. `copies` of a case make
    a cluster; `gold` writes what lies beside the batch."""
    cases = copy.deepcopy(list(synthetic_cases(8)))
    data = picture()
    sha256 = hashlib.sha256(data).hexdigest()
    for number, (case, decision) in enumerate(zip(cases, decisions(shift), strict=True)):
        case["cluster"] = f"c{number // copies}" if copies > 1 else None
        case["decision"] = {**case["decision"], **decision}
        if alike:
            case["decision"] |= {"action": "NONE", "findings": []}
        case["media"] = [{"sha256": sha256, "kind": "image", "name": "photo 1", "alt": "a bag"}]
    head = manifest_of("blind", "Blind", policy_pack={"id": "pack-synthetic", "version": "1"})
    head["kind"] = kind
    batch = write_batch(folder / "batch", head, cases, pack_files(), {f"{sha256}.png": data})
    services = open_services(Opening(folder / "home", Protection.FILE, person=YOU, starter=False))
    assert services is not None
    import_batch(services.store, batch, YOU.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    if gold is not None:
        gold(batch)
        bring_gold(
            services.store, batch, head["id"], None, lambda: datetime(2026, 6, 1, tzinfo=UTC)
        )
    while services.store.write(search.index_cases).result():
        pass
    services.close()
    return folder / "home"


# Everything that can be read off a window


def said_by(window: QWidget) -> list[str]:
    """Every word of a window: texts, tips, names for readers, models under every role."""
    said = []
    for widget in [window, *window.findChildren(QWidget)]:
        for name in (
            *("text", "title", "placeholderText", "toPlainText", "shown_text", "windowTitle"),
            *("toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription"),
        ):
            ask = getattr(widget, name, None)
            if callable(ask):
                said.append(f"{type(widget).__name__}.{name}: {ask()}")
        for action in widget.actions():
            said += [action.text(), action.toolTip(), action.statusTip()]
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            said += list(rows_of(widget.model()))
    return said


def rows_of(model: QAbstractItemModel) -> Iterator[str]:
    roles = [*range(20), *range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 10)]
    for row in range(model.rowCount(QModelIndex())):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            index = model.index(row, column)
            said = (f"{role}: {model.data(index, role)}" for role in roles)
            # Where a font happens to lie in memory tells nobody anything.
            yield from (re.sub(r" at 0x[0-9a-f]+", "", words) for words in said)


def comparable(said: list[str], home: Path) -> list[str]:
    """Without what differs between two stores: where they lie, and the header, which tells of
    translations that come when they come."""
    return [line.replace(str(home), "") for line in said if not line.startswith(TIMELY)]


def marks_in(words: str, shift: int = 0) -> list[str]:
    told = [f"{mark}-{shift}" for mark in MARKS.values()] + [str(HANDLING + shift)]
    return [mark for mark in [*told, clock((HANDLING + shift) * 1000)] if mark in words]


def look_everywhere(desk: Desk, others: int = 7) -> Iterator[tuple[str, list[str]]]:
    """Walk through the window as a curious person would, and through the other cases."""
    window = desk.window
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    yield "case", said_by(window)
    for step in ("4", "3", "Backspace", "1"):
        desk.answer(step)
        yield f"bar at {desk.step}", said_by(window)
    desk.answer("Backspace", "Backspace", "Backspace")
    desk.answer("0")
    yield "cannot judge", said_by(window)
    desk.answer("Backspace")
    desk.press("M")
    desk.wait(lambda: window.case.view.look.image() is not None)
    desk.wait(lambda: "opened" in window.case.media.shown_text())
    yield "media", said_by(window)
    desk.press("Escape")
    desk.press("Ctrl+P")
    desk.type("Words")
    desk.wait(lambda: bool(window.policy._finder.list.lines))
    yield "policy search", said_by(window)
    desk.press("Escape")
    for key, kind in (
        ("F1", KeySheet),
        ("Ctrl+I", FactsPanel),
        ("Ctrl+K", Palette),
        ("Ctrl+R", ResultsPanel),
        ("Ctrl+J", HandedOnPanel),
        ("Ctrl+L", PeersPanel),
        ("Ctrl+B", Chooser),
        ("Ctrl+M", ModelsPanel),
        ("Ctrl+T", RemediationPanel),
        ("Ctrl+Shift+P", PolicyPanel),
        ("Ctrl+G", GoToPanel),
        ("Ctrl+Shift+V", ViewsPanel),
        ("Ctrl+Shift+S", SyncPanel),
        ("Ctrl+Shift+O", OffersPanel),
        ("Ctrl+Shift+J", TeamPanel),
        ("Ctrl+Shift+A", PublishedPanel),
        ("Ctrl+2", SecondLooksPanel),
        ("Ctrl+Shift+L", BoardPanel),
        ("Ctrl+Shift+K", FiguresPanel),
        ("Ctrl+Shift+R", ReleasePanel),
        ("Ctrl+Return", EndOfBatch),
    ):
        desk.press(key)
        panel = desk.wait_panel(kind)
        yield kind.__name__, said_by(window) + said_by(panel)
        desk.press("Escape")
        assert desk.panel() is None
    for _ in range(others):
        before = desk.task
        desk.press("Alt+Down")
        desk.wait_left(before)
        desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
        yield f"case {desk.source}", said_by(window)


def is_quiet(desk: Desk) -> bool:
    """Whether everything that was asked for has come."""
    return not desk.window.background.busy and not desk.window.toast.isVisible()


def test_no_widget_tells_of_the_decision_before_the_answer(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(blind_home(tmp_path))
    seen = 0
    for place, said in look_everywhere(desk):
        seen += len(said)
        assert not marks_in("\n".join(said)), place
        assert not marks_in(repr(desk.reviewer.prepared)), place
        assert not marks_in(repr(desk.reviewer.way.next_case)), place
    assert seen > 5_000
    clipboard = QGuiApplication.clipboard().text()
    assert not marks_in(clipboard)


def test_the_queue_s_groups_and_menu_tell_nothing(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(blind_home(tmp_path))
    queue = desk.window.queue
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: queue.model.grouped and not queue.model.loading)
    desk.wait(lambda: queue.model.row_at(0) is not None)
    assert not marks_in("\n".join(said_by(desk.window)))
    for words in ("la", "ve", "d", "seller:", "vendor:"):
        desk.press("/")
        desk.type(words)
        desk.wait(lambda: queue._filter._words is not None)
        assert not marks_in("\n".join(said_by(desk.window))), words
    offered = [one.word for some in queue._filter._words.values() for one in some]
    assert offered
    assert not marks_in(" ".join(offered))


def test_what_is_said_of_a_translation_tells_nothing(open_desk: OpenDesk, tmp_path: Path) -> None:
    walks = []
    for shift in (0, 1):
        desk = open_desk(blind_home(tmp_path / str(shift), shift), held=True)
        desk.services.engine.saying = lambda sentence, made: replace(
            made,
            marks=("numbers_lost", "doubtful"),
            lost=("RM 45",),
            confidence=len(sentence),
            links=(Link(0, 3, 0, 4),),
        )
        desk.services.engine.release()
        desk.wait(lambda desk=desk: desk.reviewer.prepared.rendered.complete)
        desk.wait(lambda desk=desk: is_quiet(desk))
        case, walk = desk.window.case, []
        assert "numb" in case.trust.shown_text()
        for key in ("Down", "Right", "Shift+Right", "Ctrl+I", "Escape", "F10", "Up"):
            desk.press(key)
            pane = desk.panel() or case
            walk += [key, *said_by(case), *(said_by(pane)), pane.grab().toImage()]
        assert not marks_in("\n".join(str(one) for one in walk), shift)
        walks.append(walk)
        desk.close()
    assert walks[0] == walks[1]


def languages_are_known(desk: Desk) -> bool:
    batch = desk.reviewer.batch
    left = desk.services.store.read(translations.unknown, batch, 1).result()
    return not left and not desk.window.background.busy


def test_other_decisions_make_no_difference_to_a_single_pixel(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    # The mark test knows what to look for; this one does not need to.
    walks = []
    for shift in (0, 1):
        desk = open_desk(blind_home(tmp_path / str(shift), shift))
        desk.wait(lambda desk=desk: languages_are_known(desk))  # they show in the queue
        pictures = []
        walk = []
        for place, said in look_everywhere(desk):
            walk.append((place, comparable(said, tmp_path / str(shift))))
            for pane in (desk.window.case, desk.window.policy, desk.window.queue, desk.window.bar):
                pane.setFocus()
                pictures.append((place, pane.grab().toImage()))
            desk.window.focus_case()
        walks.append((walk, pictures))
        desk.close()
    (first, before), (second, after) = walks
    assert [place for place, _ in first] == [place for place, _ in second]
    for (place, said), (_, other) in zip(first, second, strict=True):
        assert said == other, place
    for (place, one), (_, other) in zip(before, after, strict=True):
        assert one == other, place


@pytest.mark.parametrize(
    "line",
    [
        *(f"{mark}-0" for mark in MARKS.values()),
        *("vendor:zq-vendor-0", "by:zq-moderator-0", "site:ZQ-SITE-0", "penalty:zq-penalty-0"),
        *("result:differs", "result:agrees", "decision:REMOVE", "action:REMOVE", "REMOVE"),
    ],
)
def test_no_filter_finds_what_is_blind(open_desk: OpenDesk, tmp_path: Path, line: str) -> None:
    desk = open_desk(blind_home(tmp_path))
    queue = desk.window.queue
    desk.press("/")
    desk.type(line)
    desk.wait(lambda: queue._line == line and not queue.model.loading)
    assert queue.filter_line() == line
    assert queue.model.rowCount() == 0
    desk.press("Escape")
    desk.wait(lambda: queue.model.rowCount() == 8)
    assert not queue.filter_line()


def test_no_file_tells_of_the_decision_before_the_answer(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    home = blind_home(tmp_path)
    desk = open_desk(home)
    desk.answer("4", "3")
    drafts = desk.sql("SELECT body FROM draft")
    assert drafts
    assert not marks_in(repr(drafts))
    assert not marks_in(repr(desk.sql("SELECT body, texts FROM event")))
    for kind in Format:
        path = tmp_path / f"before.{kind}"
        export(desk.services.store, None, kind, str(path))
        assert not marks_in(path.read_text("utf-8"))
    desk.close()
    for path in (p for p in home.rglob("*") if p.is_file() and "packages" not in p.parts):
        assert not marks_in(path.read_bytes().decode("latin-1")), path.name


def test_the_marks_show_once_the_answer_is_committed(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(blind_home(tmp_path))
    task = desk.task
    desk.answer("4", "3", "1", "Enter")  # the moderator saw nothing wrong
    desk.wait_step(Step.REVEALED)
    facts = desk.window.case.facts.shown_text()
    assert len(marks_in(facts)) == len(MARKS) + 1
    assert "FN.missed" in desk.window.bar.shown_text()
    desk.answer("Enter")
    desk.wait_left(task)
    # It is gone again with the next case, and in the files stands this one alone.
    assert not marks_in("\n".join(said_by(desk.window)))
    path = tmp_path / "after.jsonl"
    export(desk.services.store, None, Format.JSONL, str(path))
    (line,) = path.read_text("utf-8").splitlines()
    assert {"zq-vendor-0", "zq-moderator-0", "ZQ-SITE-0"} <= set(marks_in(line))


def test_a_case_that_cannot_be_judged_stays_blind(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(blind_home(tmp_path))
    task = desk.task
    desk.answer("0", "1")
    desk.wait_left(task)
    desk.window.queue.task_chosen.emit(task)
    desk.wait(lambda: desk.task == task)
    assert desk.step is Step.DONE
    assert not marks_in("\n".join(said_by(desk.window)))


def test_a_batch_of_like_decisions_is_not_called_blind(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(blind_home(tmp_path, alike=True))
    desk.wait(lambda: "0/8" in desk.window.header.shown_text())
    assert "blind" not in desk.window.header.shown_text()
    assert not desk.reviewer.prepared.view.batch.blind
    assert "Decision: No violation" in desk.window.case.facts.shown_text()
    desk.answer("1")
    desk.wait(lambda: bool(desk.verdicts()))
    assert not desk.verdicts()[0].blind


# Gold and the copies of a cluster


def gold_of(action: str) -> Callable[[Path], object]:
    """Gold on every case, full of marks of its own."""

    def write(batch: Path) -> object:
        right = kinds.decision(action, None if action == "NONE" else "7.2")
        told = {"why": f"zq-gold {action}", "owner": "zq-owner"}
        lines = [kinds.gold_line(batch, number, right, **told) for number in range(8)]
        return kinds.write_gold(batch, lines)

    return write


def test_gold_makes_no_difference_before_the_answer(open_desk: OpenDesk, tmp_path: Path) -> None:
    walks = []
    for action in ("NONE", "REMOVE"):
        home = blind_home(tmp_path / action, kind="practice", gold=gold_of(action))
        desk = open_desk(home)
        desk.wait(lambda desk=desk: languages_are_known(desk))
        walk = []
        for place, said in look_everywhere(desk):
            words = "\n".join(said)
            assert not marks_in(words), place
            assert "zq-" not in words, place
            assert "zq-" not in repr(desk.reviewer.prepared), place
            assert "zq-" not in repr(desk.reviewer.way.next_case), place
            walk.append((place, comparable(said, tmp_path / action)))
        assert "zq-" not in repr(desk.sql("SELECT body FROM draft"))
        assert "zq-" not in repr(desk.sql("SELECT body, texts FROM event"))
        for kind in Format:
            path = tmp_path / f"{action}.{kind}"
            export(desk.services.store, None, kind, str(path))
            assert "zq-" not in path.read_text("utf-8")
        walks.append(walk)
        # The answer brings it, on this case alone, and not into what travels.
        task = desk.task
        desk.answer("1")
        desk.wait_step(Step.GOLD)
        assert f"zq-gold {action}" in desk.window.bar.shown_text()
        assert "zq-gold" not in repr(desk.sql("SELECT body, texts FROM event"))
        desk.answer("Enter")
        desk.wait_left(task)
        assert "zq-gold" not in "\n".join(said_by(desk.window))
        desk.close()
    assert walks[0] == walks[1]


def test_the_copies_of_a_cluster_tell_nothing_either(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(blind_home(tmp_path, kind="consistency", copies=2))
    for place, said in look_everywhere(desk, others=3):
        assert not marks_in("\n".join(said)), place
        assert not marks_in(repr(desk.reviewer.prepared)), place
    desk.press("Ctrl+Y")
    panel = desk.wait_panel(CopiesPanel)
    desk.wait(lambda: panel.shown is not None)
    assert not marks_in("\n".join(said_by(panel)))
    assert not marks_in(repr(panel.shown))
    desk.press("Left")
    desk.wait(lambda: panel.shown.number == 1)
    assert not marks_in("\n".join(said_by(panel)))


def test_what_colleagues_want_put_right_tells_nothing_of_a_case_still_blind(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    """A colleague's overturn says that the decision is wrong: it comes with the own answer."""
    desk = open_desk(blind_home(tmp_path))
    task, case = desk.task, desk.reviewer.prepared.view.case
    verdict = {
        "answer": {"action": "REMOVE", "findings": []},
        "outcome": {
            "result": "differs",
            "errors": [{"code": "FN.missed", "severity": "critical", "params": {}}],
        },
        "kind": "qa",
    }
    event = Event(
        EventId("018f0000-0000-7000-8000-00000000000a"), StreamId("noor.work"), 1, Kind.VERDICT,
        "2026-06-01T10:00:00+00:00", PersonId("noor"), DeviceId("noor"),
        desk.reviewer.batch, desk.reviewer.prepared.view.item.id, "noors-task", case.id,
        body=verdict,
    )  # fmt: skip
    desk.services.store.write(lambda db: events.receive(db, [event])).result()
    path = tmp_path / "list.jsonl"
    for keys in ((), ("0", "1")):
        if keys:
            desk.answer(*keys)
            desk.wait_left(task)
        desk.press("Ctrl+T")
        panel = desk.wait_panel(RemediationPanel)
        said = "\n".join(said_by(panel))
        assert case.source_id not in said
        assert "Nothing is to be put right." in said
        desk.press("Escape")
        assert remediation.export(desk.services.store, path, overwrite=True).rows == 0
        assert not path.read_text("utf-8")
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.task == task and not desk.reviewer.resting)
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.press("Ctrl+T")
    panel = desk.wait_panel(RemediationPanel)
    assert case.source_id in panel.shown_text()
    assert remediation.export(desk.services.store, path, overwrite=True).rows == 1


def test_a_second_look_tells_nothing_of_the_first(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Not even in a batch whose decisions are shown: the first verdict and its author come with
    the own answer, and not before."""
    walks = []
    for shift in (0, 1):
        home = blind_home(tmp_path / str(shift), shift)
        said = first_verdict(home, ("REMOVE", "NONE")[shift], f"zq-first-{shift}")
        desk = open_desk(home)
        desk.wait(lambda desk=desk: languages_are_known(desk))
        view = desk.reviewer.prepared.view
        assert (view.task.stage, view.hidden, view.batch.blind) == ("second", True, False)
        walk = []
        for place, words in look_everywhere(desk, others=2):
            told = "\n".join(words)
            assert "zq-first" not in told, place
            assert not marks_in(told, shift), place
            assert not marks_in(repr(desk.reviewer.prepared), shift), place
            lines = [line for line in words if "QFont" not in line]
            walk.append((place, comparable(lines, tmp_path / str(shift))))
        for key, kind in (("Ctrl+2", SecondLooksPanel), ("Ctrl+Shift+L", BoardPanel)):
            desk.press(key)
            panel = desk.wait_panel(kind)
            lines = [line for line in said_by(panel) if "QFont" not in line]
            walk.append((kind.__name__, comparable(lines, tmp_path / str(shift))))
            assert "zq-first" not in "\n".join(walk[-1][1])
            desk.press("Escape")
        for form in Format:
            path = tmp_path / f"{shift}.{form}"
            export(desk.services.store, None, form, str(path))
            assert "zq-first" not in path.read_text("utf-8")
        walks.append(walk)
        desk.go(said)
        desk.answer("4", "3", "2", "Enter")
        desk.wait(lambda desk=desk: desk.step is Step.REVEALED or desk.panel() is not None)
        if desk.panel() is None:
            desk.answer("1", "Enter")
        panel = desk.wait_panel(ComparePanel)
        assert f"zq-first-{shift}" in panel.shown_text()
        desk.close()
    for (place, words), (_, other) in zip(*walks, strict=True):
        assert words == other, (place, set(words) ^ set(other))


def first_verdict(home: Path, action: str, author: str) -> str:
    """Somebody's verdict on the first case, which is now to be judged a second time, unblind."""
    services = open_services(Opening(home, Protection.FILE, person=YOU, starter=False))
    assert services is not None

    def lay(db: Any) -> str:
        # As a desk has it that was assigned the batch for a second look.
        db.conn.execute("UPDATE batch SET blind = 0")
        for seq, item in db.conn.execute("SELECT seq, item FROM task").fetchall():
            made = derived_id(item, YOU.id, "second")
            db.conn.execute("UPDATE task SET stage = 'second', id = ? WHERE seq = ?", [made, seq])
        batch, item, case = db.conn.execute(
            "SELECT batch, item, [case] FROM task ORDER BY position LIMIT 1"
        ).fetchone()
        verdict = {
            "answer": {"action": action, "findings": []},
            "outcome": {"result": "differs", "errors": [], "severity": "none"},
            "stage": "first",
            "kind": "qa",
        }
        event = Event(
            EventId("018f0000-0000-7000-8000-00000000000b"), StreamId("noor.work"), 1,
            Kind.VERDICT, "2026-06-01T10:00:00+00:00", PersonId(author), DeviceId("noor"),
            batch, item, "noors-task", case, body=verdict,
            texts={"note": Text.of(f"{author} says why", "salt")},
        )  # fmt: skip
        events.receive(db, [event])
        return str(
            db.conn.execute("SELECT source_id FROM [case] WHERE id = ?", [case]).fetchone()[0]
        )

    case = services.store.write(lay).result()
    services.close()
    return case
