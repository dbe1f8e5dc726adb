"""The demo batch's pictures: flat sketches of goods, labels and written cards, made by code.

A drawing is a function of a `Sheet` and the options that a case's `with` table gives it. It works
on a square of 100 units; sheets are drawn twice as large as needed and scaled down.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features
from PIL import __version__ as pillow

SIDE = 560
OVERSAMPLING = 2
COLOURS = 48
NOTO = Path("/usr/share/fonts")
FONTS = {
    "latin": ("truetype/noto/NotoSans-Bold.ttf", 0),
    "thai": ("truetype/noto/NotoSansThai-Bold.ttf", 0),
    "arabic": ("truetype/noto/NotoSansArabic-Bold.ttf", 0),
    "tamil": ("truetype/noto/NotoSansTamil-Bold.ttf", 0),
    "hi": ("truetype/noto/NotoSansDevanagari-Bold.ttf", 0),
    "ja": ("opentype/noto/NotoSansCJK-Bold.ttc", 0),
    "ko": ("opentype/noto/NotoSansCJK-Bold.ttc", 1),
    "zh-Hans": ("opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "zh-Hant": ("opentype/noto/NotoSansCJK-Bold.ttc", 3),
}
PACKAGES = "fonts-noto-core, fonts-noto-cjk"
INK = "#2b2b2b"
PAPER = "#fbf7ee"

Point = tuple[float, float]


class CannotDraw(Exception):
    """This machine lacks something that the pictures need; the message says what."""


def missing() -> str | None:
    """What this machine lacks for drawing, as a sentence, or None."""
    absent = sorted({name for name, _ in FONTS.values() if not (NOTO / name).is_file()})
    if absent:
        return f"Fonts missing under {NOTO}: {', '.join(absent)}. Install the packages {PACKAGES}."
    if not features.check("raqm"):
        return "Pillow was built without raqm, which shapes Thai, Arabic, Tamil and Hindi letters."
    return None


def tools() -> str:
    """What the pictures' bytes depend on: Pillow and the font files. Needs the fonts."""
    digest = hashlib.sha256()
    for name in sorted({name for name, _ in FONTS.values()}):
        digest.update((NOTO / name).read_bytes())
    return f"Pillow {pillow}, fonts {digest.hexdigest()[:12]}"


def png(name: str, options: Mapping[str, object]) -> bytes:
    """The bytes of a drawing as PNG, the same on every run."""
    return draw(name, options).png()


def draw(name: str, options: Mapping[str, object]) -> Sheet:
    """A drawing, still large."""
    lack = missing()
    if lack:
        raise CannotDraw(lack)
    sheet = Sheet(str(options.get("ground", "#e9e4da")))
    DRAWINGS[name](sheet, {key: value for key, value in options.items() if key != "ground"})
    return sheet


