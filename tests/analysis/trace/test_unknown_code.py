"""What unknown code makes of an input is a tensor where it is used as one, and anything else elsewhere."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import events, kinds, module

CODE = """
    import somewhere
    class Model(nn.Module):
        def __init__(self, part):
            super().__init__()
            self.part = part
        def forward(self, x):
            {}
    """


@pytest.mark.parametrize(
    "body",
    [
        "y = self.part(x)\n            return y if y.shape[0] > 2 else -y",
        "y = self.part([x])\n            return y if y.sum() > 2 else -y",
        "a, b = self.part(x)\n            return a if b.view(-1)[0] > 2 else -a",
        "y = self.part(x)[0]\n            return torch.relu(y) if torch.sum(y) > 2 else y",
        "y = self.part(x)\n            return y if y[:, 0].max() > 2 else -y",
        "y = self.part.encode(x).hidden + 1\n            return y if y.size(0) > 2 else -y",
        "y = somewhere.encode(x)\n            return y if y.abs().max() > 2 else -y",
        "y = self.part(x)\n            return y + 1 if (x + y).max() > 2 else y",
        "for part in self.part:\n                x = part(x)\n            return x if x.size(0) > 2 else -x",
    ],
)
def test_a_choice_by_what_unknown_code_made_of_an_input(body: str) -> None:
    assert kinds(events("Model", model=CODE.format(body))) == ["erased-branch"]


@pytest.mark.parametrize(
    "body",
    [
        "y = self.part(x)\n            return x if y else -x",
        "y = self.part(x)\n            return x if y > 2 else -x",
        "y = self.part(x)\n            return x if y is None else -x",
        "y = self.part(x)\n            return x if y['mode'] else -x",
        "y = self.part(x)\n            return x if y.copy().items() else -x",
        "n = self.part(3)\n            return x if n.shape[0] > 2 else -x",
        "y = self.part(x)\n            return sum(v for v in y)",
        "n = somewhere.width()\n            return x if n > 2 else -x",
    ],
)
def test_what_need_not_be_a_tensor_is_quiet(body: str) -> None:
    assert events("Model", model=CODE.format(body)) == []


def test_a_part_whose_calls_say_little_is_judged_on_its_own_as_well() -> None:
    source = """
        from typing import List
        class Part(nn.Module):
            def forward(self, xs: List[Tensor]):
                return xs[0] if xs[0].shape[0] > 2 else xs[-1]
        class Whole(nn.Module):
            def __init__(self):
                super().__init__()
                self.part = Part()
            def forward(self, x):
                return self.part(unknown_pieces)
        """
    assert "erased-branch" in kinds(events("*", model=source))


def test_a_star_holds_as_many_items_as_the_names_leave_it() -> None:
    body = "def forward(self, x):\n    b, n, device = *x.shape, x.device\n    return x if n > 2 else -x"
    assert kinds(events("Model", model=module(body))) == ["erased-branch"]
    body = "def forward(self, x):\n    b, n, flag = *x.shape, self.flag\n    return x if flag else -x"
    assert events("Model", model=module(body)) == []


def test_a_star_on_both_sides_leaves_the_last_names_what_they_are() -> None:
    body = "def forward(self, x):\n    b, n, *_, flag = *x.shape, self.flag\n    return x if {} else -x"
    assert kinds(events("Model", model=module(body.format("n > 2")))) == ["erased-branch"]
    assert events("Model", model=module(body.format("flag"))) == []


def test_what_is_passed_in_place_of_none_is_an_input() -> None:
    body = (
        "def forward(self, x, context=None):\n"
        "    n = x.shape[0] if context is None else context.shape[0]\n"
        "    "
    )
    assert kinds(events("Model", model=module(body + "return x if n > 2 else -x"))) == ["erased-branch"]
    assert events("Model", model=module(body + "return x if context is None else x + n")) == []
    assert events("Model", model=module(body + "return x if context else x + n")) == []
