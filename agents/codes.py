"""Codes of the state columns, with labels in Chinese and English.

Units (prefectures) are data, not codes: see `UnitTable`, which the population builder takes as an
argument, so a unit can be split or the whole map replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

NO_FIRM = -1
NO_CODE = -1


class Label(IntEnum):
    """An integer code with a short key (`code`) and labels `zh` and `en`."""

    code: str
    zh: str
    en: str

    def __new__(cls, value: int, code: str, zh: str, en: str) -> Self:
        """Attach the labels to the integer."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.code, member.zh, member.en = code, zh, en
        return member


class Half(Label):
    """North or south of the Tianshan range; Turpan and Hami are counted with the north."""

    NORTH = 0, "north", "北疆", "North"
    SOUTH = 1, "south", "南疆", "South"


class Sex(Label):
    """Sex as the census records it."""

    MALE = 0, "male", "男", "Male"
    FEMALE = 1, "female", "女", "Female"


class Registration(Label):
    """Where a resident is registered; from the census columns of registration elsewhere."""

    LOCAL = 0, "local", "本地", "Local"
    SAME_COUNTY = 1, "elsewhere_same_county", "本县其他乡镇", "Elsewhere in the county"
    SAME_PROVINCE = 2, "elsewhere_same_province", "区内其他县", "Elsewhere in Xinjiang"
    OTHER_PROVINCE = 3, "elsewhere_other_province", "外省", "Another province"


class Schooling(Label):
    """Highest schooling attended."""

    TOO_YOUNG = 0, "too_young", "未到受教育年龄", "Below the age asked"
    NONE = 1, "none", "未上过学", "None"
    PRESCHOOL = 2, "preschool", "学前教育", "Preschool"
    PRIMARY = 3, "primary", "小学", "Primary"
    JUNIOR = 4, "junior", "初中", "Junior secondary"
    SENIOR = 5, "senior", "高中", "Senior secondary"
    COLLEGE = 6, "college", "大学专科", "College"
    BACHELOR = 7, "bachelor", "大学本科及以上", "Bachelor and above"


class FieldOfStudy(Label):
    """Field of vocational secondary and of tertiary schooling; academic secondary has none."""

    NONE = 0, "none", "无", "None"
    ENGINEERING = 1, "engineering", "工学", "Engineering"
    SCIENCE = 2, "science", "理学", "Science"
    AGRICULTURE = 3, "agriculture", "农学", "Agriculture"
    MEDICINE = 4, "medicine", "医学", "Medicine and health"
    EDUCATION = 5, "education", "教育学", "Education"
    ECONOMICS = 6, "economics", "经济管理", "Economics and management"
    HUMANITIES = 7, "humanities", "法学与人文", "Law and humanities"
    ARTS = 8, "arts", "艺术", "Arts"
    SERVICES = 9, "services", "旅游与服务", "Tourism and services"


class Occupation(Label):
    """The seven occupation groups of the census."""

    MANAGERS = 0, "managers", "负责人", "Managers"
    PROFESSIONALS = 1, "professionals", "专业技术人员", "Professionals"
    CLERKS = 2, "clerks", "办事人员", "Clerks"
    SERVICES = 3, "services", "社会生产服务和生活服务人员", "Service workers"
    AGRICULTURE = 4, "agriculture", "农林牧渔业生产人员", "Agricultural workers"
    PRODUCTION = 5, "production", "生产制造及有关人员", "Production workers"
    OTHER = 6, "other", "其他", "Other"


