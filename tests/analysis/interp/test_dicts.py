"""Which keys a dict has is known as long as only its own function can change it."""

from __future__ import annotations

import textwrap

import pytest

from tests.analysis.interp.building import model, table
from tests.analysis.trace.tracing import events, kinds


def chosen(body: str, call: str = "pick(bias=True)", top: str = "") -> object:
    """What `pick(**options)` with that body gives a module: a number where the interpreter has decided."""
    source = f"def pick(**options):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return table(model(f"self.picked = {call}", "flag", textwrap.dedent(top) + source))["picked"]


ASKED = "\nreturn 1 if 'bias' in options else 2"


@pytest.mark.parametrize(
    ("body", "call", "given"),
    [
        ("", "pick(bias=True)", 1),
        ("", "pick()", 2),
        ("", "pick(**{'bias': 3})", 1),
        ("", "pick(**dict(width=3))", 2),
        ("options['bias'] = 1", "pick()", 1),
        ("options.pop('bias')", "pick(bias=1)", 2),
        ("options.pop('bias', None)", "pick()", 2),
        ("options.pop('width', None)", "pick(bias=1, width=2)", 1),
        ("del options['bias']", "pick(bias=1)", 2),
        ("options.setdefault('bias', 1)", "pick()", 1),
        ("options.update(bias=1)", "pick()", 1),
        ("options.get('bias')\nfor key in options.keys():\n    print(key)", "pick()", 2),
        ("other = options.copy()\nother['bias'] = 1", "pick()", 2),
        ("other = {**options}\nother['bias'] = 1", "pick()", 2),
        ("options = {}", "pick(bias=1)", 2),
        ("options = {**options, **(None or {})}", "pick(bias=1)", 1),
        ("options = {**options, **(None or {'width': 2})}", "pick()", 2),
        ("given = None\noptions = given or {}", "pick(bias=1)", 2),
        ("options = dict(options, width=1)", "pick(bias=1)", "Scalar"),
    ],
)
def test_keys_are_followed_through_what_a_function_does(body: str, call: str, given: object) -> None:
    assert chosen(body + ASKED, call) == given


@pytest.mark.parametrize(
    "body",
    [
        "if UNSURE:\n    options['bias'] = 1",
        "if UNSURE:\n    options.update(bias=1)",
        "while UNSURE:\n    options['bias'] = 1",
        "key = options.setdefault('bias', 1) if UNSURE else 2",
        "[options.setdefault('bias', 1) for _ in UNSURE]",
        "other = options\nother['bias'] = 1",
        "keep(options)",
        "UNSURE(options)",
        "UNSURE([options])",
        "UNSURE(lambda: options.update(bias=1))",
        "def more():\n    options['bias'] = 1\nUNSURE(more)",
        "put = options.setdefault\nUNSURE(put)",
        "options.update(UNSURE)",
        "options[UNSURE] = 1",
        "locals()['options']['bias'] = 1",
        "both = [options]\nboth[0]['bias'] = 1",
        "options.__setitem__('bias', 1)",
        "options = UNSURE or {}",
        "options = {**options, **(UNSURE or {})}",
        "first = options\noptions = first or {}\nkeep(first)\nUNSURE(first)",
    ],
)
def test_a_key_that_may_have_come_is_left_open(body: str) -> None:
    top = "from elsewhere import unsure\nUNSURE = unsure()\ndef keep(other):\n    UNSURE.kept = other\n"
    assert chosen(body + ASKED, "pick()", top) not in (1, 2)


@pytest.mark.parametrize(
    "body",
    [
        "if UNSURE:\n    options.pop('bias')",
        "if UNSURE:\n    del options['bias']",
        "taken = options.pop('bias') if UNSURE else 2",
        "options.pop(UNSURE)",
        "del options[UNSURE]",
        "options.clear()",
        "other = options\nother.clear()",
        "[options.pop('bias', 0) for _ in UNSURE]",
    ],
)
def test_a_key_that_may_have_gone_is_left_open(body: str) -> None:
    assert chosen(body + ASKED, "pick(bias=1)", "from elsewhere import unsure\nUNSURE = unsure()\n") not in (
        1,
        2,
    )


def test_a_key_that_both_ways_take_out_is_gone() -> None:
    body = "if flag:\n    options.pop('bias')\nelse:\n    del options['bias']" + ASKED
    top = "from elsewhere import unsure\nflag = unsure()\n"
    assert chosen(body, "pick(bias=1)", top) == 2


def test_what_one_way_took_out_is_found_by_the_other() -> None:
    body = "if flag:\n    options.pop('bias')\nelse:\n    pass\nreturn options.get('bias', 'none')"
    assert chosen(body, "pick(bias=1)", "from elsewhere import unsure\nflag = unsure()\n") not in (1, "none")
    assert chosen(body.replace("flag", "None"), "pick(bias=1)") == 1


def test_a_way_that_returns_early_counts_for_the_caller() -> None:
    top = """
        from elsewhere import unsure
        flag = unsure()
        def drop(given):
            if flag:
                given.pop('bias')
                return 1
            return 2
        """
    assert chosen("options = {'bias': 1}\ndrop(options)" + ASKED, "pick()", top) not in (1, 2)


def test_what_is_taken_out_is_not_handed_on() -> None:
    top = """
        def inner(**rest):
            return 'depth' if 'depth' in rest else 'plain'
        """
    assert chosen("options.pop('depth', 0)\nreturn inner(**options)", "pick(depth=2)", top) == "plain"
    assert chosen("return inner(**options)", "pick(depth=2)", top) == "depth"
    assert chosen("return inner(depth=1, **options)", "pick()", top) == "depth"


NET = """
    class Plain(nn.Module):
        def forward(self, x):
            return x
    class Gated(nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x
    def layer(**options):
        if 'gate' in options and options['gate'] > 0:
            return Gated()
        return Plain()
    """


def test_a_branch_that_no_call_takes_tells_nothing() -> None:
    net = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.part = layer({})
        def forward(self, x):
            return self.part(x)
    """
    assert events("Net", model=NET + net.replace("{}", "width=3")) == []
    assert kinds(events("Net", model=NET + net.replace("{}", "gate=3"))) == ["erased-branch"]


def test_what_another_configuration_may_name_stays_open() -> None:
    net = """
    class Net(nn.Module):
        def __init__(self, **options):
            super().__init__()
            self.part = layer(**options)
        def forward(self, x):
            return self.part(x)
    """
    assert kinds(events("Net", model=NET + net)) == ["erased-branch"]
