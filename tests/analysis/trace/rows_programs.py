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
)
