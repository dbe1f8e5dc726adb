"""Small pictures, animations, videos and sounds, made here: nothing of anybody else's."""

from __future__ import annotations

import array
import io
import math
import struct
import zlib
from fractions import Fraction
from functools import cache

import av
from PIL import Image, ImageDraw

RED, BLUE = (200, 30, 20), (20, 40, 200)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), *, turned: int = 1, mode: str = "RGB"
) -> bytes:
    """Red, with a blue upper left quarter; `turned` is what its camera says (EXIF)."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill=BLUE)
    exif = Image.Exif()
    exif[0x0112] = turned
    made = io.BytesIO()
    more = {"exif": exif.tobytes()} if turned != 1 else {}
    image.convert(mode).save(made, kind, **more)
    return made.getvalue()


def animation(number: int = 10, stands: int = 70, kind: str = "GIF") -> bytes:
    """Pictures that grow redder."""
    frames = [Image.new("RGB", (50, 50), (25 * n, 0, 0)) for n in range(number)]
    made = io.BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=stands, loop=0)
    return made.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A GIF of a thousand bytes whose pictures take fifteen gigabytes."""
    head = b"GIF89a" + struct.pack("<HH", 6000, 6000) + b"\x80\x00\x00" + b"\x00" * 6
    one = b"\x2c" + struct.pack("<HHHH", 0, 0, 6000, 6000) + b"\x00\x02\x02\x44\x01\x00"
    return head + (b"\x21\xf9\x04\x00\x0a\x00\x00\x00" + one) * 30 + b"\x3b"


@cache
def video(
    container: str = "webm",
    codec: str = "libvpx",
    sound: str = "libopus",
    *,
    frames: int = 30,
    fps: int = 10,
    size: tuple[int, int] = (160, 96),
) -> bytes:
    """Pictures that grow redder, with a hum; `codec` "" makes a sound alone."""
    made = io.BytesIO()
    with av.open(made, "w", format=container) as out:
        if codec:
            stream = out.add_stream(codec, rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
        hum = out.add_stream(sound, rate=48_000) if sound else None
        for number in range(frames if codec else 0):
            image = Image.new("RGB", size, (255 * number // frames, 40, 80))
            frame = av.VideoFrame.from_image(image)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            out.mux(stream.encode(frame))
        if codec:
            out.mux(stream.encode())
        if hum is not None:
            for at in range(0, 48_000 * frames // fps, 960):
                out.mux(hum.encode(_hum(at)))
            out.mux(hum.encode())
    return made.getvalue()


def _hum(at: int, long: int = 960) -> av.AudioFrame:
    wave = array.array(
        "h", (int(8000 * math.sin(2 * math.pi * 440 * (at + n) / 48_000)) for n in range(long))
    )
    frame = av.AudioFrame(format="s16", layout="mono", samples=long)
    frame.planes[0].update(wave.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = 48_000, at, Fraction(1, 48_000)
    return frame
