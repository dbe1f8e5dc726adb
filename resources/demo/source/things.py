"""More of the demo's drawings: what the later cases sell, and things that move in its films."""

from __future__ import annotations

import math

from drawings import DRAWINGS, INK, PAPER, Options, Sheet, _floor, _words


def phone(sheet: Sheet, options: Options) -> None:
    """A phone from the front with its `lines` on the screen."""
    _floor(sheet, 28, 92, 44)
    sheet.box(30, 6, 40, 88, "#23262b", 7)
    sheet.box(32.5, 11, 35, 78, str(options.get("glass", "#dbe6ee")), 3)
    sheet.oval(48.5, 7.6, 3, 2.4, "#4d525a")
    _words(sheet, options, 50, 45, float(options.get("size", 5)), 10)


def label(sheet: Sheet, options: Options) -> None:
    """A printed label, close."""
    sheet.box(8, 18, 84, 66, "#b9b2a3", 2)
    sheet.box(7, 17, 84, 66, PAPER, 2, "#6f6857", 0.5)
    sheet.box(7, 17, 84, 9, str(options.get("stripe", "#3e5c76")), 2)
    _words(sheet, options, 49, 43, float(options.get("size", 8)), 15)


def toy(sheet: Sheet, options: Options) -> None:
    """Building blocks beside their box, or a soft animal."""
    _floor(sheet, 8, 84, 84)
    if options.get("shape") == "bear":
        body = str(options.get("body", "#9a6b3f"))
        for x in (31, 57):
            sheet.oval(x, 12, 12, 12, body)
        sheet.oval(29, 40, 42, 46, body)
        sheet.oval(30, 16, 40, 34, body)
        sheet.oval(42, 32, 16, 12, "#d9c3a5")
        for x in (40, 56):
            sheet.oval(x, 26, 4, 4, INK)
        sheet.oval(47.5, 34, 5, 4, INK)
        return
    sheet.box(10, 22, 42, 62, "#2f6fa8", 2)
    sheet.box(14, 40, 34, 22, PAPER)
    _words(sheet, options, 31, 55, 10, 10)
    colours = ("#c8443a", "#e0b23a", "#4e9a5b", "#7b5ea7")
    for number, (x, y) in enumerate(((58, 68), (74, 68), (66, 52), (58, 36))):
        sheet.box(x, y, 15, 15, colours[number], 1.5)
        sheet.oval(x + 5, y - 2, 5, 4, colours[number])


def blister(sheet: Sheet, options: Options) -> None:
    """Two strips of tablets."""
    for x, y in ((16, 14), (52, 24)):
        sheet.box(x, y, 32, 64, "#c3c8cc", 3, "#9aa0a5", 0.5)
        for row in range(5):
            for column in range(2):
                sheet.oval(x + 4 + column * 14, y + 4 + row * 12, 10, 8, "#fafafa", "#a8aeb3")


def document(sheet: Sheet, options: Options) -> None:
    """A sheet of paper with its `lines`, rules and a seal."""
    sheet.box(18, 6, 66, 90, "#b9b2a3", 1)
    sheet.box(16, 4, 66, 90, PAPER, 1, "#8d8472", 0.4)
    _words(sheet, options, 49, 19, float(options.get("size", 6.5)), 9)
    for row in range(6):
        sheet.line([(24, 50 + row * 5), (74, 50 + row * 5)], "#c9c1b0", 0.7)
    sheet.oval(56, 72, 18, 18, None, "#b3262e", 1)
    sheet.oval(60, 76, 10, 10, None, "#b3262e", 0.7)


def speaker(sheet: Sheet, options: Options) -> None:
    """A small round loudspeaker."""
    _floor(sheet, 20, 84, 60)
    sheet.oval(18, 20, 64, 66, "#2f3a45")
    sheet.oval(28, 30, 44, 46, "#44525f")
    for ring_number in range(4):
        side = 34 - ring_number * 8
        sheet.oval(50 - side / 2, 53 - side / 2, side, side, None, "#2f3a45", 0.8)


