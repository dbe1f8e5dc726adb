"""The helper process: what it decodes, what it may not do, what happens when it dies."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial

import pytest

from tests.media.made import BLUE, RED, animation, bomb, picture, png_header
from workstation.media import child, decode
from workstation.media.helper import AHEAD, NOW, Helper
from workstation.media.values import Decoded, Why

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")


@pytest.fixture(scope="module")
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.close()


def ask(
    helper: Helper, data: bytes, fit: tuple[int, int] = (3600, 3600), frame: int = 0, key: str = ""
) -> Decoded:
    return helper.decode(key or str(hash(data)), lambda: data, fit, frame=frame).result(30)


def colour(found: Decoded, x: int, y: int) -> tuple[int, ...]:
    at = 4 * (y * found.size[0] + x)
    return tuple(found.pixels[at : at + 4])


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(one, other, strict=False))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_every_format_of_the_list(helper: Helper, kind: str) -> None:
    found = ask(helper, picture(kind))
    assert (found.why, found.size, found.full, found.frames) == (None, (60, 40), (60, 40), 1)
    assert near(colour(found, 50, 30), RED)
    assert near(colour(found, 5, 5), BLUE)


@pytest.mark.parametrize("mode", ["RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_way_to_keep_colours(helper: Helper, mode: str) -> None:
    found = ask(helper, picture("PNG", mode=mode) if mode != "I;16" else sixteen_bits())
    assert (found.why, found.size) == (None, (60, 40))
    assert len(set(found.pixels)) > 1


def test_printers_colours(helper: Helper) -> None:
    assert ask(helper, picture("JPEG", mode="CMYK")).why is None


def sixteen_bits() -> bytes:
    import io

    from PIL import Image

    image = Image.new("I;16", (60, 40), 60_000)
    image.putpixel((3, 3), 100)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("turned", "size", "blue"),
    [
        (1, (60, 40), (5, 5)),
        (3, (60, 40), (55, 35)),
        (6, (40, 60), (35, 5)),
        (8, (40, 60), (5, 55)),
    ],
)
def test_upright_as_the_camera_says(
    helper: Helper, turned: int, size: tuple[int, int], blue: tuple[int, int]
) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        found = ask(helper, picture(kind, turned=turned))
        assert (found.size, found.full) == (size, size), kind
        assert near(colour(found, *blue), BLUE), kind


def test_as_small_as_it_is_wanted(helper: Helper) -> None:
    for kind in ("PNG", "JPEG", "AVIF"):
        found = ask(helper, picture(kind, (800, 400)), (72, 72))
        assert (found.size, found.full) == ((72, 36), (800, 400)), kind
    turned = ask(helper, picture("JPEG", (800, 400), turned=6), (72, 72))
    assert (turned.size, turned.full) == ((36, 72), (400, 800))


def test_an_animation_picture_by_picture(helper: Helper) -> None:
    data = animation()
    for number in (0, 1, 5, 3, 9):
        found = ask(helper, data, frame=number)
        assert (found.frames, found.at, found.lasts) == (10, 70 * number, 70)
        assert near(colour(found, 9, 9), (25 * number, 0, 0))
    assert ask(helper, data, frame=99).at == 630
    assert ask(helper, animation(3, kind="WEBP"), frame=2).frames == 3


def test_an_animations_bytes_are_asked_for_once(helper: Helper) -> None:
    given: list[bytes] = []

    def give() -> bytes:
        given.append(animation())
        return given[-1]

    for number in range(6):
        assert helper.decode("one", give, (50, 50), frame=number).result(30).at == 70 * number
    assert len(given) == 1
    ask(helper, picture())  # another one in between: the process lets go of it
    assert helper.decode("one", give, (50, 50), frame=3).result(30).at == 210
    assert len(given) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.MISSING),
        (b"hello, I am a picture", Why.NOT_AN_IMAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", Why.NOT_AN_IMAGE),
        (b"P6\n2 2\n255\n" + b"\xff" * 12, Why.NOT_AN_IMAGE),
        (b"BM" + b"\x00" * 80, Why.NOT_AN_IMAGE),
        (b"\x89PNG\r\n\x1a\n" + b"rubbish" * 10, Why.BROKEN),
        (b"\xff\xd8\xff\xe0", Why.BROKEN),
        (b"GIF89a" + b"\x00" * 4, Why.BROKEN),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Why.BROKEN),
        (b"\x00\x00\x00\x20ftypavif" + b"\x00" * 40, Why.BROKEN),
        (picture(size=(400, 400))[:300], Why.BROKEN),
        (png_header(10_000, 5_000), Why.TOO_LARGE),
        (png_header(65_000, 65_000), Why.TOO_LARGE),
    ],
    ids=lambda value: value.name if isinstance(value, Why) else repr(value[:8]),
)
def test_what_is_no_picture_says_why(helper: Helper, data: bytes, why: Why) -> None:
    found = ask(helper, data)
    assert (found.why, found.pixels) == (why, b"")


def test_garbage_takes_nothing_down(helper: Helper) -> None:
    before = ask(helper, picture()) and helper.pid
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "AVIF"):
        whole = picture(kind, (200, 150))
        for cut in range(12, len(whole), max(1, len(whole) // 12)):
            broken = whole[:cut] + bytes(reversed(whole[cut:]))
            assert ask(helper, broken).why in (None, *Why)
    assert helper.pid == before


def test_a_bomb_kills_at_most_the_helper() -> None:
    helper = Helper(seconds=10)
    try:
        found = ask(helper, bomb())
        assert found.why is not None or found.frames > 1
        assert ask(helper, picture()).why is None
    finally:
        helper.close()


# What it may not do

PROBE = """
import os, socket, sys
from workstation.media import limits, process
process._warm()
limits.keep_within(gigabytes=0.5, files=0)
said = []
for name, work in {
    "file": lambda: open("/etc/hostname").read(),
    "write": lambda: open(sys.argv[1], "w"),
    "socket": lambda: socket.socket(),
    "memory": lambda: bytearray(1 << 30),
}.items():
    try:
        work()
        said.append(name)
    except (OSError, MemoryError):
        pass
