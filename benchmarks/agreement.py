"""`python -m benchmarks.agreement`: where torch and tslint judge generated programs apart."""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

from tests.generated.attributes import attributes
from tests.generated.judges import disagreements, lost_in_silence
from tests.generated.traced import traced
from tests.generated.typed import typed


def main() -> None:
    """Judge the programs both ways and print each disagreement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__)
    parser.add_argument("--programs", type=int, default=1_000, help="of each kind (1000)")
    parser.add_argument("--first", type=int, default=1_000, help="the seed of the first (1000)")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    seeds = range(asked.first, asked.first + asked.programs)
    with tempfile.TemporaryDirectory() as folder:
        for what, found in (
            ("functions", disagreements(Path(folder), {f"f{n}": typed(n) for n in seeds}, "target")),
            ("attributes", disagreements(Path(folder), {f"a{n}": attributes(n) for n in seeds}, "Model")),
            ("traced", lost_in_silence(Path(folder), {f"t{n}": traced(n) for n in seeds})),
        ):
            print(*found, sep="\n")
            print(f"{what}: {len(found)} of {len(seeds)} judged apart", flush=True)


if __name__ == "__main__":
    main()