class Sheet:
    """A square of 100 by 100 units with the few shapes that the sketches need."""

    def __init__(self, ground: str) -> None:
        self.scale = SIDE * OVERSAMPLING / 100
        self.image = Image.new("RGB", (SIDE * OVERSAMPLING,) * 2, ground)
        self.pen = ImageDraw.Draw(self.image)

    def _px(self, values: Sequence[float]) -> list[float]:
        return [round(value * self.scale) for value in values]

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None,
        radius: float = 0,
        line: str | None = None,
        width: float = 0.5,
    ) -> None:
        """A rectangle, its corners rounded by `radius`."""
        self.pen.rounded_rectangle(
            self._px((x, y, x + w, y + h)),
            radius=round(radius * self.scale),
            fill=fill,
            outline=line,
            width=round(width * self.scale),
        )

    def oval(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None,
        line: str | None = None,
        width: float = 0.5,
    ) -> None:
        """An ellipse in a box."""
        self.pen.ellipse(
            self._px((x, y, x + w, y + h)),
            fill=fill,
            outline=line,
            width=round(width * self.scale),
        )

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon."""
        self.pen.polygon([tuple(self._px(point)) for point in points], fill=fill)

    def line(self, points: Sequence[Point], colour: str, width: float = 0.6) -> None:
        """An open line with round joints."""
        self.pen.line(
            [tuple(self._px(point)) for point in points],
            fill=colour,
            width=round(width * self.scale),
            joint="curve",
        )

    def handle(self, x: float, y: float, w: float, h: float, colour: str, width: float) -> None:
        """The upper half of an ellipse's edge."""
        box = self._px((x, y, x + w, y + h))
        self.pen.arc(box, 180, 360, fill=colour, width=round(width * self.scale))

    def text(
        self, words: str, x: float, y: float, size: float, script: str = "latin", colour: str = INK
    ) -> None:
        """A line of text centred on (x, y); ASCII takes the Latin font, the rest the script's."""
        runs = _runs(words, script)
        fonts = [self._font(kind, size) for kind, _ in runs]
        lengths = [font.getlength(run) for font, (_, run) in zip(fonts, runs, strict=True)]
        left = x * self.scale - sum(lengths) / 2
        for font, (_, run), length in zip(fonts, runs, lengths, strict=True):
            self.pen.text((round(left), round(y * self.scale)), run, colour, font, anchor="ls")
            left += length

    def _font(self, script: str, size: float) -> ImageFont.FreeTypeFont:
        name, index = FONTS[script]
        return ImageFont.truetype(
            str(NOTO / name),
            round(size * self.scale),
            index=index,
            layout_engine=ImageFont.Layout.RAQM,
        )

    def small(self, side: int) -> Image.Image:
        """The sheet scaled down."""
        return self.image.resize((side, side), Image.Resampling.BOX)

    def png(self) -> bytes:
        """The sheet at its final size, with few colours and no timestamp."""
        small = self.small(SIDE)
        flat = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = io.BytesIO()
        flat.save(out, "PNG", optimize=True)
        return out.getvalue()


def _runs(words: str, script: str) -> list[tuple[str, str]]:
    """Stretches of one font. Arabic lines stay whole: their order is the shaper's work."""
    if script in ("latin", "arabic"):
        return [(script, words)]
    runs: list[tuple[str, str]] = []
    for letter in words:
        kind = "latin" if letter.isascii() else script
        if runs and (runs[-1][0] == kind or letter == " "):
            runs[-1] = (runs[-1][0], runs[-1][1] + letter)
        else:
            runs.append((kind, letter))
    return runs


# -- goods -----------------------------------------------------------------------------------

Options = Mapping[str, object]


def _floor(sheet: Sheet, x: float, y: float, w: float) -> None:
    sheet.oval(x, y, w, 5, "#cfc8ba")


def _words(sheet: Sheet, options: Options, x: float, y: float, size: float, step: float) -> None:
    """The `lines` of the options, one under the other."""
    script = str(options.get("script", "latin"))
    colour = str(options.get("ink", INK))
    for number, words in enumerate(options.get("lines", ())):
        sheet.text(str(words), x, y + number * step, size, script, colour)


def bag(sheet: Sheet, options: Options) -> None:
    """A handbag: front, side, inside, hardware or strap."""
    body, dark = str(options.get("body", "#8a5a36")), str(options.get("dark", "#5f3b21"))
    view = options.get("view", "front")
    _floor(sheet, 15, 82, 70)
    if view == "front":
        sheet.handle(33, 12, 34, 50, dark, 2.4)
        sheet.shape([(20, 38), (80, 38), (86, 84), (14, 84)], body)
        sheet.shape([(20, 38), (80, 38), (77, 58), (23, 58)], dark)
        sheet.box(45, 53, 10, 8, "#d8b45a", 1.5)
        sheet.line([(18, 80), (82, 80)], "#b98b62", 0.5)
        if "cover" in options:
            sheet.oval(39, 46, 22, 22, str(options["cover"]))
    elif view == "side":
        sheet.handle(42, 10, 16, 56, dark, 2.4)
        sheet.shape([(38, 38), (62, 38), (66, 84), (34, 84)], body)
        sheet.line([(50, 38), (50, 84)], dark, 1.2)
    elif view == "inside":
        sheet.box(16, 30, 68, 54, dark, 6)
        sheet.box(21, 36, 58, 44, "#d9c3a5", 4)
        sheet.box(30, 50, 40, 26, "#c9ae8a", 2)
        sheet.line([(32, 55), (68, 55)], "#a8895f", 0.8)
    elif view == "clasp":
        sheet.box(0, 0, 100, 100, body)
        sheet.shape([(0, 0), (100, 0), (84, 52), (16, 52)], dark)
        sheet.box(38, 44, 24, 20, "#d8b45a", 3)
        sheet.box(44, 50, 12, 8, "#b08c39", 2)
    else:
        sheet.oval(18, 16, 64, 64, None, dark, 4)
        sheet.box(44, 76, 12, 10, "#d8b45a", 2)


