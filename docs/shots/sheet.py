"""A page that shows all pictures: a row a screen, its looks beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Every screen</title><style>
body{font:14px system-ui,sans-serif;margin:16px;background:#777;color:#fff}
h2{font-size:14px;margin:20px 0 4px}div{display:flex;gap:8px;flex-wrap:wrap}
a{color:#fff;text-decoration:none;font-size:12px}img{display:block;width:460px}</style>
"""


def write(folder: Path, taken: Sequence[tuple[str, str, tuple[int, int], Path]]) -> Path:
    """Write index.html beside the pictures."""
    screens: dict[str, list[str]] = {}
    for name, look, size, path in taken:
        words = f"{look} {size[0]}×{size[1]}"
        screens.setdefault(name, []).append(
            f'<a href="{escape(path.name)}"><img loading="lazy" src="{escape(path.name)}" '
            f'alt="{escape(f"{name}, {words}")}">{words}</a>'
        )
    told = f"<h1>{len(screens)} screens, {len(taken)} pictures</h1>"
    rows = (f"<h2>{escape(name)}</h2><div>{''.join(row)}</div>" for name, row in screens.items())
    page = folder / "index.html"
    page.write_text(_HEAD + told + "\n".join(rows) + "\n", "utf-8")
    return page
