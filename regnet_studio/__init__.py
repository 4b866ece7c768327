"""RegNet Studio: turn images into a classifier you can trust."""

import os

__version__ = "0.1.0"

# Read once, when torch loads its OpenMP. A thread that waits spins for a moment, then sleeps:
# spinning for long (the default) takes cores from a window or from decoding, and under other load
# makes training several times slower; never spinning halves the speed of small networks.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
