"""A simulated Excel, which refuses what real Excel refuses: for the project's tests and ``xl903 addin selftest``.

It knows nothing of the project, and of the project only the self-test knows it.
"""
