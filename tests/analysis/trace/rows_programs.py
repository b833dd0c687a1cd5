"""Forwards whose sizes and choices lie in helpers, methods, objects and closures."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

PROGRAMS = (
    kept("torch_numel_w", "return x.sum() / torch.numel(self.linear.weight)"),
    lost(
        "kwargs",
        "return helper(x, n=x.shape[0])",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    lost(
        "starargs",
        """
        args = (x, x.shape[0])
        return helper(*args)
        """,
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    lost(
        "starkw",
        """
        kw = {'n': x.shape[0]}
        return helper(x, **kw)
        """,
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    kept(
        "starkw_const",
        """
        kw = {'n': 2}
        return helper(x, **kw)
        """,
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    kept(
        "default",
        "return helper2(x)",
        top="""
        def helper2(x, n=3):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    lost(
        "two_level",
        "return outer(x)",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        def outer(v):
            return helper(v, v.size(0))
        """,
    ),
    kept(
        "recursion_const",
        "return power(x, 3)",
        top="""
        def power(v, n):
            if n == 0:
                return v
            return power(v * v, n - 1)
        """,
    ),
    lost(
        "recursion_size",
        "return power(x.tanh(), x.shape[0])",
        top="""
        def power(v, n):
            if n == 0:
                return v
            return power(v * v, n - 1)
        """,
    ),
    lost(
        "modulelist_choice",
        """
        for s in self.steps:
            x = s(x)
        return x
        """,
        init="self.steps = nn.ModuleList([Gate(), nn.Tanh()])",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    lost(
        "modulelist_unpacked",
        """
        for gate, tanh in self.steps:
            x = tanh(gate(x))
        return x
        """,
        init="self.steps = nn.ModuleList([nn.ModuleList([Gate(), nn.Tanh()]) for _ in range(2)])",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    kept(
        "modulelist_unpacked_without_a_gate",
        """
        gate, tanh = self.steps
        return tanh(x)
        """,
        init="self.steps = nn.ModuleList([Gate(), nn.Tanh()])",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    kept(
        "partial_attr",
        "return self.act(x)",
        init="self.act = functools.partial(F.leaky_relu, negative_slope=0.1)",
    ),
    kept("fn_attr", "return self.act(x)", init="self.act = torch.tanh"),
    kept("fn_dict", "return ACTS['relu'](x)", top="ACTS = {'relu': F.relu, 'tanh': torch.tanh}"),
    kept("config_fn", "return self.act(x)", init="self.act = F.relu if flag else torch.tanh"),
    lost(
        "fn_pick_param",
        "return self.act(x)",
        init="self.act = pick if flag else torch.tanh",
        top="""
        def pick(v):
            return v if v.sum() > 0 else -v
        """,
    ),
    kept(
        "tuple_ret",
        """
        a, n = split(x)
        return a[:n]
        """,
        top="""
        def split(v):
            return v * 2, v.shape[0] // 2
        """,
    ),
    lost(
        "tuple_ret_loop",
        """
        a, n = split(x)
        for i in range(n):
            a = a + i
        return a
        """,
        top="""
        def split(v):
            return v * 2, v.shape[0] // 2
        """,
    ),
    kept(
        "dataclass",
        """
        c = Conf(3, 0.5)
        for i in range(c.n):
            x = x * c.s
        return x
        """,
        top="""
        import dataclasses
        @dataclasses.dataclass
        class Conf:
            n: int
            s: float
        """,
    ),
    lost(
        "dataclass_size",
        """
        c = Conf(x.shape[0], 0.5)
        for i in range(c.n):
            x = x * c.s
        return x
        """,
        top="""
        import dataclasses
        @dataclasses.dataclass
        class Conf:
            n: int
            s: float
        """,
    ),
    lost(
        "namedtuple",
        """
        c = Conf(x, x.shape[0])
        for i in range(c.n):
            x = x + c.v
        return x
        """,
        top="""
        from typing import NamedTuple
        class Conf(NamedTuple):
            v: Tensor
            n: int
        """,
    ),
    kept(
        "namedtuple_ok",
        """
        c = Conf(x, x.shape[0])
        return c.v * c.n
        """,
        top="""
        from typing import NamedTuple
        class Conf(NamedTuple):
            v: Tensor
            n: int
        """,
    ),
    kept(
        "plain_obj",
        "return Scaler(2)(x)",
        top="""
        class Scaler:
            def __init__(self, k):
                self.k = k
            def __call__(self, v):
                return v * self.k
        """,
    ),
    lost(
        "plain_obj_choice",
        "return Scaler(2)(x)",
        top="""
        class Scaler:
            def __init__(self, k):
                self.k = k
            def __call__(self, v):
                return v * self.k if v.sum() > 0 else v
        """,
    ),
    lost(
        "gen_fn",
        "return torch.stack(list(rows(x)))",
        top="""
        def rows(v):
            for i in range(v.shape[0]):
                yield v[i]
        """,
    ),
    kept(
        "gen_const",
        "return torch.stack(list(rows(x)))",
        top="""
        def rows(v):
            for i in range(4):
                yield v[:, i]
        """,
    ),
    kept(
        "closure_state",
        """
        n = 0
        def inc():
            nonlocal n
            n += 1
            return n
        return x * inc()
        """,
    ),
    kept(
        "list_append_loop",
        """
        out = []
        for i in range(3):
            out.append(x * i)
        return torch.stack(out)
        """,
    ),
    lost(
        "list_append_size",
        """
        out = []
        for i in range(x.shape[0]):
            out.append(x[i] * i)
        return torch.stack(out)
        """,
    ),
    kept(
        "prev_none",
        """
        prev = None
        for layer in self.layers:
            y = layer(x)
            if prev is not None:
                y = y + prev
            prev = y
        return prev
        """,
        init="self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])",
    ),
    kept(
        "optional_attr",
        """
        if self.norm is not None:
            x = self.norm(x)
        return x
        """,
        init="self.norm = nn.LayerNorm(4) if flag else None",
    ),
    kept(
        "hasattr",
        """
        if hasattr(self, 'norm'):
            x = self.norm(x)
        return x
        """,
        init="""
        if flag:
            self.norm = nn.LayerNorm(4)
        """,
    ),
    lost(
        "isint",
        """
        n = x.shape[0]
        if isinstance(n, int):
            x = x + 1
        return x * n
        """,
    ),
    kept(
        "isint_const",
        """
        n = self.width
        if isinstance(n, int):
            x = x + 1
        return x * n
        """,
    ),
    kept(
        "scatter",
        """
        y = torch.zeros(x.shape[0], 4)
        return y.scatter(1, x.argmax(1, keepdim=True), 1.0)
        """,
    ),
    kept(
        "inplace_rows",
        """
        y = x.clone()
        y[0] = 0
        return y
        """,
    ),
    kept(
        "inplace_size_idx",
        """
        y = x.clone()
        y[x.shape[0] - 1] = 0
        return y
        """,
    ),
    lost(
        "inplace_loop",
        """
        y = x.clone()
        for i in range(x.shape[0]):
            y[i] = y[i] * i
        return y
        """,
    ),
    kept("sum_dim_size", "return x.sum(0) / x.shape[0] ** 2"),
    kept(
        "float_mul",
        """
        scale = x.shape[0] * 0.5
        return x * scale
        """,
    ),
    lost("size_to_float", "return x * float(x.size(0))"),
    kept("str_in_dict", "return {'a': x, 'b': -x}['a']"),
    lost("dict_key_size", "return x * {3: 1.0, 5: 2.0, 2: 3.0}[int(x.shape[0])]"),
    kept("conv", "return F.conv1d(x.unsqueeze(1), torch.ones(1, 1, 2))"),
    kept(
        "attn_mask",
        """
        n = x.shape[0]
        m = torch.ones(n, n).tril().bool()
        s = (x @ x.t()).masked_fill(~m, -1e9)
        return s.softmax(-1) @ x
        """,
    ),
    kept(
        "split_fixed",
        """
        a, b = x.split(2, dim=1)
        return a - b
        """,
    ),
    kept(
        "split_list",
        """
        a, b = x.split([1, 3], dim=1)
        return b - a
        """,
    ),
    lost(
        "positions_cache",
        """
        if x.shape[0] > self.pos.shape[0]:
            self.pos = torch.arange(x.shape[0]).float()
        return x + self.pos[: x.shape[0]].unsqueeze(1)
        """,
        init="self.pos = torch.arange(4).float()",
    ),
    kept(
        "assert_dim",
        """
        assert x.dim() == 2, 'two'
        return x + 1
        """,
    ),
    kept("numpy_const", "return x * float(numpy.sqrt(2.0))"),
    lost("numpy_size", "return x * float(numpy.sqrt(x.shape[0]))"),
    lost("math_log", "return x * math.log(x.shape[0])"),
    kept("log_tensor", "return x * torch.log(torch.tensor(float(self.width)))"),
    kept(
        "ifexp_width",
        """
        n = self.width if self.flag else x.shape[0]
        return x[:, :n]
        """,
    ),
    kept("clamp", "return x.clamp(max=x.shape[0])"),
    kept("bincount", "return torch.bincount(x.argmax(1), minlength=4)"),
    kept("bincount_size", "return torch.bincount(x.argmax(0), minlength=x.shape[0])"),
    kept("cumsum", "return x.cumsum(0)"),
    kept(
        "meshgrid",
        """
        a, b = torch.meshgrid(torch.arange(x.shape[0]), torch.arange(4), indexing='ij')
        return a + b
        """,
    ),
    kept("unique", "return torch.unique(x.round())"),
    lost(
        "break_data",
        """
        for i in range(4):
            x = x * 0.7
            if x.abs().max() < 1:
                break
        return x
        """,
    ),
    kept(
        "break_const",
        """
        for i in range(4):
            x = x * 0.7
            if i == 2:
                break
        return x
        """,
    ),
    lost("comp_if", "return torch.stack([r for r in (x[0], x[1]) if r.sum() > -1] + [x[0]])"),
    lost(
        "sort_key",
        """
        a, b = sorted([x[0], x[1]], key=lambda r: float(r.sum()))
        return a - b
        """,
    ),
    kept(
        "string_branch",
        """
        mode = 'mean'
        if mode == 'mean':
            return x.mean(0)
        return x.sum(0)
        """,
    ),
    kept(
        "enum_dims",
        """
        for d in range(x.dim()):
            x = x.cumsum(d)
        return x
        """,
    ),
    kept("sizes_and_types_asked_anew", "return x.new_ones(4) + torch.zeros_like(x) + x.to(x.dtype)"),
)
