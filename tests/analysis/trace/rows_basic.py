"""Forwards with the choices, loops and numbers that models are made of."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

BASIC = (
    # Choices.
    lost(
        "if_on_a_sum",
        """
        if x.sum() > 0:
            x = x + 1
        return x
        """,
    ),
    kept("where_on_a_sum", "return torch.where(x.sum() > 0, x + 1, x)"),
    lost(
        "if_on_the_rows",
        """
        if x.shape[0] > 3:
            x = x[:3] * 2
        return x
        """,
    ),
    kept("slice_to_a_constant", "return x[:3] * 2"),
    lost(
        "while_on_data",
        """
        while x.abs().max() > 0.5:
            x = x / 2
        return x
        """,
    ),
    lost("ternary_on_data", "return x if x.mean() > 0 else -x"),
    lost(
        "and_on_data",
        """
        if self.flag and x.sum() > 0:
            return x
        return -x
        """,
    ),
    kept(
        "if_on_configuration",
        """
        if self.flag:
            return x
        return -x
        """,
    ),
    kept("if_on_width", "return self.linear(x) if self.width == 4 else x"),
    kept(
        "if_on_training",
        """
        if self.training:
            x = x * float(x.sum())
        return x + 1
        """,
    ),
    kept(
        "if_on_dim",
        """
        if x.dim() == 2:
            x = x.unsqueeze(0)
        return x
        """,
    ),
    kept(
        "if_on_dtype",
        """
        if x.dtype == torch.float16:
            x = x.float()
        return x + 1
        """,
    ),
    kept(
        "if_on_tensor_type",
        """
        if isinstance(x, Tensor):
            return x + 1
        return x
        """,
    ),
    kept(
        "if_on_none",
        """
        bias = None
        if bias is not None:
            x = x + bias
        return x * 2
        """,
    ),
    kept(
        "check_by_raise",
        """
        if x.dim() != 2:
            raise ValueError('rows and columns')
        return x + 1
        """,
    ),
    lost(
        "match_on_data",
        """
        match int(x.argmax()):
            case 0:
                return x
            case _:
                return -x
        """,
    ),
    # Loops.
    lost(
        "loop_over_rows",
        """
        total = torch.zeros(4)
        for i in range(x.shape[0]):
            total = total + x[i]
        return total
        """,
    ),
    lost(
        "loop_over_the_tensor",
        """
        total = torch.zeros(4)
        for row in x:
            total = total + row
        return total
        """,
    ),
    lost("comprehension_over_the_tensor", "return torch.stack([row * 2 for row in x])"),
    lost("list_of_unbind", "return torch.stack(list(x.unbind(0)) + [x[0]])"),
    lost("loop_over_split", "return torch.cat([part.mean(0) for part in x.split(1)])"),
    kept(
        "loop_over_constant_range",
        """
        for i in range(4):
            x = x + i
        return x
        """,
    ),
    kept(
        "loop_over_configured_range",
        """
        for i in range(self.width):
            x = x + i
        return x
        """,
    ),
    kept(
        "chunk_by_constant",
        """
        left, right = x.chunk(2, dim=1)
        return left * right
        """,
    ),
    kept(
        "unpacked_unbind",
        """
        a, b, c, d = x.unbind(1)
        return a * b + c * d
        """,
    ),
    kept(
        "loop_over_layers",
        """
        for layer in self.layers:
            x = layer(x)
        return x
        """,
        init="self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))",
    ),
    kept(
        "enumerated_layers",
        """
        for i, layer in enumerate(self.layers):
            x = layer(x) * i
        return x
        """,
        init="self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Tanh()])",
    ),
    # Numbers.
    lost("int_of_data", "return x * int(x.abs().max() * 10)"),
    lost("float_of_data", "return x / float(x.abs().sum())"),
    lost("item", "return x * x.sum().item()"),
    lost("tolist", "return x + torch.tensor(x.sum(0).tolist())"),
    lost("len", "return x.sum(0) / len(x)"),
    kept("size_of_the_batch", "return x.sum(0) / x.size(0)"),
    kept(
        "size_through_arithmetic",
        """
        n = x.shape[0] * 2 + 1
        return torch.zeros(n, 4) + x[0]
        """,
    ),
    kept("zeros_of_the_shape", "return torch.zeros(x.shape[0], 4) + x"),
    kept("arange_of_the_shape", "return torch.arange(x.size(0)).unsqueeze(1) + x"),
    kept("view_of_the_shape", "return x.view(x.size(0), 2, 2).sum(-1)"),
    kept(
        "reshape_by_product",
        """
        rows, columns = x.shape
        return x.reshape(rows * columns)
        """,
    ),
    lost("int_of_a_size_quotient", "return x[: int(x.shape[0] / 2)]"),
    kept("floor_division_of_a_size", "return x[: x.shape[0] // 2]"),
    lost("sqrt_of_a_size", "return x / math.sqrt(x.shape[0])"),
    kept("sqrt_of_the_width", "return x / math.sqrt(self.width)"),
    lost("max_of_sizes", "return torch.zeros(max(x.shape[0], 3), 4) + x[0]"),
    lost("list_times_a_size", "return torch.tensor([1.0] * x.shape[0]).unsqueeze(1) + x"),
    lost("numpy_there_and_back", "return x + torch.from_numpy(numpy.sign(x.detach().numpy()))"),
    lost("comparison_by_equal", "return x if torch.equal(x, x.abs()) else -x"),
    lost("size_given_back_by_float", "return x * float(x.shape[0])"),
    # Calls.
    lost(
        "helper_with_a_size",
        "return helper(x, x.shape[0])",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    kept(
        "helper_with_a_constant",
        "return helper(x, 3)",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    kept(
        "partial_with_a_constant",
        "return functools.partial(helper, n=3)(x)",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    lost(
        "partial_with_a_size",
        "return functools.partial(helper, n=x.shape[0])(x)",
        top="""
        def helper(x, n):
            for i in range(n):
                x = x + i
            return x
        """,
    ),
    lost(
        "lambda_with_data",
        """
        pick = lambda v: v if v.sum() > 0 else -v
        return pick(x)
        """,
    ),
    kept(
        "lambda_without_choice",
        """
        double = lambda v: v * 2
        return double(x)
        """,
    ),
    lost(
        "submodule_with_a_choice",
        "return self.gate(x)",
        init="self.gate = Gate()",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    kept(
        "scripted_submodule_with_a_choice",
        "return self.gate(x)",
        init="self.gate = torch.jit.script(Gate())",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    lost(
        "sequential_with_a_choice",
        "return self.steps(x)",
        init="self.steps = nn.Sequential(nn.Tanh(), Gate())",
        top="""
        class Gate(nn.Module):
            def forward(self, v):
                return v if v.sum() > 0 else -v
        """,
    ),
    kept(
        "scripted_function_with_a_choice",
        "return pick(x)",
        top="""
        @torch.jit.script
        def pick(v):
            if v.sum() > 0:
                return v
            return -v
        """,
    ),
    lost(
        "scripted_function_with_a_size",
        "return repeat(x, x.shape[0])",
        top="""
        @torch.jit.script
        def repeat(v, n: int):
            for i in range(n):
                v = v + i
            return v
        """,
    ),
    # Shapes and indexes that a trace carries.
    kept("boolean_mask", "return x[x[:, 0] > 0]"),
    kept("nonzero", "return x.abs().sum(1).nonzero()"),
    kept(
        "assignment_through_a_mask",
        """
        y = x.clone()
        y[y < 0] = 0
        return y
        """,
    ),
    kept("expand_by_a_size", "return x[:1].expand(x.size(0), -1) + x"),
    kept("concatenation", "return torch.cat([x, x.new_zeros(x.shape[0], 1)], dim=1)"),
    kept(
        "interpolation_to_a_size", "return F.interpolate(x[None, None], size=(x.shape[0] * 2, 8)).squeeze()"
    ),
    kept("topk_by_constant", "return x.topk(2, dim=1)[0]"),
    kept("product_of_the_shape", "return x.reshape(math.prod(x.shape[:2]))"),
    # State.
    lost(
        "state_carried_by_an_attribute",
        """
        self.seen = self.seen + x.sum()
        return x * self.seen
        """,
        init="self.seen = torch.zeros(())",
    ),
    kept(
        "attribute_written_only",
        """
        self.latest = x.sum()
        return x * 2
        """,
        init="self.latest = None",
    ),
)
