"""Which rule a condition is run by: one line, and one file, for each."""

from collections.abc import Callable
from typing import Any

from radist import conditions
from radist.alerts.beyond import BeyondRule
from radist.alerts.candle import CandleRule
from radist.alerts.change import ChangeRule
from radist.alerts.combined import CombinedRule
from radist.alerts.crosses import CrossesRule
from radist.alerts.extreme import ExtremeRule
from radist.alerts.funding import FundingRule
from radist.alerts.gap import GapRule
from radist.alerts.open_interest import OpenInterestRule
from radist.alerts.rule import Rule
from radist.alerts.spread import SpreadRule
from radist.alerts.stale import StaleRule
from radist.alerts.trade_size import TradeSizeRule
from radist.alerts.volume_spike import VolumeSpikeRule
from radist.conditions import Condition, Several

_RULES: dict[type, Callable[[Any, float], Rule]] = {
    conditions.Above: BeyondRule,
    conditions.Below: BeyondRule,
    conditions.CandleCloses: CandleRule,
    conditions.Change: ChangeRule,
    conditions.Crosses: CrossesRule,
    conditions.Extreme: ExtremeRule,
    conditions.Funding: FundingRule,
    conditions.Missing: GapRule,
    conditions.OpenInterestChange: OpenInterestRule,
    conditions.Spread: SpreadRule,
    conditions.Stale: StaleRule,
    conditions.TradeSize: TradeSizeRule,
    conditions.VolumeSpike: VolumeSpikeRule,
}


def rule_of(condition: Condition, rearm: float) -> Rule:
    """A rule that begins to look; `rearm` is in percent."""
    if isinstance(condition, Several):
        return CombinedRule(condition, [rule_of(each, rearm) for each in condition.conditions])
    return _RULES[type(condition)](condition, rearm)