def desk_card(sheet: Sheet, options: Options) -> None:
    """A written card that leans against goods."""
    _floor(sheet, 10, 88, 80)
    if options.get("behind") == "box":
        sheet.box(56, 12, 36, 34, "#3a3f47", 2)
        sheet.box(56, 22, 36, 4, "#d8b45a")
    else:
        sheet.shape([(58, 14), (94, 14), (97, 46), (55, 46)], "#8a5a36")
        sheet.handle(66, 2, 20, 28, "#5f3b21", 1.8)
    sheet.box(7, 34, 86, 54, "#c9c1b0", 2)
    sheet.box(6, 33, 86, 54, PAPER, 2, "#8d8472", 0.4)
    _words(sheet, options, 49, 47, float(options.get("size", 7.5)), 11.5)


def banner(sheet: Sheet, options: Options) -> None:
    """A shop's advertising panel: a stripe of colour and its words."""
    colour = str(options.get("colour", "#b3262e"))
    sheet.box(0, 0, 100, 100, str(options.get("paper", "#fff4d6")))
    sheet.box(0, 0, 100, 22, colour)
    sheet.box(0, 92, 100, 8, colour)
    head = options.get("head")
    script = str(options.get("script", "latin"))
    if head:
        sheet.text(str(head), 50, 15, 8.5, script, "#ffffff")
    _words(sheet, options, 50, 40, float(options.get("size", 7)), 14)


def watch(sheet: Sheet, options: Options) -> None:
    """A wrist watch with a plain face."""
    strap, face = str(options.get("strap", "#3a3f47")), str(options.get("face", "#17324f"))
    sheet.box(40, 2, 20, 96, strap, 4)
    sheet.oval(24, 24, 52, 52, "#c8ccd1", "#8e959c", 0.8)
    sheet.oval(30, 30, 40, 40, face)
    for x, y in ((50, 33), (50, 67), (33, 50), (67, 50)):
        sheet.oval(x - 1.2, y - 1.2, 2.4, 2.4, "#f2f2f2")
    sheet.line([(50, 50), (50, 38)], "#f2f2f2", 1.2)
    sheet.line([(50, 50), (60, 55)], "#f2f2f2", 0.9)
    sheet.box(76, 47, 4, 6, "#8e959c", 1)


def charger(sheet: Sheet, options: Options) -> None:
    """A mains charger: front with pins, the back with its label, or after use."""
    _floor(sheet, 22, 84, 56)
    sheet.box(28, 26, 44, 60, "#f6f6f4", 7, "#bdbdb8", 0.6)
    if options.get("view") == "label":
        sheet.box(36, 40, 28, 30, "#ededea", 1)
        _words(sheet, options, 50, 49, 4.2, 7)
    else:
        if options.get("view") == "used":
            sheet.oval(30, 24, 26, 22, "#7a5a3a")
            sheet.oval(34, 27, 16, 14, "#2e2118")
        sheet.box(38, 12, 4, 16, "#9a9a96", 1)
        sheet.box(58, 12, 4, 16, "#9a9a96", 1)
        for y in (48, 60, 72):
            sheet.box(42, y, 16, 5, "#4a4a4a", 2)
        _words(sheet, options, 50, 42, 5.5, 7)


def jar(sheet: Sheet, options: Options) -> None:
    """A cream jar without or with words on it."""
    _floor(sheet, 20, 80, 60)
    lid = str(options.get("lid", "#d9a6b3"))
    sheet.box(24, 28, 52, 16, lid, 3)
    sheet.box(26, 42, 48, 40, str(options.get("body", "#fdfdfb")), 5, "#cfcfc8", 0.6)
    _words(sheet, options, 50, 60, float(options.get("size", 6)), 10)


