"""Compiled modules load once in a process: now, before a test takes others out of `sys.modules`."""

import numpy.fft  # noqa: F401

import allocator.search  # noqa: F401
