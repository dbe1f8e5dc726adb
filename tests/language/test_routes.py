"""Which packages lead where: compared with the lists that argostranslate makes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from itertools import permutations
from pathlib import Path

from workstation.language.engine import child
from workstation.language.packages.routes import ways

ROOT = Path(__file__).resolve().parents[2]

ARGOS = """
import json, sys
from pathlib import Path
from types import SimpleNamespace
from benchmarks import argos_peer
translate = argos_peer.prepared(Path(sys.argv[1]))
from argostranslate import package, sbd
translate.MiniSBDSentencizer = lambda pkg: None
found = []
for pairs in json.load(sys.stdin):
    made = [SimpleNamespace(type="translate", from_code=a, from_name=a, to_code=b, to_name=b, at=at)
            for at, (a, b) in enumerate(pairs)]
    package.get_installed_packages = lambda path=None: made
    translate.installed_translates.clear()
    translate.get_installed_languages.cache_clear()
    found.append({f"{one.code}-{other.to_lang.code}":
                      [leg.pkg.at for leg in argos_peer.legs(one.get_translation(other.to_lang))]
                  for one in translate.get_installed_languages()
                  for other in one.translations_from})
json.dump(found, sys.stdout)
"""


def test_the_same_choice_as_argostranslate(tmp_path: Path) -> None:
    chance = random.Random(4)
    graphs = []
    for _ in range(150):
        pairs = list(permutations("abcdefg"[: chance.randint(2, 7)], 2))
        graphs.append(chance.sample(pairs, chance.randint(1, min(len(pairs), 10))))
    done = subprocess.run(
        [sys.executable, "-c", ARGOS, str(tmp_path)],
        input=json.dumps(graphs),
        env=child.environment(tmp_path, tmp_path / "home") | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
    )
    expected = json.loads(done.stdout)
    ours = [
        {f"{start}-{goal}": list(way) for (start, goal), way in ways(tuple(graph)).items()}
        for graph in graphs
    ]
    assert ours == expected
    assert any(len(way) > 2 for graph in ours for way in graph.values())


def test_a_hub_of_fifty_languages_takes_no_time() -> None:
    around = [f"x{number}" for number in range(50)]
    pairs = tuple(pair for language in around for pair in ((language, "en"), ("en", language)))
    begun = time.process_time()
    found = ways(pairs)
    assert time.process_time() - begun < 1
    assert len(found) == 51 * 51
    assert max(map(len, found.values())) == 2
