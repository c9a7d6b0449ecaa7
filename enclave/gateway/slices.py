"""Short slices of a processor for what answers callers (sched_setattr(2), Linux 6.12): who wakes with a shorter one goes first."""

from __future__ import annotations

import ctypes
import os
import platform
import struct

SECONDS = 0.0001
"""The shortest that the kernel gives. No more of the processor comes with it, only sooner: a program with slices of 1 to 3 ms that keeps
the core, as what lets the log's tree grow, otherwise goes on for so long when a call comes, or until the next tick of the clock."""
_NUMBERS = {"x86_64": (314, 315), "aarch64": (274, 275)}
"""Of sched_setattr and sched_getattr."""
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
"""The kernel's `struct sched_attr`: size, policy, flags, nice, priority, runtime, deadline, period."""
_SHARING = (os.SCHED_OTHER, os.SCHED_BATCH)


def shorten() -> bool:
    """Ask for such slices for this thread, and those that it starts; whether the kernel took it. An older one takes it for nothing, and
    whoever was given a policy of real time keeps it."""
    numbers = _NUMBERS.get(platform.machine())
    if numbers is None:
        return False
    call = ctypes.CDLL(None)["syscall"]
    call.restype = ctypes.c_long
    setting, getting = map(ctypes.c_long, numbers)
    self, none = ctypes.c_long(0), ctypes.c_long(0)
    data = ctypes.create_string_buffer(_ATTRIBUTES.size)
    if call(getting, self, data, ctypes.c_long(_ATTRIBUTES.size), none) != 0:
        return False
    size, policy, _, nice, priority, *_ = _ATTRIBUTES.unpack(data.raw)
    if policy not in _SHARING:
        return False
    _ATTRIBUTES.pack_into(data, 0, size, policy, 0, nice, priority, int(SECONDS * 1e9), 0, 0)
    return bool(call(setting, self, data, none) == 0)
