"""Names are imported once, beside imports of their kind, and not where the file has them in another way."""

from __future__ import annotations

import pytest

from tslint.ir.cures import AnnotateLocal, AnnotateReturn, DecorateFunction

from .editing import FILE, fix, refusal

FUNCTION = "def f(x):\n    v = x\n"


def annotated(head: str, annotation: str) -> tuple[str, str]:
    """The head and the annotated line after annotating `v` in a function below `head`."""
    text = head + FUNCTION
    new = fix(text, AnnotateLocal(FILE, text.count("\n"), "v", annotation))
    head, _, line = new.rpartition("    v")
    return head.removesuffix("def f(x):\n"), "v" + line.rstrip()


def refused(head: str, annotation: str) -> str:
    text = head + FUNCTION
    return refusal(text, AnnotateLocal(FILE, text.count("\n"), "v", annotation))


@pytest.mark.parametrize(
    ("head", "annotation", "spelled"),
    [
        ("import torch\n", "Tensor", "torch.Tensor"),
        ("import torch as th\n", "Tensor", "th.Tensor"),
        ("from torch import Tensor\n", "torch.Tensor", "Tensor"),
        ("from torch import Tensor\nimport torch\n", "Tensor", "Tensor"),
        ("from torch import Tensor\nimport torch\n", "torch.Tensor", "torch.Tensor"),
        ("from torch import Tensor as T\n", "Tensor", "T"),
        ("import torch.nn\n", "Tensor", "torch.Tensor"),
        ("import typing\n", "Dict[int, bool]", "typing.Dict[int, bool]"),
        ("import typing as t\n", "Dict[int, bool]", "t.Dict[int, bool]"),
        ("from typing import Dict as D\n", "Dict[int, bool]", "D[int, bool]"),
        ("from typing_extensions import Dict\n", "Dict[int, bool]", "Dict[int, bool]"),
        ("import torch\nimport typing\n", "Optional[Tensor]", "typing.Optional[torch.Tensor]"),
        ("", "int", "int"),
        ("", "NoneType", "None"),
        ("import torch\n", "Device", "torch.device"),
        ("import torch\n", "Future[int]", "torch.jit.Future[int]"),
        ("class Box: pass\n", "Box", "Box"),
        ("from shapes import Box\nimport typing as t\n", "Dict[str, Box]", "t.Dict[str, Box]"),
        ("import shapes\n", "shapes.Box", "shapes.Box"),
    ],
)
def test_names_are_spelled_as_the_file_has_them(head: str, annotation: str, spelled: str) -> None:
    assert annotated(head, annotation) == (head, f"v: {spelled} = x")


@pytest.mark.parametrize(
    ("head", "annotation", "after"),
    [
        ("", "List[int]", "from typing import List\n\n\n"),
        ('"""Doc."""\n', "List[int]", '"""Doc."""\n\nfrom typing import List\n\n\n'),
        ('"""Doc."""\n\n\n', "List[int]", '"""Doc."""\n\nfrom typing import List\n\n\n'),
        (
            '"""Doc."""\nfrom __future__ import annotations\n\nimport torch\n',
            "List[Tensor]",
            '"""Doc."""\nfrom __future__ import annotations\n\nfrom typing import List\n\nimport torch\n',
        ),
        (
            "# -*- coding: utf-8 -*-\nimport torch\n",
            "List[int]",
            "# -*- coding: utf-8 -*-\nfrom typing import List\n\nimport torch\n",
        ),
        (
            "# licence\n\n# torch\nimport torch\n",
            "List[int]",
            "# licence\n\nfrom typing import List\n\n# torch\nimport torch\n",
        ),
        ("import os\n\nimport torch\n", "List[int]", "import os\nfrom typing import List\n\nimport torch\n"),
        (
            "import os; import re\nimport torch\n",
            "List[int]",
            "import os; import re\nfrom typing import List\nimport torch\n",
        ),
        ("import os\n\n\n", "Tensor", "import os\n\nimport torch\n\n\n"),
        (
            "from os import (\n    path,\n)\n\nimport numpy\n",
            "Tensor",
            "from os import (\n    path,\n)\n\nimport numpy\nimport torch\n",
        ),
        ("from . import a\n", "Tensor", "import torch\n\nfrom . import a\n"),
        ("x = 1\n", "List[Tensor]", "from typing import List\n\nimport torch\n\nx = 1\n"),
        ('"""Doc."""; import os\n', "Tensor", '"""Doc."""; import os\n\nimport torch\n\n\n'),
        ("@deco\n# why\n", "Tensor", "import torch\n\n\n@deco\n# why\n"),
    ],
)
def test_new_imports_go_beside_their_kind(head: str, annotation: str, after: str) -> None:
    assert annotated(head, annotation)[0] == after


