"""Forwards that index, count and compute with sizes and plain numbers."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

NUMBERS = (
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
