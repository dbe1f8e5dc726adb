"""Videos and sounds in the player's process, and in the large view."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.media.made import animation, bomb, picture, video
from workstation.domain.case import Media
from workstation.domain.decision import Evidence
from workstation.media.helper import Helper
from workstation.media.values import Why
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.case import player as players
from workstation.ui.case.images import Decoder
from workstation.ui.case.media_cover import NOTHING, Because, Cover
from workstation.ui.case.media_text import Line
from workstation.ui.case.media_view import WHOLE, MediaView
from workstation.ui.case.player import Player, start_posters

FIT = (400, 400)
LONG = 20_000


def future_of(data: bytes | None) -> Future[bytes | None]:
    future: Future[bytes | None] = Future()
    future.set_result(data)
    return future


@pytest.fixture
def player(qapp: QApplication) -> Iterator[Player]:
    made = Player()
    yield made
    made.close()


def opened(qtbot: QtBot, player: Player, data: bytes | None) -> Player:
    player.open(future_of(data), FIT)
    qtbot.waitUntil(
        lambda: (
            player.why is not None
            or (player.ready and (player.image is not None or not player.video))
        ),
        timeout=LONG,
    )
    return player


def red(player: Player) -> int:
    assert player.image is not None
    return player.image.pixelColor(80, 48).red()


# The player


@pytest.mark.parametrize(
    ("container", "codec", "sound"),
    [("webm", "libvpx", "libopus"), ("webm", "libvpx-vp9", "libopus"), ("mp4", "libx264", "aac")],
)
def test_a_video_opens_on_its_first_picture_still_and_silent(
    qtbot: QtBot, player: Player, container: str, codec: str, sound: str
) -> None:
    opened(qtbot, player, video(container, codec, sound))
    assert player.why is None
    assert player.duration == pytest.approx(3000, abs=50)
    assert (player.video, player.audio, player.playing, player.muted) == (True, True, False, True)
    assert player.full == (160, 96)
    assert player.time[0] < 50
    assert red(player) < 20


def test_steps_and_seeks_land_on_their_pictures(qtbot: QtBot, player: Player) -> None:
    opened(qtbot, player, video("mp4", "libx264", "aac"))
    for by, begins in ((1, 100), (1, 200), (1, 300), (-1, 200), (-1, 100), (5, 600)):
        player.step(by)
        qtbot.waitUntil(lambda begins=begins: player.time[0] == begins, timeout=LONG)
        assert red(player) == pytest.approx(255 * begins // 100 // 30, abs=8)
    player.seek(2150)
    qtbot.waitUntil(lambda: player.time == (2100, 2200), timeout=LONG)
    player.seek(-5)
    qtbot.waitUntil(lambda: player.time[0] == 0, timeout=LONG)
    player.seek(99_999)
    qtbot.waitUntil(lambda: player.time[0] == 2900, timeout=LONG)


def test_it_plays_stands_still_and_begins_again_at_the_end(qtbot: QtBot, player: Player) -> None:
    opened(qtbot, player, video(frames=6))
    player.faster(3)
    assert player.rate == 2.0
    player.toggle()
    qtbot.waitUntil(lambda: player.playing, timeout=LONG)
    qtbot.waitUntil(lambda: not player.playing and player.at > 500, timeout=LONG)  # the end
    player.toggle()
    qtbot.waitUntil(lambda: player.playing and player.time[0] < 400, timeout=LONG)
    player.toggle()
    qtbot.waitUntil(lambda: not player.playing, timeout=LONG)


def test_speeds_have_ends(qapp: QApplication) -> None:
    player = Player()
    for _ in range(9):
        player.faster(-1)
    assert player.rate == players.SLOWEST
    for _ in range(9):
        player.faster(1)
    assert player.rate == players.FASTEST


@pytest.mark.parametrize(
    ("container", "sound"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame"), ("ogg", "libopus")]
)
def test_sounds(qtbot: QtBot, player: Player, container: str, sound: str) -> None:
    opened(qtbot, player, video(container, "", sound, frames=10))
    assert (player.why, player.video, player.audio) == (None, False, True)
    player.set_sound(muted=False, volume=30)  # without a device nothing is heard, and nothing fails
    player.toggle()
    qtbot.waitUntil(lambda: player.at > 100, timeout=LONG)
    assert player.why is None


MP4 = video("mp4", "libx264", "aac")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, Why.MISSING),
        (b"hello, I am a video", Why.NOT_PLAYED),
        (b"#EXTM3U\nhttp://127.0.0.1:9/one.ts\n", Why.NOT_PLAYED),
        (picture(), Why.NOT_PLAYED),
        (bomb(), Why.NOT_PLAYED),
        (b"\x1aE\xdf\xa3" + b"junk" * 500, Why.BROKEN),
        (b"\x00\x00\x00\x20ftypisom" + b"\xff" * 500, Why.BROKEN),
        (MP4[:2000], Why.BROKEN),  # the table of an MP4 stands at its end
        (b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 60, Why.BROKEN),
    ],
    ids=lambda value: value.name if isinstance(value, Why) else repr(value and value[:6]),
)
def test_what_cannot_be_played_says_why(
    qtbot: QtBot, player: Player, data: bytes | None, why: Why
) -> None:
    opened(qtbot, player, data)
    assert player.why is why
    assert not player.is_open


def test_a_video_cut_off_plays_as_far_as_it_goes(qtbot: QtBot, player: Player) -> None:
    whole = video(frames=40)
    opened(qtbot, player, whole[: len(whole) // 2])
    assert player.image is not None or player.why is not None


def test_a_player_that_is_killed_leaves_a_sentence(qtbot: QtBot, player: Player) -> None:
    opened(qtbot, player, video())
    player.toggle()
    qtbot.waitUntil(lambda: player.playing, timeout=LONG)
    pid = player.pid()
    assert pid is not None
    os.kill(pid, 9)
    qtbot.waitUntil(lambda: player.why is Why.GAVE_UP, timeout=LONG)
    assert (player.is_open, player.image) == (False, None)
    opened(qtbot, player, video())
    assert player.why is None


def test_one_that_says_nothing_is_given_up(
    qtbot: QtBot, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.media import child

    monkeypatch.setattr(
        players, "start_player", lambda: child.start(("-c", "import time\ntime.sleep(60)"))
    )
    player._silence.setInterval(300)
    player.open(future_of(video()), FIT)
    qtbot.waitUntil(lambda: player.why is Why.GAVE_UP, timeout=LONG)


def test_without_its_libraries_it_says_so(
    qtbot: QtBot, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.media import child

    def refuse() -> None:
        raise FileNotFoundError

    def lacking() -> object:
        return child.start(("-c", "raise ImportError"))

    for start in (refuse, lacking):
        monkeypatch.setattr(players, "start_player", start)
        player.open(future_of(video()), FIT)
        qtbot.waitUntil(lambda: player.why is not None, timeout=LONG)
        assert player.why is Why.NO_PLAYER


def test_closing_ends_the_process_at_once(qtbot: QtBot, player: Player) -> None:
    opened(qtbot, player, video())
    pid = player.pid()
    assert pid is not None
    player.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert player.image is None


def test_no_library_is_loaded_here_and_no_file_written_there(qtbot: QtBot, player: Player) -> None:
    opened(qtbot, player, video())
    assert "PySide6.QtMultimedia" not in sys.modules
    folder = Path(f"/proc/{player.pid()}/fd")
    if not folder.exists():
        pytest.skip("no /proc")
    for entry in folder.iterdir():
        target = Path(os.readlink(entry))
        assert not target.is_file() or target.suffix in (".so", ".py", ".ttf", ".ttc", ".otf"), (
            target
        )


def test_a_videos_thumbnail_comes_from_a_helper() -> None:
    helper = Helper(start_posters)
    try:
        found = helper.decode("one", lambda: video(), (72, 72)).result(30)
        assert (found.why, found.size, found.full) == (None, (72, 43), (160, 96))
        assert helper.decode("two", lambda: MP4[:900], (72, 72)).result(30).why is Why.BROKEN
        assert helper.decode("three", lambda: picture(), (72, 72)).result(30).why is Why.NOT_PLAYED
        sound = video("wav", "", "pcm_s16le", frames=5)
        assert helper.decode("four", lambda: sound, (72, 72)).result(30).why is Why.SOUND
    finally:
        helper.close()


# In the large view

BYTES = {"a": video("mp4", "libx264", "aac"), "b": animation(), "c": MP4[:2000], "d": picture()}
BYTES["e"] = video("wav", "", "pcm_s16le", frames=10)
KINDS = {"a": "video", "b": "image", "c": "video", "d": "image", "e": "audio"}
MEDIA = [Media(name * 64, KINDS[name], f"{name}.bin", True) for name in BYTES]
LINES = {
    "a" * 64: (
        Line("t1", "สวัสดี", "th", "Hello", t0=0, t1=1000),
        Line("t2", "高仿", "zh-Hans", "replica", t0=1000, t1=2000),
        Line("t3", "نسخة", "ar", None, t0=2000),
    )
}
BLUR = Cover(blur=True, because=Because.TAG, tags=("gore",))


def load(sha256: str) -> Future[bytes | None]:
    return future_of(BYTES[sha256[0]])


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    theme.apply(qapp, dark=False)
    made = Background()
    yield made
    made.close()


@pytest.fixture
def over(qtbot: QtBot) -> Iterator[MediaView]:
    centre, decoder = QWidget(), Decoder()
    qtbot.addWidget(centre)
    centre.resize(800, 700)
    view = MediaView(centre, decoder)
    centre.show()
    centre.activateWindow()
    qtbot.waitUntil(centre.isActiveWindow)
    yield view
    view.forget()
    decoder.close()
    centre.close()


def show(
    qtbot: QtBot, view: MediaView, background: Background, index: int, cover: Cover = NOTHING
) -> None:
    view.show_media(MEDIA, index, LINES, load, background, cover=cover)
    qtbot.waitUntil(view.hasFocus)
    player = view.look.shelf.player
    if MEDIA[index].kind != "image":
        qtbot.waitUntil(
            lambda: player.why is not None or (player.ready and
            (player.image is not None or not player.video)), timeout=LONG,
        )  # fmt: skip
    qtbot.waitUntil(lambda: view.look.shelf.settled, timeout=LONG)
    view.grab()


def key(qtbot: QtBot, view: MediaView, *names: str) -> None:
    for name in names:
        qtbot.keyClick(view, getattr(Qt.Key, f"Key_{name}"))


def test_a_video_is_viewed_once_the_player_has_shown_it(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    show(qtbot, over, background, 0)
    assert viewed == ["a" * 64]
    said = over.shown_text()
    for words in ("00:00.00 / 00:03", "1×", "no sound device here", "สวัสดี", "Hello", "coming"):
        assert words in said
    assert not over.look.shelf.player.playing  # nothing plays by itself


def test_the_line_that_is_said_is_lit_and_enter_goes_to_it(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 0)
    assert over.lines.current == 0
    key(qtbot, over, "Down", "Return")
    qtbot.waitUntil(lambda: over.lines.current == 1, timeout=LONG)
    over.lines.chosen.emit(2)
    qtbot.waitUntil(lambda: over.lines.current == 2, timeout=LONG)
    key(qtbot, over, "J")
    qtbot.waitUntil(lambda: over.lines.current == 0, timeout=LONG)


def test_a_span_is_marked_and_pinned(qtbot: QtBot, over: MediaView, background: Background) -> None:
    show(qtbot, over, background, 0)
    player = over.look.shelf.player
    key(qtbot, over, "Period")
    qtbot.waitUntil(lambda: player.time[0] == 100, timeout=LONG)
    key(qtbot, over, "BracketLeft")
    player.seek(1550)
    qtbot.waitUntil(lambda: player.time[0] == 1500, timeout=LONG)
    qtbot.keyClicks(over, "]")
    assert "F3 pins 00:00.10 – 00:01.60" in over.shown_text()
    with qtbot.waitSignal(over.evidence) as given:
        key(qtbot, over, "F3")
    assert given.args == [Evidence(media="a" * 64, t0=100, t1=1600)]
    assert "span" not in over.timeline.shown_text()


def test_an_end_before_its_beginning_is_no_span(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 0)
    player = over.look.shelf.player
    player.seek(1550)
    qtbot.waitUntil(lambda: player.time[0] == 1500, timeout=LONG)
    key(qtbot, over, "I")
    player.seek(0)
    qtbot.waitUntil(lambda: player.time[0] == 0, timeout=LONG)
    key(qtbot, over, "O")
    assert over.look.marks.span is None
    key(qtbot, over, "Escape")
    assert over.isVisible()
    assert not over.look.marks.any


def test_a_snapshot_is_the_picture_that_is_shown_with_its_time(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 0)
    over.look.shelf.player.seek(2150)
    qtbot.waitUntil(lambda: over.look.shelf.player.time[0] == 2100, timeout=LONG)
    key(qtbot, over, "F3")
    with qtbot.waitSignal(over.evidence) as given:
        key(qtbot, over, "F3")
    assert given.args == [Evidence(media="a" * 64, box=WHOLE, t0=2100, t1=2100)]


def test_a_box_of_another_moment_is_not_drawn(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    held = Evidence(media="a" * 64, box=(0, 0, 5000, 5000), t0=2100, t1=2100)
    over.look.pinned = lambda: (held,)
    marks = over.look.marks
    assert marks.seen([held], MEDIA[0], (2100, 2200)) == [held]
    assert marks.seen([held], MEDIA[0], (2200, 2300)) == []
    assert marks.seen([held], MEDIA[1], None) == []


def test_space_plays_what_is_seen_and_peeks_at_what_is_covered(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    show(qtbot, over, background, 0, BLUR)
    player = over.look.shelf.player
    assert "Blurred: the case is tagged \u2068gore\u2069." in over.shown_text()
    assert "Space hold to look" in over.shown_text()
    hidden = over.grab().toImage()
    qtbot.keyPress(over, Qt.Key.Key_Space)
    assert over.grab().toImage() != hidden
    assert viewed == ["a" * 64]
    qtbot.keyRelease(over, Qt.Key.Key_Space)
    assert not player.playing
    key(qtbot, over, "K")  # covered, it plays all the same
    qtbot.waitUntil(lambda: player.playing, timeout=LONG)
    key(qtbot, over, "K", "U")
    qtbot.waitUntil(lambda: not player.playing, timeout=LONG)
    key(qtbot, over, "Space")
    qtbot.waitUntil(lambda: player.playing, timeout=LONG)


def test_a_covered_video_that_plays_does_not_count(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    show(qtbot, over, background, 0, BLUR)
    key(qtbot, over, "K")
    qtbot.waitUntil(lambda: over.look.shelf.player.at > 300, timeout=LONG)
    over.grab()
    assert viewed == []


def test_an_animation_stands_steps_and_names_its_time(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 1)
    reel = over.look.shelf.reel
    assert (reel.frames, reel.playing) == (10, False)
    key(qtbot, over, "Period")
    qtbot.waitUntil(lambda: reel.number == 1, timeout=LONG)
    key(qtbot, over, "Comma", "Comma")
    qtbot.waitUntil(lambda: reel.number == 9, timeout=LONG)
    assert "picture 10 of 10 · 00:00.63" in over.shown_text()
    key(qtbot, over, "F3")
    with qtbot.waitSignal(over.evidence) as given:
        key(qtbot, over, "F3")
    assert given.args == [Evidence(media="b" * 64, box=WHOLE, t0=630, t1=630)]
    key(qtbot, over, "Space")
    assert reel.playing
    qtbot.waitUntil(lambda: reel.number in (2, 3), timeout=LONG)
    key(qtbot, over, "Space")
    assert not reel.playing


def test_what_cannot_be_played_is_said_and_counts_as_that(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    unshown: list[str] = []
    over.viewed.connect(viewed.append)
    over.unshown.connect(unshown.append)
    show(qtbot, over, background, 2)
    assert "damaged and cannot be shown" in over.shown_text()
    assert "counts as looked at" in over.shown_text()
    assert (viewed, unshown) == ([], ["c" * 64])


def test_a_sound_counts_once_it_has_played(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    show(qtbot, over, background, 4)
    assert viewed == []
    assert "F3" in over.shown_text()
    key(qtbot, over, "F3")
    assert "Mark a span first" in over.shown_text()
    key(qtbot, over, "Space")
    qtbot.waitUntil(lambda: viewed == ["e" * 64], timeout=LONG)


def test_going_on_and_closing_end_the_player(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 0)
    player = over.look.shelf.player
    pid = player.pid()
    key(qtbot, over, "Right")
    assert not player.is_open
    show(qtbot, over, background, 0)
    assert player.pid() not in (None, pid)
    over.close_view()
    assert not player.is_open
    assert over.look.shelf.reel.picture is None


def test_the_line_under_it_takes_the_mouse(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    show(qtbot, over, background, 0)
    line, player = over.timeline, over.look.shelf.player
    at = QPointF(line.x_of(1550), line.line_box().center().y()).toPoint()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: player.time[0] == 1500, timeout=LONG)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPointF(14, 12).toPoint())
    qtbot.waitUntil(lambda: player.playing, timeout=LONG)


def test_a_video_enlarged_comes_in_its_own_size(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    asked: list[tuple[int, int]] = []
    show(qtbot, over, background, 0)
    over.look.shelf.player.look = asked.append  # type: ignore[method-assign]
    key(qtbot, over, "Plus")
    assert asked == [(160, 96)]


def test_a_player_that_is_deleted_leaves_no_process(qtbot: QtBot, qapp: QApplication) -> None:
    made = Player()
    opened(qtbot, made, video())
    pid = made.pid()
    assert pid is not None
    shiboken6.delete(made)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
