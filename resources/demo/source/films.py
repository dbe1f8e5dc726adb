"""The demo's short videos, voice messages, moving and large pictures; all drawn or computed here.

Videos are WebM (VP9, Opus), sounds Ogg Opus. Nobody speaks in them: syllables are tones, and what
they stand for is in the transcript. PyAV is asked for only when something has to be encoded anew.
"""

from __future__ import annotations

import io
import math
import random
from array import array
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from drawings import SIDE, CannotDraw, Sheet, draw
from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH, FACE = 300, 400, 300
RATE = 10
SOUND_RATE = 48_000
TONE_STEP = 960

Spec = dict[str, Any]


def video(spec: Spec) -> bytes:
    """A WebM of the film that the table describes."""
    av = _av()
    out = io.BytesIO()
    with av.open(out, "w", format="webm", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libvpx-vp9", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDE, HIGH, "yuv420p"
        stream.options = {"crf": "40", "b": "0", "cpu-used": "5", "row-mt": "0"}
        stream.codec_context.thread_count = 1
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        voice = _sound_stream(av, container) if spec.get("sound") else None
        for number, picture in enumerate(frames(spec)):
            frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if voice:
            _put_sound(av, container, voice, samples(spec))
    return out.getvalue()


def sound(spec: Spec) -> bytes:
    """An Ogg Opus of the tones that the table describes."""
    av = _av()
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        _put_sound(av, container, _sound_stream(av, container), samples(spec))
    return out.getvalue()


def tools() -> str:
    """What the encoded bytes depend on."""
    av = _av()
    codec = ".".join(str(number) for number in av.library_versions["libavcodec"])
    return f"PyAV {av.__version__}, libavcodec {codec}"


def _av() -> Any:
    try:
        import av
    except ImportError:
        raise CannotDraw("Videos are made with PyAV (package av), which is missing.") from None
    return av


# -- moving pictures -------------------------------------------------------------------------


def frames(spec: Spec) -> Iterator[Image.Image]:
    """Every picture of a film in order."""
    count = round(spec["seconds"] * RATE)
    for number in range(count):
        at = number / RATE
        picture = Image.new("RGB", (WIDE, HIGH), "#1d1f24")
        picture.paste(MOVES[spec["film"]](spec, at, number / count), (0, 24))
        _write(picture, spec, at)
        yield picture


def _write(picture: Image.Image, spec: Spec, at: float) -> None:
    script = spec.get("script", "latin")
    for t0, t1, words in spec.get("say", ()):
        if t0 <= at < t1:
            picture.paste(_line(words, script, "#1d1f24", "#ffffff", 60), (0, 332))
    for t0, t1, words in spec.get("show", ()):
        if t0 <= at < t1:
            picture.paste(_line(words, script, "#fff4b0", "#2b2b2b", 40), (0, 150))


def _line(words: str, script: str, paper: str, ink: str, high: int) -> Image.Image:
    sheet = Sheet(paper)
    sheet.text(words, 50, 50 + 2.6, 7.6, script, ink)
    band = sheet.small(WIDE)
    top = (WIDE - high) // 2
    return band.crop((0, top, WIDE, top + high))


def _face(spec: Spec, **more: Any) -> Image.Image:
    return draw(spec["draw"], {**spec.get("with", {}), **more}).small(FACE)


def _drift(spec: Spec, at: float, share: float) -> Image.Image:
    whole = draw(spec["draw"], spec.get("with", {})).small(SIDE)
    side = round(SIDE * (1 - 0.16 * share))
    left = round((SIDE - side) * (0.5 + 0.5 * math.sin(at * 1.6)))
    top = round((SIDE - side) * share)
    part = whole.crop((left, top, left + side, top + side))
    return part.resize((FACE, FACE), Image.Resampling.BILINEAR)


def _spin(spec: Spec, at: float, share: float) -> Image.Image:
    return _face(spec, angle=round(at * 200))


def _sink(spec: Spec, at: float, share: float) -> Image.Image:
    ground = spec.get("with", {}).get("ground", "#dce7f0")
    picture = Image.new("RGB", (FACE, FACE), ground)
    small = _face(spec).resize((170, 170), Image.Resampling.BILINEAR)
    picture.paste(small, (65, round(-20 + 150 * min(1.0, share * 1.4))))
    water = Image.new("RGB", (FACE, 130), "#3f86c4")
    level = 170 + round(3 * math.sin(at * 5))
    part = picture.crop((0, level, FACE, FACE))
    picture.paste(Image.blend(part, water.resize(part.size), 0.55), (0, level))
    return picture


def _road(spec: Spec, at: float, share: float) -> Image.Image:
    picture = Image.new("RGB", (FACE, FACE), "#9fb4a4")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(110, 0), (190, 0), (300, 300), (0, 300)], fill="#5c6167")
    for number in range(5):
        y = (number * 70 + round(at * 160)) % 350 - 40
        pen.rectangle((146, y, 154, y + 28), fill="#f2f2f2")
    small = _face(spec).resize((120, 120), Image.Resampling.BILINEAR)
    picture.paste(small, (90, 150 + round(4 * math.sin(at * 9))))
    return picture


