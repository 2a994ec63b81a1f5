"""``xl903 addin selftest``: a morning's work on a made-up council in real Excel, or in the simulated one."""
