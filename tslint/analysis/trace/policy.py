"""What the interpreter tells while it runs `forward` as a tracer does."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from tslint.analysis.interp import torchfacts
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.policy import Policy, thawed
from tslint.analysis.trace import channels, harmless, selects, spots
from tslint.analysis.trace.plaintensors import PlainTensors
from tslint.analysis.values import (
    Callable,
    ExternalRef,
    Instance,
    Mapping,
    Method,
    Origin,
    Scalar,
    Sequence,
    Tensor,
    Value,
    origin_of,
    shape_only,
)
from tslint.source.walking import walk

_TEXT = 60  # characters of source that a message quotes


def quoted(node: ast.AST) -> str:
    """An expression as a message shows it: on one line, shortened."""
    try:
        text = " ".join(ast.unparse(node).split())
    except (ValueError, RecursionError, AttributeError):
        return "..."
    return text if len(text) <= _TEXT else text[: _TEXT - 3] + "..."


def _said(origin: Origin) -> str:
    return "data" if origin is Origin.DATA else "shape"


@dataclass(eq=False, slots=True)
class Held:
    """A list or dict that outlives the call, where it is read, and where it gets more items."""

    value: Value  # kept alive: its identity is the key
    how: str
    name: str
    owner: Instance | None = None
    reads: set[int] = field(default_factory=set)
    grown: tuple[Frame, ast.AST] | None = None
    cleared: bool = False  # what a call left in it is gone before the next one reads it

    def keep(self) -> None:
        """Note what the module has in it from its `__init__`, before more is put in."""
        if self.owner is not None and self.name not in self.owner.before:
            if isinstance(self.value, Sequence):
                items = list(self.value.items) if self.value.items is not None else None
                self.owner.before[self.name] = replace(self.value, items=items)
            elif isinstance(self.value, Mapping):
                pairs = dict(self.value.items) if self.value.items is not None else None
                self.owner.before[self.name] = replace(self.value, items=pairs)


class TracePolicy(Policy):
    """Tells everything that a recorded run erases (branches, loops, checks) or bakes in (numbers, state)."""

    regime = "trace"
    plans = True

    def __init__(self, tells_calls: bool = False) -> None:
        self._tells_outside = tells_calls
        self.tells_calls = tells_calls or torchfacts.lacks_names()
        self._plain_tensors = PlainTensors()
        self.reset()

    def reset(self) -> None:
        """Forget the attributes of the last entry."""
        self._read: set[tuple[int, object]] = set()
        self._written: set[tuple[int, object]] = set()
        self._carried: dict[tuple[int, object], tuple[Frame, ast.AST]] = {}
        self._held: dict[int, Held] = {}
        self._changed = False  # whether a buffer is
        self._fixed: set[str] = set()  # packages whose generator got the same seed before

    def second_call(self) -> bool:
        """Begin a second run that finds what the first stored; False where it stored nothing of the input."""
        changed, self._changed = self._changed, False
        self._read, self._written = set(), set()
        for held in self._held.values():
            held.reads.clear()
        return changed or bool(self._carried)

    def called(self, frame: Frame, node: ast.AST, function: Value) -> None:
        machine = frame.machine
        decided = not (machine.deciding or machine.skippable or frame.returns)
        if not decided and not self._tells_outside:
            return
        how, name = _outside(function)
        if name and decided and how != "module":  # what may not run at all may be meant for other releases
            self._absent(frame, node, name)
        if name and self._tells_outside:
            facts = {"name": name, "package": name.partition(".")[0], "how": how, "value": quoted(node)}
            frame.machine.emit(frame.module, node, "external-call", facts)

    def _absent(self, frame: Frame, node: ast.AST, name: str) -> None:
        other = torchfacts.lacking(name)
        if other is not None:
            facts = {"name": name, "release": torchfacts.release(), "other": other}
            frame.machine.emit(frame.module, node, "absent-name", facts)

    def branch(
        self, frame: Frame, node: ast.AST, construct: str, test: ast.expr | ast.pattern, origin: Origin
    ) -> None:
        at = test if isinstance(node, (ast.If, ast.While)) else node
        facts = {"construct": construct, "origin": _said(origin), "test": quoted(test)}
        cures = selects.of_branch(frame, node, construct, test) if origin is Origin.DATA else ()
        frame.machine.emit(frame.module, at, "erased-branch", facts, cures)

    def check(self, frame: Frame, node: ast.AST, construct: str, test: ast.expr, origin: Origin) -> None:
        at = test if isinstance(node, (ast.If, ast.Assert)) else node
        facts = {"construct": construct, "origin": _said(origin), "test": quoted(test)}
        frame.machine.emit(frame.module, at, "erased-check", facts)

    def loop(
        self, frame: Frame, node: ast.AST, construct: str, over: str, origin: Origin, source: ast.AST
    ) -> None:
        at = source if isinstance(node, ast.For) else node
        facts = {"construct": construct, "over": over, "origin": _said(origin), "iterable": quoted(source)}
        frame.machine.emit(frame.module, at, "unrolled-loop", facts)

    def freeze(
        self, frame: Frame, node: ast.AST, how: str, value: Value, origin: Origin, detail: str = ""
    ) -> Value:
        reason = "" if how == "output" else _harmless(frame, node)
        if reason:
            self.note(frame, node, "harmless-question", reason=reason)
            return thawed(value)
        check = _check_around(frame, node)
        if check is not None:
            self.check(frame, check, "if" if isinstance(check, ast.If) else "assert", check.test, origin)
            return thawed(value)
        group = how.partition(".")[0]
        facts = {
            "how": how,
            "group": group,
            "origin": _said(origin),
            "value": quoted(node),
            "of": detail or _noun(value),
            "then": _then(frame, node),
        }
        frame.machine.emit(frame.module, node, "baked-value", facts, spots.of_number(frame, node, how, value))
        return thawed(value)

    def argument(self, frame: Frame, node: ast.AST, function: str, parameter: str, value: Value) -> None:
        groups = channels.groups_of(node) if parameter == "groups" else None
        scope = frame.function.node if frame.function is not None else None
        if groups is not None and scope is not None and channels.is_channels(scope, groups):
            return
        facts = {
            "function": function,
            "parameter": parameter,
            "origin": _said(shape_only(value)),
            "value": quoted(node),
        }
        frame.machine.emit(frame.module, node, "baked-argument", facts)

    def state(self, frame: Frame, node: ast.AST, how: str, name: str) -> None:
        frame.machine.emit(frame.module, node, "python-state", {"how": how, "name": name})

    def random(self, frame: Frame, node: ast.AST, name: str) -> None:
        if name.partition(".")[0] not in self._fixed and not _harmless(frame, node):
            frame.machine.emit(frame.module, node, "python-random", {"name": name})

    def seeded(self, frame: Frame, node: ast.AST, name: str, fixed: bool) -> None:
        package = name.partition(".")[0]
        if package == "torch":
            if frame.function is not None:
                self.note(frame, node, "unrecorded-seed", name=name)
        elif fixed and not frame.machine.level:
            self._fixed.add(package)  # each call draws the same numbers, in Python too

    def attribute_read(self, frame: Frame, node: ast.AST, owner: Instance, name: str, value: Value) -> Value:
        key = (id(owner), name)
        if isinstance(value, (Sequence, Mapping)):
            if owner.is_module and key not in self._written:
                self.container_made(value, "attribute", name, owner)
            self.container_read(frame, node, value)
        if isinstance(value, Tensor):
            self._plain_tensors.read(frame, node, owner, name, value)
        if not frame.tests and not isinstance(value, (Instance, Callable)):
            self._state_read(key, "attribute", name)
        return value

    def attribute_store(
        self,
        frame: Frame,
        node: ast.AST,
        owner: Instance,
        name: str,
        value: Value,
        source: ast.expr,
        depends: bool,
    ) -> None:
        key = (id(owner), name)
        if owner.is_module and name in owner.attributes:
            self._state_store(frame, node, key, "attribute", name, value, depends or key in self._read)
        self._written.add(key)

    def _state_read(self, key: tuple[int, object], how: str, name: str) -> None:
        if key not in self._written:
            self._read.add(key)
            if key in self._carried:
                store_frame, store = self._carried.pop(key)
                self.state(store_frame, store, how, name)

    def _state_store(
        self,
        frame: Frame,
        node: ast.AST,
        key: tuple[int, object],
        how: str,
        name: str,
        value: Value,
        depends: bool,
    ) -> None:
        """State is carried from call to call where a call uses what an earlier one made of its input."""
        if key in self._written:
            return
        if depends:
            self.state(frame, node, how, name)
        elif origin_of(value) is Origin.DATA:
            self._carried[key] = (frame, node)

    def buffer_changed(self) -> None:
        self._changed = True

    def container_made(self, value: Value, how: str, name: str, owner: Instance | None = None) -> None:
        if id(value) not in self._held:
            self._held[id(value)] = Held(value, how, name, owner)

    def container_read(self, frame: Frame, node: ast.AST, value: Value) -> None:
        held = self._held.get(id(value))
        if held is not None and not frame.tests and not held.cleared:
            held.reads.add(id(node))
            if held.grown is not None:
                self.state(*held.grown, held.how, held.name)

    def container_cleared(self, value: Value) -> None:
        held = self._held.get(id(value))
        if held is not None:
            held.cleared = held.grown is None

    def container_aliased(self, node: ast.AST, value: Value) -> None:
        held = self._held.get(id(value))
        if held is not None:
            held.reads.discard(id(node))

    def container_grown(self, frame: Frame, node: ast.AST, place: ast.AST, value: Value) -> None:
        held = self._held.get(id(value))
        if held is not None:
            held.keep()
        if held is not None and not held.cleared:
            held.reads.discard(id(place))
            held.grown = (frame, node)
            if held.reads:
                self.state(frame, node, held.how, held.name)

    def item_read(self, frame: Frame, value: Value, key: object) -> None:
        held = self._held.get(id(value))
        if held is not None and not frame.tests:
            self._state_read((id(value), key), held.how, held.name)

    def item_store(
        self, frame: Frame, node: ast.AST, mapping: Value, key: object, value: Value, depends: bool
    ) -> None:
        held, place = self._held.get(id(mapping)), (id(mapping), key)
        if held is not None:
            held.keep()
            again = place in self._read and origin_of(value) is Origin.DATA
            self._state_store(frame, node, place, held.how, held.name, value, depends or again)
            self._written.add(place)

    def scripted(self, frame: Frame, node: ast.AST, function: Callable, arguments: Arguments) -> None:
        spec = function.function.node.args
        names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
        if function.receiver is not None:
            names = names[1:]
        given = [*zip(names, arguments.args, strict=False), *arguments.kwargs.items()]
        for name, value in given:
            if shape_only(value) >= Origin.SHAPE:
                facts = {
                    "function": function.function.name,
                    "parameter": name,
                    "origin": _said(shape_only(value)),
                }
                frame.machine.emit(frame.module, node, "scripted-argument", facts)

    def note(self, frame: Frame, node: ast.AST, kind: str, **facts: str) -> None:
        if kind == "exception-handler":
            if not isinstance(node, ast.Try) or not _guards_tensors(frame, node):
                return
            node = node.handlers[0]
            node = node.type if isinstance(node, ast.ExceptHandler) and node.type is not None else node
        facts = {**facts, "value": quoted(node) if isinstance(node, ast.expr) else ""}
        cures = spots.of_device(frame, node) if kind == "baked-device" else ()
        frame.machine.emit(frame.module, node, kind, facts, cures)


def _outside(function: Value) -> tuple[str, str]:
    """What is called outside the project (a function, a tensor's method, a module of torch) and its name."""
    match function:
        case ExternalRef():
            return "function", function.dotted
        case Method(receiver=Tensor()):
            return "method", f"torch.Tensor.{function.name}"
        case Instance(cls=str() as dotted, is_module=True):
            return "module", dotted
    return "", ""


def _harmless(frame: Frame, node: ast.AST) -> str:
    """Why nothing depends on what a node gives; empty where something may."""
    function = frame.function
    return harmless.reason_for(function.node, node) if function is not None else ""


def _check_around(frame: Frame, node: ast.AST) -> ast.Assert | ast.If | None:
    function = frame.function
    return harmless.check_around(function.node, node) if function is not None else None


def _then(frame: Frame, node: ast.AST) -> str:
    """What becomes of a frozen value, in the words of a message."""
    use = harmless.use_of(frame.function.node, node) if frame.function is not None else None
    if use is None:
        return "the exported model holds the result as a constant"
    return f"`{quoted(use)}` gets that result for every other input too"


_CAUGHT = {"RuntimeError", "Exception", "BaseException", "IndexError", "ValueError"}


def _guards_tensors(frame: Frame, node: ast.Try) -> bool:
    """Whether a handler may answer for an error that tensors of another shape would raise."""
    caught = any(
        handler.type is None
        or any(isinstance(part, ast.Name) and part.id in _CAUGHT for part in walk(handler.type))
        for handler in node.handlers
    )
    silent = all(not isinstance(handler.body[-1], ast.Raise) for handler in node.handlers)
    uses = any(
        isinstance(part, ast.Name)
        and isinstance(value := frame.env.get(part.id), Tensor)
        and value.data >= Origin.SHAPE
        for statement in node.body
        for part in walk(statement)
    )
    return caught and silent and uses


def _noun(value: Value) -> str:
    if isinstance(value, Tensor):
        return "tensor"
    return "size" if isinstance(value, Scalar) and value.origin is Origin.SHAPE else "value"
