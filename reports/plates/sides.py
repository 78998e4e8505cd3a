"""A curve with a pole at abscissa 1: its theory is a line on either side, and none across."""

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Layer, curve

__all__ = ["sides"]


def sides(claim: Claim, case: Case, colour: int, words: str, *, through: bool = False) -> list[Layer]:
    """The layers of `chart.curve`, with the line broken at 1 unless the curve goes `through` or one side is empty."""
    whole = curve(claim, case, colour, words)
    left, right = ([point for point in whole.line if (point[0] > 1) == over] for over in (False, True))
    if through or not left or not right:
        return [whole]
    return [Layer(colour, line=left, marks=whole.marks, shape=whole.shape), Layer(colour, line=right)]
