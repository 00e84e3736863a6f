"""Indicators of employment services, private and public, and of people from other provinces."""

from __future__ import annotations

from sim.counting import flow_ratio
from sim.indicators.indicator import MODEL, PER_YEAR, Indicator, yearly

POSTS_YEAR = "posts per year"

SERVICES: tuple[Indicator, ...] = (
    yearly("posts_pooled_distinct", "归集岗位（去重）", "Posts pooled, each once",
           "全年新进入统一岗位信息的岗位，不计重复发布。",
           "New posts of the year on the unified list; repeat postings are not counted.",
           POSTS_YEAR),
    yearly("posts_pooled_duplicates", "重复发布的岗位", "Repeat postings of pooled posts",
           "全年对同一岗位的重复发布。", "Further postings of posts of the list in the year.",
           POSTS_YEAR),
    yearly("posts_pooled_filled", "归集岗位的录用", "Pooled posts filled",
           "全年录用的统一岗位信息中的岗位。", "Posts of the list that were filled in the year.",
           POSTS_YEAR),
    yearly("graduate_posts_pooled_distinct", "归集的毕业生岗位（去重）",
           "Graduate posts pooled, each once",
           "其中要求大专及以上学历或只面向毕业生的岗位，不计重复发布。",
           "Of them posts that ask for college or are reserved for graduates.", POSTS_YEAR),
    yearly("graduate_posts_pooled_filled", "归集毕业生岗位的录用", "Graduate posts filled",
           "全年录用的此类岗位，不论录用谁。", "Such posts filled in the year, by whomever.",
           POSTS_YEAR),
    yearly("service_proposals", "公共就业服务推介", "Posts proposed by the service",
           "全年公共就业服务向登记求职者推介的岗位；是否应聘由本人决定。",
           "Posts of the list proposed to registered seekers in the year; each may apply or not.",
           "offers per year"),
    yearly("service_hires", "推介后录用", "Hired in the post proposed",
           "全年在所推介岗位就业的人。", "Persons hired in the year in the post that was proposed.",
           PER_YEAR),
    yearly("hr_placements", "人力资源机构介绍就业", "Placements by human-resource firms",
           "全年在人力资源机构服务的岗位就业的人。",
           "Persons hired in the year in posts that a human-resource firm served.", PER_YEAR),
    Indicator(
        name="mean_search_months", zh="平均求职时间", en="Mean time of search so far",
        unit="months", definition_zh="当月求职的失业人员已求职的平均月数。",
        definition_en="Mean months that the unemployed who searched this month had searched.",
        source=MODEL, function=flow_ratio("jobless_months", "jobless_seekers"),
    ),
    yearly("college_arrivals", "来疆大学生", "Arrivals with college",
           "全年由外省迁入的大专及以上学历人员。",
           "Arrivals of the year from other provinces with college or more.", PER_YEAR),
    yearly("newcomer_hires", "来疆毕业生首次就业", "Young graduates from elsewhere hired",
           "全年首次在疆就业的外省青年大学生。",
           "Young graduates from other provinces who took their first job here in the year.",
           PER_YEAR),
    yearly("newcomer_rivals", "有本地落选者的此类岗位",
           "Posts they took that locals had applied for",
           "其中有未找到工作的本地求职者应聘过的岗位。",
           "Posts they took for which a local applicant who found none that month had applied: an "
           "upper bound of whom they displace; net displacement needs a twin world.", POSTS_YEAR),
)  # fmt: skip
