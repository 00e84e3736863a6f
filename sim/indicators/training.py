"""Indicators of training and skill grades."""

from __future__ import annotations

from sim import counting as c
from sim.counting import BOOKS
from sim.indicators.indicator import MODEL, PER_MONTH, PER_YEAR, PERSONS, Indicator, monthly, yearly

TRAINING: tuple[Indicator, ...] = (
    Indicator(
        name="training", zh="职业技能培训人次", en="Vocational training completed", unit=PER_YEAR,
        definition_zh="公布数：全年由公共资金支付的课程的完成人次；真实数：全部课程的完成人次。",
        definition_en="Published: completions in the year of publicly paid courses, in person-"
        "times; true: completions of all courses.",
        source=MODEL, books=BOOKS, yearly=True,
        function=c.both_books("training_completions_public", "training_completions"),
    ),
    Indicator(
        name="high_skilled", zh="新增高技能人才", en="New high-skilled talent", unit=PER_YEAR,
        definition_zh="全年首次取得高级工及以上等级的人。",
        definition_en="First entries to the senior skill grade (level 3) or above in the year.",
        source=MODEL, books=BOOKS, yearly=True,
        function=c.both_books("first_senior", "first_senior"),
    ),
    Indicator(
        name="training_mean_wait", zh="培训平均等待时间", en="Mean wait for a seat", unit="months",
        definition_zh="当月入学者从接受席位到开课的平均月数。",
        definition_en="Mean months from acceptance to the first lesson of those who began this "
        "month.",
        source=MODEL, function=c.flow_ratio("training_waited", "training_starts"),
    ),
    yearly("training_places_year", "公共培训名额", "Public training places",
           "全年可供的公共培训名额。",
           "Publicly paid seats that could be taken in the year.", "places per year"),
    yearly("training_starts_public_year", "公共培训入学", "Starts on public places",
           "全年在公共名额上开课的人次。",
           "Courses begun on publicly paid places.", PER_YEAR),
    yearly("training_persons_year", "受训人数", "Persons trained",
           "全年至少完成一门课程的人，每人计一次。",
           "Persons who completed a course in the year, each once.", PER_YEAR),
    yearly("training_completions_staff_year", "企业内训完成", "Completions of firms' own courses",
           "全年企业培训中心为本单位职工完成的课程。",
           "Courses of firms' centres completed by own staff.", PER_YEAR),
    yearly("training_projects_year", "四位一体项目化培训完成", "Completions of projects",
           "岗位、培训、评价、服务四位一体项目的完成人次。",
           "Completions of projects of post, course, examination and service.", PER_YEAR),
    yearly("training_turned_away_year", "未得席位者", "Turned away from training",
           "接受席位而无空位、也无等候名额的人次。",
           "Accepted an offer and found neither a seat nor room to wait.", PER_YEAR),
    yearly("certificates_year", "技能等级证书", "Skill certificates",
           "全年通过的等级考试，含在校生。",
           "Grade examinations passed, pupils included.", "certificates per year"),
    yearly("grade_rises_year", "技能等级提升", "Rises of skill grade",
           "全年技能等级上升的人。",
           "Persons who reached a higher skill grade.", PER_YEAR),
    yearly("assessments_year", "高级工评价", "Assessments at senior level",
           "全年举行的高级工评价。",
           "Assessments at senior level held in the year.", "attempts per year"),
    monthly("training_waiting", "等候培训者", "Waiting for a seat",
            "月末已接受席位而等候开课的人。",
            "Persons who accepted a seat and wait for it.", PERSONS),
    monthly("training_dropouts", "中途退出培训", "Training dropouts",
            "当月中途退出课程的人，没有代价。",
            "Courses left early this month, at no cost.", PER_MONTH),
)  # fmt: skip
