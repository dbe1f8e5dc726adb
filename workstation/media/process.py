"""The helper process that decodes pictures: answers requests on stdin until it closes.

    python -m workstation.media.process

After its imports it can open no file and no socket, write no byte but its answers, and use only so
much memory and processor time. What it reads is hostile; it says nothing of it to anybody else.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from workstation.media import limits, wire
from workstation.media.decode import Opened, frame_of, open_picture
from workstation.media.values import Decoded

GIGABYTES = 1.0
SECONDS = 20


def main() -> int:
    """Serves until stdin closes."""
    answers = private_stdout()
    limits.lower_priority()
    _warm()
    limits.keep_within(gigabytes=GIGABYTES, files=0)
    serve(sys.stdin.buffer, answers)
    return 0


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer every request; an animation stays open until another picture is asked for."""
    held: tuple[str, Opened | Decoded] | None = None
    while (asked := wire.read(questions, wire.requests)) is not None:
        request, body = asked
        assert isinstance(request, wire.Decode)
        limits.seconds(SECONDS)
        if body:
            held = (request.key, open_picture(body))
        elif held is None or held[0] != request.key:
            wire.send(answers, wire.Again())
            continue
        opened = held[1]
        if isinstance(opened, Opened):
            found = frame_of(opened, request.frame, request.fit)
            if found.frames == 1:
                held = None  # there is no more to it than this
        else:
            found, held = opened, None
        reply(answers, found)


def reply(answers: BinaryIO, found: Decoded) -> None:
    """Send a picture, or why there is none."""
    if found.why is not None:
        wire.send(answers, wire.Not(found.why.value, found.full))
        return
    done = wire.Done(found.size, found.full, found.frames, found.at, found.lasts)
    wire.send(answers, done, found.pixels)


def private_stdout() -> BinaryIO:
    """Keeps stdout for answers alone: what a library prints goes nowhere."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _warm() -> None:
    """Load what the readers load at their first picture, while files can still be opened."""
    import io

    from PIL import Image

    small, exif = Image.new("RGB", (8, 8)), Image.Exif()
    exif[0x0112] = 6
    for name in ("PNG", "JPEG", "WEBP", "GIF", "AVIF"):
        made = io.BytesIO()
        try:
            small.save(made, name, exif=exif.tobytes())
        except (OSError, ValueError, KeyError):  # a Pillow without that writer
            continue
        opened = open_picture(made.getvalue())
        if isinstance(opened, Opened):
            frame_of(opened, 0, (4, 4))
    for codec in ("ascii", "latin-1", "utf-8", "utf-16", "cp437"):
        "".encode(codec)


if __name__ == "__main__":
    raise SystemExit(main())
