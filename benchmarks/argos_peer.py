"""argostranslate's own loop, as far as it runs offline: what our engine is compared with.

    python -m benchmarks.argos_peer < request.json

Reads `{"target": "en", "work": {"ms": ["…"]}, "length": null}` and prints what became of each text,
one `argostranslate.translate.translate()` after the other, and how long that took. Changed is what
it cannot do without: its sentence splitter fetches a model, so ours stands in for it; and it sees
the packages that we see, in the same order. `length` fixes how much is decoded. The packages are
those of `ARGOS_PACKAGES_DIR`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from workstation import processes  # noqa: E402
from workstation.language.codes import argos_codes, tag_of  # noqa: E402
from workstation.language.cutting.segment import split  # noqa: E402
from workstation.language.engine import child  # noqa: E402
from workstation.language.packages.models import usable  # noqa: E402

Work = dict[str, list[str]]


def main() -> int:
    """Answer one request."""
    processes.step_back()
    asked = json.load(sys.stdin)
    if asked.get("length"):
        fix_length(asked["length"])
    translate = prepared(Path(os.environ["ARGOS_PACKAGES_DIR"]))
    codes = {source: known(translate, source, asked["target"]) for source in asked["work"]}
    for found in codes.values():
        translate.translate("1 a.", *found)
    begun, worked = time.perf_counter(), time.process_time()
    texts = {
        source: [translate.translate(text, *codes[source]) for text in texts]
        for source, texts in asked["work"].items()
    }
    seconds = time.perf_counter() - begun, time.process_time() - worked
    json.dump({"seconds": seconds, "texts": texts}, sys.stdout)
    return 0


def run(
    packages: Path, home: Path, work: Work, target: str, length: int | None = None
) -> tuple[tuple[float, float], Work]:
    """Seconds, those of a processor, and texts, from a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        input=json.dumps({"target": target, "work": work, "length": length}),
        env=child.environment(packages, home),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answer = json.loads(done.stdout)
    return tuple(answer["seconds"]), answer["texts"]


def prepared(folder: Path) -> Any:
    """`argostranslate.translate` with our splitter, over the packages of the folder."""
    _stand_in_for_minisbd()
    from argostranslate import package, translate

    package.get_installed_packages = lambda path=None: [
        package.Package(found.path) for found in usable(folder)
    ]
    for language in translate.get_installed_languages():
        for translation in language.translations_from:
            legs(translation)
    return translate


def known(translate: Any, source: str, target: str) -> tuple[str, str]:
    """The first pair of codes that argostranslate has a way for."""
    return next(
        (start, goal)
        for start in argos_codes(source)
        for goal in argos_codes(target)
        if translate.get_language_from_code(start)
        and translate.get_language_from_code(goal)
        and translate.get_translation_from_codes(start, goal)
    )


def legs(translation: Any) -> list[Any]:
    """The package translations behind caches and chains, in order, each with our splitter."""
    if hasattr(translation, "t1"):
        return legs(translation.t1) + legs(translation.t2)
    if hasattr(translation, "underlying"):
        return legs(translation.underlying)
    if hasattr(translation, "pkg"):
        translation.sentencizer = _Splitter(translation.pkg.from_code)
        return [translation]
    return []


def fix_length(length: int) -> None:
    """Every translator of this process decodes so many pieces: random weights know no end."""
    import ctranslate2

    class Fixed(ctranslate2.Translator):
        def translate_batch(self, *texts: Any, **options: Any) -> Any:
            limits = {"min_decoding_length": length, "max_decoding_length": length}
            return super().translate_batch(*texts, **options, **limits)

    ctranslate2.Translator = Fixed


class _Splitter:
    def __init__(self, argos_code: str) -> None:
        self._language = tag_of(argos_code)

    def split_sentences(self, text: str) -> list[str]:
        return [sentence.text for sentence in split(text, self._language)]


def _stand_in_for_minisbd() -> None:
    class Everything:
        def __contains__(self, name: object) -> bool:
            return True

    module, models = ModuleType("minisbd"), ModuleType("minisbd.models")
    models.list_models = Everything  # type: ignore[attr-defined]
    module.models = models  # type: ignore[attr-defined]
    module.SBDetect = None  # type: ignore[attr-defined]
    sys.modules["minisbd"], sys.modules["minisbd.models"] = module, models


if __name__ == "__main__":
    raise SystemExit(main())
