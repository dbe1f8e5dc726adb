"""Batches of the other kinds: an inspection, copies judged as one, practice, turned letters."""

from __future__ import annotations

from collections.abc import Mapping

from shots.camera import Camera
from workstation.review.bar_values import Step

SWEEP = {"thai": "L-TH-88020013", "chinese": "L-SG-88010190"}


def inspection(camera: Camera, batch: str) -> None:
    """No moderator: tactics, the control that missed it, the reach, the request's questions."""
    for name, source in SWEEP.items():
        with camera.scene(f"inspection-{name}"):
            camera.open(batch, source)
            camera.look_at_media()
            camera.shoot(f"inspection-{name}")
            camera.keys("4", "1", "4", "Enter")
            camera.wait(lambda: camera.window.reviewer.bar.step is Step.TACTICS, "the tactics")
            camera.shoot(f"tactics-{name}")
            camera.keys("1", "2", "Enter")
            camera.shoot(f"control-{name}")
            camera.keys("3")
            camera.shoot(f"reach-{name}")
            camera.keys("Enter")
            camera.shoot(f"asked-yes-no-{name}")
            camera.keys("1")
            camera.shoot(f"asked-choice-{name}")
            camera.keys("3", "1")
            camera.wait(lambda: camera.window.bar.words.hasFocus(), "the line")
            camera.type("slim pods")
            camera.shoot(f"asked-words-{name}")
            camera.keys("Enter")
            camera.go(source)
            camera.shoot(f"inspected-{name}")


def copies(camera: Camera, batch: str) -> None:
    """A cluster: its copies, and what was decided on each."""
    with camera.scene("copies"):
        camera.open(batch)
        camera.shoot("cluster")
        camera.keys("Ctrl+Y")
        camera.wait(lambda: _shown(camera), "the copy")
        camera.settle()
        camera.shoot("copies")
        camera.keys("Escape", "4", "Alt+1", "Enter")
        camera.wait(lambda: camera.window.reviewer.bar.step is Step.SET, "the set")
        camera.shoot("set")
        camera.keys("Ctrl+Y")
        camera.wait(lambda: _shown(camera), "the copy")
        camera.settle()
        camera.shoot("copies-decided")
        camera.keys("Escape")


def practice(camera: Camera, batch: str) -> None:
    """The signed answer after one's own."""
    with camera.scene("practice"):
        camera.open(batch)
        camera.look_at_media()
        camera.keys("4", "3", "1", "Enter")
        camera.wait(lambda: camera.window.reviewer.bar.step is Step.GOLD, "the gold")
        camera.shoot("gold")
        camera.keys("Enter")


def turned(camera: Camera, batch: str) -> None:
    """Letters that turn and hide are evidence."""
    with camera.scene("turned"):
        camera.open(batch)
        held = camera.window.reviewer
        camera.wait(lambda: held.prepared.rendered.complete, "its translation")
        camera.shoot("turned")
        camera.keys("Ctrl+B")
        camera.shoot("turned-batches")
        camera.keys("Escape")


def _shown(camera: Camera) -> bool:
    panel = camera.window.commands.panels.open_panel
    shown = getattr(panel, "shown", None)
    return shown is not None and shown.prepared is not None and shown.prepared.rendered.complete


def every(camera: Camera, batches: Mapping[str, str]) -> None:
    """All of them."""
    inspection(camera, batches["sweep"])
    copies(camera, batches["copies"])
    practice(camera, batches["practice"])
