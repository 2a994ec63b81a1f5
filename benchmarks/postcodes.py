"""Measure the postcode index: first build, memory while in use, and a warm lookup of 20,000 postcodes.

Run it as ``python benchmarks/postcodes.py``. It builds in a temporary cache folder and leaves none behind.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from xl903.places.postcodes import CACHE_VARIABLE, load_postcodes

LOOKED_UP = 20_000
REPEATS = 21


def memory(entry: str) -> float:
    """Give resident memory in megabytes, now ("VmRSS") or at its peak ("VmHWM"); NaN but on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return math.nan
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
    return int(lines[entry].split()[0]) * 1024 / 1_000_000


def build() -> None:
    """Build the index, which the cache folder must not hold yet, and print time and peak memory."""
    before = memory("VmRSS")
    start = time.perf_counter()
    index = load_postcodes()
    seconds = time.perf_counter() - start
    added = memory("VmHWM") - before, memory("VmRSS") - before
    print(f"first build: {seconds:.1f} s for {len(index):,} postcodes")
    print(f"memory added by the build: {added[0]:.0f} MB at its peak, {added[1]:.0f} MB after it")


def use() -> None:
    """Open the built index, look postcodes up, and print times and memory."""
    before = memory("VmRSS")
    start = time.perf_counter()
    index = load_postcodes()
    opening = (time.perf_counter() - start) * 1000
    rows = random.Random(903).sample(range(len(index)), LOOKED_UP)  # noqa: S311 - a sample, no secret
    # The index keeps texts only as its keys, from which the sample is spelt back, spaced, in small letters.
    spelt = [int(key).to_bytes(8, "big").rstrip(b"\0").decode().lower() for key in index._keys[rows]]
    postcodes = np.array([f"{text[:-3]} {text[-3:]}" for text in spelt], dtype=object)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        positions = index.find(postcodes)
        index.authority(positions)
        index.eastings(positions)
        index.northings(positions)
        times.append((time.perf_counter() - start) * 1000)
    assert positions.tolist() == rows
    print(f"opening: {opening:.1f} ms")
    print(
        f"lookup of {LOOKED_UP:,} distinct postcodes, with authority and place: "
        f"first {times[0]:.0f} ms, warm {statistics.median(times):.0f} ms"
    )
    print(f"memory added in use: {memory('VmHWM') - before:.0f} MB at its peak")


def main() -> None:
    """Run build and use, each in a process of its own so that neither's memory hides the other's."""
    with tempfile.TemporaryDirectory() as cache:
        for step in ("build", "use"):
            subprocess.run(
                [sys.executable, __file__, step], check=True, env=os.environ | {CACHE_VARIABLE: cache}
            )


if __name__ == "__main__":
    {"build": build, "use": use}.get(sys.argv[-1], main)()
