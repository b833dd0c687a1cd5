"""What a model's first layers say about the inputs that it takes."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from .specs import Size, TensorSpec

BATCH = Size("batch")
LENGTH = Size("length")
SPATIAL = (Size("height", 32), Size("width", 32), Size("depth", 32))
MOST_LAYERS = 6
"""Layers looked at from the front: deeper ones see features, not inputs."""
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
NORMS = {nn.BatchNorm1d: 1, nn.BatchNorm2d: 2, nn.BatchNorm3d: 3}


def _floats(*sizes: int | Size) -> TensorSpec:
    return TensorSpec("float32", sizes)


def specs_of(layer: nn.Module) -> list[TensorSpec]:
    """Inputs that one layer takes, the most usual shape first; empty for a layer that does not say."""
    if isinstance(layer, nn.Linear):
        wide = layer.in_features
        return [
            _floats(BATCH, wide),
            _floats(BATCH, LENGTH, wide),
            _floats(BATCH, LENGTH, Size("points"), wide),
        ]
    if isinstance(layer, CONVOLUTIONS):
        return [_floats(BATCH, layer.in_channels, *SPATIAL[: len(layer.kernel_size)])]
    if isinstance(layer, (nn.Embedding, nn.EmbeddingBag)):
        sizes = ((BATCH, LENGTH), (BATCH,), (LENGTH, BATCH))
        return [TensorSpec("int64", each, 0, layer.num_embeddings) for each in sizes]
    if isinstance(layer, nn.RNNBase):
        first = (BATCH, LENGTH) if layer.batch_first else (LENGTH, BATCH)
        return [_floats(*first, layer.input_size), _floats(LENGTH, layer.input_size)]
    if isinstance(layer, nn.RNNCellBase):
        return [_floats(BATCH, layer.input_size), _floats(BATCH, LENGTH, layer.input_size)]
    if isinstance(layer, nn.MultiheadAttention):
        first = (BATCH, LENGTH) if layer.batch_first else (LENGTH, BATCH)
        return [_floats(*first, layer.embed_dim)]
    for norm, dimensions in NORMS.items():
        if isinstance(layer, norm):
            wide = layer.num_features
            shapes = [_floats(BATCH, wide, *SPATIAL[:dimensions])]
            return [_floats(BATCH, wide), *shapes] if dimensions == 1 else shapes
    if isinstance(layer, nn.LayerNorm):
        return [_floats(BATCH, *layer.normalized_shape), _floats(BATCH, LENGTH, *layer.normalized_shape)]
    if isinstance(layer, nn.GroupNorm):
        return [_floats(BATCH, layer.num_channels, *SPATIAL[:2]), _floats(BATCH, layer.num_channels)]
    return []


def _described(module: nn.Module) -> Iterator[list[TensorSpec]]:
    """The specs of the layers in the order of their definition; a layer that says is not looked into."""
    own = specs_of(module)
    if own:
        yield own
        return
    for parameter in module.parameters(recurse=False):
        shape = list(parameter.shape)
        if shape:
            yield [_floats(BATCH, shape[-1]), _floats(BATCH, shape[0]), _floats(*shape)]
    for child in module.children():
        yield from _described(child)


def specs_of_model(model: torch.nn.Module) -> list[TensorSpec]:
    """Candidates for an input, the first layer's first, without repetition."""
    layers: list[list[TensorSpec]] = []
    for specs in _described(model):
        if specs not in layers:
            layers.append(specs)
        if len(layers) == MOST_LAYERS:
            break
    # Every layer's usual shape before any layer's unusual one.
    deepest = max(map(len, layers), default=0)
    ordered = [specs[rank] for rank in range(deepest) for specs in layers if rank < len(specs)]
    return list(dict.fromkeys(ordered))
