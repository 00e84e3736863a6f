"""Indicators of pooled posts, and of what appraised offices add to their counts."""

from __future__ import annotations

from sim.counting import BOOKS
from sim.counting_books import added, pooled
from sim.indicators.indicator import APPRAISAL, LISTS, Indicator

POSTS_YEAR = "posts per year"

BOOKKEEPING: tuple[Indicator, ...] = (
    Indicator(
        name="graduate_posts", zh="高校毕业生岗位归集", en="Posts pooled for graduates",
        unit=POSTS_YEAR,
        definition_zh="全年统一清单上面向高校毕业生的岗位。发布口径：重复发布计入；真实口径：每个岗位计一次。",
        definition_en="Posts of the year on the unified list that are meant for graduates. "
        "Published: repeated postings count; true: each post once.",
        source=LISTS, books=BOOKS, yearly=True,
        function=pooled("graduate_posts_pooled", "graduate_posts_pooled_distinct"),
    ),
    Indicator(
        name="posts_pooled", zh="岗位归集发布", en="Posts pooled and published", unit=POSTS_YEAR,
        definition_zh="全年统一清单上发布的岗位。发布口径：重复发布计入；真实口径：每个岗位计一次。",
        definition_en="Posts of the year on the unified list. Published: repeated postings count; "
        "true: each post once.",
        source=LISTS, books=BOOKS, yearly=True,
        function=pooled("posts_pooled", "posts_pooled_distinct"),
    ),
    Indicator(
        name="reporting_gap", zh="考核上报的虚增", en="Added by appraised offices",
        unit="counts per year",
        definition_zh="受考核部门在按官方定义计数之上虚报的数量：发布数减去无偏差的同口径数。抽样调查不受影响。",
        definition_en="What appraised offices add to counts by the official definition: the "
        "published number less the same count without bias. The survey is not affected.",
        source=APPRAISAL, by=("count",), yearly=True, function=added,
    ),
)  # fmt: skip
