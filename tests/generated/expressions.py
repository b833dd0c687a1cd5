"""Expressions by the kind of value that they should give, one in a dozen of another kind."""

from __future__ import annotations

import re
from random import Random

from tests.generated.wild import Wild

KINDS = ("tensor", "int", "float", "bool", "str", "list", "dict", "tuple", "module", "any")
LITERALS = {
    "tensor": ("torch.zeros(2, 3)", "torch.tensor([1.0, 2.0])", "torch.rand(3)", "torch.empty(0)"),
    "int": ("0", "3", "-1", "10**3", "x.size(0)", "x.shape[-1]", "len(x)", "x.dim()", "int(x.sum())"),
    "float": ("0.5", "1e-3", "math.pi", "float('inf')", "x.sum().item()", "float(x.mean())"),
    "bool": ("True", "False", "x.sum() > 0", "self.training", "x.is_cuda", "torch.jit.is_scripting()"),
    "str": ("'a'", '""', "f'{x}'", "f'{x!r:>{10}}'", "'%s' % x", "'a' 'b'", "str(x)"),
    "list": ("[]", "[x, x]", "[1, 2]", "[*range(3)]", "x.tolist()", "list(x.shape)", "torch.split(x, 1)"),
    "dict": ("{}", "{'a': x}", "{**{'a': 1}}", "dict(a=x)", "{1: 2}", "self._modules"),
    "tuple": ("()", "(x,)", "(1, 'a')", "x.shape", "x.max(0)", "(*[1, 2], x)", "Pair(x, 1)"),
    "module": ("self.gate", "self.layers[0]", "nn.ReLU()", "nn.Linear(3, 3)", "Gate()", "self"),
    "any": ("None", "...", "NotImplemented", "object()", "b'x'", "1j", "{1, 2}", "slice(1)", "torch.float32",
            "lambda: x", "lambda *a, k=1, **b: (a, b)", "helper", "Gate", "self.forward", "type(x)",
            "super()"),
}  # fmt: skip
TEMPLATES = {
    "tensor": (
        "<tensor> + <tensor>", "<tensor> * <float>", "-<tensor>", "<tensor> @ <tensor>.t()",
        "<tensor>[<int>]",
        "<tensor>[:, <int>:]", "<tensor>[..., None]", "<tensor>[<tensor> > 0]", "<module>(<tensor>)",
        "torch.cat(<list>, <int>)", "torch.stack([<tensor>, <tensor>])", "F.relu(<tensor>, inplace=<bool>)",
        "<tensor>.view(<int>, -1)", "<tensor>.to(<tensor>.device)", "helper(<tensor>, <int>)",
        "<list>[<int>]",
        "<tensor> if <bool> else <tensor>", "torch.where(<tensor> > 0, <tensor>, <tensor>)",
        "(y := <tensor>)",
        "sum(<list>)", "<dict>['a']", "torch.jit.annotate(Tensor, <any>)", "cast(Tensor, <any>)",
        "<tensor>.<unknown>(<any>)", "torch.jit._wait(torch.jit.fork(helper, <tensor>, <int>))",
    ),
    "int": ("<int> + <int>", "<int> // <int>", "<int> % 2", "max(<int>, <int>)", "len(<list>)",
    "int(<float>)",
            "<tensor>.size(<int>)", "<int> if <bool> else <int>", "~<int>", "<int> << 2", "abs(<int>)"),
    "float": ("<float> * <float>", "<float> ** 0.5", "math.sqrt(<float>)", "float(<int>)", "<int> / <int>",
              "round(<float>, 2)", "<tensor>.item()"),
    "bool": ("<int> < <int> <= <int>", "not <bool>", "<bool> and <bool>", "<bool> or <bool>", "<any> is None",
             "<str> in <dict>", "isinstance(<any>, <cls>)", "hasattr(self, <str>)", "bool(<tensor>.any())",
             "<list> == <list>", "all(v > 0 for v in <list>)", "any([<bool>])", "<tuple> != <any>"),
    "str": ("<str> + <str>", "<str>.format(<any>)", "f'{x}{y!r}'", "<str>[<int>]", "<str>.join([<str>])"),
    "list": ("[<tensor> for v in <list>]", "[v for v in <list> if <bool>]", "<list> + <list>",
    "<list>[<int>:]",
             "[<any>, *<list>]", "sorted(<list>)", "list(map(<any>, <list>))", "[[<int>] * <int>]",
             "[a + b for a, b in zip(<list>, <list>)]", "torch.jit.annotate(List[int], <list>)",
             "[v for w in <list> for v in w]", "list(reversed(<list>))", "[*enumerate(<list>)]"),
    "dict": ("{<str>: <any>}", "{k: v for k, v in <dict>.items()}", "{**<dict>, 'b': <tensor>}",
             "torch.jit.annotate(Dict[str, Tensor], <dict>)", "dict(zip(<list>, <list>))"),
    "tuple": ("(<any>, <any>)", "tuple(<list>)", "<tuple>[<int>:]", "<tuple> + <tuple>",
    "divmod(<int>, <int>)"),
    "module": ("self.layers[<int>]", "nn.Sequential(<module>, <module>)", "getattr(self, <str>)",
               "torch.jit.script(<module>)", "torch.jit.trace(<module>, <tensor>)",
               "nn.ModuleList([<module>])"),
    "any": ("<tensor>", "<int>", "<list>", "<dict>", "<str>", "<tuple>", "<module>", "await_(<any>)",
            "(lambda v, w=<any>: v)(<any>)", "functools.partial(helper, n=<int>)", "(v for v in <list>)",
            "getattr(<any>, <str>, <any>)", "next(iter(<list>))", "eval(<str>)",
            "<any>.<unknown>", "<any>[<any>]", "<any>(<any>, *<list>, **<dict>)",
            "super().forward(<tensor>)"),
}  # fmt: skip
CLASSES = ("Tensor", "int", "nn.Module", "(list, tuple)", "Gate", "Pair", "str", "type(None)", "List[int]")
UNKNOWN = ("foo", "data", "grad", "numpy", "T", "__class__", "weight", "apply", "append", "items", "device")
DEPTH = 3
_BLANK = re.compile(r"<(\w+)>")


class Expressions:
    """Expressions over the names that are bound, by kind."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.wild = Wild(random)
        self.names: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def of(self, kind: str, depth: int = DEPTH) -> str:
        """An expression of a kind, in brackets where it could fall apart."""
        random = self.random
        if random.random() < 0.05:
            kind = random.choice(KINDS)
        if kind == "any" and random.random() < 0.05:
            return self.wild.expression()
        known = self.names[kind]
        if known and random.random() < 0.45:
            return random.choice(known)
        if depth <= 0 or random.random() < 0.4:
            return self._literal(kind)
        text = random.choice(TEMPLATES[kind])
        filled = _BLANK.sub(lambda blank: self._blank(blank[1], depth - 1), text)
        return f"({filled})"

    def _blank(self, name: str, depth: int) -> str:
        words = {"unknown": UNKNOWN, "cls": CLASSES}.get(name)
        return self.random.choice(words) if words else self.of(name, depth)

    def _literal(self, kind: str) -> str:
        text = self.random.choice(LITERALS[kind])
        return text if text.isidentifier() else f"({text})"
