"""Media on the whole desk: what must be looked at, what is covered, what a seal leaves."""

from __future__ import annotations

import copy
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import YOU
from tests.desk import Desk
from tests.media.made import animation, picture, video
from workstation.intake.importer import import_batch
from workstation.services import Opening, open_services
from workstation.store import search
from workstation.store.keys import Protection
from workstation.ui.case.media_cover import Because, cover_of, wish_of
from workstation.ui.dialogs.key_sheet import KeySheet

OpenDesk = Callable[..., Desk]

CLIP, BROKEN = video(frames=10), b"\x1aE\xdf\xa3" + b"junk" * 50
BYTES = {
    "front.png": ("image", picture()),
    "turning.gif": ("image", animation(3)),
    "clip.webm": ("video", CLIP),
    "broken.webm": ("video", BROKEN),
}
SHA = {name: hashlib.sha256(data).hexdigest() for name, (_kind, data) in BYTES.items()}


def home_with_media(
    folder: Path, required: Sequence[str] = (), tags: Sequence[str] = (), number: int = 3
) -> Path:
    cases = copy.deepcopy(list(synthetic_cases(number)))
    for case in cases:
        case["harm_tags"] = list(tags)
        case["media"] = [
            {"sha256": SHA[name], "kind": kind, "name": name, "required": name in required}
            for name, (kind, _data) in BYTES.items()
        ]
        case["decision"] |= {"action": "NONE", "findings": []}
        case["parts"].append(
            {"id": "said", "kind": "transcript", "text": "beg murah", "t0": 0, "t1": 1}
            | {"media": SHA["clip.webm"], "language": "ms"}
        )
    head = manifest_of("media", "Media", policy_pack={"id": "pack-synthetic", "version": "1"})
    files = {f"{SHA[name]}.{name[-4:]}": data for name, (_kind, data) in BYTES.items()}
    batch = write_batch(folder / "batch", head, cases, pack_files(), files)
    services = open_services(Opening(folder / "home", Protection.FILE, person=YOU, starter=False))
    assert services is not None
    import_batch(services.store, batch, YOU.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    while services.store.write(search.index_cases).result():
        pass
    services.close()
    return folder / "home"


def look_at(desk: Desk) -> None:
    """M, until the medium that comes up has been told to have been seen."""
    before = desk.window.case.media_kept()
    desk.press("M")
    desk.wait(lambda: desk.window.case.media_kept() != before, 20_000)


def test_required_media_are_looked_at_before_an_answer_counts(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(home_with_media(tmp_path, ("front.png", "clip.webm", "broken.webm")))
    first = desk.task
    for left in (3, 2, 1):
        desk.answer("1")
        assert desk.task == first
        assert len(desk.window.case.media_missing()) == left
        desk.wait(lambda: "required media" in desk.told)
        look_at(desk)
        desk.press("Escape")
    desk.answer("1")
    desk.wait(lambda: bool(desk.events("answered")))
    ((body, task),) = desk.events("answered")
    assert task == first
    shown = json.loads(body)["shown"]
    assert set(shown["media"]) == {SHA["front.png"], SHA["clip.webm"], SHA["broken.webm"]}
    # Who looked at what cannot be shown has looked; the record tells the two apart.
    assert shown["media_unshown"] == [SHA["broken.webm"]]


def test_what_was_looked_at_is_remembered(open_desk: OpenDesk, tmp_path: Path) -> None:
    home = home_with_media(tmp_path, ("front.png", "clip.webm", "broken.webm"))
    desk = open_desk(home)
    for _ in range(3):
        look_at(desk)
        desk.press("Escape")
    kept, unshown = desk.window.case.media_kept(), desk.window.case.media_unshown()
    assert unshown == (SHA["broken.webm"],)
    desk.close()
    again = open_desk(home)
    assert again.window.case.media_kept() == kept
    assert again.window.case.media_unshown() == unshown
    assert not again.window.case.media_missing()


def test_a_covered_medium_counts_once_it_was_seen(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home_with_media(tmp_path, ("front.png",), ("Self_Harm",)))
    desk.press("M")
    view = desk.window.case.view
    desk.wait(lambda: "Blurred and grey: the case is tagged" in view.shown_text())
    desk.window.grab()
    assert desk.window.case.media_missing() == (SHA["front.png"],)
    desk.press("U")
    desk.wait(lambda: not desk.window.case.media_missing())


def test_cover_follows_tags_wishes_and_the_key(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home_with_media(tmp_path, tags=("drugs",)))
    case, looks = desk.window.case, desk.window.commands.looks
    assert not case.cover()  # drugs is not on the list
    looks.change("media_cover_tags", "weapons, Drugs")
    assert (case.cover().blur, case.cover().because) == (True, Because.TAG)
    looks.change("media_blur", "never")
    looks.change("media_grey", "never")
    assert not case.cover()
    desk.press("Ctrl+Shift+B")
    assert case.cover().blur
    assert "blurred · Space" in case.media.shown_text()
    desk.wait(lambda: "blurred for now" in desk.told)
    desk.press("Ctrl+Shift+B")
    assert not case.cover()
    looks.change("media_blur", "always")
    assert "that is your setting" in case.media.shown_text().replace("&quot;", '"')
    desk.press("Ctrl+Shift+B")
    assert not case.cover()


def test_the_wish_reads_tags_as_people_write_them() -> None:
    held = {
        "media_blur": "by_tag",
        "media_grey": "never",
        "media_blur_strength": "light",
        "media_cover_tags": "animal cruelty, , self-harm",
    }
    wish = wish_of(held)
    assert cover_of(wish, ["Animal_Cruelty"]).tags == ("Animal_Cruelty",)
    assert cover_of(wish, ["self harm"])
    assert not cover_of(wish, ["cruelty", ""])


def test_space_on_the_case_peeks_at_the_thumbnails(open_desk: OpenDesk, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    desk = open_desk(home_with_media(tmp_path, tags=("gore",)))
    strip = desk.window.case.media
    desk.wait(lambda: strip.settled, 20_000)
    hidden = strip.grab().toImage()
    QTest.keyPress(desk.focus(), Qt.Key.Key_Space)
    assert strip.grab().toImage() != hidden
    QTest.keyRelease(desk.focus(), Qt.Key.Key_Space)
    assert strip.grab().toImage() == hidden


def test_a_seal_takes_media_player_and_every_cache(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home_with_media(tmp_path, ("clip.webm",)))
    case = desk.window.case
    desk.wait(lambda: case.media.settled, 20_000)
    helpers = {name: helper.pid for name, helper in case._decoder._helpers.items()}
    look_at(desk)
    player = case.view.look.shelf.player
    pid = player.pid()
    assert pid is not None
    desk.press("Space")
    desk.wait(lambda: player.playing, 20_000)
    desk.press("F12")
    # At once, before the store has answered:
    assert case.view.isHidden()
    assert (player.is_open, player.image) == (False, None)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    shelf, strip = case.view.look.shelf, case.media
    assert (len(shelf._pictures), len(strip._thumbs), len(strip._drawn)) == (0, 0, 0)
    assert strip.shown_text() == ""
    first = desk.task
    desk.wait(lambda: desk.task not in ("", first), 20_000)
    desk.wait(lambda: case._decoder._helpers["pictures"].pid != helpers["pictures"])


def test_evidence_of_a_video_is_pinned_and_kept(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home_with_media(tmp_path, ("clip.webm",)))
    look_at(desk)
    desk.press("[")
    player = desk.window.case.view.look.shelf.player
    player.seek(650)
    desk.wait(lambda: player.time[0] > 500, 20_000)
    desk.press("]", "F3")
    (held,) = desk.bar.pinned()
    assert (held.media, held.box) == (SHA["clip.webm"], None)
    assert held.t0 is not None
    assert held.t1 is not None
    assert held.t0 < held.t1
    desk.press("F3", "F3")
    snapshot = desk.bar.pinned()[-1]
    assert (snapshot.box, snapshot.t0) == ((0, 0, 10_000, 10_000), snapshot.t1)
    desk.press("Shift+F3")
    assert desk.bar.pinned() == (held,)


def test_no_process_is_started_before_the_first_paint(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.ui.window import Window

    started: list[int] = []
    connect = Window._connect

    def watched(window: Window) -> None:
        connect(window)
        window.ready.connect(lambda: started.append(len(window.case._decoder._helpers)))

    monkeypatch.setattr(Window, "_connect", watched)
    desk = open_desk(home_with_media(tmp_path))
    assert started[0] == 0
    desk.wait(lambda: desk.window.case.media.settled, 20_000)
    assert desk.window.case._decoder._helpers


def test_the_keys_of_the_large_view_are_on_the_sheet(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home_with_media(tmp_path))
    desk.press("F1")
    said = desk.wait_panel(KeySheet).shown_text()
    for words in ("In the large view", "Where a span begins, ends", "Sound on, off"):
        assert words in said
