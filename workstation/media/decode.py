"""Decode one picture with Pillow; only ever in the helper process.

The format is taken from the first bytes and from nothing else, the size from the header before
anything is decoded, and only the five readers of the list are there at all.
"""

from __future__ import annotations

import io
import warnings

# Imported so that their formats are known, and because later no file can be opened any more: the
# last two are what a JPEG with a note on how it was held, or with a second picture, asks for.
from PIL import AvifImagePlugin as _avif
from PIL import GifImagePlugin as _gif
from PIL import Image, ImageOps
from PIL import JpegImagePlugin as _jpeg
from PIL import MpoImagePlugin as _mpo
from PIL import PngImagePlugin as _png
from PIL import TiffImagePlugin as _tiff
from PIL import WebPImagePlugin as _webp

from workstation.domain.formats import PICTURES, Format, format_of
from workstation.media.values import MEGABYTES, PIXELS, Decoded, Why

_READERS = (_avif, _gif, _jpeg, _mpo, _png, _tiff, _webp)

MOST_FRAMES = 2_000
STANDS = 100
"""How many milliseconds a picture of an animation stands that says nothing, or too little."""

SHORTEST = 20

Fit = tuple[int, int]

_PLAIN = ("RGB", "RGBA", "L", "LA")


class Opened:
    """A picture that is open: an animation gives its pictures one after the other."""

    def __init__(self, data: bytes, found: Format) -> None:
        """Reads the header; raises what Pillow raises."""
        # Only the reader that the first bytes ask for; Pillow's own limit stands behind ours.
        Image.MAX_IMAGE_PIXELS = PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        self.image = Image.open(io.BytesIO(data), formats=(found.name,))
        self._starts = [0]

    def frame(self, number: int, fit: Fit) -> Decoded:
        """The picture of that number, upright, scaled down to fit."""
        image = self.image
        frames = min(int(getattr(image, "n_frames", 1)), MOST_FRAMES)
        number = max(0, min(frames - 1, number))
        at = lasts = 0
        if frames > 1:
            at, lasts = self._seek(number)
        full, turned = _upright(image.size, image), _orientation(image) > 1
        if frames == 1 and image.format == "JPEG":
            # The reader itself halves, quarters … what is to become small.
            image.draft(None, fit[::-1] if full != image.size else fit)
        shown = _scaled(image if image.mode in _PLAIN else _plain(image), fit, full)
        if turned:
            shown = ImageOps.exif_transpose(shown)
        shown = shown.convert("RGBA")
        return Decoded(shown.tobytes(), shown.size, full, None, frames, at, lasts)

    def _seek(self, number: int) -> tuple[int, int]:
        """Go to a picture; every one in between is read once, for how long it stands."""
        for each in range(len(self._starts) - 1, number + 1):
            self.image.seek(each)
            if len(self._starts) == each + 1:
                self._starts.append(self._starts[each] + self._stands())
        self.image.seek(number)
        return self._starts[number], self._starts[number + 1] - self._starts[number]

    def _stands(self) -> int:
        told = self.image.info.get("duration", 0)
        try:
            stands = round(float(told))
        except (TypeError, ValueError, OverflowError):
            stands = 0
        return stands if SHORTEST <= stands < 60_000 else STANDS


def open_picture(data: bytes) -> Opened | Decoded:
    """Open a picture, or say why not."""
    if not data:
        return Decoded(why=Why.MISSING)
    if len(data) > MEGABYTES << 20:
        return Decoded(why=Why.TOO_LARGE)
    found = format_of(data)
    if found not in PICTURES:
        return Decoded(why=Why.NOT_AN_IMAGE)
    try:
        opened = Opened(data, found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Decoded(why=Why.TOO_LARGE)
    except Exception:  # a damaged picture makes Pillow raise nearly anything
        return Decoded(why=Why.BROKEN)
    width, height = opened.image.size
    if width < 1 or height < 1:
        return Decoded(why=Why.BROKEN)
    if width * height > PIXELS:
        return Decoded(why=Why.TOO_LARGE, full=(width, height))
    return opened


def frame_of(opened: Opened, number: int, fit: Fit) -> Decoded:
    """One picture of what is open, or why there is none."""
    try:
        return opened.frame(number, fit)
    except MemoryError:
        return Decoded(why=Why.TOO_LARGE, full=opened.image.size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Decoded(why=Why.TOO_LARGE, full=opened.image.size)
    except Exception:
        return Decoded(why=Why.BROKEN, full=opened.image.size)


def decode(data: bytes, fit: Fit = (3600, 3600), number: int = 0) -> Decoded:
    """Open and decode in one go."""
    opened = open_picture(data)
    return opened if isinstance(opened, Decoded) else frame_of(opened, number, fit)


def _scaled(image: Image.Image, fit: Fit, full: Fit) -> Image.Image:
    """The picture where it fits already, else a smaller one; small before it is made RGBA."""
    ratio = max(full[0] / fit[0], full[1] / fit[1]) * max(image.size) / max(full)
    if ratio <= 1:
        return image.copy()
    size = (max(1, round(image.width / ratio)), max(1, round(image.height / ratio)))
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _plain(image: Image.Image) -> Image.Image:
    """A mode that can be scaled and shown: palettes, sixteen bits, printers' colours."""
    if image.mode.startswith(("I", "F")):
        # Sixteen bits a pixel: the upper eight.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA")
    return image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        told = image.getexif().get(0x0112, 1)
    except Exception:  # its own little format, as damaged as it likes
        return 1
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def _upright(size: tuple[int, int], image: Image.Image) -> tuple[int, int]:
    return size[::-1] if _orientation(image) >= 5 else size
