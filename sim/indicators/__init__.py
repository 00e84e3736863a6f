"""The indicators: what each published or true number means, where it is from, how it is counted.

Each topic has a module of its own, which lists its indicators.
"""

from __future__ import annotations

from sim.indicators.automation import AUTOMATION
from sim.indicators.books import BOOKKEEPING
from sim.indicators.firms import FIRMS
from sim.indicators.graduates import GRADUATES
from sim.indicators.indicator import UNITS_ZH, Indicator
from sim.indicators.market import MARKET
from sim.indicators.money import MONEY
from sim.indicators.new_jobs import NEW_JOBS
from sim.indicators.offers import OFFERS
from sim.indicators.people import PEOPLE
from sim.indicators.risk import RISK
from sim.indicators.rural import RURAL
from sim.indicators.services import SERVICES
from sim.indicators.stocks import STOCKS
from sim.indicators.training import TRAINING
from sim.indicators.unemployment import UNEMPLOYMENT

__all__ = ["INDICATORS", "TOPICS", "UNITS_ZH", "Indicator"]

TOPICS: tuple[tuple[Indicator, ...], ...] = (
    STOCKS,
    UNEMPLOYMENT,
    NEW_JOBS,
    MARKET,
    RURAL,
    TRAINING,
    OFFERS,
    GRADUATES,
    BOOKKEEPING,
    MONEY,
    FIRMS,
    AUTOMATION,
    PEOPLE,
    SERVICES,
    RISK,
)

INDICATORS: dict[str, Indicator] = {i.name: i for topic in TOPICS for i in topic}