def bottle(sheet: Sheet, options: Options) -> None:
    """A bottle: perfume, wine or oil by its shape."""
    glass = str(options.get("glass", "#caa04a"))
    _floor(sheet, 26, 86, 48)
    if options.get("shape") == "wine":
        sheet.box(45, 6, 10, 34, glass, 2)
        sheet.box(36, 34, 28, 54, glass, 8)
        sheet.box(36, 50, 28, 26, PAPER)
        _words(sheet, options, 50, 58, 4.4, 7)
    elif options.get("shape") == "spray":
        sheet.box(40, 12, 20, 12, "#3b3b3b", 3)
        sheet.box(36, 24, 28, 64, glass, 4)
        sheet.box(36, 44, 28, 26, PAPER)
        _words(sheet, options, 50, 54, 4.4, 8)
    else:
        sheet.box(42, 10, 16, 16, "#4a4036", 2)
        sheet.box(46, 24, 8, 8, "#b9b1a2")
        sheet.box(26, 30, 48, 58, glass, 6)
        sheet.box(33, 48, 34, 24, PAPER, 1)
        _words(sheet, options, 50, 59, float(options.get("size", 5)), 8)


def sachets(sheet: Sheet, options: Options) -> None:
    """A box of sachets with two of them in front."""
    colour = str(options.get("colour", "#3f7d4e"))
    _floor(sheet, 12, 84, 76)
    sheet.box(18, 16, 50, 70, colour, 2)
    sheet.box(23, 34, 40, 30, PAPER, 1)
    _words(sheet, options, 43, 46, float(options.get("size", 6)), 11)
    for x in (60, 72):
        sheet.box(x, 46, 16, 40, "#e7e2d2", 1, "#a9a28d", 0.4)
        sheet.box(x, 50, 16, 6, colour)


def shoes(sheet: Sheet, options: Options) -> None:
    """A trainer from the side, the other one's outline behind it."""
    upper, sole = str(options.get("upper", "#f2f2f2")), str(options.get("sole", "#c14a3a"))
    _floor(sheet, 6, 80, 88)
    for x, y, cloth_colour in ((17, 40, "#d9d9d6"), (10, 48, upper)):
        sheet.shape(
            [
                (x, y - 14), (x + 14, y - 17), (x + 24, y - 11), (x + 40, y + 8), (x + 62, y + 14),
                (x + 72, y + 22), (x + 72, y + 28), (x - 1, y + 28),
            ],
            cloth_colour,
        )  # fmt: skip
        sheet.box(x - 2, y + 26, 76, 7, sole, 3)
        sheet.shape([(x, y - 14), (x + 7, y - 15), (x + 8, y + 8), (x, y + 12)], sole)
        for step in range(4):
            left = x + 24 + step * 5
            sheet.line([(left, y + step * 5), (left + 7, y - 7 + step * 5)], INK, 0.9)
    cover = options.get("cover")
    if cover:
        sheet.box(24, 54, 18, 11, str(cover), 3)


def parcel(sheet: Sheet, options: Options) -> None:
    """A parcel with its label; `lines` are the label's words."""
    sheet.box(6, 12, 88, 78, "#c59a63", 2)
    sheet.box(44, 12, 12, 78, "#b58750")
    sheet.box(16, 28, 68, 50, "#ffffff", 1, "#8d8472", 0.4)
    for number in range(26):
        width = 0.6 + (number * 7 % 5) * 0.25
        sheet.box(20 + number * 2.3, 31, width, 9, "#111111")
    _words(sheet, options, 50, 49, float(options.get("size", 4.4)), 7)


def pods(sheet: Sheet, options: Options) -> None:
    """Three slim devices beside each other."""
    _floor(sheet, 10, 84, 80)
    for number, colour in enumerate(options.get("colours", ("#d0506a", "#5aa36b", "#d9a13b"))):
        x = 14 + number * 26
        sheet.box(x + 5, 14, 10, 8, "#3b3b3b", 2)
        sheet.box(x, 20, 20, 66, str(colour), 6)
        sheet.box(x + 3, 26, 6, 40, "#ffffff", 3)
    _words(sheet, options, 50, 96, float(options.get("size", 5)), 7)


