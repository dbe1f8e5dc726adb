"""Pictures from bytes, the strip, the large view."""

from __future__ import annotations

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
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.case.images import Decoder, Why, blurred, decode, format_of
from workstation.ui.case.media_paint import on_screen, upright
from workstation.ui.case.media_strip import HEIGHT, MediaStrip
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


# Decoding


@pytest.mark.parametrize(("kind", "name"), [("PNG", b"png"), ("JPG", b"jpeg"), ("WEBP", b"webp")])
def test_the_formats_of_the_list_are_read(qapp: QApplication, kind: str, name: bytes) -> None:
    data = picture(kind=kind)
    assert format_of(data) == name
    found = decode(data)
    assert found.image is not None
    assert found.image.size() == QSize(60, 40)
    assert found.why is None


def test_a_large_picture_is_scaled_while_it_is_read(qapp: QApplication) -> None:
    found = decode(picture(800, 400), QSize(72, 72))
    assert found.image is not None
    assert found.image.size() == QSize(72, 36)
    assert found.size == QSize(800, 400)


SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    b"<rect width='9' height='9'/></svg>"
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, Why.MISSING),
        (b"", Why.MISSING),
        (b"hello, I am a picture", Why.NOT_AN_IMAGE),
        (SVG, Why.NOT_AN_IMAGE),
        (b"P6\n2 2\n255\n" + b"\xff" * 12, Why.NOT_AN_IMAGE),
        (b"BM" + b"\x00" * 80, Why.NOT_AN_IMAGE),
        (b"\x89PNG\r\n\x1a\n" + b"rubbish" * 10, Why.BROKEN),
        (b"\xff\xd8\xff\xe0", Why.BROKEN),
        (b"GIF89a" + b"\x00" * 4, Why.BROKEN),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Why.BROKEN),
    ],
)
def test_what_is_no_picture_says_why(qapp: QApplication, data: bytes | None, why: Why) -> None:
    found = decode(data)
    assert found.image is None
    assert found.why is why


