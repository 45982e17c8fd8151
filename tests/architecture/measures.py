"""Print how long functions are and which take many positional arguments."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import floors


def main() -> int:
    lengths, wide = [], []
    for module, file in floors.modules().items():
        for function in floors.functions(file):
            lengths.append(floors.length(function))
            if floors.positional(function) > 3:
                wide.append(f"{module}.{function.name} ({floors.positional(function)})")
    print(
        f"{len(lengths)} functions, median length {statistics.median(lengths):g} lines, longest {max(lengths)}"
    )
    print(f"{len(wide)} functions with more than three positional arguments" + (":" if wide else ""))
    for name in wide:
        print(f"  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