class Industry(Label):
    """Sections of GB/T 4754-2017 (T merged into S), manufacturing split in four."""

    A = 0, "A", "农、林、牧、渔业", "Agriculture"
    B = 1, "B", "采矿业", "Mining"
    C_TEXTILES = 2, "C_textiles", "纺织服装业", "Textiles and apparel"
    C_AGRO = 3, "C_agro", "农产品加工业", "Agro-processing"
    C_ELECTRONICS = 4, "C_electronics", "电子制造业", "Electronics"
    C_OTHER = 5, "C_other", "其他制造业", "Other manufacturing"
    D = 6, "D", "电力、热力、燃气及水生产和供应业", "Utilities"
    E = 7, "E", "建筑业", "Construction"
    F = 8, "F", "批发和零售业", "Wholesale and retail"
    G = 9, "G", "交通运输、仓储和邮政业", "Transport"
    H = 10, "H", "住宿和餐饮业", "Hotels and catering"
    I = 11, "I", "信息传输、软件和信息技术服务业", "Information technology"  # noqa: E741
    J = 12, "J", "金融业", "Finance"
    K = 13, "K", "房地产业", "Real estate"
    L = 14, "L", "租赁和商务服务业", "Business services"
    M = 15, "M", "科学研究和技术服务业", "Science"
    N = 16, "N", "水利、环境和公共设施管理业", "Water and environment"
    O = 17, "O", "居民服务、修理和其他服务业", "Resident services"  # noqa: E741
    P = 18, "P", "教育", "Education"
    Q = 19, "Q", "卫生和社会工作", "Health and social work"
    R = 20, "R", "文化、体育和娱乐业", "Culture and sports"
    S = 21, "S", "公共管理、社会保障和社会组织", "Public administration"

    @property
    def sector(self) -> int:
        """Return 1 (primary), 2 (secondary, B-E) or 3 (tertiary)."""
        return 1 if self == 0 else 2 if self <= 7 else 3


class Ownership(Label):
    """Who owns a firm."""

    STATE = 0, "state", "国有", "State"
    PRIVATE = 1, "private", "民营", "Private"
    XPCC = 2, "xpcc", "兵团", "XPCC"
    HOUSEHOLD = 3, "household", "个体户", "Household business"


class Status(Label):
    """What a person does; children below 15 are rows too, so that cohorts need no second list."""

    GONE = 0, "gone", "空行", "Free row (died or left)"
    MINOR = 1, "minor", "未满15岁", "Below 15"
    STUDENT = 2, "student", "在校", "Student"
    EMPLOYEE = 3, "employee", "雇员", "Wage employee"
    OWN_ACCOUNT = 4, "own_account", "个体经营", "Own-account or employer"
    FLEXIBLE = 5, "flexible", "灵活就业", "Flexible or platform work"
    FARM = 6, "farm", "务农", "Own-account farm"
    WELFARE_POST = 7, "welfare_post", "公益性岗位", "Public-welfare post"
    INTERN = 8, "intern", "见习", "Intern"
    UNEMPLOYED = 9, "unemployed", "失业", "Unemployed"
    INACTIVE = 10, "inactive", "非劳动力", "Inactive"
    RETIRED = 11, "retired", "退休", "Retired"
    AWAY = 12, "away", "区外务工", "Working outside Xinjiang"


FIRST_EMPLOYED, LAST_EMPLOYED = Status.EMPLOYEE, Status.INTERN


class Programme(Label):
    """What a person may be offered; numbers are bits of `Workers.refused`, never reused."""

    NONE = 0, "none", "无", "None"
    TRAINING = 1, "training", "职业技能培训", "Training seat"
    WELFARE_POST = 2, "welfare_post", "公益性岗位", "Public-welfare post"
    INTERNSHIP = 3, "internship", "就业见习", "Internship"
    PLACEMENT = 4, "placement", "就业服务推介", "Placement by the employment service"
    NEAR_HOME = 5, "near_home", "就地就近就业", "Work near home"
    ELSEWHERE = 6, "elsewhere", "疆内跨地区就业", "Work elsewhere in Xinjiang"
    OTHER_PROVINCE = 7, "other_province", "跨省就业", "Work in another province"
    START_UP = 8, "start_up", "创业扶持", "Start-up support"
    ASSESSMENT = 9, "assessment", "技能等级认定", "Skill assessment"
    NORTHERN_SCHOOL = 10, "northern_school", "北疆职业院校学位", "Place in a northern school"
    PART_TIME = 11, "part_time", "非全日制和共享用工", "Part-time or shared post"


