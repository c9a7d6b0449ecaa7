"""Syncs that the kernel makes while an event loop goes on (Linux AIO, `io_submit(2)`): no thread is woken, nor asks for the interpreter."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import platform
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple


class _Numbers(NamedTuple):
    """Of io_setup, io_destroy, io_getevents and io_submit."""

    set_up: int
    destroy: int
    events: int
    submit: int


_CALLS = {"x86_64": _Numbers(206, 207, 208, 209), "aarch64": _Numbers(0, 1, 4, 2)}
_long, _at = ctypes.c_long, ctypes.c_void_p


def _call(*arguments: type) -> Callable[..., int]:
    """A call of the system by its number. It keeps the interpreter: none of these waits for anything."""
    function = ctypes.PyDLL(None, use_errno=True)["syscall"]
    function.restype, function.argtypes = _long, (_long, *arguments)
    return function


_set_up, _destroy, _events, _submit = _call(_long, _at), _call(_long), _call(_long, _long, _long, _at, _at), _call(_long, _long, _at)
_ORDER, _EVENT = struct.Struct("=QIIHhIQQqQII"), struct.Struct("=QQqq")
"""The kernel's `struct iocb` and `struct io_event`."""
_SYNC_DATA, _TELLS = 3, 1
"""IOCB_CMD_FDSYNC, IOCB_FLAG_RESFD."""
_NEVER = {errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP}
"""What a kernel, a sandbox or a file system says that will not sync this way later, either."""
MOST = 8
"""Syncs that may be under way at once."""


class Syncs:
    """Syncs of files, told to the event loop on which this was made. Use it there.

    A kernel or a sandbox may refuse them. `start` is False then, and a thread has to wait for the disk.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[int, Callable[[int], object]] = {}
        self._count = 0
        self._context, self._told = 0, -1
        self.is_refused = True
        """Whether there will be none."""
        self._order = ctypes.create_string_buffer(_ORDER.size)
        self._orders = (ctypes.c_void_p * 1)(ctypes.addressof(self._order))
        self._found = ctypes.create_string_buffer(MOST * _EVENT.size)
        context = _long(0)
        calls = _CALLS.get(platform.machine())
        if calls is None or ctypes.sizeof(_long) != 8 or _set_up(calls.set_up, MOST, ctypes.byref(context)) != 0:
            return
        self._calls, self._context = calls, context.value
        self._told = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._loop.add_reader(self._told, self._land)
        self.is_refused = False

    def start(self, file: int, landed: Callable[[int], object]) -> bool:
        """Bring to the disk what was written to a file; whether that is under way. `landed` gets 0 then, or the number of an error."""
        if self.is_refused or len(self._waiting) == MOST:
            return False
        self._count += 1
        _ORDER.pack_into(self._order, 0, self._count, 0, 0, _SYNC_DATA, 0, file, 0, 0, 0, 0, _TELLS, self._told)
        if _submit(self._calls.submit, self._context, 1, self._orders) != 1:
            if ctypes.get_errno() in _NEVER:
                self.is_refused = True
            return False
        self._waiting[self._count] = landed
        return True

    def close(self) -> None:
        """Make no more. What is under way goes on, and nobody hears of it."""
        self.is_refused = True
        if self._told < 0:
            return
        self._loop.remove_reader(self._told)
        if not self._waiting:  # else this would wait for the disk
            _destroy(self._calls.destroy, self._context)
            os.close(self._told)
        self._told = -1

    def _land(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._told, 8)
        for place in range(_events(self._calls.events, self._context, 0, MOST, self._found, None)):
            number, _, result, _ = _EVENT.unpack_from(self._found, place * _EVENT.size)
            self._waiting.pop(number)(-result)
