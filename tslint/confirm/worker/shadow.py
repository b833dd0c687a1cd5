"""The shadow copy: an import hook that serves patched source text in place of files, which stay."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import os
import sys
from collections.abc import Mapping, Sequence
from types import CodeType, ModuleType


def _key(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


class ShadowLoader(importlib.machinery.SourceFileLoader):
    """Loads one module from patched text under the path of the file that the text stands for."""

    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_data(self, path: str) -> bytes:
        """The patched text as bytes (UTF-8, whatever the file's own encoding is), or another file's bytes."""
        if _key(path) == _key(self.path):
            return self._text.encode("utf-8")
        return super().get_data(path)

    def get_source(self, fullname: str) -> str:
        """The patched text, as `inspect` and `linecache` want it."""
        return self._text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the patched text: bytecode in `__pycache__` belongs to the file, not to the patch."""
        # Text, not bytes: a coding line in it speaks about the file, and compile() ignores it in text.
        return compile(self._text, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Put the patched lines where `inspect.getsource` (and so torch.jit.script) reads them, then run."""
        remember_lines(self.path, self._text)
        super().exec_module(module)


class TreeLoader(importlib.machinery.SourceFileLoader):
    """Loads one module from a tree that stands for its file; `inspect` reads the file itself."""

    def __init__(self, fullname: str, path: str, tree: ast.Module) -> None:
        super().__init__(fullname, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        """Compile the tree: bytecode in `__pycache__` belongs to the file."""
        return compile(self._tree, self.path, "exec", dont_inherit=True)


def remember_lines(path: str, text: str) -> None:
    """Give `linecache` the text of a path for good: an entry without a time is never checked for changes."""
    lines = text.splitlines(True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.cache[path] = (len(text), None, lines, path)


class ShadowFinder(importlib.abc.MetaPathFinder):
    """First on `sys.meta_path`: lets the other finders find, and swaps the loader of patched files."""

    def __init__(self, patches: Mapping[str, str], trees: Mapping[str, ast.Module]) -> None:
        self._patches = {_key(path): text for path, text in patches.items()}
        self._trees = {_key(path): tree for path, tree in trees.items()}

    def text_of(self, path: str) -> str | None:
        """The patched text of a file, None where it is not patched."""
        return self._patches.get(_key(path))

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec that the other finders give, with a ShadowLoader where its file is patched."""
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec: importlib.machinery.ModuleSpec | None = find(fullname, path, target)
            if spec is not None:
                return self.patched(spec)
        return None

    def patched(self, spec: importlib.machinery.ModuleSpec) -> importlib.machinery.ModuleSpec:
        """Swap the loader of a spec whose file is patched, or has a tree in its place."""
        if not spec.has_location or not spec.origin:
            return spec
        text, tree = self.text_of(spec.origin), self._trees.get(_key(spec.origin))
        if tree is not None:
            if text is not None:
                remember_lines(spec.origin, text)
            spec.loader = TreeLoader(spec.name, spec.origin, tree)
            spec.cached = None
        elif text is not None:
            spec.loader = ShadowLoader(spec.name, spec.origin, text)
            spec.cached = None
        return spec


def install(patches: Mapping[str, str], trees: Mapping[str, ast.Module] | None = None) -> ShadowFinder:
    """Serve the patches (absolute path to text) from now on; no bytecode is written for any module.

    `trees` are run in place of files or of their patches, whose text stays theirs.
    """
    sys.dont_write_bytecode = True
    finder = ShadowFinder(patches, trees or {})
    sys.meta_path.insert(0, finder)
    return finder