class OfferEvent(Label):
    """What the offer book counts of each programme, by unit and group of persons."""

    OFFERS = 0, "offers", "邀约", "Offers"
    REPEATS = 1, "repeats", "拒绝后再次邀约", "Repeat offers after refusal"
    REFUSALS = 2, "refusals", "拒绝", "Refusals"
    ACCEPTANCES = 3, "acceptances", "接受", "Acceptances"
    WORSE_OFF = 4, "worse_off", "接受后实际受损", "Accepted and worse off"
    WELFARE = 5, "welfare", "接受者的福利变化", "Welfare change of those who accept"
    EXITS = 6, "exits", "提前退出", "Early exits"
    UNFILLED = 7, "unfilled", "未用名额", "Places not taken"


class Recruitment(Label):
    """Who alone may take a post: codes of `Posts.asks`; all but 0 ask for a graduate."""

    ANYBODY = 0, "anybody", "不限", "Anybody"
    PUBLIC = 1, "public", "公开招录", "Public recruitment"
    GRASSROOTS = 2, "grassroots", "基层服务项目", "Grass-roots programmes"
    STATE_FIRM = 3, "state_firm", "国有企业增招", "Extra intake of state firms"


class LoanKind(Label):
    """What a bank lends for; who holds the loan: a firm, or a person who founded a business."""

    STABILISATION = 1, "stabilisation", "稳岗扩岗专项贷款", "Job-stabilisation loan"
    START_UP = 2, "start_up", "创业担保贷款", "Guaranteed start-up loan"

    @property
    def of_firms(self) -> bool:
        """Return whether firms hold these loans."""
        return self is LoanKind.STABILISATION


class Destination(Label):
    """What a graduate of the year does at the count."""

    EMPLOYED = 0, "employed", "就业", "Employed, flexible work and internships included"
    STUDY = 1, "study", "升学", "Further study"
    WAITING = 2, "waiting", "备考", "Waiting for a recruitment test"
    UNEMPLOYED = 3, "unemployed", "失业", "Unemployed"
    AWAY = 4, "away", "离疆", "Left the region"
    INACTIVE = 5, "inactive", "非劳动力", "Outside the labour force"
    LOST = 6, "lost", "已离职", "Without work after a job since graduation"


OFFER_GROUPS = 12  # sex × age (16-24, 25-44, 45 and over) × rural/urban, in this order


class Flag(IntEnum):
    """Bits of `Workers.flags`."""

    FAMILY_FARM = 1  # works on the family farm in season only
    RECALL = 2  # on a seasonal break from `employer`, waiting or searching
    GRADUATE = 4  # left college within the last 24 months (see `school_exit`)
    HARDSHIP = 8  # certified as hard to employ
    CADRE = 16  # manager, professional or clerk in a state unit: later old retirement age
    POVERTY_LIFTED = 32
    VETERAN = 64
    REGISTERED_JOB = 128  # the present urban job was registered as new urban employment
    COUNTED = 256  # already counted as newly employed this calendar year
    ENTERED = 512  # entered urban work at least once this calendar year
    DISPLACED = 1024  # last job ended because of automation
    TRAINED = 2048  # completed a course this calendar year
    LEFT = 4096  # left the region when she finished college (status AWAY)
    RETURNED = 8192  # came home once from work elsewhere or in another province
    TRAVELLED = 16384  # began to work outside the own unit at least once this calendar year


# five-year age bands of the census; the last is open
AGE_BANDS = (
    "0", "1-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49",
    "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85+",
)  # fmt: skip
AGE_BAND_START = (0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85)
AGE_BAND_YEARS = (1, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 15)


@dataclass(frozen=True)
class UnitTable:
    """The units of the model (prefectures and XPCC city groups) and the counties in them.

    Attributes
    ----------
    code, zh, en : tuple of str, one a unit
    half : tuple of int, `Half` of each unit
    county_code : tuple of int, six-digit area code of each county
    county_name : tuple of str
    county_unit : tuple of int, unit index of each county
    """

    code: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    half: tuple[int, ...]
    county_code: tuple[int, ...]
    county_name: tuple[str, ...]
    county_unit: tuple[int, ...]

    @property
    def n_units(self) -> int:
        """Return the number of units."""
        return len(self.code)

    @property
    def n_counties(self) -> int:
        """Return the number of counties."""
        return len(self.county_code)
