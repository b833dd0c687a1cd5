"""A disk that is full, or fills up in the middle: a tmpfs of a few pages in a namespace of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = 12
GATE = "import torch\n\n\nclass Gate{n}(torch.nn.Module):\n    def forward(self, x: torch.Tensor):\n"
LOSS = "        if x.sum() > 0:\n            return x\n        return -x\n"
TSLINT = f"{sys.executable} -m tslint"
CHECK = f"{TSLINT} check . --output-format json"


def _refusal() -> str:
    """Why there can be no such namespace here; empty where there can."""
    if shutil.which("unshare") is None:
        return "there is no unshare"
    words = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=16k tmpfs /mnt"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stderr.strip() or "unshare fails" if done.returncode else ""


REFUSAL = _refusal()
pytestmark = pytest.mark.skipif(bool(REFUSAL), reason=f"no namespace with a tmpfs: {REFUSAL}")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    for number in range(COUNT):
        (root / f"gate{number}.py").write_text(GATE.format(n=number) + LOSS, encoding="utf-8")
    (root / ".tslint_cache").mkdir()
    return root


def within(repo: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in the repository, where mounts are nobody else's."""
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        cwd=repo,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def losses(line: str) -> int:
    return sum(finding["code"] == "TS401" for finding in json.loads(line)["findings"])


def runs(done: subprocess.CompletedProcess[str]) -> list[tuple[int, int]]:
    """The losses and the exit code of each check of a script that puts `end CODE` after each."""
    assert done.stderr == ""
    found, start = [], 0
    lines = done.stdout.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("end "):
            found.append((losses("\n".join(lines[start:number])), int(line.split()[1])))
            start = number + 1
    return found


def test_findings_are_right_wherever_the_disk_fills_up_and_the_cache_is_used_when_there_is_room(
    repo: Path,
) -> None:
    sizes = (4, 8, 12, 16, 20)  # kilobytes: from nothing over half of the cache to nearly all of it
    script = f"""
mount -t tmpfs -o size=4k tmpfs .tslint_cache
dd if=/dev/zero of=.tslint_cache/filler bs=4k count=1 2>/dev/null
{CHECK}; echo end $?
rm .tslint_cache/filler
for size in {" ".join(map(str, sizes))}; do
    mount -o remount,size=${{size}}k .tslint_cache
    {CHECK}; echo end $?
    ls -A .tslint_cache | grep -c '^.tmp-' >> left
done
mount -o remount,size=1m .tslint_cache
{CHECK}; echo end $?
ls .tslint_cache/*.msgpack > kept
{CHECK}; echo end $?
"""
    done = within(repo, script)
    assert runs(done) == [(COUNT, 1)] * (len(sizes) + 3)
    assert (repo / "left").read_text().split() == ["0"] * len(sizes)
    assert len((repo / "kept").read_text().split()) == 1


def test_a_baseline_and_a_report_on_a_full_disk_stay_as_they_were(repo: Path) -> None:
    script = f"""
mkdir out
mount -t tmpfs -o size=16k tmpfs out
{TSLINT} baseline create --baseline out/known.json > /dev/null
echo old > out/report.txt
cp out/known.json before.json
dd if=/dev/zero of=out/filler bs=4k count=4 2>/dev/null
for number in 1 2 3 4 5 6 7 8; do cp gate0.py more$number.py; sed -i "s/x.sum/x.mean/" more$number.py; done
{TSLINT} baseline update --baseline out/known.json; echo end $?
{TSLINT} check . --output-file out/report.txt; echo end $?
cmp before.json out/known.json && cat out/report.txt
ls -A out
"""
    done = within(repo, script)
    assert done.stdout.split() == ["end", "2", "end", "2", "old", "filler", "known.json", "report.txt"]
    told = done.stderr.splitlines()
    assert len(told) == 2
    assert all(line.endswith("cannot be written: No space left on device") for line in told)


def test_a_fix_on_a_full_disk_leaves_the_file(repo: Path) -> None:
    script = f"""
mkdir disk
mount -t tmpfs -o size=4k tmpfs disk
cp gate0.py disk/gate.py
cd disk
{TSLINT} fix .; echo end $?
cmp gate.py ../gate0.py && ls -A
"""
    done = within(repo, script)
    assert done.stdout.splitlines() == ["0 cures carried out in 0 of 1 file.", "end 1", "gate.py"]
    assert done.stderr.count("\n") == 1
    assert "gate.py: not fixed: it cannot be written: No space left on device" in done.stderr
