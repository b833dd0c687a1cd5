"""Calls of `torch.jit.trace`: the mode, the checks and the examples of the export."""

from __future__ import annotations

import textwrap

import pytest

from tests.analysis.trace.tracing import events, kinds

MODELS = """
    from elsewhere import restore
    class Drop(nn.Module):
        def __init__(self, p=0.1):
            super().__init__()
            self.linear, self.drop = nn.Linear(4, 4), nn.Dropout(p)
        def forward(self, x):
            return self.drop(self.linear(x))
    class Plain(nn.Module):
        def forward(self, x):
            return x * 2
    class Mode(nn.Module):
        def forward(self, x):
            return F.dropout(x, 0.5, training=self.training)
    class Batch(nn.Module):
        def forward(self, batch):
            return batch["a"] + batch["b"]
    class Walk(nn.Module):
        def forward(self, batch):
            total = 0
            for key in batch:
                total = total + batch[key]
            return total
    class Both(nn.Module):
        def forward(self, x):
            return x * 2, {"half": x / 2}
    class Flat(nn.Module):
        def forward(self, x):
            return torch.squeeze(x) + 1
    class Switch(nn.Module):
        def __init__(self, gate=False):
            super().__init__()
            self.gate = gate
        def forward(self, x):
            return x.relu() if self.gate is not False and x.sum() > 0 else x
    def quiet(model):
        model.eval()
        return model
    def record(model, *inputs):
        with torch.no_grad():
            return torch.jit.trace(model, inputs)
    """


def told(body: str, top: str = "") -> list[str]:
    """What the call in `def export()` tells, information about gradients left out."""
    text = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    source = f"{textwrap.dedent(MODELS)}\n{textwrap.dedent(top)}\ndef export(flag=None):\n{text}\n"
    return [kind for kind in kinds(events("export", model=source)) if kind != "traced-with-gradients"]


@pytest.mark.parametrize(
    "body",
    [
        "torch.jit.trace(Drop(), torch.rand(2, 4))",
        "torch.jit.trace(Mode(), (torch.rand(2, 4),))",
        "model = Drop().eval()\nmodel.train()\ntorch.jit.trace(model, torch.rand(2, 4))",
        "torch.jit.trace(Drop().forward, torch.rand(2, 4))",
        "torch.jit.trace(nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4)), torch.rand(2, 4))",
        "model = Drop()\nmodel.linear.eval()\ntorch.jit.trace(model, torch.rand(2, 4))",
        "record(Drop(), torch.rand(2, 4))",
    ],
)
def test_a_model_that_stays_in_training_mode_is_told(body: str) -> None:
    assert told(body) == ["traced-in-training"]


@pytest.mark.parametrize(
    "body",
    [
        "torch.jit.trace(Drop().eval(), torch.rand(2, 4))",
        "torch.jit.trace(Drop().to('cpu').train(False), torch.rand(2, 4))",
        "torch.jit.trace(quiet(Drop()), torch.rand(2, 4))",
        "torch.jit.trace(Plain(), torch.rand(2, 4))",
        "torch.jit.trace(Drop(0.0), torch.rand(2, 4))",
        "model = Drop()\nif flag:\n    model.eval()\ntorch.jit.trace(model, torch.rand(2, 4))",
        "model = Drop()\nrestore(model)\ntorch.jit.trace(model, torch.rand(2, 4))",
        "m = Drop()\nfor part in m.modules():\n    part.eval()\ntorch.jit.trace(m, torch.rand(2, 4))",
        "model = Drop()\nmodel.drop.eval()\ntorch.jit.trace(model, torch.rand(2, 4))",
        "record(Drop().eval(), torch.rand(2, 4))",
    ],
)
def test_eval_mode_and_modes_that_nobody_knows_are_quiet(body: str) -> None:
    assert told(body) == []


def test_a_model_that_lies_elsewhere_may_have_been_put_into_eval_mode() -> None:
    assert told("torch.jit.trace(model, torch.rand(2, 4))", "model = Drop()\nmodel.eval()") == []
    method = """
        class Exporter:
            def __init__(self):
                self.model = Drop()
            def run(self):
                return torch.jit.trace(self.model, torch.rand(2, 4))
        """
    found = events("*", model=textwrap.dedent(MODELS) + textwrap.dedent(method))
    assert "traced-in-training" not in kinds(found)


