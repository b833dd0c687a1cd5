"""Forwards that hand tensors to what Python has: stars, copies, seeds, `filter` and `next`."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

_ADDED = """
def added(*parts):
    return sum(parts)
"""
_COPY = "import copy"
_RANDOM = "import random"

PYTHON = (
    lost("star_of_rows", "return added(*x)", top=_ADDED),
    lost("star_of_pieces", "return added(*x.split(1))", top=_ADDED),
    lost("star_of_rows_in_zip", "return torch.stack([torch.stack(column) for column in zip(*x)])"),
    kept("star_of_columns", "return added(*x.chunk(2, 1))", top=_ADDED),
    kept("star_of_a_list", "return added(*[x, x + 1])", top=_ADDED),
    kept("star_in_print", "print(*x[:1])\nreturn x * 2"),
    kept(
        "star_of_a_parameter",
        "return x + added(*self.linear.weight)",
        top=_ADDED,
    ),
    lost("first_of_rows", "return x.unbind(0)[0]"),
    lost("last_of_pieces", "pieces = x.split(2)\nreturn pieces[0].sum() - pieces[-1].sum()"),
    kept("first_of_two", "pair = torch.stack([x, x + 1]).unbind(0)\nreturn pair[0] * pair[1]"),
    kept("first_of_columns", "return x.split(2, dim=1)[0]"),
    lost("next_of_rows", "return next(iter(x))"),
    kept("next_of_a_list", "parts = iter([x, x + 1])\nfirst = next(parts)\nreturn first - next(parts)"),
    kept("next_of_parameters", "return x.to(next(self.parameters()).dtype) * 2"),
    lost("filter_by_data", "return sum(filter(lambda part: part.sum() > 0, [x, -x]))"),
    lost("filter_by_size", "return sum(filter(lambda part: part.shape[0] > 4, [x, x[:2]]), x.sum())"),
    kept("filter_by_none", "return sum(filter(lambda part: part is not None, [x, None, x + 1]))"),
    lost("copy", "return copy.copy(x) * 2", top=_COPY),
    lost("deepcopy_of_a_result", "return copy.deepcopy(x * 2) + 1", top=_COPY),
    lost("deepcopy_of_a_dict", "return copy.deepcopy({'a': x})['a'] * 2", top=_COPY),
    kept("copy_of_a_list", "return sum(copy.copy([x, x + 1]))", top=_COPY),
    kept("deepcopy_of_a_module", "return copy.deepcopy(self.linear)(x)", top=_COPY),
    lost("seed", "torch.manual_seed(0)\nreturn x + torch.rand(4)"),
    lost(
        "seed_of_a_generator", "g = torch.Generator().manual_seed(0)\nreturn x + torch.rand(4, generator=g)"
    ),
    kept("seed_of_python", "random.seed(0)\nreturn x + random.random()", top=_RANDOM),
    kept("counted_pieces", "return torch.stack([part.sum() for part in x.hsplit(2)])"),
    lost("list_of_sizes_as_index", "return x[[0, x.shape[0] - 1]]"),
    lost("list_of_sizes_among_indices", "return x.t()[:, [0, x.shape[0] - 1]]"),
    kept("list_of_numbers_as_index", "return x[:, [0, 3]]"),
    lost("digits_of_a_size", "return x * bin(x.shape[0]).count('1')"),
    lost("split_by_a_size", "first, rest = torch.split(x, x.shape[0] - 1)\nreturn first.sum() - rest"),
)