print(said)
"""


@needs_posix
def test_it_opens_no_file_and_no_socket_and_takes_little_memory(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, f"{tmp_path}/written"],
        env=child.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@needs_posix
def test_processor_time_runs_out() -> None:
    code = "from workstation.media import limits; limits.seconds(0)\nwhile True: pass"
    done = subprocess.run(
        [sys.executable, "-c", code], env=child.environment(), timeout=60, check=False
    )
    assert done.returncode < 0


def test_nothing_of_the_persons_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_MINE", "x")
    assert "SECRET_OF_MINE" not in child.environment()
    assert "HOME" not in child.environment()


# When it dies


def sleeper() -> subprocess.Popen[bytes]:
    """A helper that never answers."""
    return child.start(("-c", "import sys, time\nsys.stdin.buffer.read(1)\ntime.sleep(60)"))


def babbler() -> subprocess.Popen[bytes]:
    """A helper that says nonsense, and much of it."""
    code = "import sys\nsys.stdin.buffer.read(9)\nsys.stdout.buffer.write(b'\\xff' * 4096)"
    return child.start(("-c", code))


@pytest.mark.parametrize("start", [sleeper, babbler])
def test_one_that_hangs_or_babbles_is_given_up(start: object) -> None:
    helper = Helper(start, seconds=0.5)  # type: ignore[arg-type]
    try:
        assert ask(helper, picture()).why is Why.GAVE_UP
    finally:
        helper.close()


def test_one_that_cannot_be_started_says_so() -> None:
    def refuse() -> subprocess.Popen[bytes]:
        raise FileNotFoundError

    helper = Helper(refuse)
    try:
        assert ask(helper, picture()).why is Why.NO_PLAYER
    finally:
        helper.close()


def test_after_a_death_the_next_picture_gets_a_new_one() -> None:
    helper = Helper()
    try:
        assert ask(helper, picture()).why is None
        first = helper.pid
        assert first is not None
        os.kill(first, 9)
        assert [ask(helper, picture()).why for _ in range(2)][-1] is None
        assert helper.pid != first
    finally:
        helper.close()


def test_what_is_forgotten_is_forgotten_there_too() -> None:
    helper = Helper()
    try:
        ask(helper, animation(), key="one")
        pid = helper.pid
        assert pid is not None
        helper.forget()
        found = helper.decode("one", lambda: animation(), (50, 50), frame=2).result(30)
        assert found.at == 140
        assert helper.pid != pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            pytest.fail("the first process is still there")
    finally:
        helper.close()


def test_urgent_ones_first_and_cancelled_ones_not_at_all() -> None:
    helper, order = Helper(), list[str]()
    held: Future[bytes] = Future()
    try:
        first = helper.decode("first", partial(held.result, 30), (9, 9))
        later = helper.decode("later", lambda: order.append("later") or picture(), (9, 9),
                              urgency=AHEAD)  # fmt: skip
        gone = helper.decode("gone", lambda: order.append("gone") or picture(), (9, 9))
        now = helper.decode("now", lambda: order.append("now") or picture(), (9, 9), urgency=NOW)
        assert gone.cancel()
        held.set_result(picture())
        for one in (first, later, now):
            assert one.result(30).why is None
        assert order == ["now", "later"]
    finally:
        helper.close()
    assert helper.decode("x", picture, (9, 9)).cancelled()


def test_an_idle_one_ends() -> None:
    helper = Helper(idle=0.05)
    try:
        assert ask(helper, picture()).why is None
        thread = helper._thread
        assert thread is not None
        with helper._wake:
            helper._wake.wait_for(lambda: helper._process is None, timeout=10)
        assert helper.pid is None
        assert ask(helper, picture()).why is None
    finally:
        helper.close()


def test_pillow_reads_nothing_but_the_list() -> None:
    """In this process, where a tracer could look on: the same code as over there."""
    for data in (b"BM" + b"\x00" * 80, b"II*\x00" + b"\x00" * 80, b"8BPS" + b"\x00" * 80):
        assert decode.decode(data).why is Why.NOT_AN_IMAGE
