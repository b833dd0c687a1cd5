"""Expressions: from a syntax node to an abstract value."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function

from tslint.analysis.interp import assign, attributes, calls, iteration, operators, special, subscripts
from tslint.analysis.interp.frame import Env, Frame
from tslint.analysis.interp.lengths import LONGEST, MANY
from tslint.analysis.interp.machine import CLOCK
from tslint.analysis.interp.refine import refine
from tslint.analysis.interp.truth import test_truth, truth_of
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Const,
    ExternalRef,
    LambdaValue,
    Mapping,
    Method,
    Origin,
    Scalar,
    Sequence,
    Unknown,
    Value,
    alternatives,
    join,
    join_all,
    shape_only,
)

_DICT = ExternalRef("builtins.dict")


def evaluate(frame: Frame, node: ast.expr) -> Value:
    """The value of an expression; whatever is not understood is Unknown."""
    machine = frame.machine
    left = machine.steps = machine.steps - 1
    if left < 0 or not left & CLOCK:  # as `Machine.step`, which is too dear for every expression
        machine.look_at_bounds()
    handler = _HANDLERS.get(node.__class__)
    return handler(frame, node) if handler is not None else UNKNOWN


def receiver(frame: Frame, node: ast.expr) -> Value:
    """The value of an expression of which only a part, a method or a copy is taken: a dict is not shared."""
    if not isinstance(node, ast.Name):
        return _quiet(frame, node)
    return _named_value(frame, node)


def is_new_dict(frame: Frame, node: ast.expr, value: Value) -> bool:
    """Whether an expression that gave a dict has made it: nothing else holds it."""
    if isinstance(node, ast.Dict):
        return True
    if isinstance(node, (ast.BoolOp, ast.IfExp)):
        parts = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return all(_holds_no(frame, part, value) or is_new_dict(frame, part, value) for part in parts)
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Name) and function.id == "dict" and frame.load("dict") == _DICT


def spreads_all(frame: Frame, node: ast.expr, value: Mapping) -> bool:
    """Whether the known keys of a dict that is spread out (`**options`) are all that there can be."""
    return frame.knows_keys(value) or (value.exact and is_new_dict(frame, node, value))


def _holds_no(frame: Frame, node: ast.expr, value: Value) -> bool:
    """Whether an operand is something else than the value that came out."""
    if isinstance(node, ast.Name):
        return frame.load(node.id) is not value
    return isinstance(node, ast.Constant)


def _quiet(frame: Frame, node: ast.expr) -> Value:
    """Evaluate where the value is used as such, not as a test."""
    before, frame.testing = frame.testing, False
    try:
        return evaluate(frame, node)
    finally:
        frame.testing = before


def _constant(frame: Frame, node: ast.Constant) -> Value:
    return NONE if node.value is None else Const(node.value)


def _name(frame: Frame, node: ast.Name) -> Value:
    """A name whose value goes anywhere: what it holds is held by others too from here on."""
    value = _named_value(frame, node)
    if frame.own is not None and node.id in frame.own:
        frame.own = {name: held for name, held in frame.own.items() if name != node.id}
    return value


def _named_value(frame: Frame, node: ast.Name) -> Value:
    value = frame.env.get(node.id)
    if value is None:
        value = frame.load(node.id)
    kind = value.__class__
    if kind is Sequence or kind is Mapping:
        if node.id not in frame.env and (frame.closure is None or node.id not in frame.closure):
            frame.machine.policy.container_made(value, "global", node.id)
        frame.machine.policy.container_read(frame, node, value)
    return value


def _attribute(frame: Frame, node: ast.Attribute) -> Value:
    value = attribute(frame, node)
    if frame.own is not None and isinstance(value, Method):
        frame.share()  # `take = options.pop`
    return value


def attribute(frame: Frame, node: ast.Attribute) -> Value:
    """An attribute that is called, or used, right away."""
    if frame.narrowed and isinstance(node.value, ast.Name):
        narrowed = frame.env.get(f"{node.value.id}.{node.attr}")
        if narrowed is not None:
            return narrowed
    return attributes.read(frame, node, receiver(frame, node.value))


def _subscript(frame: Frame, node: ast.Subscript) -> Value:
    return subscripts.read(frame, node, receiver(frame, node.value))


def _call(frame: Frame, node: ast.Call) -> Value:
    before, frame.testing = frame.testing, False
    try:
        return calls.call(frame, node)
    finally:
        frame.testing = before


def unpacked(frame: Frame, node: ast.expr, targets: list[ast.expr]) -> Value:
    """The value of the right side of an assignment; `a, b, c = *x.shape, x.device` says how many items the
    star has.
    """
    if isinstance(node, (ast.Tuple, ast.List)):
        counts = {_names_taken(target) for target in targets}
        if len(counts) == 1:
            frame.machine.step()
            return _tuple(frame, node, counts.pop())
    return evaluate(frame, node)


def _names_taken(target: ast.expr) -> int:
    """How many items a target unpacks (a star among them: one); -1 where it unpacks none."""
    return len(target.elts) if isinstance(target, (ast.Tuple, ast.List)) else -1


def _tuple(frame: Frame, node: ast.Tuple | ast.List | ast.Set, count: int = -1) -> Value:
    """A display of items; `count`: how many there are, where what takes them says so."""
    kind = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}[type(node)]
    if len(node.elts) > MANY:
        return Sequence(kind, None, _quiet(frame, node.elts[0]), Origin.CONSTANT)
    items: list[Value] | None = []
    rest: list[Value] = []
    length = Origin.CONSTANT
    stars = sum(isinstance(part, ast.Starred) for part in node.elts)
    for part in node.elts:
        if isinstance(part, ast.Starred):
            inner = iteration.items_of(_quiet(frame, part.value))
            if inner.known is None and stars == 1 and count >= len(node.elts) - 1:
                inner = iteration.Items([inner.element] * (count - len(node.elts) + 1), inner.element)
            length = max(length, inner.length)
            if inner.known is not None and items is not None:
                items.extend(inner.known)
            else:
                rest += [*(items or []), inner.element]
                items = None
        else:
            value = _quiet(frame, part)
            if items is not None:
                items.append(value)
            else:
                rest.append(value)
    if items is not None:
        return Sequence(kind, items, length=length, level=frame.machine.level)
    return Sequence(kind, None, join_all(rest), length)


def _dict(frame: Frame, node: ast.Dict) -> Value:
    items: dict[object, Value] | None = {}
    values: list[Value] = []
    keys: list[Value] = []
    exact = len(node.keys) <= MANY
    for key_node, value_node in zip(node.keys[:MANY], node.values[:MANY], strict=True):
        value = receiver(frame, value_node) if key_node is None else _quiet(frame, value_node)
        if key_node is None:
            if isinstance(value, Mapping) and value.items is not None and items is not None:
                exact = exact and spreads_all(frame, value_node, value)
                items.update(value.items)
            else:
                items = None
            continue
        key = _quiet(frame, key_node)
        keys.append(key)
        values.append(value)
        if isinstance(key, Const) and items is not None and _hashable(key.value):
            items[key.value] = value
        else:
            items = None
    if items is not None:
        return Mapping(items, exact=exact)
    return Mapping(None, join_all(keys), join_all(values))


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _bin_op(frame: Frame, node: ast.BinOp) -> Value:
    return operators.binary(frame, node, node.op, _quiet(frame, node.left), _quiet(frame, node.right))


def _unary_op(frame: Frame, node: ast.UnaryOp) -> Value:
    if isinstance(node.op, ast.Not):
        truth = test_truth(frame, node.operand)
        if truth.known is not None:
            return Const(not truth.known)
        if truth.origin >= Origin.SHAPE and not frame.testing:
            frame.machine.policy.branch(frame, node, "not", node.operand, truth.origin)
            return Scalar("bool")
        return Scalar("bool", truth.origin) if truth.origin > Origin.CONSTANT else UNKNOWN
    value = _quiet(frame, node.operand)
    own = special.unary(frame, node, node.op, value)
    return own if own is not None else operators.unary(node.op, value)


def _compare(frame: Frame, node: ast.Compare) -> Value:
    values = [_quiet(frame, node.left)]
    for op, part in zip(node.ops, node.comparators, strict=True):
        asked = isinstance(op, (ast.In, ast.NotIn))
        values.append(receiver(frame, part) if asked else _quiet(frame, part))
    return operators.compare(frame, node, values)


def _bool_op(frame: Frame, node: ast.BoolOp) -> Value:
    """`a and b`: the value that decides; asking for the truth of an input's value freezes the choice."""
    env = dict(frame.env)
    results: list[Value] = []
    ends = isinstance(node.op, ast.Or)
    unsure = False
    for position, part in enumerate(node.values):
        frame.machine.skippable += unsure
        try:
            value = evaluate(frame, part)
        finally:
            frame.machine.skippable -= unsure
        if unsure and isinstance(value, Mapping):
            value.exact = False  # another configuration takes an operand before it
        if position == len(node.values) - 1:
            results.append(value)
            break
        truth = truth_of(value)
        if truth.known is None and truth.origin >= Origin.SHAPE:
            frame.machine.policy.branch(frame, node, "and" if not ends else "or", part, truth.origin)
        known = truth.known
        unsure = unsure or known is None
        if known is None and isinstance(value, Const):
            known = bool(value.value)  # the default of an argument is what usually holds
        if known is None:
            kept = [
                alternative
                for alternative in alternatives(value)
                if truth_of(alternative).known is not (not ends)
            ]
            results += kept
        elif known is ends:
            if truth.known is False and all(isinstance(result, (Scalar, Unknown)) for result in results):
                results.clear()  # false either way
            results.append(value)
            break
        refine(frame, frame.env, part, not ends)
    frame.env = env
    return join_all(results)


