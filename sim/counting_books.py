"""How appraised counts differ between books: what offices add, and posts that are listed twice."""

from __future__ import annotations

import numpy as np

from sim.counting import ALL, PUBLISHED, TRUE, Cells, Count, net_entries
from sim.counting_graduates import placed_graduates
from sim.statistics_office import Floats, Panel

# counts by which offices are appraised, as the official definition counts them
APPRAISED = {
    "training": "training_completions_public",
    "high_skilled": "first_senior",
    "graduate_posts": "graduate_posts_pooled",
    "posts_pooled": "posts_pooled",
}


def pooled(postings: str, posts: str) -> Count:
    """Return a year's posts on the unified list: published counts repeats, true each post once.

    Nothing where no unified list is kept.
    """

    def count(p: Panel) -> Cells:
        if postings not in p.flows or posts not in p.flows:
            return {}
        return {
            (ALL, PUBLISHED): p.yearly(p.reported(p.flows[postings])),
            (ALL, TRUE): p.yearly(p.flows[posts]),
        }

    return count


def _appraised(p: Panel) -> dict[str, Floats]:
    """Return float64[months, places] by count: a month's count by its definition, without bias."""
    found = {name: p.flows[flow] for name, flow in APPRAISED.items() if flow in p.flows}
    net, placed = net_entries(p), placed_graduates(p)
    if net is not None:
        found["urban_new_jobs"] = net
    if placed is not None:
        found["graduates_placed"] = np.where(np.isnan(placed), 0.0, placed)
    return found


def added(p: Panel) -> Cells:
    """Return what offices add to a year's counts by which they are appraised, by count."""
    return {
        (f"count={name}", TRUE): p.yearly(p.reported(values) - values)
        for name, values in _appraised(p).items()
    }
