"""Makes the pictures of every screen from the demo batches, with real translations and real keys.

    python docs/screenshots.py [NAME ...]              the guide's, into docs/images
    python docs/screenshots.py --all DIR [NAME ...]    every screen, light and dark, in two sizes

Needs no screen of its own. NAMEs are beginnings of pictures' names: only those are written. With
--all an index.html shows all of them. What they are made of stands in docs/shots.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from shots import (  # noqa: E402
    case_scenes,
    figure_scenes,
    homes,
    kind_scenes,
    panel_scenes,
    second_scenes,
    sheet,
    team_scenes,
)
from shots.camera import LARGE, Camera, Plan  # noqa: E402
from shots.guide import GUIDE  # noqa: E402

from workstation.app import application  # noqa: E402
from workstation.intake.importer import import_batch  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main(argv: list[str]) -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", metavar="DIR", type=Path, help="every screen, into this folder")
    parser.add_argument("names", metavar="NAME", nargs="*", help="beginnings of pictures' names")
    said = parser.parse_args(argv)
    folder = said.all or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(folder, None if said.all else GUIDE, tuple(said.names))
    homes.fresh()
    _have_a_screen()
    try:
        _take(plan)
    finally:
        shutil.rmtree(homes.PLACE, ignore_errors=True)
    if said.all:
        print(sheet.write(folder, plan.taken))
    size = sum(path.stat().st_size for *_name, path in plan.taken)
    print(f"{len(plan.taken)} pictures, {size / 1e6:.2f} MB")
    for words in plan.failed:
        print(f"not taken: {words}", file=sys.stderr)
    return 1 if plan.failed else 0


def _have_a_screen() -> None:
    # Menus keep within the screen: without words the one that is not there has 800 by 800.
    screen = {"name": "pictures", "x": 0, "y": 0, "width": LARGE[0], "height": LARGE[1]}
    told = {"screens": [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]}
    path = homes.PLACE / "screen.json"
    path.write_text(json.dumps(told), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={path}"


def _take(plan: Plan) -> None:
    app, place = application(), homes.PLACE / "sync"
    homes.colleague_works(place)
    services, brought = homes.demo("you", homes.YOU, "batch", "sweep", "copies", "practice")
    camera = Camera(app, services, plan)
    try:
        camera.open(brought["batch"])
        camera.shoot("first-minute")
        services.set_preference("coached", 1000)  # the strip for newcomers has been seen
        case_scenes.cases(camera)
        case_scenes.bars(camera)
        case_scenes.media(camera)
        case_scenes.policy(camera)
        panel_scenes.lists(camera)
        panel_scenes.program(camera)
        case_scenes.answers(camera)
        panel_scenes.end(camera, place)
        kind_scenes.every(camera, brought)
        turned = import_batch(services.store, homes.hostile(), homes.YOU.id, homes.now).batch
        kind_scenes.turned(camera, turned)
        panel_scenes.alone(camera)
    finally:
        camera.close()
    for open_store, scenes in (
        (homes.peer_reads, panel_scenes.peer),
        (homes.nobody, panel_scenes.first),
    ):
        camera = Camera(app, open_store(), plan)
        try:
            scenes(camera)
        finally:
            camera.close()
    for scenes in (team_scenes, second_scenes, figure_scenes):
        scenes.every(lambda services: Camera(app, services, plan))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
