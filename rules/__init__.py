"""DfE's rules, a module per subject. Importing the package registers every rule of every module."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
