"""Objects as the functions of a project make them: which functions are run, and by what they decide."""

from __future__ import annotations

from tests.analysis.interp.building import inside, said
from tests.analysis.trace.tracing import project_of
from tslint.analysis.interp import sites
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.policy import Policy
from tslint.analysis.values import Instance, alternatives
from tslint.project.entities import Class
from tslint.project.entries import uses
from tslint.project.modules import Project

_PARTS = """
class Narrow(nn.Module):
    def forward(self, x):
        return x


class Wide(nn.Module):
    def forward(self, x):
        return x


class Net(nn.Module):
    def __init__(self, block, depth):
        super().__init__()
        self.blocks = nn.ModuleList(block() for _ in range(depth))
        self.head = None


"""


def _net(functions: str, name: str = "Net") -> tuple[Project, Class]:
    project = project_of(model=_PARTS + functions)
    module = project.module("model")
    assert module is not None
    found = module.lookup(name)
    assert isinstance(found, Class)
    return project, found


def _made(functions: str, name: str = "Net") -> list[Instance]:
    project, cls = _net(functions, name)
    return sites.built_elsewhere(Machine(project, Policy()), cls, uses(project))


def _head(made: Instance) -> set[object]:
    """What an object may have as its head, in short."""
    return {said(part) for part in alternatives(made.attributes["head"])}


def test_of_functions_that_name_the_same_the_first_is_run() -> None:
    functions = """
def narrow_2():
    return Net(Narrow, 2)


def narrow_3():
    return Net(Narrow, 3)


def narrow_4():
    return Net(Narrow, 4)


def wide_2():
    return Net(Wide, 2)
"""
    project, net = _net(functions)
    assert [function.name for function in sites.makers(net, uses(project))] == ["narrow_2", "wide_2"]
    assert [inside(made, "blocks") for made in _made(functions)] == [["Narrow"] * 2, ["Wide"] * 2]


_FLAG = """
def net(head=False):
    made = Net(Narrow, 2)
    if {test}:
        made.head = Wide()
    return made
"""


def test_a_function_makes_what_its_defaults_say() -> None:
    for test in ("head", "not not head", "head is True", "head and made is not None", "(asked := head)"):
        (made,) = _made(_FLAG.format(test=test))
        assert _head(made) == {None}, test


def test_what_no_default_decides_makes_either() -> None:
    for test in ("torch.cuda.is_available()", "torch.get_num_threads() > 1"):
        (made,) = _made(_FLAG.format(test=test))
        assert _head(made) == {None, "Wide"}, test


def test_a_default_is_configuration_inside_the_object_that_gets_it() -> None:
    functions = """
class Tail(nn.Module):
    def __init__(self, net, head):
        super().__init__()
        self.head = None
        if head:
            self.head = Wide()


def net(head=False):
    return Tail(Net(Narrow, 2), head)
"""
    (made,) = _made(functions, "Tail")
    assert _head(made) == {None, "Wide"}