def powerbank(sheet: Sheet, options: Options) -> None:
    """A flat battery pack with four lights."""
    _floor(sheet, 22, 88, 56)
    sheet.box(26, 12, 48, 76, str(options.get("body", "#25303b")), 7)
    for number in range(4):
        sheet.oval(38 + number * 6.5, 20, 3, 3, "#7fd0f0")
    _words(sheet, options, 50, 54, float(options.get("size", 6)), 10)


def camera(sheet: Sheet, options: Options) -> None:
    """A camera with its lens."""
    _floor(sheet, 12, 78, 76)
    sheet.box(14, 32, 72, 48, "#3a3a3c", 5)
    sheet.box(38, 24, 24, 12, "#4a4a4d", 3)
    sheet.box(20, 26, 10, 7, "#b8b8ba", 2)
    sheet.oval(34, 38, 34, 34, "#19191b", "#6a6a6e", 1.2)
    sheet.oval(42, 46, 18, 18, "#33506b")
    sheet.oval(46, 49, 5, 5, "#9fc1dd")


def cloth(sheet: Sheet, options: Options) -> None:
    """Folded cloth with a border, or a shirt."""
    body, trim = str(options.get("body", "#8c2f5b")), str(options.get("trim", "#d8b45a"))
    if options.get("cut") == "shirt":
        right = [(70, 18), (92, 34), (84, 48), (74, 42), (74, 88)]
        left = [(100 - x, y) for x, y in reversed(right)]
        sheet.shape([*right, *left], body)
        sheet.shape([(42, 18), (58, 18), (50, 30)], "#e9e4da")
        for row in range(5):
            for column in range(4):
                sheet.oval(32 + column * 10, 36 + row * 10, 5, 5, None, trim, 0.8)
        return
    _floor(sheet, 10, 82, 80)
    for number in range(4):
        sheet.box(14, 24 + number * 15, 72, 14, body, 5)
        sheet.box(14, 32 + number * 15, 72, 3.4, trim)


def pair(sheet: Sheet, options: Options) -> None:
    """Two outlines of a torso side by side with a word over each."""
    sheet.box(0, 0, 49.5, 100, "#d9dde2")
    sheet.box(50.5, 0, 49.5, 100, "#f3e3d3")
    for x, half in ((25, 15), (75, 10)):
        sheet.oval(x - 6, 26, 12, 14, "#8b8f95")
        sheet.shape(
            [
                (x - half, 44), (x + half, 44), (x + half - 1, 64),
                (x + half, 92), (x - half, 92), (x - half + 1, 64),
            ],
            "#8b8f95",
        )  # fmt: skip
    heads = [str(word) for word in options.get("heads", ("", ""))]
    script = str(options.get("script", "latin"))
    for x, word in zip((25, 75), heads, strict=True):
        sheet.text(word, x, 15, 8, script)


def plate(sheet: Sheet, options: Options) -> None:
    """A jar of sauce beside a plate."""
    _floor(sheet, 8, 84, 84)
    sheet.oval(34, 44, 60, 42, "#f7f7f5", "#c9c9c2", 0.6)
    sheet.oval(44, 51, 40, 28, "#efe2b8")
    sheet.oval(56, 56, 18, 13, "#b5321f")
    sheet.box(10, 24, 26, 8, "#2f2f2f", 2)
    sheet.box(9, 31, 28, 52, "#a8301c", 4)
    sheet.box(9, 46, 28, 22, PAPER)
    _words(sheet, options, 23, 59, 5, 8)


def screen(sheet: Sheet, options: Options) -> None:
    """A picture taken from a phone's screen; `lines` are its rows."""
    sheet.box(18, 4, 64, 92, "#1d1f24", 7)
    sheet.box(21, 9, 58, 82, "#eef1f5", 3)
    script = str(options.get("script", "latin"))
    for number, words in enumerate(options.get("lines", ())):
        sheet.box(24, 14 + number * 15, 52, 11, "#ffffff", 2)
        sheet.text(str(words), 50, 21.6 + number * 15, float(options.get("size", 4.6)), script)


DRAWINGS: dict[str, Callable[[Sheet, Options], None]] = {
    drawing.__name__: drawing
    for drawing in (
        bag, banner, bottle, camera, charger, cloth, desk_card, jar, pair, parcel, plate, pods,
        powerbank, sachets, screen, shoes, watch,
    )
}  # fmt: skip