def test_statements_of_a_module_are_run_in_their_order() -> None:
    top = "\nmodel = Drop()\nif __name__ == '__main__':\n    torch.jit.trace(model{}, torch.rand(2, 4))\n"
    assert "traced-in-training" in kinds(events("Drop", model=textwrap.dedent(MODELS) + top.format("")))
    assert "traced-in-training" not in kinds(
        events("Drop", model=textwrap.dedent(MODELS) + top.format(".eval()"))
    )


def test_saving_a_script_in_training_mode_is_told() -> None:
    assert told("torch.jit.script(Drop()).save('m.pt')") == ["saved-in-training"]
    assert told("m = torch.jit.script(Drop())\ntorch.jit.save(m, 'm.pt')") == ["saved-in-training"]
    assert told("m = torch.jit.script(Drop())\nm.eval()\nm.save('m.pt')") == []
    assert told("torch.jit.script(Plain()).save('m.pt')") == []


def test_a_dict_that_comes_out_is_refused_unless_strict_is_off() -> None:
    assert told("torch.jit.trace(Both().eval(), torch.rand(2))") == ["dict-output"]
    assert told("torch.jit.trace(Both().eval(), torch.rand(2), strict=False)") == ["loose-trace"]
    assert told("torch.jit.trace(Plain().eval(), torch.rand(2), strict=False)") == []


def test_numbers_among_the_examples_are_refused() -> None:
    assert told("torch.jit.trace(Plain().eval(), (torch.rand(2), 3))") == ["untraceable-input"]
    assert told("torch.jit.trace(Plain().eval(), (torch.rand(2), None))") == ["untraceable-input"]
    assert told("torch.jit.trace(Plain().eval(), (flag,))") == []


def test_a_check_that_is_off_is_told_unless_the_code_compares() -> None:
    call = "model = Plain().eval()\nx = torch.rand(2)\ntraced = torch.jit.trace(model, x, check_trace=False)"
    assert told(call) == ["unchecked-trace"]
    assert told(f"{call}\ntorch.testing.assert_close(traced(x), model(x))") == []


def test_squeeze_on_an_example_with_a_size_of_one() -> None:
    assert told("torch.jit.trace(Flat().eval(), torch.rand(1, 4))") == ["size-one-example"]
    assert told("torch.jit.trace(Flat().eval(), torch.rand(2, 4))") == []
    assert told("torch.jit.trace(Plain().eval(), torch.rand(1, 4))") == []


def test_a_wrapper_for_several_devices_is_told() -> None:
    assert told("torch.jit.trace(nn.DataParallel(Plain()).eval(), torch.rand(2))") == ["parallel-trace"]


def test_gradients_are_off_under_no_grad_and_its_kin() -> None:
    def gradients(export: str) -> bool:
        return "traced-with-gradients" in kinds(events("export", model=textwrap.dedent(MODELS) + export))

    call = "torch.jit.trace(Plain().eval(), torch.rand(2))"
    assert gradients(f"def export():\n    {call}\n")
    assert not gradients(f"def export():\n    with torch.inference_mode():\n        {call}\n")
    assert not gradients(f"@torch.no_grad()\ndef export():\n    {call}\n")


def test_the_examples_say_what_forward_is_given() -> None:
    export = (
        "def export():\n    torch.jit.trace({}().eval(), ({{'a': torch.rand(2), 'b': torch.rand(2)}},))\n"
    )
    found = events("Batch", model=textwrap.dedent(MODELS) + export.format("Batch"))
    assert "unrolled-loop" not in kinds(found)
    (loop,) = [
        event
        for event in events("Walk", model=textwrap.dedent(MODELS) + export.format("Walk"))
        if event.kind == "unrolled-loop"
    ]
    assert loop.facts["over"] == "dict"


def test_the_model_is_judged_as_it_is_built_for_the_export() -> None:
    export = "def export():\n    torch.jit.trace(Switch({}).eval(), torch.rand(2))\n"
    on = events("Switch", model=textwrap.dedent(MODELS) + export.format("gate=True"))
    assert "erased-branch" in kinds(on)
    off = events("Switch", model=textwrap.dedent(MODELS) + export.format("gate=False"))
    assert "erased-branch" not in kinds(off)