def _if_exp(frame: Frame, node: ast.IfExp) -> Value:
    truth = test_truth(frame, node.test)
    if truth.known is not None:
        return _under(frame, node.test, truth.known, node.body if truth.known else node.orelse)
    frame.machine.skippable += 1
    try:
        then = _under(frame, node.test, True, node.body)
        other = _under(frame, node.test, False, node.orelse)
    finally:
        frame.machine.skippable -= 1
    if truth.origin >= Origin.SHAPE:
        if ast.dump(node.body) != ast.dump(node.orelse):
            frame.machine.policy.branch(frame, node, "ternary", node.test, truth.origin)
        else:
            frame.machine.policy.note(frame, node.test, "harmless-question", reason="both ways do the same")
    return join(then, other)


def _under(frame: Frame, test: ast.expr, outcome: bool, node: ast.expr) -> Value:
    env = dict(frame.env)
    refine(frame, frame.env, test, outcome)
    try:
        return evaluate(frame, node)
    finally:
        frame.env = env


def _joined_str(frame: Frame, node: ast.JoinedStr) -> Value:
    origin, known, text = Origin.CONSTANT, True, ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = _quiet(frame, part.value)
            plain = part.format_spec is None and part.conversion == -1 and len(text) <= LONGEST
            if isinstance(value, Const) and plain:
                text += str(value.value)
                origin = max(origin, value.origin)
            else:
                known = False
                origin = max(origin, shape_only(value))
        elif isinstance(part, ast.Constant):
            text += str(part.value)
    return Const(text, origin) if known and len(text) <= LONGEST else Scalar("str", origin)


