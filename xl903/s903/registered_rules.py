"""The rules of the SSDA903 return that are installed, and the decorator that registers one."""

from __future__ import annotations

from xl903.engine.rule_register import RuleRegister
from xl903.s903.schema import SSDA903
from xl903.s903.stages import stage_of

REGISTER = RuleRegister(SSDA903, stage_of)
"""Every rule of the return: DfE's, the loader's checks, and those that councils add."""

rule = REGISTER.rule
all_rules = REGISTER.all_rules
rules_in_force = REGISTER.rules_in_force
