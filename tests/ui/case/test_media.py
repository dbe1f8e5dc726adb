"""Pictures from bytes, the strip, the large view."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workstation.domain.case import Media
from workstation.domain.decision import Evidence
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.case import media_keys
from workstation.ui.case.images import (
    LARGE,
    ByWeight,
    Decoder,
    Load,
    Picture,
    Why,
    blurred,
    why_sentence,
    why_words,
)
from workstation.ui.case.media_cover import Because, Cover
from workstation.ui.case.media_paint import on_screen, upright
from workstation.ui.case.media_strip import HEIGHT, MediaStrip
from workstation.ui.case.media_text import Line
from workstation.ui.case.media_view import WHOLE, MediaView


def picture(width: int = 60, height: int = 40, kind: str = "PNG", colour: str = "#cc2200") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    for x in range(width // 2):
        for y in range(height // 2):
            image.setPixelColor(x, y, QColor("#0000cc"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(buffer.data())


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


# Pictures


def loader(data: bytes | None) -> Load:
    def give(sha256: str) -> Future[bytes | None]:
        future: Future[bytes | None] = Future()
        future.set_result(data)
        return future

    return give


def decode(decoder: Decoder, data: bytes | None, fit: QSize = LARGE) -> Picture:
    return decoder.picture("x" * 64, "image", loader(data), fit).result(20)


def test_a_picture_comes_decoded_from_the_helper(qapp: QApplication, decoder: Decoder) -> None:
    found = decode(decoder, picture())
    assert found.image is not None
    assert found.image.size() == found.size == QSize(60, 40)
    assert found.image.pixelColor(50, 30) == QColor("#cc2200")
    assert found.image.pixelColor(5, 5) == QColor("#0000cc")


def test_a_large_picture_comes_as_small_as_it_is_wanted(
    qapp: QApplication, decoder: Decoder
) -> None:
    found = decode(decoder, picture(800, 400), QSize(72, 72))
    assert found.image is not None
    assert found.image.size() == QSize(72, 36)
    assert found.size == QSize(800, 400)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, Why.MISSING),
        (b"hello, I am a picture", Why.NOT_AN_IMAGE),
        (b"\x89PNG\r\n\x1a\n" + b"rubbish" * 10, Why.BROKEN),
        (png_header(65_000, 65_000), Why.TOO_LARGE),
    ],
)
def test_what_is_no_picture_says_why(
    qapp: QApplication, decoder: Decoder, data: bytes | None, why: Why
) -> None:
    found = decode(decoder, data)
    assert found.image is None
    assert found.why is why


def test_every_reason_has_words(qapp: QApplication) -> None:
    for why in Why:
        assert why_words(why)
        assert "\n" in why_sentence(why) or why is Why.SOUND


def test_what_was_used_last_is_kept_so_many_bytes_of_it() -> None:
    held: ByWeight[str] = ByWeight(100)
    for name in "abcd":
        held.keep(name, name, 30)
    assert "a" not in held
    held.get("b")
    held.keep("e", "e", 30)
    assert ("b" in held, "c" in held, held.weight) == (True, False, 90)
    held.keep("huge", "huge", 1000)
    assert (len(held), held.get("huge")) == (1, "huge")  # what is looked at stays
    held.clear()
    assert (len(held), held.weight) == (0, 0)


def test_a_blurred_picture_keeps_its_size_and_loses_its_edges(qapp: QApplication) -> None:
    image = QImage.fromData(picture(200, 200))
    soft = blurred(image)
    assert soft.size() == image.size()
    assert steepest(soft) < steepest(image) / 4


def steepest(image: QImage) -> int:
    reds = [image.pixelColor(x, 40).red() for x in range(200)]
    return max(abs(one - other) for one, other in itertools.pairwise(reds))


def test_a_cancelled_picture_is_not_decoded(qapp: QApplication) -> None:
    decoder, data = Decoder(), Future[bytes | None]()
    answer = decoder.picture("a" * 64, "image", lambda sha256: data)
    assert answer.cancel()
    data.set_result(picture())
    decoder.close()
    late = decoder.picture("a" * 64, "image", lambda sha256: data)
    assert late.cancelled()


# The strip

NAMES = {"a" * 64: picture(), "b" * 64: picture(40, 90, colour="#00aa33"), "c" * 64: b"no picture"}
MEDIA = [
    Media("a" * 64, "image", "front.png", True, "A bag on a table"),
    Media("b" * 64, "image", "กระเป๋า.png"),
    Media("c" * 64, "image", "broken.jpg"),
    Media("d" * 64, "video", "clip.mp4", True),
]
WORDS = {"a" * 64: (Line("text", "WhatsApp 012", "en", None, "en", same=True),)}
BLUR = Cover(blur=True, because=Because.TAG, tags=("violence",))


def load(sha256: str) -> Future[bytes | None]:
    future: Future[bytes | None] = Future()
    future.set_result(NAMES.get(sha256))
    return future


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    theme.apply(qapp, dark=False)
    made = Background()
    yield made
    made.close()


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    made = Decoder()
    yield made
    made.close()


@pytest.fixture
def strip(qtbot: QtBot, decoder: Decoder) -> MediaStrip:
    made = MediaStrip(decoder=decoder)
    qtbot.addWidget(made)
    made.resize(700, HEIGHT)
    return made


def test_the_strip_counts_and_marks_what_is_required(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    strip.set_media(MEDIA, load, background)
    said = strip.shown_text()
    for words in ("M", "3 images", "1 video", "required 0/2", "required"):
        assert words in said
    assert strip.missing() == ("a" * 64, "d" * 64)
    strip.set_opened("a" * 64)
    assert "required 1/2" in strip.shown_text()
    assert strip.missing() == ("d" * 64,)
    assert strip.next_to_open() == 3
    qtbot.waitUntil(lambda: "not an image" in strip.shown_text())


def test_pictures_that_arrive_move_nothing(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    waiting: dict[str, Future[bytes | None]] = {}

    def later(sha256: str) -> Future[bytes | None]:
        return waiting.setdefault(sha256, Future())

    strip.set_media(MEDIA, later, background)
    assert strip.isVisible()
    height, boxes = strip.height(), [strip.tile_box(at) for at in range(4)]
    qtbot.waitUntil(lambda: len(waiting) == 4)
    before = strip.grab().toImage()
    for sha256, future in waiting.items():
        future.set_result(NAMES.get(sha256))
    qtbot.waitUntil(lambda: strip.settled)
    assert strip.grab().toImage() != before
    assert strip.height() == height
    assert [strip.tile_box(at) for at in range(4)] == boxes


def test_without_media_it_is_not_there(strip: MediaStrip, background: Background) -> None:
    strip.set_media(MEDIA, load, background)
    strip.set_media([], load, background)
    assert strip.isHidden()
    assert strip.shown_text() == ""


def test_a_late_picture_of_the_last_case_is_dropped(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    late: Future[bytes | None] = Future()
    strip.set_media(MEDIA[:1], lambda sha256: late, background)
    qtbot.waitUntil(lambda: "a" * 64 in strip._asked)
    strip.set_media(MEDIA[1:2], load, background)
    late.set_result(picture())
    qtbot.waitUntil(lambda: strip.settled)
    assert "a" * 64 not in strip._thumbs
    assert "b" * 64 in strip._thumbs


def test_a_click_opens(qtbot: QtBot, strip: MediaStrip, background: Background) -> None:
    strip.set_media(MEDIA, load, background)
    with qtbot.waitSignal(strip.opened) as opened:
        place = strip.tile_box(2).center().toPoint()
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [2]


def test_a_narrow_strip_says_how_many_more(strip: MediaStrip, background: Background) -> None:
    strip.resize(300, HEIGHT)
    strip.set_media(MEDIA, load, background)
    assert strip.fitting() == 2


def test_a_thumbnail_is_covered_says_why_and_is_seen_while_it_is_peeked_at(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    strip.set_media(MEDIA[:1], load, background)
    qtbot.waitUntil(lambda: strip.settled)
    tile = strip.tile_box(0).toRect().adjusted(2, 2, -2, -2)

    def shown() -> QImage:
        return strip.grab().toImage().copy(tile)

    clear = shown()
    strip.set_media(MEDIA[:1], load, background, cover=BLUR)
    assert shown() != clear
    assert "violence" in strip.shown_text()
    assert "blurred · Space" in strip.shown_text()
    strip.set_opened("a" * 64)
    assert shown() != clear  # who has looked once need not look again
    strip.set_peeking(True)
    assert shown() == clear
    strip.set_peeking(False)
    strip.set_cover(Cover(grey=True))
    grey = shown()
    colours = [grey.pixelColor(x, y) for x in range(5, 60, 5) for y in range(20, 50, 5)]
    assert all(one.red() == one.green() == one.blue() for one in colours if one.value() < 200)


def test_the_next_cases_thumbnails_are_there_before_it_comes(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    asked: list[str] = []

    def counted(sha256: str) -> Future[bytes | None]:
        asked.append(sha256)
        return load(sha256)

    strip.prepare(MEDIA[:2], counted, background)
    qtbot.waitUntil(lambda: strip.settled)
    strip.set_media(MEDIA[:2], counted, background)
    assert strip.settled  # nothing is asked for again
    assert asked == ["a" * 64, "b" * 64]


def test_what_is_forgotten_is_gone(qtbot: QtBot, strip: MediaStrip, background: Background) -> None:
    strip.set_media(MEDIA[:2], load, background)
    qtbot.waitUntil(lambda: strip.settled)
    strip.grab()
    strip.forget()
    assert (len(strip._thumbs), len(strip._drawn)) == (0, 0)


def test_a_name_is_no_markup_in_the_tool_tip(strip: MediaStrip, background: Background) -> None:
    strip.set_media(
        [Media("e" * 64, "image", "<img src='file:///etc/hostname'>")], load, background
    )
    assert "<img" not in strip.shown_text()


# The large view


@pytest.fixture
def over(qtbot: QtBot, decoder: Decoder) -> Iterator[MediaView]:
    centre = QWidget()
    qtbot.addWidget(centre)
    centre.resize(800, 600)
    view = MediaView(centre, decoder)
    centre.show()
    centre.activateWindow()
    qtbot.waitUntil(centre.isActiveWindow)
    yield view
    centre.close()  # and so it lives until here


def open_at(qtbot: QtBot, view: MediaView, background: Background, index: int = 0) -> None:
    view.show_media(MEDIA, index, WORDS, load, background)
    qtbot.waitUntil(view.hasFocus)
    qtbot.waitUntil(lambda: view.look.shelf.settled)


def test_it_shows_name_place_alt_and_the_words_in_the_image(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    assert over.shown_text() == ""
    with qtbot.waitSignal(over.viewed) as viewed:
        open_at(qtbot, over, background)
    assert viewed.args == ["a" * 64]
    assert over.geometry() == over.parentWidget().rect()
    for words in ("1 of 4", "front.png", "A bag on a table", "WhatsApp 012", "F3 evidence"):
        assert words in over.shown_text()


def test_arrows_go_around_and_escape_closes(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_Left)
    assert over.index() == 0
    for _ in range(6):
        qtbot.keyClick(over, Qt.Key.Key_Right)
    assert over.index() == 3
    with qtbot.waitSignal(over.closed):
        qtbot.keyClick(over, Qt.Key.Key_Escape)
    assert over.isHidden()


def test_whoever_looked_at_what_cannot_be_shown_has_looked(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    unshown: list[str] = []
    over.unshown.connect(unshown.append)
    for index, words in ((2, "not an image"), (3, "not in the batch")):
        open_at(qtbot, over, background, index)
        qtbot.waitUntil(lambda words=words: words in over.shown_text())
        over.grab()
        assert "F3" not in over.shown_text(), words
        assert "counts as looked at" in over.shown_text()
    # Else a broken picture that is required would keep every answer from counting.
    assert unshown == ["c" * 64, "d" * 64]
    assert not viewed


def test_zoom_turn_and_back(qtbot: QtBot, over: MediaView, background: Background) -> None:
    open_at(qtbot, over, background)
    place = over.look.place(0)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    assert over.zoom() > 1.5
    assert over.look.place(0).width() > place.width() * 1.5
    qtbot.keyClick(over, Qt.Key.Key_Minus)
    qtbot.keyClick(over, Qt.Key.Key_0)
    assert over.look.place(0) == place
    qtbot.keyClick(over, Qt.Key.Key_R)
    turned = over.look.place(0)
    assert turned.width() / turned.height() == pytest.approx(40 / 60, rel=0.02)


def test_dragging_pans_a_zoomed_picture(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    before = over.look.place(0).topLeft()
    drag(qtbot, over, QPoint(300, 200), QPoint(340, 230))
    assert over.look.place(0).topLeft() - before == QPointF(40, 30)


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(widget, start + (end - start) / 2)
    qtbot.mouseMove(widget, end)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)


def test_a_dragged_box_is_evidence(qtbot: QtBot, over: MediaView, background: Background) -> None:
    open_at(qtbot, over, background)
    place = over.look.place(0).toRect()
    with qtbot.assertNotEmitted(over.evidence):
        drag(qtbot, over, place.topLeft(), place.center())  # without F3 a drag is a pan
    qtbot.keyClick(over, Qt.Key.Key_F3)
    assert "Drag a box" in over.shown_text()
    with qtbot.waitSignal(over.evidence) as given:
        drag(qtbot, over, place.topLeft(), place.center())
    (held,) = given.args
    assert (held.media, held.t0, held.t1) == ("a" * 64, None, None)
    box = held.box
    assert all(isinstance(value, int) for value in box)
    assert box == pytest.approx((0, 0, 5000, 5000), abs=100)
    assert "Drag a box" not in over.shown_text()


def test_a_slip_of_the_hand_is_no_box(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    over.pin()
    with qtbot.assertNotEmitted(over.evidence):
        drag(qtbot, over, QPoint(400, 200), QPoint(402, 201))


def test_f3_twice_takes_the_whole_picture_and_escape_none(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    over.pin()
    with qtbot.assertNotEmitted(over.evidence):
        qtbot.keyClick(over, Qt.Key.Key_Escape)
    assert over.isVisible()
    over.pin()
    with qtbot.waitSignal(over.evidence) as given:
        over.pin()
    assert given.args == [Evidence(media="a" * 64, box=WHOLE)]


@pytest.mark.parametrize("quarter", range(4))
def test_a_box_means_the_upright_picture_however_it_is_turned(quarter: int) -> None:
    place = QRectF(100, 50, 600, 400) if quarter % 2 == 0 else QRectF(100, 50, 400, 600)
    box = (1200, 2500, 3000, 1500)
    again = upright(on_screen(box, place, quarter), place, quarter)
    assert again == pytest.approx(box, abs=1)
    corner = on_screen((0, 0, 2000, 2000), place, quarter).center()
    right, low = corner.x() > place.center().x(), corner.y() > place.center().y()
    assert (right, low) == [(False, False), (True, False), (True, True), (False, True)][quarter]


def test_a_blurred_picture_is_seen_while_space_is_held(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    viewed: list[str] = []
    over.viewed.connect(viewed.append)
    over.show_media(MEDIA, 0, {}, load, background, cover=BLUR)
    qtbot.waitUntil(over.hasFocus)
    qtbot.waitUntil(lambda: over.look.shelf.settled)
    hidden = over.grab().toImage()
    assert "Blurred: the case is tagged \u2068violence\u2069. Hold Space" in over.shown_text()
    assert viewed == []
    qtbot.keyPress(over, Qt.Key.Key_Space)
    assert over.grab().toImage() != hidden
    assert viewed == ["a" * 64]
    qtbot.keyRelease(over, Qt.Key.Key_Space)
    assert over.grab().toImage() == hidden


def test_its_keys_do_not_reach_the_window(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    centre = over.parentWidget()
    fired: list[str] = []
    for key in ("0", "-", "F3", "M", "1", "Return", "7"):
        action = QAction(centre)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False, key=key: fired.append(key))
        centre.addAction(action)
    open_at(qtbot, over, background)
    for name in ("0", "Minus", "F3", "1", "Return"):
        qtbot.keyClick(over, getattr(Qt.Key, f"Key_{name}"))
    assert fired == []
    qtbot.keyClick(over, Qt.Key.Key_7)
    assert fired == ["7"]


def test_a_picture_uncovered_by_key_stays_so_until_the_view_is_closed(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    over.show_media(MEDIA, 0, {}, load, background, cover=BLUR)
    qtbot.waitUntil(over.hasFocus)
    qtbot.waitUntil(lambda: over.look.shelf.settled)
    with qtbot.waitSignal(over.viewed):
        qtbot.keyClick(over, Qt.Key.Key_U)
        over.grab()
    assert "Blurred" not in over.shown_text()
    over.close_view()
    over.show_media(MEDIA, 0, {}, load, background, cover=BLUR)
    qtbot.waitUntil(lambda: "Blurred" in over.shown_text())


def test_grey_can_be_judged(qtbot: QtBot, over: MediaView, background: Background) -> None:
    with qtbot.waitSignal(over.viewed):
        over.show_media(MEDIA, 0, {}, load, background, cover=Cover(grey=True))
    image = over.look.image()
    assert image is not None
    assert image.pixelColor(50, 30).saturation() == 0


def test_arrows_pan_what_is_enlarged_and_page_keys_go_on(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    before = over.look.place(0).topLeft()
    qtbot.keyClick(over, Qt.Key.Key_Right)
    qtbot.keyClick(over, Qt.Key.Key_Down)
    assert over.index() == 0
    assert over.look.place(0).topLeft() - before == QPointF(-60, -60)
    qtbot.keyClick(over, Qt.Key.Key_PageDown)
    assert (over.index(), over.zoom()) == (1, 1.0)


def test_one_pixel_for_one_pixel(qtbot: QtBot, over: MediaView, background: Background) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_1)
    ratio = over.devicePixelRatioF()
    assert over.look.place(0).width() * ratio == pytest.approx(60)


def test_two_side_by_side_and_the_keys_go_to_one(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: over.look.shelf.settled)
    over.grab()
    left, right = over.look.place(0), over.look.place(1)
    assert left.right() <= right.left()
    assert [over.look.one(spot).name for spot in over.look.spots] == ["front.png", "กระเป๋า.png"]
    qtbot.keyClick(over, Qt.Key.Key_Tab)
    assert over.index() == 1
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    assert over.look.place(0) == left
    assert over.look.place(1).width() > right.width()
    qtbot.keyClick(over, Qt.Key.Key_F3)
    with qtbot.waitSignal(over.evidence) as given:
        qtbot.keyClick(over, Qt.Key.Key_F3)
    assert given.args[0].media == "b" * 64
    qtbot.keyClick(over, Qt.Key.Key_S)
    assert [over.look.one(spot).name for spot in over.look.spots] == ["กระเป๋า.png"]


def test_a_box_on_a_turned_and_enlarged_picture_means_the_upright_one(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_R)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    blue = on_screen((0, 0, 5000, 5000), over.look.place(0), 1).toRect()
    qtbot.keyClick(over, Qt.Key.Key_F3)
    with qtbot.waitSignal(over.evidence) as given:
        drag(qtbot, over, blue.topLeft(), blue.bottomRight())
    assert given.args[0].box == pytest.approx((0, 0, 5000, 5000), abs=100)
    shown = over.grab().toImage()
    assert shown.pixelColor(blue.center()).name() == "#0000cc"


def test_every_key_of_the_large_view_is_in_its_sheet() -> None:
    told = " ".join(keys for keys, _words in media_keys.sheet()).split()
    names = {"Return": "Enter", "Equal": "+", "Less": "<", "Greater": ">", "Comma": ","}
    names |= {"Period": ".", "Plus": "+", "Minus": "-", "BracketLeft": "[", "BracketRight": "]"}
    for key in media_keys._PLAIN:
        name = key.name.removeprefix("Key_")
        assert names.get(name, name) in told
