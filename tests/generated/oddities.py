"""What Python allows and few write: members, constructions and uses that a reader could trip over."""

from __future__ import annotations

import sys

FIELDS = (
    "def __getattr__(self, name):\n    return getattr(self.gate, name)",
    "def __getattribute__(self, name):\n    return super().__getattribute__(name)",
    "def __setattr__(self, name, value):\n    super().__setattr__(name, <any>)",
    "def __delattr__(self, name):\n    del self.__dict__[name]",
    "def __init_subclass__(cls, **words):\n    cls.made = <any>",
    "def __class_getitem__(cls, item):\n    return cls",
    "def __new__(cls, *a, **d):\n    return super().__new__(cls)",
    "def __set_name__(self, owner, name):\n    self.name = name",
    "def __get__(self, instance, owner=None):\n    return <any>",
    "def __set__(self, instance, value):\n    instance.__dict__['v'] = value",
    "def __enter__(self):\n    return self\n\ndef __exit__(self, *error):\n    return <any>",
    "def __len__(self):\n    return <int>\n\ndef __bool__(self):\n    return <any>",
    "def __eq__(self, other):\n    return <any>\n\n__hash__ = None",
    "@property\ndef q(self):\n    return self.q\n\n@q.setter\ndef q(self, value):\n    self.q = value\n\n"
    "@q.deleter\ndef q(self):\n    del self.q",
    "q = property(lambda self: <any>, None, lambda self: self.q)",
    "q = functools.cached_property(lambda self: self.forward)",
    "made = Descriptor()",
    "made: Descriptor = Descriptor(<any>)",
    "forward = property(lambda self: helper)",
    "forward = functools.partialmethod(helper, <any>)",
    "forward = Gate.forward",
    "__call__ = forward = helper",
    "exec('a = 1')",
    "locals()['made'] = <any>",
    "vars().update(<dict>)",
    "class Meta(type):\n    pass",
    "class Model(nn.Module):\n    def forward(self, x):\n        return Model()(x)",
    "for name in ('a', 'b'):\n    exec(f'{name} = 1')",
    "import math as m",
    "from typing import *",
    "try:\n    h = <any>\nexcept NameError:\n    h = None",
    "with open('f') as f:\n    h = f",
    "def other(self, x, k=3):\n    return self.forward(x) if k > 0 else self.third(x, k - 1)\n\n"
    "def third(self, x, k):\n    return self.other(x, k)",
    "@staticmethod\n@property\n@classmethod\ndef odd(x):\n    return x",
    "global late\nlate = <any>",
    "(a := <any>)",
    "lambda: (yield)",
    "__slots__ = ('gate', *[f'v{i}' for i in range(3)])",
    "__constants__ = [*(n for n in 'ab')]",
    "forward: Callable[..., Tensor]",
    "del training",
    "_: nn.Module = self",
)
INITS = (
    "del self.gate",
    "delattr(self, <str>)",
    "del self.layers[0]",
    "del self._modules['gate']",
    "self._modules['gate'] = self",
    "self.layers = nn.ModuleList([self])",
    "self.gate = type(self)()",
    "self.__class__ = Gate",
    "self.forward = functools.partial(self.forward, n=<int>)",
    "self.forward = lambda x, n=<any>, *a, k=<any>: self.forward(x)",
    "exec('self.gate = None')",
    "self.layers = nn.ModuleList(type(self)(width - 1) for _ in range(width))",
    "self.gate = __import__('torch').nn.ReLU()",
    "globals()['helper'] = <any>",
    "vars(self)['gate'] = <any>",
    "for name, value in locals().items():\n    setattr(self, name, value)",
    "self.a, self.b = self.b, self.a",
    "for self.k in range(3):\n    self.gate = self.k",
    "with self.gate as self.made:\n    pass",
    "self.layers += [<module>]",
    "self.layers.append(self.layers)",
    "self, width = width, self",
    "self.gate = (lambda s: s(s))(lambda s: s(s))",
    "self.p: nn.Parameter = <any>",
    "self.d = {'d': self.d}",
    "try:\n    self.gate = <module>\nfinally:\n    del self.gate",
    "while True:\n    self.layers = [self.layers]",
    "self.register_forward_hook(lambda m, a, out: <any>)",
    "self.layers = [*layers]",
    "super(Model, self).__init__()",
    "self.layers = nn.Sequential(OrderedDict([('a', <module>), (<str>, <module>)]))",
    "nonlocal_ = self.__init__()",
    "self.gate = next((m for m in self.modules() if m is not self), <any>)",
    "type(self).forward = <any>",
)
STATEMENTS = (
    "exec(<str>)",
    "x = eval('x + 1', globals(), locals())",
    "del self.layers[0], self.state",
    "global x, n",
    "y = (lambda self=self, *, v=<any>: v)()",
    "x = self.forward(x)",
    "x = self.other(x, n)",
    "x = self(x)",
    "[x := x + v for v in <list>]",
    "x[(n := 1)], *self.rest = <list>",
    "self[<any>] = <any>",
    "x = x[*<list>]" if sys.version_info >= (3, 11) else "x = x[<any>, 1:]",
    "print(*<list>, sep=<str>, **<dict>)",
    "for x in x:\n    for x in x:\n        x = x",
    "while (n := n - 1) > 0:\n    x = x * n",
    "for n, *self.rest in [*<list>, *<list>]:\n    continue",
    "y = f\"{f'{x}' + '{}'!r:>{n}.{n}} {{}} {x=}\"",
    "y = rf'''{x:\n}\\{n}'''" if sys.version_info >= (3, 12) else "y = rf'\\{n}{x!s}'",
    "y = 'a' f'{x}' \"b\" rf'{n}'",
    "if 1:\n    pass\nelif (x := <any>):\n    from torch import *",
    "import torch as x, torch.nn.functional as n",
    "from .. import sibling",
    "from .sibling import (helper as helper, x)",
    "class x(x, metaclass=x):\n    x = x",
    "def x(x=x, *, n=lambda: x):\n    nonlocal y\n    y = x\n    return x",
    "async def x():\n    return [v async for v in x]",
    "with (<any> as self.a, <any> as (b, *c)):\n    pass",
    "x = yield x",
    "assert (x, <str>)",
    "raise x from self",
    "try:\n    return x\nfinally:\n    return n",
    "try:\n    x = n\nexcept:\n    raise\nelse:\n    del x",
    "for _ in ():\n    break\nelse:\n    x = <any>",
    "y: (x := Tensor) = <any>",
    "self.forward.__func__.x = 1",
    "match x:\n    case {**rest} if rest:\n        x = rest\n"
    "    case torch.Tensor(shape=(a, b)) | [_, (a, b)]:\n"
    "        x = a\n    case str() as a:\n        pass\n    case [*_, {'k': -1 + 2j}]:\n        return",
    "match x, n:\n    case (Tensor(), 1) as both:\n        x, n = both\n    case x, *_:\n        n = x",
    "x, x = x, x",
    "x = x,",
    "x = *<list>, x",
    "lambda *, x=x, **y: (yield)",
    "x = not-n**-~n",
    "...[...]",
    "if x < n < x is not None in (x,) != n: x = n; del n",
    "(x.data) = (yield)",
    "((x)), [y, ] = n",
    "x.\\\n    size \\\n    ()",
    "\N{GREEK SMALL LETTER ALPHA} = 𝐱 = ﬁ = x",
    "self.ª = self.º = x",
    "__debug__.x = 1",
    "print(f'{x!r}' '\\N{BULLET}', '\\udc80', b'\\x80')",
    "x = 1if n else 2",
    "x = 0xfor n",
)
USES = (
    "class A(B):\n    pass\n\nclass B(A):\n    def forward(self, x):\n        return A()(x)",
    "class Loop(Loop):\n    pass",
    "Model = Gate = Model",
    "class Model(Model):\n    pass",
    "Model.Model = Model",
    "class Meta(type):\n    def __call__(cls, *a, **d):\n        return <any>\n\n"
    "class Made(nn.Module, metaclass=Meta):\n"
    "    def forward(self, x):\n        return Made()(x)",
    "Made = type('Made', (nn.Module,), {'forward': lambda self, x: <any>})",
    "exec(<str>)",
    "eval('Model')()",
    "globals()['Model'] = Gate",
    "globals().update(<dict>)",
    "def __getattr__(name):\n    return Model",
    "__all__ = ['Model', *__all__]",
    "__all__ += ('missing',)",
    "from torch.nn import *",
    "import torch as torch",
    "if <bool>:\n    class Model(Gate):\n        pass\nelif <bool>:\n"
    "    from torch.nn import Linear as Model\nelse:\n"
    "    Model = None",
    "def even(x, n=9):\n    return x if n == 0 else odd(x, n - 1)\n\ndef odd(x, n):\n"
    "    return even(x, n - 1) + x",
    "def again(x):\n    return again(again(x))",
    "again = lambda x, f=lambda: again: again(f()(x))",
    "class Twice(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.inner = Twice()\n\n"
    "    def forward(self, x):\n        return self.inner(x)",
    "@<any>\n@torch.jit.script\n@(lambda f: f)\nclass Odd(<any>, metaclass=<any>, key=<any>):\n    v = <any>",
    "for Model in (Model, Gate):\n    torch.jit.script(Model())",
    "with torch.no_grad() as Model:\n    pass",
    "torch.jit.script(torch.jit.script)",
    "torch.jit.trace(torch.jit.trace, torch.jit.trace)",
    "nn.Module = Gate",
    "try:\n    from sibling import *\nexcept ImportError:\n    def helper(x):\n        return x",
    "import generated",
    "from generated import *",
    "from generated import Model as Model",
    "from __main__ import x",
    "del torch",
    "torch = nn",
    "helper = helper(helper)",
    "T = T",
    "Alias: 'Alias' = Optional['Alias']",
    "N = NewType('N', 'N')",
    "(yield)",
    "async def main():\n    async with torch.no_grad() as x, x:\n"
    "        await torch.jit.trace(Model(), [x async for x in x])",
    "E = Enum('E', <any>)",
    "P = namedtuple('P', <list>)",
    "P = NamedTuple('P', [('a', int)])",
    "D = TypedDict('D', {})",
    "@torch.jit.script\ndef given(x, f=lambda: given):\n    return given(x)",
    "Model().forward = Model().forward",
)
if sys.version_info >= (3, 12):
    USES += (
        "type Alias[T: int, *Ts, **P] = dict[T, Alias[T]]",
        "type Model = Model",
        "def generic[T: (int, str), *Ts, **P](x: T, *a: *Ts) -> T:\n    return x",
        "class Generic1[T](nn.Module):\n    type Inner = T\n\n    def forward[U](self, x: U) -> T:\n"
        "        return x",
    )
    STATEMENTS += (
        "type y[T] = list[T]",
        "y = f'{x['a']}{f'{f'{n}'}'}'",
        "y = f'{x # so\n}'",
        "def y[T](v: T = <any>):\n    return T",
    )
if sys.version_info >= (3, 13):
    USES += ("class Generic2[T = int, *Ts = *tuple[int]]:\n    v: T",)
HEAD = """\
from collections import OrderedDict, namedtuple


class Descriptor:
    def __get__(self, instance, owner=None):
        return instance.gate if instance else self

    def __set__(self, instance, value):
        instance.gate = value
"""