def test_a_picture_of_too_many_pixels_is_not_decoded(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workstation.ui.case.images.PIXELS", 60 * 40)
    assert decode(picture(60, 40)).image is not None
    found = decode(picture(61, 40))
    assert found.why is Why.TOO_LARGE
    assert found.size == QSize(61, 40)


def test_a_header_that_claims_too_much_is_not_decoded(qapp: QApplication) -> None:
    assert decode(png_header(10_000, 5_000)).why is Why.TOO_LARGE
    assert decode(png_header(65_000, 65_000)).why is Why.TOO_LARGE


def test_a_picture_cut_off_is_damaged_or_part_of_it(qapp: QApplication) -> None:
    data = picture(400, 400)
    assert decode(data[: len(data) // 4]).why is Why.BROKEN


def test_a_blurred_picture_keeps_its_size_and_loses_its_edges(qapp: QApplication) -> None:
    found = decode(picture(200, 200))
    assert found.image is not None
    soft = blurred(found.image)
    assert soft.size() == found.image.size()
    sharp = max(
        abs(found.image.pixelColor(x, 40).red() - found.image.pixelColor(x + 1, 40).red())
        for x in range(199)
    )
    softest = max(
        abs(soft.pixelColor(x, 40).red() - soft.pixelColor(x + 1, 40).red()) for x in range(199)
    )
    assert softest < sharp / 4


def test_a_cancelled_picture_is_not_decoded(qapp: QApplication) -> None:
    decoder, data = Decoder(), Future[bytes | None]()
    answer = decoder.picture(data)
    assert answer.cancel()
    data.set_result(picture())
    decoder.close()
    late = decoder.picture(data)
    assert late.cancelled()


# The strip

NAMES = {"a" * 64: picture(), "b" * 64: picture(40, 90, colour="#00aa33"), "c" * 64: b"no picture"}
MEDIA = [
    Media("a" * 64, "image", "front.png", True, "A bag on a table"),
    Media("b" * 64, "image", "กระเป๋า.png"),
    Media("c" * 64, "image", "broken.jpg"),
    Media("d" * 64, "video", "clip.mp4", True),
]


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
    for words in ("M", "3 images", "1 video", "required 0/2", "required", "cannot be played yet"):
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
    before = strip.grab().toImage()
    for sha256, future in waiting.items():
        future.set_result(NAMES[sha256])
    qtbot.waitUntil(lambda: not background.busy)
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
    strip.set_media(MEDIA[1:2], load, background)
    late.set_result(picture())
    qtbot.waitUntil(lambda: not background.busy or not strip._asked)
    assert ("a" * 64, False) not in strip._thumbs


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


def test_harm_is_blurred_until_it_was_opened(
    qtbot: QtBot, strip: MediaStrip, background: Background
) -> None:
    strip.set_media(MEDIA[:1], load, background)
    qtbot.waitUntil(lambda: not background.busy)
    clear = strip.grab().toImage()
    strip.set_media(MEDIA[:1], load, background, blurred=True)
    tile = strip.tile_box(0).toRect().adjusted(2, 2, -2, -2)
    assert strip.grab().toImage().copy(tile) != clear.copy(tile)
    strip.set_opened("a" * 64)
    assert strip.grab().toImage().copy(tile) == clear.copy(tile)


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
    view.show_media(MEDIA, index, {"a" * 64: "WhatsApp 012"}, load, background)
    qtbot.waitUntil(view.hasFocus)
    qtbot.waitUntil(lambda: not background.busy)


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
    for index, words in ((2, "not an image"), (3, "cannot be played yet")):
        open_at(qtbot, over, background, index)
        over.grab()
        assert "F3" not in over.shown_text(), words
    # Else a broken picture that is required would keep every answer from counting.
    assert len(viewed) == 2


def test_zoom_turn_and_back(qtbot: QtBot, over: MediaView, background: Background) -> None:
    open_at(qtbot, over, background)
    place = over._place()
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    assert over.zoom() > 1.5
    assert over._place().width() > place.width() * 1.5
    qtbot.keyClick(over, Qt.Key.Key_Minus)
    qtbot.keyClick(over, Qt.Key.Key_0)
    assert over._place() == place
    qtbot.keyClick(over, Qt.Key.Key_R)
    turned = over._place()
    assert turned.width() / turned.height() == pytest.approx(40 / 60, rel=0.02)


def test_dragging_pans_a_zoomed_picture(
    qtbot: QtBot, over: MediaView, background: Background
) -> None:
    open_at(qtbot, over, background)
    qtbot.keyClick(over, Qt.Key.Key_Plus)
    before = over._place().topLeft()
    drag(qtbot, over, QPoint(300, 200), QPoint(340, 230))
    assert over._place().topLeft() - before == QPointF(40, 30)


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(widget, start + (end - start) / 2)
    qtbot.mouseMove(widget, end)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)


def test_a_dragged_box_is_evidence(qtbot: QtBot, over: MediaView, background: Background) -> None:
    open_at(qtbot, over, background)
    place = over._place().toRect()
    with qtbot.assertNotEmitted(over.evidence):
        drag(qtbot, over, place.topLeft(), place.center())  # without F3 a drag is a pan
    qtbot.keyClick(over, Qt.Key.Key_F3)
    assert "Drag a box" in over.shown_text()
    with qtbot.waitSignal(over.evidence) as given:
        drag(qtbot, over, place.topLeft(), place.center())
    sha256, box = given.args
    assert sha256 == "a" * 64
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
    assert given.args == ["a" * 64, WHOLE]


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
    over.show_media(MEDIA, 0, {}, load, background, blurred=True)
    qtbot.waitUntil(over.hasFocus)
    qtbot.waitUntil(lambda: not background.busy)
    hidden = over.grab().toImage()
    assert "Hold Space" in over.shown_text()
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
    for key in ("0", "-", "F3", "M", "1"):
        action = QAction(centre)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False, key=key: fired.append(key))
        centre.addAction(action)
    open_at(qtbot, over, background)
    for key in (Qt.Key.Key_0, Qt.Key.Key_Minus, Qt.Key.Key_F3):
        qtbot.keyClick(over, key)
    assert fired == []
    qtbot.keyClick(over, Qt.Key.Key_1)
    assert fired == ["1"]