def _wipe(spec: Spec, at: float, share: float) -> Image.Image:
    whole = _face(spec)
    edge = round(FACE * min(1.0, 0.5 + max(0.0, share - 0.33) * 1.5))
    picture = Image.new("RGB", (FACE, FACE), "#2b2b2b")
    picture.paste(whole.crop((0, 0, edge, FACE)), (0, 0))
    return picture


MOVES = {"drift": _drift, "spin": _spin, "sink": _sink, "road": _road, "wipe": _wipe}


# -- sounds ----------------------------------------------------------------------------------


def samples(spec: Spec) -> array[int]:
    """Signed 16 bit samples: syllables of two tones, or a hum."""
    count = round(spec["seconds"] * SOUND_RATE)
    pitch = spec.get("pitch", 160)
    made = array("h", bytes(2 * count))
    for number in range(count):
        at = number / SOUND_RATE
        if spec["sound"] == "hum":
            made[number] = round(1800 * math.sin(math.tau * 96 * at))
            continue
        beat, into = divmod(at, 0.22)
        if int(beat) % 7 == 6 or into > 0.16:
            continue  # a breath, and the gap between syllables
        tone = pitch * (1 + 0.12 * (int(beat) * 5 % 4))
        swell = math.sin(math.pi * into / 0.16)
        wave = math.sin(math.tau * tone * at) + 0.4 * math.sin(math.tau * tone * 2 * at)
        made[number] = round(4200 * swell * wave)
    return made


def _sound_stream(av: Any, container: Any) -> Any:
    stream = container.add_stream("libopus", rate=SOUND_RATE, layout="mono")
    stream.bit_rate = 20_000
    stream.codec_context.flags |= av.codec.context.Flags.bitexact
    return stream


def _put_sound(av: Any, container: Any, stream: Any, made: array[int]) -> None:
    for start in range(0, len(made) - TONE_STEP + 1, TONE_STEP):
        frame = av.AudioFrame(format="s16", layout="mono", samples=TONE_STEP)
        frame.planes[0].update(made[start : start + TONE_STEP].tobytes())
        frame.sample_rate, frame.pts = SOUND_RATE, start
        frame.time_base = Fraction(1, SOUND_RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


# -- other pictures --------------------------------------------------------------------------


def gif(spec: Spec) -> bytes:
    """Two drawings that take turns, as an animated GIF."""
    pair = [draw(spec["draw"], spec["with"]), draw(spec["draw"], {**spec["with"], **spec["other"]})]
    one, other = (sheet.small(360) for sheet in pair)
    steps = [Image.blend(one, other, share / 4) for share in (0, 1, 2, 3, 4, 3, 2, 1)]
    flat = [step.quantize(32, dither=Image.Dither.NONE) for step in steps]
    out = io.BytesIO()
    times = [900, 90, 90, 90, 900, 90, 90, 90]
    flat[0].save(
        out, "GIF", save_all=True, append_images=flat[1:], duration=times, loop=0, optimize=True
    )
    return out.getvalue()


def avif(spec: Spec) -> bytes:
    """A drawing as AVIF."""
    out = io.BytesIO()
    made = draw(spec["draw"], spec.get("with", {})).small(SIDE)
    made.save(out, "AVIF", quality=70, speed=8, max_threads=1)
    return out.getvalue()


def photo(spec: Spec) -> bytes:
    """A picture of 4000 by 3000 points, with grain as from a camera and cards to enlarge."""
    wide, high = 4000, 3000
    small = Image.new("RGB", (1000, 750), "#8e8474")
    pen = ImageDraw.Draw(small)
    for row in range(750):
        shade = 96 + row * 60 // 750
        pen.line((0, row, 1000, row), fill=(shade + 30, shade + 14, shade - 14))
    pen.polygon([(60, 240), (940, 240), (1000, 750), (0, 750)], fill="#a87f52")
    places = [(90, 280), (390, 270), (690, 290), (60, 510), (380, 520), (700, 500)]
    colours = ("#5a3a28", "#2f2a28", "#7d2f3b", "#3d4b3a", "#8a6a3a", "#37465a")
    for (x, y), colour in zip(places, colours, strict=True):
        pen.ellipse((x - 8, y + 130, x + 236, y + 172), fill="#7c5c3a")
        pen.rounded_rectangle((x, y, x + 220, y + 150), radius=26, fill=colour)
        pen.line((x + 12, y + 44, x + 208, y + 44), fill="#d8b45a", width=3)
    soft = small.filter(ImageFilter.GaussianBlur(1.2))
    large = soft.resize((wide, high), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (1000, 750), random.Random(417).randbytes(750_000))
    grain = grain.resize((wide, high), Image.Resampling.BILINEAR).convert("RGB")
    large = Image.blend(large, grain, 0.05)
    for (x, y), words in zip(places, spec["cards"], strict=True):
        sheet = Sheet("#f6f1e0")
        sheet.text(words, 50, 52, 7, spec.get("script", "latin"))
        card = sheet.small(SIDE).crop((0, 225, SIDE, 335))
        card = card.resize((420, 82), Image.Resampling.LANCZOS)
        large.paste(card, (x * 4 + 240, y * 4 + 470))
    out = io.BytesIO()
    large.save(out, "JPEG", quality=68, optimize=True, subsampling=2)
    return out.getvalue()