@pytest.mark.parametrize(
    ("before", "annotation", "after"),
    [
        ("import Any, List", "Dict[int, bool]", "import Any, Dict, List"),
        ("import Any, List", "Optional[Tuple[int]]", "import Any, List, Optional, Tuple"),
        ("import List, Any", "Dict[int, bool]", "import List, Any, Dict"),
        ("import Any as A", "Dict[int, bool]", "import Any as A, Dict"),
        ("import (List)", "Dict[int, bool]", "import (Dict, List)"),
        ("import (Any,)", "Dict[int, bool]", "import (Any, Dict,)"),
        (
            "import (\n    Any,  # a\n    List,  # l\n)",
            "Dict[int, Optional[bool]]",
            "import (\n    Any,  # a\n    Dict,\n    List,  # l\n    Optional,\n)",
        ),
        ("import (\n    Any  # a\n)", "Dict[int, bool]", "import (\n    Any,  # a\n    Dict\n)"),
        ("import (\n\tAny)", "Dict[int, bool]", "import (\n\tAny,\n\tDict)"),
        (
            "import (Any,\n                    List)",
            "Tuple[Dict[int, bool]]",
            "import (Any,\n                    Dict,\n                    List,\n                    Tuple)",
        ),
        ("import Any, \\\n    List", "Dict[int, Tuple[int]]", "import Any, \\\n    Dict, List, Tuple"),
    ],
)
def test_names_are_merged_into_the_import_that_is_there(before: str, annotation: str, after: str) -> None:
    assert annotated(f"from typing {before}\n", annotation)[0] == f"from typing {after}\n"


def test_names_of_several_cures_are_imported_once() -> None:
    text = "import torch\ndef f(x):\n    v = {}\n    w = {}\n    return v\n"
    cures = [
        AnnotateLocal(FILE, 3, "v", "Dict[int, List[int]]"),
        AnnotateLocal(FILE, 4, "w", "Dict[int, bool]"),
        AnnotateReturn(FILE, "f", "Dict[int, List[int]]"),
        DecorateFunction(FILE, "f"),
    ]
    assert fix(text, *cures).startswith(
        "from typing import Dict, List\n\nimport torch\n@torch.jit.script\ndef"
    )


@pytest.mark.parametrize(
    "head",
    [
        "if TYPE_CHECKING:\n    from typing import Dict\n",
        "try:\n    from typing import Dict\nexcept ImportError:\n    pass\n",
        "from typing import *\n",
    ],
)
def test_imports_that_may_not_be_there_at_run_time_do_not_count(head: str) -> None:
    assert annotated(head, "Dict[int, bool]")[0].startswith("from typing import Dict\n")


def test_an_import_below_does_not_count() -> None:
    text = "import torch\n" + FUNCTION + "from typing import Dict\n"
    assert fix(text, AnnotateLocal(FILE, 3, "v", "Dict[int, bool]")).startswith(
        "from typing import Dict\n\nimport torch"
    )


@pytest.mark.parametrize(
    "head",
    [
        "class Dict:\n    pass\n",
        "from mine import Dict\n",
        "def Dict(): pass\n",
        "for Dict in y: pass\n",
        "Dict = dict\n",
    ],
)
def test_a_name_that_means_something_else_is_not_taken(head: str) -> None:
    new, line = annotated(head, "Dict[int, bool]")
    assert new.startswith("import typing\n")
    assert line == "v: typing.Dict[int, bool] = x"


def test_names_of_inner_scopes_are_not_taken() -> None:
    text = "def f(Dict, y):\n    v = y\n"
    new = "import typing\n\n\ndef f(Dict, y):\n    v: typing.Dict[int, bool] = y\n"
    assert fix(text, AnnotateLocal(FILE, 2, "v", "Dict[int, bool]")) == new
    # A method called `List` hides nothing inside another method, but does in its signature.
    text = "class A:\n    def List(self): pass\n    def f(self): v = []\n"
    assert ": List[int]" in fix(text, AnnotateLocal(FILE, 3, "v", "List[int]"))
    assert "-> typing.List[int]" in fix(text, AnnotateReturn(FILE, "A.f", "List[int]"))


def test_an_import_inside_the_function_serves_it() -> None:
    text = "def f(x):\n    from torch import Tensor\n    v = x\n"
    assert fix(text, AnnotateLocal(FILE, 3, "v", "Tensor")) == text.replace("v =", "v: Tensor =")


@pytest.mark.parametrize(
    ("head", "annotation", "reason"),
    [
        ("", "Box", "`Box` is not known here"),
        ("if TYPE_CHECKING:\n    from shapes import Box\n", "Box", "for type checkers only"),
        ("class Dict: pass\ntyping = 1\n", "Dict[int, bool]", "`typing` is bound to something else"),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None\n", "Tensor", "or not always"),
        ("def int(): pass\n", "int", "means something else"),
        ("", "Dict(int, bool", "no Python expression"),
    ],
)
def test_what_cannot_be_named_is_refused(head: str, annotation: str, reason: str) -> None:
    assert reason in refused(head, annotation)


def test_a_class_below_is_not_known_yet() -> None:
    text = FUNCTION + "class Box: pass\n"
    assert "below" in refusal(text, AnnotateReturn(FILE, "f", "Box"))
