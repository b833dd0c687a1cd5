"""Forwards that turn sizes and data into numbers, or walk over tensors, in less common ways."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

TENSORS = (
    lost("bool_of_data", "return x if bool(x.sum() > 0) else -x"),
    lost("any_over_items", "return x if any(v > 0.5 for v in x[0]) else -x"),
    lost("sorted_list", "return x + torch.tensor(sorted(x[:, 0].tolist()))[0]"),
    lost("sum_tensor", "return sum(x)"),
    lost("stack_range", "return torch.stack([x[i] for i in range(x.size(0))])"),
    lost(
        "zip_tensors",
        """
        out = 0
        for a, b in zip(x, x * 2):
            out = out + a * b
        return out
        """,
    ),
    lost(
        "enum_tensor",
        """
        out = 0
        for i, a in enumerate(x):
            out = out + a * i
        return out
        """,
    ),
    lost("map_tensor", "return torch.stack(list(map(lambda r: r * 2, x)))"),
    kept("repeat_size", "return x.repeat(x.shape[0], 1)"),
    kept("repeat_interleave", "return x.repeat_interleave(2, 0)"),
    kept("pad_size", "return F.pad(x, (0, 0, 0, 7 - x.shape[0]))"),
    kept("linspace", "return torch.linspace(0, 1, x.shape[0]).unsqueeze(1) + x"),
    kept("eye", "return torch.eye(x.shape[0]) @ x"),
    kept(
        "tril",
        """
        n = x.shape[0]
        return torch.tril(torch.ones(n, n)) @ x
        """,
    ),
    kept("split_sizes", "return x.split([1, x.shape[0] - 1])[1]"),
    kept("narrow", "return x.narrow(0, 0, x.shape[0] - 1)"),
    kept("index_size", "return x[x.shape[0] - 1]"),
    kept("full_value", "return torch.full((4,), x.shape[0]) + x"),
    kept("mul_size", "return x * x.shape[0]"),
    kept("pow_size", "return x.abs() ** x.shape[0]"),
    kept("size_root", "return x / x.shape[0] ** 0.5"),
    lost("parity", "return x if x.shape[0] % 2 == 0 else -x"),
    kept("tensor_size", "return x + torch.tensor(x.shape[0])"),
    lost("tensor_sizes", "return x.sum() + torch.tensor([x.shape[0], 1]).sum()"),
    lost("as_tensor_shape", "return x.sum() + torch.as_tensor(x.shape).sum()"),
    lost("new_tensor", "return x + x.new_tensor([x.shape[0]])"),
    kept("new_zeros_shape", "return x.new_zeros(x.shape) + x"),
    kept("zeros_star", "return torch.zeros(*x.shape) + x"),
    kept("view_star", "return x.view(*x.shape[:1], 2, 2)"),
    kept("numel", "return x.sum() / x.numel()"),
    lost("torch_numel", "return x.sum() / torch.numel(x)"),
    lost("data", "return x + x.data.sum()"),
    kept("detach", "return x + x.detach().sum()"),
    lost("random", "return x * random.random()"),
    lost(
        "try",
        """
        try:
            y = x.view(3, 4)
        except RuntimeError:
            y = x * 2
        return y
        """,
    ),
    kept(
        "requires_grad",
        """
        if x.requires_grad:
            x = x.detach()
        return x + 1
        """,
    ),
    kept(
        "is_floating",
        """
        if x.is_floating_point():
            x = x * 2
        return x + 1
        """,
    ),
    kept(
        "is_tensor",
        """
        if torch.is_tensor(x):
            x = x * 2
        return x + 1
        """,
    ),
    kept(
        "cache_by_shape",
        """
        if self.cache is None or self.cache.shape[0] != x.shape[0]:
            self.cache = torch.arange(x.shape[0])
        return x + self.cache.unsqueeze(1)
        """,
        init="self.cache = None",
    ),
    lost(
        "global_counter",
        """
        global COUNT
        COUNT += 1
        return x * COUNT
        """,
        top="COUNT = 0",
    ),
    lost("genexp", "return sum(v * 2 for v in x)"),
    kept(
        "dict_results",
        """
        out = {}
        for k in ('a', 'b'):
            out[k] = x * 2
        return out['a']
        """,
    ),
    lost(
        "shape_eq",
        """
        if x.shape == (3, 4):
            return x
        return x[:2]
        """,
    ),
    kept(
        "len_shape",
        """
        if len(x.shape) == 2:
            x = x * 2
        return x
        """,
    ),
    kept(
        "ndim",
        """
        if x.ndim == 2:
            x = x * 2
        return x
        """,
    ),
    lost("int_size", "return torch.zeros(int(x.shape[0]), 4) + x"),
    lost("half", "return x[: int(x.size(0) * 0.5)]"),
    lost("ceil", "return x[: math.ceil(x.shape[0] / 2)]"),
    lost("np_prod", "return x.reshape(int(numpy.prod(x.shape)))"),
    lost("range_step", "return x[[i for i in range(0, x.shape[0], 2)]]"),
    lost(
        "while_size",
        """
        i = 0
        while i < x.shape[0]:
            x = x + 1
            i += 1
        return x
        """,
    ),
    kept("chunk_rows", "return torch.cat([c * 2 for c in x.chunk(2)])"),
    lost("stack_unbind", "return torch.stack(x.unbind(0))"),
    lost("star_list", "return torch.stack([*x])"),
    kept(
        "items",
        """
        a, b = x[0], x[1]
        return a + b
        """,
    ),
    kept(
        "where_tuple",
        """
        r, c = torch.where(x > 0)
        return x[r, c]
        """,
    ),
    kept("topk_size", "return x.topk(x.shape[0] // 2, dim=0)[0]"),
    kept("step_slice", "return torch.arange(x.shape[0])[::2]"),
    kept("size_step", "return torch.arange(10)[:: x.shape[0]]"),
    kept("one_hot", "return F.one_hot(x.argmax(1), 4)"),
    kept("one_hot_auto", "return F.one_hot(x.argmax(1))"),
    kept("unfold", "return x.unfold(0, 2, 1)"),
    lost("avg_pool", "return F.avg_pool1d(x.t().unsqueeze(0), kernel_size=x.shape[0])"),
    lost("adaptive", "return F.adaptive_avg_pool1d(x.unsqueeze(0), x.shape[0])"),
    lost("roll", "return torch.roll(x, x.shape[0] // 2, 0)"),
    kept("dropout", "return F.dropout(x, 0.5, self.training)"),
    kept(
        "buffer_slice",
        "return self.pos[: x.shape[0]].unsqueeze(1) + x",
        init="self.register_buffer('pos', torch.arange(10.0))",
    ),
    kept(
        "moduledict",
        "return self.acts['tanh'](x)",
        init="self.acts = nn.ModuleDict({'tanh': nn.Tanh(), 'relu': nn.ReLU()})",
    ),
    kept("getattr", "return getattr(self, 'linear')(x)"),
    kept(
        "getattr_loop",
        """
        for i in range(2):
            x = getattr(self, f'layer{i}')(x)
        return x
        """,
        init="""
        for i in range(2):
            setattr(self, f'layer{i}', nn.Linear(4, 4))
        """,
    ),
    kept(
        "lru",
        "return table(x.shape[0]).unsqueeze(1) + x",
        top="""
        @functools.lru_cache
        def table(n):
            return torch.arange(n)
        """,
    ),
    kept(
        "if_tracing_fn",
        "return pick(x)",
        top="""
        @torch.jit.script_if_tracing
        def pick(v):
            if v.sum() > 0:
                return v
            return -v
        """,
    ),
    kept(
        "no_grad",
        """
        with torch.no_grad():
            return x * 2
        """,
    ),
    kept(
        "not_tracing",
        """
        if not torch.jit.is_tracing():
            assert x.isfinite().all()
        return x + 1
        """,
    ),
    lost(
        "walrus",
        """
        if (n := x.shape[0]) > 3:
            return x[:2]
        return x * n
        """,
    ),
    lost(
        "not",
        """
        flag = not (x.sum() > 0)
        return x if flag else -x
        """,
    ),
    lost("or_value", "return x * ((x.sum() > 0) or 3)"),
    lost("min_tensors", "return min(x.sum(), x.mean())"),
    kept("abs", "return abs(x.sum())"),
    kept("sum_list", "return sum([x, x])"),
    lost("int_argmax", "return x[int(x.argmax()) // 4]"),
    kept("argmax_index", "return x[x.argmax() // 4]"),
    kept("slice_data", "return x.flatten()[: x.argmax()]"),
    kept("zeros_data", "return torch.zeros(x.abs().sum().int(), 2)"),
    kept(
        "for_shape",
        """
        total = x
        for n in x.shape:
            total = total + n
        return total
        """,
    ),
    kept("sum_dims", "return x.sum(list(range(x.dim())))"),
    kept("list_shape", "return x.new_zeros(list(x.shape)) + x"),
    kept("broadcast_shapes", "return torch.zeros(torch.broadcast_shapes(x.shape, (1, 4))) + x"),
    kept("einsum", "return torch.einsum('ij,kj->ik', x, x)"),
    lost(
        "nested_fn",
        """
        n = x.shape[0]
        def inner(v):
            for i in range(n):
                v = v + i
            return v
        return inner(x)
        """,
    ),
)
