"""Looking names up in the data of a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.errors import TslintError
from tslint.torchspec import types as t
from tslint.torchspec.load import TorchSpec, releases, spec
from tslint.torchspec.parsing import parse_type
from tslint.torchspec.records import Dispatch, Schema
from tslint.torchspec.store import Store, write


@pytest.fixture(scope="module")
def torch_spec() -> TorchSpec:
    return spec("2.13")


def test_the_nearest_release_is_taken() -> None:
    assert "2.13" in releases()
    assert spec("2.13.1+cu130").release == "2.13"
    assert spec(None).release == releases()[-1]
    assert spec("0.4").release == releases()[0]
    assert spec("99.0").release == releases()[-1]


def test_what_is_no_version_is_told_with_the_known_releases() -> None:
    with pytest.raises(TslintError, match=r"'newest' is no torch version; known releases: .*2\.13"):
        spec("newest")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("torch.relu", "builtin"),
        ("torch.add", "builtin"),
        ("math.sqrt", "builtin"),
        ("len", "builtin"),
        ("warnings.warn", "builtin"),
        ("torch.nn.functional.relu", "function"),
        ("torch.nn.functional.interpolate", "function"),
        ("torch.nn.functional.max_pool2d", "dispatch"),
        ("print", "special"),
        ("range", "special"),
        ("isinstance", "special"),
        ("hasattr", "special"),
        ("torch.jit.annotate", "special"),
        ("torch.jit.fork", "special"),
        ("torch.no_grad", "class"),
        ("ValueError", "exception"),
        ("torch.float32", "constant"),
        ("math.pi", "constant"),
        ("torch.fft", "module"),
        ("map", "python"),
        ("open", "unscriptable"),
        ("torch.from_numpy", "unscriptable"),
        ("torch.is_tensor", "unscriptable"),
        ("copy.deepcopy", "unscriptable"),
    ],
)
def test_what_script_makes_of_a_name(torch_spec: TorchSpec, name: str, kind: str) -> None:
    found = torch_spec.function(name)
    assert found is not None
    assert found.kind == kind


def test_an_unknown_name_is_nothing(torch_spec: TorchSpec) -> None:
    assert torch_spec.function("torch.no_such_function") is None
    assert torch_spec.module("torch.nn.NoSuchModule") is None
    assert torch_spec.eager_result("torch.no_such_function") is None
    assert torch_spec.traced_argument("torch.no_such_function", "x") == "unknown"
    assert torch_spec.member(t.TENSOR, "no_such_method") is None
    assert torch_spec.member(t.ANY, "anything") is None
    assert torch_spec.schemas("aten::no_such_operator") == ()


def test_a_builtin_lists_all_overloads_that_the_compiler_tries(torch_spec: TorchSpec) -> None:
    found = torch_spec.function("torch.add")
    assert found is not None
    texts = [schema.text for schema in found.schemas]
    assert texts[0].startswith("aten::add.Tensor(Tensor self, Tensor other")
    # written in TorchScript by torch itself, in no registry
    assert "aten::add(float a, Tensor b) -> Tensor" in texts


def test_a_function_has_its_compiled_and_its_python_signature(torch_spec: TorchSpec) -> None:
    found = torch_spec.function("torch.nn.functional.softmax")
    assert found is not None
    assert [argument.name for argument in found.schemas[0].arguments][:2] == ["input", "dim"]
    assert found.parameters is not None
    assert found.parameters[1].default == "None"


def test_a_dispatched_function_has_a_branch_for_each_value_of_its_flag(torch_spec: TorchSpec) -> None:
    found = torch_spec.function("torch.nn.functional.max_pool2d")
    assert found is not None
    assert found.dispatch is not None
    assert found.dispatch.argument == "return_indices"
    assert isinstance(found.dispatch.if_true, Schema)
    assert isinstance(found.dispatch.if_false, Schema)
    assert str(found.dispatch.if_false.result) == "Tensor"
    assert str(found.dispatch.if_true.result) == "Tuple[Tensor, Tensor]"


def test_a_dispatch_may_lie_in_another(torch_spec: TorchSpec) -> None:
    found = torch_spec.function("torch.unique")
    assert found is not None
    assert found.dispatch is not None
    assert isinstance(found.dispatch.if_true, Dispatch)


def test_annotations_and_context_managers(torch_spec: TorchSpec) -> None:
    annotated = {name: torch_spec.function(name) for name in ("torch.dtype", "torch.device", "torch.Tensor")}
    kinds = {name: found.annotation for name, found in annotated.items() if found}
    assert kinds == {"torch.dtype": t.INT, "torch.device": t.DEVICE, "torch.Tensor": t.TENSOR}
    no_grad, enable_grad = torch_spec.function("torch.no_grad"), torch_spec.function("torch.enable_grad")
    assert no_grad is not None
    assert no_grad.context is True
    assert enable_grad is not None
    assert enable_grad.context is False


def test_members_of_values(torch_spec: TorchSpec) -> None:
    ints, words = parse_type("List[int]"), parse_type("Dict[str, Tensor]")
    assert [schema.overload for schema in torch_spec.methods(ints, "sort")] == ["int", "any"]
    assert [schema.text for schema in torch_spec.methods(words, "keys")] == [
        "aten::keys.str(Dict(str, t) self) -> str[](*)"
    ]
    assert torch_spec.methods(t.STR, "join")
    shape = torch_spec.member(t.TENSOR, "shape")
    assert shape is not None
    assert (shape.how, shape.type) == ("attribute", parse_type("List[int]"))
    assert all(schema.arguments[0].type == t.TENSOR for schema in torch_spec.tensor_method("split"))
    told = torch_spec.tensor_unscriptable("numpy")
    assert told is not None
    assert "numpy" in told
    cast, to_list = torch_spec.member(t.TENSOR, "float"), torch_spec.member(t.TENSOR, "tolist")
    assert cast is not None
    assert (cast.how, cast.type) == ("form", t.TENSOR)
    assert to_list is not None
    assert (to_list.how, to_list.type) == ("form", None)


def test_any_operator_may_be_called_as_a_method(torch_spec: TorchSpec) -> None:
    assert torch_spec.tensor_method("relu6")


def test_modules_are_found_by_every_name(torch_spec: TorchSpec) -> None:
    found = torch_spec.module("torch.nn.Conv2d")
    assert found is not None
    assert found is not torch_spec.module("torch.nn.Linear")
    assert found == torch_spec.module("torch.nn.modules.conv.Conv2d")
    assert "torch.nn.modules.module.Module" in found.bases
    assert found.scripts
    assert str(found.attributes["padding"].type) == "Tuple[int, int]"
    assert found.attributes["weight"].kind == "parameter"
    assert [argument.name for argument in found.forward[0].arguments] == ["input"]


def test_a_module_knows_what_its_flags_change(torch_spec: TorchSpec) -> None:
    found = torch_spec.module("torch.nn.BatchNorm2d")
    assert found is not None
    assert found.variations["affine=False"].attributes["weight"].type == t.NONE
    attention = torch_spec.module("torch.nn.MultiheadAttention")
    assert attention is not None
    assert attention.scripts
    assert attention.variations["bias=False"].scripts is False


def test_a_method_that_forward_never_calls_is_known_where_it_compiles(torch_spec: TorchSpec) -> None:
    functional = torch_spec.module("torch.ao.nn.quantized.FloatFunctional")
    assert functional is not None
    assert str(functional.methods["add"].arguments[0].type) == "Tensor"
    transformer = torch_spec.module("torch.nn.Transformer")
    assert transformer is not None
    assert "generate_square_subsequent_mask" in transformer.methods
    recurrent = torch_spec.module("torch.nn.LSTM")
    assert recurrent is not None
    assert "flatten_parameters" not in recurrent.methods


@pytest.mark.parametrize(
    "name",
    ["torch.distributed.get_world_size", "torch.distributed.is_initialized", "json.dumps", "os.path.join"],
)
def test_functions_beside_the_models_are_known(torch_spec: TorchSpec, name: str) -> None:
    found = torch_spec.function(name)
    assert found is not None
    assert found.kind == "unscriptable"


def test_modules_that_do_not_script_say_why(torch_spec: TorchSpec) -> None:
    lazy = torch_spec.module("torch.nn.LazyLinear")
    assert lazy is not None
    assert lazy.scripts is False
    assert "uninitialized" in lazy.message


def test_an_overloaded_forward_has_each_signature(torch_spec: TorchSpec) -> None:
    lstm = torch_spec.module("torch.nn.LSTM")
    assert lstm is not None
    assert len(lstm.forward) == 2
    assert [parameter.name for parameter in lstm.constructor][:2] == ["input_size", "hidden_size"]


def test_members_that_modules_inherit(torch_spec: TorchSpec) -> None:
    def how(module: str, member: str) -> str | None:
        found = torch_spec.module_member(module, member)
        return found.how if found else None

    assert how("torch.nn.Linear", "training") == "attribute"
    assert how("torch.nn.Linear", "named_children") == "iterator"
    assert how("torch.nn.Linear", "parameters") == "unscriptable"
    assert how("torch.nn.ModuleDict", "items") == "iterator"
    assert how("torch.nn.ModuleDict", "no_such_member") is None


def test_what_eager_python_gives(torch_spec: TorchSpec) -> None:
    def told(name: str) -> tuple[tuple[str, ...], int | None]:
        found = torch_spec.eager_result(name)
        assert found is not None
        return found.kinds, found.count

    assert told("torch.split") == (("tensors",), None)
    assert told("torch.Tensor.topk") == (("tensors",), 2)
    assert told("torch.Tensor.max") == (("tensor", "tensors"), 2)
    assert told("torch.Tensor.item") == (("number",), None)
    assert set(told("torch.Tensor.size")[0]) == {"int", "size"}
    assert told("torch.Tensor.shape") == (("size",), None)
    assert told("torch.Tensor.dtype") == (("dtype",), None)
    assert told("torch.equal") == (("bool",), None)


def test_which_numbers_a_trace_keeps(torch_spec: TorchSpec) -> None:
    assert torch_spec.traced_argument("torch.zeros", "size") == "keeps"
    assert torch_spec.traced_argument("torch.topk", "k") == "keeps"
    assert torch_spec.traced_argument("torch.add", "alpha") == "keeps"
    assert torch_spec.traced_argument("torch.Tensor.view", "size") == "keeps"
    assert torch_spec.traced_argument("torch.nn.functional.conv1d", "stride") == "bakes"
    assert torch_spec.traced_argument("torch.nn.functional.pad", "value") == "bakes"
    assert torch_spec.traced_argument("torch.chunk", "chunks") == "bakes"


def test_a_bare_number_may_be_baked_where_a_list_is_kept(torch_spec: TorchSpec) -> None:
    assert torch_spec.traced_argument("torch.roll", "shifts") == "keeps"
    assert torch_spec.traced_number("torch.roll", "shifts") == "bakes"
    assert torch_spec.traced_number("torch.topk", "k") == "keeps"


def test_names_of_a_namespace(torch_spec: TorchSpec) -> None:
    assert "torch.linalg.norm" in torch_spec.names("torch.linalg")
    assert "len" in torch_spec.names("")
    assert "math.sqrt" not in torch_spec.names("")


def test_a_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "1.0.bin"
    write(path, {"about": {"release": "1.0", "version": "1.0.2"}, "functions": {"f": {"kind": "module"}}})
    loaded = TorchSpec(Store(path))
    assert (loaded.release, loaded.version) == ("1.0", "1.0.2")
    assert loaded.names("") == ("f",)
    assert loaded.schemas("aten::add") == ()


def test_a_missing_or_damaged_file_is_one_line_for_the_user(tmp_path: Path) -> None:
    with pytest.raises(TslintError, match=r"cannot read .*gone\.bin"):
        Store(tmp_path / "gone.bin")
    other = tmp_path / "other.bin"
    other.write_bytes(b"something else")
    with pytest.raises(TslintError, match="is no torchspec"):
        Store(other)
    path = tmp_path / "cut.bin"
    write(path, {"functions": {"f": {"kind": "module"}}})
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(TslintError, match="is damaged"):
        Store(path).section("functions")
