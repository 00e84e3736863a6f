"""Indicators of graduates, posts reserved for them, and internships."""

from __future__ import annotations

from sim.counting import BOOKS
from sim.counting_graduates import destinations, mismatch, placement, reserved
from sim.indicators.indicator import MODEL, UNIVERSITIES, Indicator, yearly

PERSONS_YEAR, POSTS_YEAR, PLACES_YEAR = "persons per year", "posts per year", "places per year"

GRADUATES: tuple[Indicator, ...] = (
    Indicator(
        name="graduate_placement", zh="毕业去向落实率", en="Graduate placement",
        unit="percent",
        definition_zh="区属高校当年毕业生在12月31日的落实率：签约就业、"
        "自主创业、灵活就业、见习、升学和基层项目之和占毕业生的比重；签约后离职者仍计入，"
        "离疆者按已在外签约计入，备考者不计入。真实口径：12月31日在疆就业（含灵活就业和见习）的比重。",
        definition_en="Graduates of the year of the region's universities who are placed on "
        "31 December: jobs, own business, flexible work, internships, further study and "
        "grass-roots programmes. A job once signed goes on counting; those who left count as "
        "signed elsewhere, those who prepare for examinations do not count. True: those at "
        "work in the region, flexible work and internships included.",
        source=UNIVERSITIES, books=BOOKS, yearly=True, function=placement,
    ),
    Indicator(
        name="graduates", zh="当年毕业生去向", en="Graduates of the year",
        unit="persons",
        definition_zh="当年6、7月毕业的大学生在8月末和12月末的去向；其他月份不报。",
        definition_en="Those who left college or university in June or July of the year, by "
        "what they do at the end of August and of December; other months are left out.",
        source=MODEL, by=("destination",), function=destinations,
    ),
    Indicator(
        name="graduate_mismatch", zh="毕业生专业不对口率", en="Graduates outside their field",
        unit="percent",
        definition_zh="当年毕业生中12月31日受雇于单位者，从事与所学专业无关职业的比重。",
        definition_en="Of the year's graduates employed by firms on 31 December, those in an "
        "occupation outside the trade of their field of study.",
        source=MODEL, yearly=True, function=mismatch,
    ),
    yearly("college_graduates", "高校毕业生", "College graduates",
           "全年毕业的大学生，含再次升学后毕业的人。",
           "Persons who finished college or university in the year, after further study too.",
           PERSONS_YEAR, "graduates"),
    yearly("vocational_leavers", "中职毕业不再升学", "Vocational leavers",
           "全年中等职业学校毕业而不再升学的人。",
           "Persons who left vocational secondary school in the year and did not go on.",
           PERSONS_YEAR, "trained_leavers"),
    yearly("other_leavers", "其他离校人员", "Other school leavers",
           "全年由初中或普通高中离校而不再升学的人。",
           "Persons who left junior or academic secondary school in the year for good.",
           PERSONS_YEAR, "other_leavers"),
    Indicator(
        name="reserved_posts", zh="面向毕业生的岗位",
        en="Posts reserved for graduates",
        unit=POSTS_YEAR, definition_zh="全年只面向离校两年内毕业生的招录岗位。",
        definition_en="Posts of the year that only graduates of the last two "
        "years may take.",
        source=MODEL, by=("recruitment",), yearly=True,
        function=reserved("reserved"),
    ),
    Indicator(
        name="reserved_posts_filled", zh="面向毕业生岗位的录用",
        en="Reserved posts filled", unit=POSTS_YEAR,
        definition_zh="其中全年被录用的岗位。",
        definition_en="Of them filled in the year.",
        source=MODEL, by=("recruitment",), yearly=True, function=reserved("filled"),
    ),
    yearly("reserved_posts_withdrawn", "面向毕业生岗位的撤销", "Reserved posts withdrawn",
           "未招到人而撤销的岗位，年底未招满的在次年1月撤销。",
           "Withdrawn unfilled; those open at the year's end are withdrawn in January.",
           POSTS_YEAR, "reserved_withdrawn"),
    yearly("internships_posted", "见习岗位", "Internships posted", "全年发布的见习岗位。",
           "Internships posted in the year.", PLACES_YEAR, "intern_places"),
    yearly("internships_begun", "开始见习", "Internships begun", "全年接受见习的人。",
           "Persons who accepted an internship in the year.", PERSONS_YEAR, "intern_starts"),
    yearly("internships_left", "提前离开见习", "Internships left early",
           "全年提前离开见习的人，没有代价。", "Left before the end, at no cost.",
           PERSONS_YEAR, "intern_exits"),
    yearly("internships_completed", "见习期满", "Internships completed",
           "全年见习期满而未被见习单位录用的人。",
           "Internships whose time was over without a job at the host.", PERSONS_YEAR,
           "intern_ends"),
    yearly("internships_converted", "见习留用", "Interns kept by their host",
           "见习满三个月后由见习单位录用到空缺岗位的人，双方自愿。",
           "Hired by the host on an open post after three months or more, both being willing.",
           PERSONS_YEAR, "intern_converted"),
)  # fmt: skip
