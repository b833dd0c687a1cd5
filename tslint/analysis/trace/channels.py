"""Whether a size is the number of channels: of an image, which weights hold fixed however large it is."""

from __future__ import annotations

import ast

from tslint.source.walking import walk

_PLACES = {1, -3}  # of the channels among the dimensions of a batch of images, or of one image
_DIMENSIONS = 4  # of a batch of images


def is_channels(scope: ast.AST, size: ast.expr) -> bool:
    """Whether an expression reads the channels of `x`: `x.shape[1]`, `x.size(1)`, `_, c, h, w = x.shape`."""
    if isinstance(size, ast.Name):
        return _is_bound_so(scope, size.id)
    match size:
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=place):
            return _number(place) in _PLACES
        case ast.Call(func=ast.Attribute(attr="size"), args=[place]):
            return _number(place) in _PLACES
    return False


def _number(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def _is_bound_so(scope: ast.AST, name: str) -> bool:
    """Whether every statement that binds a name gives it the channels of something."""
    found: list[bool] = []
    for node in walk(scope):
        if isinstance(node, ast.Assign):
            found += [
                _gives(scope, target, node.value, name) for target in node.targets if _binds(target, name)
            ]
        elif isinstance(node, (ast.AugAssign, ast.For, ast.NamedExpr)) and _binds(node.target, name):
            return False
    return bool(found) and all(found)


def _binds(target: ast.expr, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in walk(target))


def _gives(scope: ast.AST, target: ast.expr, value: ast.expr, name: str) -> bool:
    if isinstance(target, ast.Name):
        return not isinstance(value, ast.Name) and is_channels(scope, value)
    if not isinstance(target, ast.Tuple) or not _is_shape(value):
        return False
    place = next((i for i, part in enumerate(target.elts) if _binds(part, name)), None)
    starred = any(isinstance(part, ast.Starred) for part in target.elts[: place or 0])
    named = isinstance(target.elts[place], ast.Name) if place is not None else False
    return place == 1 and len(target.elts) <= _DIMENSIONS and named and not starred


def _is_shape(value: ast.expr) -> bool:
    match value:
        case ast.Attribute(attr="shape") | ast.Call(func=ast.Attribute(attr="size"), args=[]):
            return True
    return False


def groups_of(call: ast.AST) -> ast.expr | None:
    """What a call of a convolution is given as `groups` by name."""
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == "groups"), None)
