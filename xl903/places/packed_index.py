"""The index of postcodes in as few bytes as will do, for the web page, which cannot build it.

Each array is kept as differences from one entry to the next, byte by byte: all lowest bytes, then all second ones,
and so on, each compressed. Postcodes are sorted, so most of those bytes are zero.
"""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from xl903.places.postcodes import ARRAYS, Postcodes

_MAGIC = b"xl903 postcodes 1\n"
_COUNT = struct.Struct("<I")
_PLANE = struct.Struct("<I")


def pack_postcodes(index: Postcodes) -> bytes:
    """An index as bytes; the same index gives the same bytes."""
    authorities = [code for code in index.authority_codes.tolist() if code is not None]
    head = json.dumps({"postcodes": len(index), "authorities": authorities}).encode()
    pieces = [_MAGIC, _COUNT.pack(len(head)), head]
    for name, dtype in ARRAYS.items():
        array = np.asarray(index.arrays[name]).astype(dtype)
        steps = np.diff(array, prepend=array.dtype.type(0))
        planes = np.ascontiguousarray(steps.view(np.uint8).reshape(len(array), dtype.itemsize).T)
        for plane in planes:
            packed = zlib.compress(plane.tobytes(), 6)
            pieces += [_PLANE.pack(len(packed)), packed]
    return b"".join(pieces)


def unpack_postcodes(data: bytes) -> Postcodes:
    """The index that was packed. Raises ValueError where these are not its bytes."""
    if not data.startswith(_MAGIC):
        raise ValueError("not a packed index of postcodes")
    at = len(_MAGIC)
    (length,) = _COUNT.unpack_from(data, at)
    at += _COUNT.size
    head = json.loads(data[at : at + length])
    at += length
    count = head["postcodes"]
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, dtype in ARRAYS.items():
        octets = np.empty((count, dtype.itemsize), dtype=np.uint8)
        for place in range(dtype.itemsize):
            (length,) = _PLANE.unpack_from(data, at)
            at += _PLANE.size
            octets[:, place] = np.frombuffer(zlib.decompress(data[at : at + length]), dtype=np.uint8)
            at += length
        steps: npt.NDArray[Any] = octets.view(dtype).ravel()
        arrays[name] = np.add.accumulate(steps, dtype=dtype)
    codes = np.array([*head["authorities"], None], dtype=object)
    return Postcodes(arrays["keys"], arrays["eastings"], arrays["northings"], arrays["authorities"], codes)
