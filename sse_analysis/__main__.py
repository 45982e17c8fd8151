"""``python -m sse_analysis`` is the command ``sse``."""

import sys

from sse_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
