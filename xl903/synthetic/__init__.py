"""A made-up council: lives of children in care, and the two years' returns cut from them.

Nobody may publish real data on children in care, so whoever wants to try the rules, show the workbook or
measure speed needs a return that is made up but lifelike::

    from xl903.synthetic import make_council

    council = make_council(children=300, year=2026, seed=1)
    report = xl903.validate(council.to_return())    # finds nothing
    council.write(folder)

The same arguments give the same council. No child, provider or pupil number is real; postcodes are.
``python -m xl903.synthetic`` prints the lives that a council was cut from, to be read.
"""

from xl903.synthetic.council import Council, make_council

__all__ = ["Council", "make_council"]