def _lambda(frame: Frame, node: ast.Lambda) -> Value:
    frame.capture()
    return LambdaValue(node, frame.module, {**(frame.closure or {}), **frame.env}, frame.owner)


def _named(frame: Frame, node: ast.NamedExpr) -> Value:
    value = _quiet(frame, node.value)
    assign.store(frame, node.target, value, node.value)
    return value


def _slice(frame: Frame, node: ast.Slice) -> Value:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            _quiet(frame, part)
    return UNKNOWN


def _comprehension(frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    kind = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "iterator"}[type(node)]
    length, known = Origin.CONSTANT, True
    results: list[Value] = []

    def body() -> None:
        results.append(_quiet(frame, node.elt))

    over = "list"
    saved = frame.env
    frame.env = dict(saved)
    try:
        length, known, over = _generators(frame, node, node.generators, body)
    finally:
        frame.env = saved
    if known and len(results) <= 64:
        return Sequence(kind, results, length=length, level=frame.machine.level)
    return Sequence(kind, None, join_all(results), length, over)


def _generators(
    frame: Frame, node: ast.expr, generators: list[ast.comprehension], body: Function[[], None]
) -> tuple[Origin, bool, str]:
    """Run the clauses of a comprehension; a generator expression tells its loop when it is walked."""
    if not generators:
        body()
        return Origin.CONSTANT, True, "list"
    first, rest = generators[0], generators[1:]
    value = _quiet(frame, first.iter)
    if isinstance(node, ast.GeneratorExp):
        items = iteration.items_of(special.walked(frame, first.iter, value))
        length = items.length
    else:
        items = iteration.iterate(frame, first.iter, value, first.iter, "comprehension")
        length = min(items.length, Origin.CONFIGURATION) if items.length >= Origin.SHAPE else items.length
    known = items.known is not None and len(items.known) <= 16
    if not known or first.ifs:
        frame.share()  # what the clauses do to a dict may not happen
    elements = items.known if known and items.known is not None else [_element(items)]
    complete = known
    for element in elements:
        env: Env = dict(frame.env)
        assign.store(frame, first.target, element, first.iter)
        for condition in first.ifs:
            truth = test_truth(frame, condition)
            if truth.known is None:
                complete = False
                if truth.origin >= Origin.SHAPE:
                    frame.machine.policy.branch(frame, condition, "comprehension", condition, truth.origin)
            elif not truth.known:
                break
            refine(frame, frame.env, condition, True)
        else:
            inner, inner_known, _ = _generators(frame, node, rest, body)
            length = max(length, inner)
            complete = complete and inner_known
        frame.env = env
    return length, complete, items.over


