"""A desk in a process of its own: works as told, tells what has been acknowledged, waits.

working_desk.py HOME judge N      N cases, a line for each verdict that the screen called recorded
working_desk.py HOME half         half an answer with everything in it, then a line, then nothing
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from desk import Desk, open_window  # a script: the folder of the tests is on its path
from ui.canary_walk import Patience

from benchmarks.common import pause
from workstation.review import bar_draft
from workstation.review.bar_values import Step


def tell(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def judge(desk: Desk, number: int) -> None:
    for count in range(number):
        while desk.window.case.media_missing():
            missing = desk.window.case.media_missing()
            desk.press("M")
            desk.wait(lambda missing=missing: desk.window.case.media_missing() != missing)
            desk.press("Escape")
        task = desk.task
        if count % 2 and desk.reviewer.menu.suggested:
            desk.answer("4", "Alt+1", "Enter")
        else:
            desk.answer("1")
        desk.wait(lambda task=task: desk.step is Step.REVEALED or desk.task != task)
        if desk.task == task:
            desk.answer("1", "Enter")
            desk.wait_left(task)
        tell(verdict=task)


def half(desk: Desk) -> None:
    desk.go("L-SG-31500917")
    desk.press("M")
    desk.wait(lambda: bool(desk.window.case.media_viewed()))
    desk.press("Escape", "F8", "F9")
    desk.answer("4", "3", "2")
    desk.press("Shift+Right", "F3")
    desk.answer("+", "4")
    first = bar_draft.dump(desk.bar)
    kept(desk)
    media = list(desk.window.case.media_viewed())
    there = desk.task
    desk.go("L-ID-70331208")
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.answer("3", "9")
    desk.type("half a note, not even left")
    second = bar_draft.dump(desk.bar)
    kept(desk)
    tell(first=first, media=media, there=there, second=second, here=desk.task)


def kept(desk: Desk) -> None:
    # The last key has been written: what it was is not lost any more.
    desk.services.store.write(lambda _db: None).result()


def main(home: str, what: str, number: str = "0") -> None:
    desk = open_window(Patience(), Path(home))  # type: ignore[arg-type]
    judge(desk, int(number)) if what == "judge" else half(desk)
    while True:
        pause(1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
