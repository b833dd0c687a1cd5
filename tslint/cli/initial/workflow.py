"""A workflow of GitHub Actions: the findings beside the lines of a pull request."""

from __future__ import annotations

from tslint.cli.initial.proposal import Left, Proposed, created, read
from tslint.cli.initial.surroundings import Source, Surroundings, command_line

_TEXT = """\
name: tslint
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
jobs:
  tslint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # The check needs no torch.
      - run: pip install "{requirement}"
      - run: tslint check --output-format github {paths}
"""


def propose(found: Surroundings, source: Source | None) -> Proposed | None:
    """The workflow for a project; None where it has one of this name."""
    path = found.root / ".github" / "workflows" / "tslint.yml"
    if source is None:
        if path.exists():
            return None
        reason = "this tslint was installed from a folder; --source says where a workflow gets it"
        raise Left(path, reason)
    text = _TEXT.format(requirement=source.requirement, paths=command_line(found.sources) or ".")
    if read(path, text) is None:
        return created(path, text)
    return None