def _element(items: iteration.Items) -> Value:
    return join_all(items.known[:64]) if items.known else items.element


def _dict_comp(frame: Frame, node: ast.DictComp) -> Value:
    pairs: list[tuple[Value, Value]] = []
    saved = frame.env
    frame.env = dict(saved)
    try:
        length, known, _ = _generators(
            frame,
            node,
            node.generators,
            lambda: pairs.append((_quiet(frame, node.key), _quiet(frame, node.value))),
        )
    finally:
        frame.env = saved
    if known and all(isinstance(key, Const) and _hashable(key.value) for key, _ in pairs):
        return Mapping({key.value: value for key, value in pairs if isinstance(key, Const)})
    return Mapping(None, join_all(k for k, _ in pairs), join_all(v for _, v in pairs), length)


def _yield(frame: Frame, node: ast.Yield | ast.YieldFrom | ast.Await) -> Value:
    if node.value is not None:
        value = _quiet(frame, node.value)
        if isinstance(node, ast.Yield):
            frame.yields.append(value)
        elif isinstance(node, ast.YieldFrom):
            frame.yields.append(iteration.items_of(value).element)
    return UNKNOWN


def _starred(frame: Frame, node: ast.Starred) -> Value:
    return _quiet(frame, node.value)


_HANDLERS: dict[type[ast.expr], Function[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.Tuple: _tuple,
    ast.List: _tuple,
    ast.Set: _tuple,
    ast.Dict: _dict,
    ast.BinOp: _bin_op,
    ast.UnaryOp: _unary_op,
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.IfExp: _if_exp,
    ast.JoinedStr: _joined_str,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Slice: _slice,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comp,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Await: _yield,
    ast.Starred: _starred,
}
