"""A translation package of the size that the public ones have, with random weights.

Public Argos packages hold a transformer of 6 + 6 layers, d = 512, feed-forward 2048, 8 heads,
32,000 pieces, int8. What such a model says is nonsense, and it would not know when to stop: whoever
times it fixes the length of what it decodes. The tokenizer is the starter's, its pieces filled up
with others to 32,000. CTranslate2's file is written byte by byte: its own writer needs numpy.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

STARTER = Path(__file__).resolve().parents[1] / "resources" / "models" / "starter"
FLOAT, INT8, INT16 = 0, 1, 2


class Size(NamedTuple):
    """The measures of a transformer."""

    layers: int = 6
    width: int = 512
    feed: int = 2048
    heads: int = 8
    pieces: int = 32_000
    positions: int = 512


PUBLIC = Size()


class Variable(NamedTuple):
    """One tensor as the file has it."""

    name: str
    shape: tuple[int, ...]
    kind: int
    data: bytes


def make_package(
    folder: Path, from_code: str, to_code: str, size: Size = PUBLIC, seed: int = 1
) -> Path:
    """Write `folder/translate-<from>_<to>-0_1`; the same seed gives the same bytes."""
    package = folder / f"translate-{from_code}_{to_code}-0_1"
    model = package / "model"
    model.mkdir(parents=True)
    metadata = {"package_version": "0.1", "from_code": from_code, "to_code": to_code}
    (package / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    shutil.copy(STARTER / "sentencepiece.model", package)
    shutil.copy(STARTER / "model" / "config.json", model)
    known = json.loads((STARTER / "model" / "shared_vocabulary.json").read_text(encoding="utf-8"))
    pieces = known + [f"▁x{number}" for number in range(len(known), size.pieces)]
    (model / "shared_vocabulary.json").write_text(json.dumps(pieces), encoding="utf-8")
    with (model / "model.bin").open("wb") as file:
        write_model(file, size, random.Random(seed))
    return package


def write_model(file: BinaryIO, size: Size, chance: random.Random) -> None:
    """CTranslate2's binary format, version 6, revision 7 of the TransformerSpec."""
    variables = sorted(variables_of(size, chance))
    file.write(struct.pack("<I", 6) + _text("TransformerSpec") + struct.pack("<I", 7))
    file.write(struct.pack("<I", len(variables)))
    for one in variables:
        file.write(_text(one.name) + struct.pack("<B", len(one.shape)))
        file.write(struct.pack(f"<{len(one.shape)}I", *one.shape))
        file.write(struct.pack("<BI", one.kind, len(one.data)) + one.data)
    aliases = [("decoder/projection/weight", "decoder/embeddings/weight")]
    aliases += [("decoder/projection/weight_scale", "decoder/embeddings/weight_scale")]
    aliases += [("encoder/embeddings_0/weight", "decoder/embeddings/weight")]
    aliases += [("encoder/embeddings_0/weight_scale", "decoder/embeddings/weight_scale")]
    file.write(struct.pack("<I", len(aliases)))
    for alias, name in aliases:
        file.write(_text(alias) + _text(name))


def variables_of(size: Size, chance: random.Random) -> Iterator[Variable]:
    """All tensors of the two halves."""
    yield from _weights("decoder/embeddings", size.pieces, size.width, chance, bias=False)
    yield _floats("decoder/projection/bias", [0.0] * size.pieces)
    for side in ("encoder", "decoder"):
        yield from _settings(side, size)
        yield _positions(side, size)
        yield from _norm(f"{side}/layer_norm", size)
        for number in range(size.layers):
            yield from _layer(f"{side}/layer_{number}", size, chance, crosses=side == "decoder")


def _settings(side: str, size: Size) -> Iterator[Variable]:
    flags = {"activation": 0, "pre_norm": 1, "scale_embeddings": 1}
    if side == "encoder":
        flags |= {"embeddings_merge": 0, "multi_query_attention": 0}
    else:
        flags |= {"alibi": 0, "alibi_use_positive_positions": 0, "scale_alibi": 0}
        flags |= {"start_from_zero_embedding": 0}
        yield Variable(f"{side}/alignment_heads", (), INT16, struct.pack("<h", 1))
        yield Variable(f"{side}/alignment_layer", (), INT16, struct.pack("<h", -1))
    for name, value in flags.items():
        yield Variable(f"{side}/{name}", (), INT8, struct.pack("<b", value))
    yield Variable(f"{side}/num_heads", (), INT16, struct.pack("<h", size.heads))


def _layer(name: str, size: Size, chance: random.Random, *, crosses: bool) -> Iterator[Variable]:
    width = size.width
    yield from _norm(f"{name}/self_attention/layer_norm", size)
    yield from _weights(f"{name}/self_attention/linear_0", 3 * width, width, chance)
    yield from _weights(f"{name}/self_attention/linear_1", width, width, chance)
    if crosses:
        yield from _norm(f"{name}/attention/layer_norm", size)
        yield from _weights(f"{name}/attention/linear_0", width, width, chance)
        yield from _weights(f"{name}/attention/linear_1", 2 * width, width, chance)
        yield from _weights(f"{name}/attention/linear_2", width, width, chance)
    yield from _norm(f"{name}/ffn/layer_norm", size)
    yield from _weights(f"{name}/ffn/linear_0", size.feed, width, chance)
    yield from _weights(f"{name}/ffn/linear_1", width, size.feed, chance)


def _weights(
    name: str, rows: int, columns: int, chance: random.Random, *, bias: bool = True
) -> Iterator[Variable]:
    # Bytes from all over the range have a spread of 74; weights want one of 1 / sqrt(columns).
    scale = 74 * math.sqrt(columns)
    yield Variable(f"{name}/weight", (rows, columns), INT8, chance.randbytes(rows * columns))
    yield _floats(f"{name}/weight_scale", [scale] * rows)
    if bias:
        yield _floats(f"{name}/bias", [0.0] * rows)


def _norm(name: str, size: Size) -> Iterator[Variable]:
    yield _floats(f"{name}/gamma", [1.0] * size.width)
    yield _floats(f"{name}/beta", [0.0] * size.width)


def _positions(side: str, size: Size) -> Variable:
    half = size.width // 2
    steps = [math.exp(-math.log(10_000) * at / (half - 1)) for at in range(half)]
    values = array("f")
    for position in range(size.positions):
        values.extend(math.sin(position * step) for step in steps)
        values.extend(math.cos(position * step) for step in steps)
    shape = (size.positions, size.width)
    return Variable(f"{side}/position_encodings/encodings", shape, FLOAT, values.tobytes())


def _floats(name: str, values: list[float]) -> Variable:
    return Variable(name, (len(values),), FLOAT, array("f", values).tobytes())


def _text(text: str) -> bytes:
    body = text.encode() + b"\0"
    return struct.pack("<H", len(body)) + body