def ring(sheet: Sheet, options: Options) -> None:
    """A ring or pendant with its stone."""
    stone = str(options.get("stone", "#d8b45a"))
    sheet.oval(26, 34, 48, 52, None, "#b08c39", 4)
    sheet.shape([(50, 8), (68, 24), (60, 42), (40, 42), (32, 24)], stone)
    sheet.line([(32, 24), (68, 24)], "#8d8472", 0.5)
    sheet.line([(40, 42), (50, 24), (60, 42)], "#8d8472", 0.5)


def bowl(sheet: Sheet, options: Options) -> None:
    """A potter's bowl with an uneven rim."""
    glaze = str(options.get("glaze", "#7f8f86"))
    _floor(sheet, 18, 80, 64)
    points = [(x, 84 - 36 * (1 - ((x - 50) / 40) ** 2) ** 0.5) for x in range(10, 91, 4)]
    sheet.shape([(x, 128 - y) for x, y in points], glaze)
    sheet.oval(10, 34, 80, 20, "#5f6d66")
    sheet.oval(14, 37, 72, 14, "#9aa89f")
    sheet.line([(20, 47), (34, 51), (48, 52)], "#b9c4bd", 0.8)
    sheet.box(38, 78, 24, 5, "#6f7d75", 1)


def cupboard(sheet: Sheet, options: Options) -> None:
    """A cupboard with four doors of cloth."""
    _floor(sheet, 8, 90, 84)
    sheet.box(10, 8, 80, 82, "#7b8b97", 2)
    for number in range(4):
        sheet.box(13 + number * 19, 12, 17, 74, "#c7d1d8", 1)
        sheet.line([(27 + number * 19, 46), (27 + number * 19, 54)], INK, 0.8)


def basket(sheet: Sheet, options: Options) -> None:
    """A laundry basket."""
    _floor(sheet, 16, 86, 68)
    sheet.shape([(14, 24), (86, 24), (76, 88), (24, 88)], "#8fa8a0")
    for row in range(4):
        for column in range(6):
            sheet.oval(23 + column * 9.5, 36 + row * 12, 5, 7, "#e4e9ec")
    sheet.box(11, 20, 78, 7, "#6e8980", 3)


def helmet(sheet: Sheet, options: Options) -> None:
    """A rider's helmet."""
    sheet.oval(18, 18, 64, 66, "#c8443a")
    sheet.shape([(46, 40), (88, 38), (86, 62), (48, 62)], "#27323c")
    sheet.shape([(50, 43), (82, 42), (80, 50), (52, 51)], "#4b6475")
    sheet.box(22, 74, 54, 8, "#8f2f28", 3)


def fan(sheet: Sheet, options: Options) -> None:
    """A table fan; `angle` in degrees turns its blades."""
    turned = float(options.get("angle", 0))
    sheet.box(46, 68, 8, 22, "#9aa5ae", 2)
    sheet.oval(28, 86, 44, 8, "#7c8790")
    sheet.oval(16, 8, 68, 68, "#f4f6f8", "#9aa5ae", 1.4)
    for blade in range(3):
        at = math.radians(turned + blade * 120)
        tip = (50 + 28 * math.cos(at), 42 + 28 * math.sin(at))
        side = (50 + 22 * math.cos(at + 0.7), 42 + 22 * math.sin(at + 0.7))
        sheet.shape([(50, 42), tip, side], "#5b8db3")
    sheet.oval(44, 36, 12, 12, "#41657f")


def skirt(sheet: Sheet, options: Options) -> None:
    """A pleated skirt; `angle` in degrees lets it flare and fall."""
    body = str(options.get("body", "#b05a78"))
    wide = 24 + 14 * abs(math.sin(math.radians(float(options.get("angle", 40)) / 2)))
    sheet.box(36, 16, 28, 7, "#6d3550", 1)
    sheet.shape([(36, 22), (64, 22), (50 + wide, 82), (50 - wide, 82)], body)
    for pleat in range(1, 8):
        share = pleat / 8
        top, foot = 36 + 28 * share, 50 - wide + 2 * wide * share
        sheet.line([(top, 23), (foot, 82)], "#6d3550", 0.5)


DRAWINGS.update(
    {
        drawing.__name__: drawing
        for drawing in (
            basket, blister, bowl, cupboard, document, fan, helmet, label, phone, ring, skirt,
            speaker, toy,
        )
    }
)  # fmt: skip
