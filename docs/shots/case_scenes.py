"""The review screen, script by script: the case, the bar, the media, the policy, the reveal."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from benchmarks.common import pause
from shots.camera import Camera
from workstation.review.bar_values import Step

MALAY, CHINESE, ARABIC = "L-MY-49010231", "L-SG-31500917", "L-AE-20815549"
THAI, TAMIL = "L-TH-70218842", "L-MY-52017736"
CASES = {"malay": MALAY, "thai": THAI, "arabic": ARABIC, "chinese": CHINESE, "tamil": TAMIL}
DOUBTFUL = {"malay": 0, "thai": 2, "arabic": 3, "chinese": 0}
"""The row of a case that lost something, or that the model was unsure of."""
CHATS = {
    "chinese": "C-SG-30882716",
    "arabic": "C-SA-21003658",
    "thai": "C-TH-71540512",
    "tamil": "C-MY-53412860",
}
VIDEOS = {"thai": "V-TH-71588217", "chinese": "V-SG-31910244", "korean": "V-KR-15580417"}


def cases(camera: Camera) -> None:
    """A case of each script, as it opens, stacked, large; its chats."""
    for name, source in CASES.items():
        with camera.scene(f"case-{name}"):
            camera.go(source)
            camera.shoot(f"case-{name}")
            if name in DOUBTFUL:
                camera.keys(*["Down"] * DOUBTFUL[name], "Right")
                camera.shoot(f"doubtful-{name}")
                camera.keys(*["Up"] * DOUBTFUL[name])
            camera.keys("F10")
            camera.shoot(f"stacked-{name}")
            camera.keys("F10")
            if camera.plan.all:
                camera.keys(*["Ctrl++"] * 4)
                camera.shoot(f"zoomed-{name}")
                camera.keys(*["Ctrl+-"] * 4)
                camera.keys("Shift+Right", "Shift+Right", "Shift+Right", "Shift+Right")
                camera.shoot(f"selected-{name}")
                camera.keys("Ctrl+H")
                camera.shoot(f"earlier-{name}")
                camera.keys("Escape", "F2")
                camera.shoot(f"language-{name}")
                camera.keys("Escape")
    for name, source in CHATS.items():
        with camera.scene(f"chat-{name}"):
            camera.go(source)
            camera.shoot(f"chat-{name}")


def bars(camera: Camera) -> None:
    """From the action to the answer that stands ready."""
    for name, source in CASES.items():
        with camera.scene(f"bar-{name}"):
            camera.go(source)
            camera.keys("4")
            camera.shoot(f"family-{name}")
            camera.keys("3")
            camera.shoot(f"clause-{name}")
            camera.keys("2")
            camera.shoot(f"ready-plain-{name}")
            _to_the_action(camera)
            camera.keys("4", "Alt+1", "Down", "F3")
            camera.shoot(f"ready-{name}")
            camera.keys("9")
            camera.type("seller says so in the title")
            camera.shoot(f"note-{name}")
            camera.keys("Escape", "Shift+F3")
            _to_the_action(camera)
            camera.keys("0")
            camera.shoot(f"cannot-{name}")
            camera.keys("Backspace")


def _to_the_action(camera: Camera) -> None:
    for _number in range(6):
        if camera.window.reviewer.bar.step is not Step.ACTION:
            camera.keys("Backspace")


def media(camera: Camera) -> None:
    """Pictures large, side by side, covered, with a box; films."""
    with camera.scene("media-box"):
        camera.go(THAI)
        camera.keys("M")
        view = camera.window.case.view
        camera.wait(lambda: view.look.image() is not None, "the picture")
        camera.keys("F3")
        place = view.look.place(0)
        camera.drag(
            view,
            QPointF(place.left() + place.width() * 0.11, place.top() + place.height() * 0.37),
            QPointF(place.left() + place.width() * 0.88, place.top() + place.height() * 0.76),
        )
        camera.shoot("media-box")
        camera.keys("S")
        camera.wait(lambda: view.look.shelf.settled, "the second picture")
        camera.shoot("media-beside")
        camera.keys("Escape")
        if view.isVisible():
            camera.keys("Escape")
        camera.keys("Shift+F3", "Shift+F3")
    for name, source in CASES.items():
        with camera.scene(f"media-{name}"):
            camera.go(source)
            camera.keys("M")
            camera.shoot(f"media-{name}")
            camera.keys("Escape")
    with camera.scene("covered"):
        camera.go("L-TH-71600941")
        camera.shoot("covered-strip")
        camera.keys("M")
        camera.shoot("covered")
        camera.keys("Escape")
    for name, source in VIDEOS.items():
        with camera.scene(f"video-{name}"):
            camera.go(source)
            camera.keys("M")
            look = camera.window.case.view.look
            camera.wait(lambda look=look: look.played() or not look.shelf.settled, "the film")
            camera.keys("U", "L", "[", ".", ".", ".", "]")
            pause(400)
            camera.shoot(f"video-{name}")
            camera.keys("Escape", "Escape")
    with camera.scene("sound"):
        camera.go("C-SA-21050442")
        camera.keys("M")
        pause(800)
        camera.shoot("sound-arabic")
        camera.keys("Escape")


def policy(camera: Camera) -> None:
    """Search, a clause, what changed, earlier cases."""
    for name, source in CASES.items():
        with camera.scene(f"search-{name}"):
            camera.go(source)
            camera.keys("Ctrl+P")
            camera.type("before after")
            camera.shoot(f"search-{name}")
            camera.keys("Escape")
    with camera.scene("changed"):
        camera.go(MALAY)
        camera.keys("4", "Alt+2", "V")
        camera.shoot("word-diff")
        camera.keys("V", "B")
        camera.shoot("precedents")
        camera.keys("B")
        _to_the_action(camera)
    with camera.scene("whole policy"):
        camera.go(MALAY)
        camera.keys("Ctrl+Shift+P")
        camera.type("before after")
        camera.shoot("whole-policy")
        for number, name in enumerate(("words", "history", "earlier", "penalties", "beside"), 1):
            camera.keys(f"Alt+{number}")
            camera.shoot(f"whole-policy-{name}")
        camera.keys("Alt+2", "Escape")
        camera.type("3.2")
        camera.shoot("whole-policy-diff")
        camera.keys("Escape", "Escape")


def answers(camera: Camera) -> None:
    """The reveal in each script, the codes, the agreement."""
    how = {
        "thai": ("4", "Alt+1", "Enter"),
        "arabic": ("1",),
        "chinese": ("1",),
        "tamil": ("1",),
    }
    for name, keys in how.items():
        with camera.scene(f"reveal-{name}"):
            camera.go(CASES[name])
            camera.look_at_media()
            camera.keys(*keys)
            reviewer = camera.window.reviewer
            camera.wait(lambda held=reviewer: held.bar.step is Step.REVEALED, "the reveal")
            camera.shoot(f"revealed-{name}")
            camera.keys("1")
            camera.shoot(f"reveal-{name}")
            camera.keys("8")
            camera.shoot(f"codes-{name}")
            left = camera.task()
            camera.keys("Enter", "Enter")
            camera.wait(lambda left=left: camera.task() != left, "the next case")
    with camera.scene("done"):
        camera.go(ARABIC)
        camera.shoot("done-arabic")
    with camera.scene("agreed"):
        camera.keys("F5")
        for _number in range(6):
            task = camera.task()
            camera.look_at_media()
            camera.keys("1")
            if camera.window.reviewer.bar.step is Step.REVEALED:
                camera.keys("5", "Enter")
            camera.wait(lambda left=task: camera.task() != left, "the next case")
            camera.settle()
            if "Agreed" in camera.window.toast.words:
                camera.shoot("agreed", toast=True)
                camera.keys("F4")
                camera.shoot("fault")
                camera.keys("Escape")
