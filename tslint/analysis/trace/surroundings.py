"""The code around an export: where its modules are made, whether gradients are off, what is compared."""

from __future__ import annotations

import ast

from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.values import Instance
from tslint.project.modules import Module, Project
from tslint.source.walking import children, walk

_OFF = {"no_grad", "inference_mode"}
# Functions that compare tensors: an export that is compared with the model by hand needs no other check.
_COMPARES = {
    "allclose", "assert_close", "assert_allclose", "assert_array_almost_equal", "equal", "isclose",
    "assertEqual", "check_trace",
}  # fmt: skip


class Surroundings:
    """What lies around the calls in one piece of code: a function, or the statements of a module."""

    def __init__(self, project: Project, module: Module, scope: ast.AST) -> None:
        self.project, self.module, self.scope = project, module, scope
        self.machine: Machine | None = None
        self._parents: dict[str, dict[int, ast.AST]] = {}

    def made_here(self, model: Instance) -> bool:
        """Whether a module was made by the code that is run: its mode since then has been seen.

        What lies at the top of a module, or comes from the constructor of another object, has been anywhere.
        """
        if model.site is None:
            return False
        path, node = model.site
        if isinstance(self.scope, ast.Module) and path == self.module.path:
            return True
        return any(
            isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef)) and owner.name != "__init__"
            for owner in self._around(path, node)
        )

    def without_gradients(self, frame: Frame, node: ast.AST) -> bool:
        """Whether a node stands under `torch.no_grad()`, or its code turns gradients off."""
        around = self._around(frame.module.path, node)
        for owner in around:
            if isinstance(owner, ast.With) and any(_turns_off(item.context_expr) for item in owner.items):
                return True
            if isinstance(owner, ast.FunctionDef) and any(map(_turns_off, owner.decorator_list)):
                return True
        outer = around[-1] if around else self.scope
        return any(
            isinstance(part, ast.Call) and _last(part.func) in ("set_grad_enabled", "requires_grad_")
            for part in walk(outer)
        )

    def compares(self, frame: Frame) -> bool:
        """Whether the code of the export compares tensors."""
        scope = frame.function.node if frame.function is not None else frame.module.source.tree
        return any(isinstance(part, ast.Call) and _last(part.func) in _COMPARES for part in walk(scope))

    def _around(self, path: str, node: ast.AST) -> list[ast.AST]:
        """The nodes that hold a node, innermost first; none where its file is not read."""
        if path not in self._parents:
            tree = next((m.source.tree for m in self.project.checked if m.path == path), None)
            self._parents[path] = {
                id(child): parent
                for parent in (walk(tree) if tree is not None else ())
                for child in children(parent)
            }
        parents = self._parents[path]
        found: list[ast.AST] = []
        while (owner := parents.get(id(node))) is not None:
            found.append(owner)
            node = owner
        return found


def _turns_off(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    return _last(function) in _OFF or _last(function) == "set_grad_enabled"


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
