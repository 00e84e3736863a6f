"""The only declaration of state arrays: what a worker, household, firm, provider and service is.

Money is in yuan of December 2025. Months are counted from January 1900 (`scenarios.months.Month`).
No column records ethnicity, religion or language, and none may be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from agents.claims import N_CLAIMS
from agents.codes import OFFER_GROUPS, Industry, OfferEvent, Programme, UnitTable
from agents.columns import Array, Table, column


class Workers(Table):
    """Everybody, one row a person; rows of the dead and departed are free (`Status.GONE`)."""

    id: Array = column("int32", "id", "permanent id; keys the draws", empty=-1)
    household: Array = column(
        "int32", "row of households", "household of residence or origin", empty=-1
    )
    county: Array = column("int16", "index", "county of residence; index into UnitTable", empty=-1)
    unit: Array = column("int8", "index", "unit of residence; index into UnitTable", empty=-1)
    urban: Array = column("int8", "0/1", "urban residence")
    home_unit: Array = column("int8", "index", "unit of origin; -1 another province", empty=-1)
    registration: Array = column("int8", "code", "place of registration, see Registration")
    sex: Array = column("int8", "code", "see Sex")
    birth: Array = column("int16", "month", "month of birth, from January 1900")
    schooling: Array = column("int8", "code", "highest schooling attended, see Schooling")
    school_exit: Array = column("int16", "month", "month of leaving school; 0 unknown or long ago")
    field: Array = column("int8", "code", "see FieldOfStudy; 0 none or not known", empty=0)
    occupation: Array = column("int8", "code", "occupation held or last held; -1 never", empty=-1)
    industry: Array = column(
        "int8", "code", "industry worked in or last worked in; -1 never", empty=-1
    )
    grade: Array = column("int8", "code 0-8", "skill grade")
    skill: Array = column("float32", "log points", "usable skill: own log-wage residual")
    status: Array = column("int8", "code", "see Status")
    employer: Array = column(
        "int32", "row of firms", "employer; -1 none; kept on a seasonal break", empty=-1
    )
    last_firm: Array = column("int32", "firm id", "firm of the last job; -1 none", empty=-1)
    insured: Array = column("int8", "0/1", "employer or self pays social insurance")
    contribution: Array = column("int16", "months", "months of contributions")
    wage: Array = column(
        "float32",
        "yuan/month",
        "gross pay or own-account income; 0 without a job, kept on a seasonal break",
    )
    tenure: Array = column("int16", "months", "months in the present job")
    spell: Array = column("int16", "months", "months in the present status")
    reservation_wage: Array = column(
        "float32", "yuan/month", "lowest acceptable pay while searching"
    )
    subsidy_months: Array = column(
        "int8", "months", "months of contribution subsidy, or of a welfare post, still to run"
    )
    subsidy_share: Array = column("float32", "share", "share of employer contributions reimbursed")
    benefit_months: Array = column("int8", "months", "months of unemployment benefit still to run")
    programme: Array = column("int8", "code", "programme slot, 0 none")
    flags: Array = column("int16", "bits", "see Flag")
    refused: Array = column("int16", "bits", "programmes once refused, bit p for Programme p")
    harvest: Array = column("int8", "code", "harvest work beside: 0 none, see kernels.farming")
    grade_year: Array = column("int8", "year", "calendar year of the skill grade, from 1950")
    certified_gain: Array = column("int8", "steps", "part of skill from courses that lasts")
    firm_gain: Array = column("int8", "steps", "part of skill from courses lost with the job")
    contribution_used: Array = column(
        "int8", "half-years", "contributions used up by earlier claims of unemployment benefit"
    )
    hire_grant: Array = column("int8", "0/1", "her firm may claim a one-off grant for this hire")


class Households(Table):
    """One row a household; minors are persons too, `n_minors` is their count."""

    id: Array = column("int32", "id", "permanent id", empty=-1)
    county: Array = column("int16", "index", "county of residence", empty=-1)
    urban: Array = column("int8", "0/1", "urban residence")
    n_members: Array = column("int8", "persons", "members of all ages, residents and away")
    n_minors: Array = column("int8", "persons", "members below 15")
    care_load: Array = column("int8", "persons", "children under 6 and elders over 75")
    poverty_lifted: Array = column("int8", "0/1", "lifted from poverty before 2021")
    allowance: Array = column(
        "int16", "yuan/month", "household allowance; 0 not in need, -1 in need without it"
    )


class Firms(Table):
    """One row a firm; in a sampled world a row stands for `weight` firms of its true size."""

    id: Array = column("int32", "id", "permanent id; keys the draws", empty=-1)
    unit: Array = column("int8", "index", "unit of the workplace", empty=-1)
    urban: Array = column("int8", "0/1", "place of the workplace: 1 urban")
    industry: Array = column("int8", "code", "see Industry", empty=-1)
    ownership: Array = column("int8", "code", "see Ownership")
    alive: Array = column("int8", "0/1", "0: free row")
    true_size: Array = column("float32", "persons", "size of the firm it stands for")
    weight: Array = column("float32", "firms", "1/inclusion probability; weights firm facts")
    base: Array = column(
        "float32", "places", "sampled places at entry or start, before demand moves"
    )
    base_demand: Array = column("float32", "index", "demand index of its cell at entry or start")
    places: Array = column("int32", "places", "capacity = n_workers + vacancies + idle")
    n_workers: Array = column("int32", "persons", "persons working here this month")
    n_break: Array = column("int32", "persons", "persons on a seasonal break, who may be recalled")
    vacancies: Array = column("int32", "places", "places offered this month")
    target: Array = column("float32", "places", "desired places at the mean of the season")
    drift: Array = column("float32", "log points", "slow random walk of the firm's own market")
    shock: Array = column("float32", "log points", "AR(1) shock of the firm's own demand")
    rent: Array = column("float32", "log points", "what this firm pays above its market")
    founded: Array = column("int16", "month", "month of foundation")
    insured_share: Array = column("float32", "share", "share of staff with social insurance")
    n_subsidised: Array = column("int32", "persons", "staff with a contribution subsidy")
    owned: Array = column("int8", "0/1", "an owner works in the business")
    displaced: Array = column("float32", "share", "cumulated share of places automated away")
    adopted: Array = column("int16", "month", "month in which the firm adopted AI; 0 not yet")
    technology: Array = column(
        "float32", "factor", "technology's factor of the target; 1 without automation", empty=1
    )
    new_tasks: Array = column("int16", "places", "new tasks for which no post was opened yet")
    arrears: Array = column("int64", "fen", "wages owed to staff")
    levy: Array = column("int64", "fen", "set aside for training of staff, not spent yet")
    project: Array = column("int32", "places", "places of a major project that runs now")
    project_end: Array = column("int16", "month", "month in which the last project ended or ends")
    laid_off: Array = column("int32", "persons", "insured staff laid off in this calendar year")
    held: Array = column("int32", "persons", "most staff kept for the refund or a loan, this year")
    ui_paid: Array = column("int64", "fen", "unemployment-insurance contributions of this year")
    insured_months: Array = column("int32", "months", "months of insured staff in this year")
    advised: Array = column("int8", "0/1", "founded with the advice of an incubator")


class Posts(Table):
    """One row an open post, sorted by firm and age; filled and withdrawn ones leave the table."""

    key: Array = column(
        "uint64", "key", "name of the post: firm, opening month, number; keys draws"
    )
    firm: Array = column("int32", "row of firms", "who offers it", empty=-1)
    opened: Array = column("int16", "month", "month of opening, from January 1900")
    market: Array = column("int16", "index", "sub-market: unit of work × 7 + occupation")
    occupation: Array = column("int8", "code", "occupation, see Occupation")
    schooling: Array = column("int8", "code", "schooling asked for, see Schooling")
    grade: Array = column("int8", "code 0-8", "skill grade asked for; 0 none")
    years: Array = column("int8", "years", "experience asked for; 0 none")
    asks: Array = column("int8", "code", "who alone may take it, see Recruitment")


class Providers(Table):
    """One row a training provider; its Mesa agent holds the row."""

    id: Array = column("int32", "id", "permanent id", empty=-1)
    unit: Array = column("int8", "index", "unit", empty=-1)
    kind: Array = column("int8", "code", "row of training_providers.csv")
    seats: Array = column("float32", "seats", "simultaneous seats")
    course_days: Array = column("float32", "days", "mean course length")
    next_seats: Array = column("float32", "seats", "decided for next quarter, not yet committed")
    staff: Array = column("int8", "0/1", "1: teaches a firm's own staff only")
    subject: Array = column("int8", "code", "occupation taught, see Occupation")
    next_subject: Array = column("int8", "code", "decided, not yet committed")
    target: Array = column("int8", "code 0-8", "skill grade that courses aim at")
    quality: Array = column("float32", "ratio", "gain of its courses over that of the mean")
    price: Array = column("float32", "yuan", "price of a course to one who pays herself")
    next_price: Array = column("float32", "yuan", "decided, not yet committed")
    waiting: Array = column("int32", "persons", "accepted, waiting for a seat, sampled")
    rating: Array = column(
        "float32", "ratio", "placement of its completers over the region's, as reviewed", empty=1
    )
    ended: Array = column("int32", "persons", "idle completers of a quarter ago, this year")
    placed: Array = column("int32", "persons", "of them in work")


class Enrolments(Table):
    """One row a person who waits for a seat, sits on it, or left it less than a quarter ago."""

    worker: Array = column("int32", "row of workers", "who", empty=-1)
    id: Array = column("int32", "id", "her permanent id", empty=-1)
    provider: Array = column("int16", "row of providers", "where", empty=-1)
    channel: Array = column("int8", "code", "0 public place, 1 pays herself, 2 own staff of a firm")
    order: Array = column(
        "int8",
        "code",
        "1 bound to open posts of the unit, 2 in a project that ends in a test",
    )
    entitled: Array = column("int8", "0/1", "draws the daily allowance")
    reserve: Array = column("int8", "0/1", "paid from the reserve of measure 19")
    idle: Array = column("int8", "0/1", "unemployed when she accepted")
    days: Array = column("int16", "days", "length of the course")
    months: Array = column("int8", "months", "length of the course, rounded")
    asked: Array = column("int16", "month", "month of acceptance")
    began: Array = column("int16", "month", "month of the first lesson; 0 while waiting")
    ended: Array = column("int16", "month", "month of completion; 0 before")


class Loans(Table):
    """One row a bank loan that runs; repaid and lost ones leave the table."""

    kind: Array = column("int8", "code", "see LoanKind")
    holder: Array = column("int32", "row", "row of firms or of workers, by kind", empty=-1)
    id: Array = column("int32", "id", "permanent id of the holder", empty=-1)
    unit: Array = column("int8", "index", "unit where it was lent", empty=-1)
    taken: Array = column("int16", "month", "month of the loan, from January 1900")
    principal: Array = column("int64", "fen", "still to be repaid")
    months: Array = column("int16", "months", "instalments still to come")
    rate: Array = column("float32", "share per year", "interest")
    guarantee: Array = column("float32", "share", "part of a loss that the guarantee fund bears")
    discount: Array = column("float32", "share", "part of the interest that the treasury bears")


class Promises(Table):
    """One row a claim that waits or is paid, sorted by claim code and holder; see `sim.claims`."""

    claim: Array = column("int8", "code", "see Claim")
    holder: Array = column("int32", "row of workers or firms", "who claims", empty=-1)
    id: Array = column("int32", "id", "the holder's permanent id", empty=-1)
    unit: Array = column("int8", "index", "unit where it was claimed", empty=-1)
    fen: Array = column("int64", "fen/month", "due a month")
    months: Array = column("int16", "months", "still to be paid")
    starts: Array = column("int16", "month", "month of the first payment; 0 not committed yet")


class Services(Table):
    """One row a unit: its public employment service; the Mesa agent holds the row."""

    unit: Array = column("int8", "index", "unit", empty=-1)
    tightness: Array = column("float32", "ratio", "vacancies over job-seekers, as last published")
    job_chance: Array = column(
        "float32", "probability per month", "hires over seekers, as last published"
    )
    next_tightness: Array = column("float32", "ratio", "decided, not yet committed")
    next_job_chance: Array = column(
        "float32", "probability per month", "decided, not yet committed"
    )


def _count(unit: str, meaning: str) -> Array:
    """Declare a column of `Flows`: a count a month, in sampled persons or places."""
    return column("int64", unit, meaning)  # type: ignore[no-any-return]


class Flows(Table):
    """What happened this month, one row a unit; cleared at the start of every month."""

    births: Array = _count("persons/month", "births")
    arrivals: Array = _count("persons/month", "arrivals from other provinces")
    deaths: Array = _count("persons/month", "deaths")
    departures: Array = _count("persons/month", "departures to other provinces")
    retirements: Array = _count("persons/month", "retirements from work or search")
    hires: Array = _count("persons/month", "hires, by unit of the job")
    job_to_job: Array = _count("persons/month", "hires from another job")
    separations: Array = _count("persons/month", "jobs ended by quit, layoff or closure")
    layoffs: Array = _count("persons/month", "jobs ended by the firm")
    breaks: Array = _count("persons/month", "sent on a seasonal break")
    recalls: Array = _count("persons/month", "recalled from a seasonal break")
    posts: Array = _count("places/month", "places offered for the first time")
    vacancies: Array = _count("places", "places offered this month")
    withdrawn: Array = _count("places/month", "open places withdrawn, or closed with their firm")
    unfilled: Array = _count("places", "places still open after matching")
    seekers: Array = _count("persons", "persons who searched, by unit of residence")
    applications: Array = _count("applications/month", "suitable and acceptable applications")
    urban_entries: Array = _count("persons/month", "entries into urban work, all")
    urban_entry_persons: Array = _count("persons/month", "first entry of a person in the year")
    urban_registered: Array = _count("persons/month", "entries registered, once a person and year")
    urban_attrition: Array = _count("persons/month", "registered workers who retire or die")
    offers: Array = _count("offers/month", "programme offers made to persons")
    refusals: Array = _count("offers/month", "programme offers refused, at no cost")
    training_starts: Array = _count("persons/month", "training seats accepted")
    training_completions: Array = _count("persons/month", "courses completed")
    training_dropouts: Array = _count("persons/month", "courses left early, at no cost")
    claims: Array = _count("claims/month", "contribution subsidies claimed")
    claims_rejected: Array = _count("claims/month", "claims rejected: no money left in the line")
    subsidised: Array = _count("persons", "persons whose contributions are subsidised")
    firm_entries: Array = _count("firms/month", "firms founded, in sampled rows")
    firm_exits: Array = _count("firms/month", "firms closed, in sampled rows")
    given_up: Array = _count("firms/month", "firms that gave up a post open for long")
    output: Array = _count("yuan/month", "output demanded of firms, pay of December 2025 as value")
    returns: Array = _count("persons/month", "returned to the home unit, by unit they left")
    went_out: Array = _count(
        "persons/month", "began to work in another province, by unit of origin"
    )
    came_home: Array = _count("persons/month", "came home from other provinces, by unit of origin")
    starts_near: Array = _count("jobs/month", "rural people's job starts off the farm, own unit")
    starts_elsewhere: Array = _count("jobs/month", "the same elsewhere in Xinjiang, by residence")
    trip_persons: Array = _count("persons/month", "first start outside the unit in the year")
    placed_near: Array = _count("jobs/month", "organised offers near home that became jobs")
    placed_elsewhere: Array = _count("jobs/month", "the same elsewhere in Xinjiang, by residence")
    placed_outside: Array = _count("persons/month", "the same in another province, by origin")
    lifted_persons: Array = _count("persons", "persons of 16-59 lifted from poverty")
    lifted_at_work: Array = _count("persons", "of them at work, here or in another province")
    lifted_pay: Array = _count("yuan/month", "pay of these")
    textile_staff: Array = _count(
        "persons", "persons at work in textile firms, by unit of the firm"
    )
    northern_starts: Array = _count("persons/month", "begin a northern school, by home unit")
    graduates_stem: Array = _count("persons/month", "graduates of science and engineering")
    harvesters: Array = _count("persons", "rural people with harvest work this month")
    harvest_hired: Array = _count("persons", "those of them who farm for the season only")
    harvest_pay: Array = _count("yuan/month", "pay for harvest work, beside wages")
    remittances: Array = _count("yuan/month", "sent home from other provinces")
    displaced: Array = _count("places/month", "places displaced by AI, before new tasks")
    machine_displaced: Array = _count("places/month", "places replaced by machines")
    displaced_layoffs: Array = _count("persons/month", "laid off because of AI or machines")
    not_hired: Array = _count("places/month", "places of both not filled again")
    new_tasks: Array = _count("places/month", "places of new tasks that follow displacement")
    ai_staff: Array = _count("persons", "people at work in firms that have adopted AI")
    training_places: Array = _count("places/month", "publicly paid seats that could be taken")
    training_starts_public: Array = _count("persons/month", "seats taken, publicly paid")
    training_completions_public: Array = _count("persons/month", "courses completed, public")
    training_completions_staff: Array = _count("persons/month", "courses completed, own staff")
    training_projects: Array = _count("persons/month", "courses of projects completed, public")
    training_persons: Array = _count("persons/month", "first completion of a person in the year")
    training_waiting: Array = _count("persons", "accepted a seat and waiting for it")
    training_waited: Array = _count("months", "months waited by those who took a seat")
    training_turned_away: Array = _count("persons/month", "accepted, and found no seat")
    certificates: Array = _count("certificates/month", "certificates given, all grades")
    grade_rises: Array = _count("persons/month", "persons who reached a higher skill grade")
    first_senior: Array = _count("persons/month", "first entries to grade senior or above")
    assessments: Array = _count("attempts/month", "assessments at senior level held")
    graduates: Array = _count("persons/month", "graduates of college and above")
    trained_leavers: Array = _count("persons/month", "leave vocational school for good")
    other_leavers: Array = _count("persons/month", "leave other schools below college for good")
    graduates_employed: Array = _count("persons", "graduates of the year at work; Aug, Dec only")
    graduates_study: Array = _count("persons", "the same in further study")
    graduates_waiting: Array = _count("persons", "the same waiting for a recruitment test")
    graduates_unemployed: Array = _count("persons", "the same unemployed")
    graduates_away: Array = _count("persons", "the same who left the region")
    graduates_inactive: Array = _count("persons", "the same outside the labour force")
    graduates_lost: Array = _count("persons", "the same without work, who had a firm's job before")
    graduates_in_jobs: Array = _count("persons", "graduates of the year in firms; December only")
    graduates_mismatched: Array = _count("persons", "of them outside the trade of their field")
    reserved_public: Array = _count("posts/month", "posts reserved: public recruitment")
    reserved_grassroots: Array = _count("posts/month", "posts reserved: grass-roots programmes")
    reserved_state_firm: Array = _count("posts/month", "posts reserved: extra intake")
    filled_public: Array = _count("posts/month", "of them filled: public recruitment")
    filled_grassroots: Array = _count("posts/month", "of them filled: grass-roots programmes")
    filled_state_firm: Array = _count("posts/month", "of them filled: extra intake")
    reserved_withdrawn: Array = _count("posts/month", "reserved posts withdrawn, not filled")
    intern_places: Array = _count("places/month", "internships posted")
    intern_starts: Array = _count("persons/month", "internships begun")
    intern_exits: Array = _count("persons/month", "internships left before their end")
    intern_ends: Array = _count("persons/month", "internships over, without a job at the host")
    intern_converted: Array = _count("persons/month", "hired by the host, from month three on")
    benefit_awards: Array = _count(
        "persons/month", "persons who become entitled to unemployment benefit and claim it"
    )
    benefit_recipients: Array = _count("persons", "persons paid unemployment benefit this month")
    benefit_exhausted: Array = _count("persons/month", "persons whose unemployment benefit ran out")
    welfare_posts: Array = _count(
        "persons", "holders of public-welfare posts at the end of the month"
    )
    welfare_post_ends: Array = _count(
        "persons/month", "welfare posts ended because the longest stay was over"
    )
    allowance_households: Array = _count("households", "households paid the allowance")
    allowance_persons: Array = _count("persons", "persons in households paid the allowance")
    needy_persons: Array = _count(
        "persons", "persons in households below the line at the last assessment"
    )
    poor_persons: Array = _count("persons", "persons below the line with all income, last June")
    arrears_staff: Array = _count("persons", "staff of firms that owe wages")
    project_places: Array = _count("places", "places of major projects that run, by unit of work")
    project_opened: Array = _count("places/month", "places of major projects that begin")
    project_unfilled: Array = _count("places", "of the running ones, those without anybody")
    layoffs_planned: Array = _count("persons/month", "layoffs that firms planned before support")
    kept: Array = _count("persons", "planned layoffs not carried out, for the refund or a loan")
    refunds: Array = _count("fen/year", "refunds of contributions claimed, in January")
    refunds_windfall: Array = _count("fen/year", "of them, by firms that kept nobody for it")
    refund_firms: Array = _count("firms/year", "firms that claimed a refund, in sampled rows")
    refund_refused: Array = _count("firms/year", "insured firms above the layoff limit, same rows")
    loans_taken: Array = _count("loans/month", "bank loans taken by firms and founders")
    loans_lost: Array = _count("loans/month", "bank loans lost: the holder closed or gave up")
    founders: Array = _count(
        "persons/month", "persons who took up a household business of their own"
    )
    founders_supported: Array = _count(
        "persons/month", "founders with a grant or a guaranteed loan"
    )
    staff_counted: Array = _count("persons", "persons at work in firms, by unit of the firm")
    contract_staff: Array = _count("persons", "of them with a written contract")
    hours_worked: Array = _count("hours/week", "weekly hours of staff")
    staff_over_44: Array = _count("persons", "staff who work more than 44 hours a week")
    staff_over_49: Array = _count("persons", "staff who work 49 hours a week and more")
    covered_flexible: Array = _count(
        "persons/month", "new flexible workers who buy pension cover of their own"
    )
    new_flexible: Array = _count("persons/month", "persons who take up flexible work")
    posts_pooled: Array = _count(
        "postings/month", "new posts on the unified list, repeat postings counted"
    )
    posts_pooled_duplicates: Array = _count("postings/month", "repeat postings among them")
    posts_pooled_distinct: Array = _count("posts/month", "new posts on the list, each once")
    posts_pooled_filled: Array = _count("posts/month", "posts of the list that were filled")
    graduate_posts_pooled: Array = _count(
        "postings/month", "postings for graduates: college asked for, or reserved for them"
    )
    graduate_posts_pooled_distinct: Array = _count("posts/month", "the same, each post once")
    graduate_posts_pooled_filled: Array = _count("posts/month", "such posts that were filled")
    service_proposals: Array = _count("contacts/month", "posts proposed to registered seekers")
    jobless_seekers: Array = _count("persons", "unemployed who searched")
    jobless_months: Array = _count("months", "months they have searched so far")
    service_hires: Array = _count("persons/month", "hired in the post that was proposed")
    hr_placements: Array = _count("persons/month", "hires in posts served by HR firms")
    college_arrivals: Array = _count("persons/month", "arrivals of college and above")
    newcomer_hires: Array = _count(
        "persons/month", "young graduates from other provinces in their first job here"
    )
    newcomer_rivals: Array = _count(
        "posts/month", "posts they took that a local applicant without any job had applied for"
    )
    displaced_unemployed: Array = _count("persons", "unemployed whose last job automation ended")
    displaced_long: Array = _count("persons", "of them unemployed for twelve months and longer")
    displaced_trained: Array = _count("persons/month", "courses completed by the displaced")
    reserve_places: Array = _count("places/month", "training places that the reserve pays")
    reserve_starts: Array = _count("persons/month", "courses begun on the reserve")
    paced_firms: Array = _count("firms/month", "firms that agree to a pace, in sampled rows")
    part_time_starts: Array = _count("persons/month", "part-time and shared posts taken up")
    hardship_placed: Array = _count(
        "persons/month", "persons certified as hard to employ who found work of any kind"
    )
    relief_households: Array = _count("households/month", "households that claim relief")
    allowance_kept: Array = _count(
        "households", "households that keep the allowance beside a new job; June only"
    )
    uninsured_staff: Array = _count("persons", "staff in firms without insurance, expected")
    young_businesses: Array = _count("firms", "household businesses below three years of age")
    young_failed: Array = _count("firms/month", "of them those that closed")
    distressed: Array = _count("persons", "borrowers who have lost their business")
    advised_founders: Array = _count("persons/month", "founders with a place in an incubator")

    paid_by_unit: Array = column(
        "int64", "fen/month", "paid from the employment subsidy fund, by unit of the recipient"
    )
    reporting_bias: Array  # float64[n_units], percent added to counts that offices report
    ledger: dict[str, int]  # fen paid or received this month, by "account/half"
    entries: dict[tuple[str, str, str, int, str], int]  # fen moved, see `sim.ledger`
    claim_book: Array  # int64[n_units, N_CLAIMS, 4], made, committed, rejected, fen paid
    book: Array  # int64[n_units, Programme, OFFER_GROUPS, OfferEvent], see `sim.offers`
    industry_layoffs: Array  # int64[22], jobs ended by the firm, by industry

    def clear(self) -> None:
        """Set every count to zero."""
        self.ledger, self.entries = {}, {}
        self.reporting_bias = np.zeros(self.n)
        shape = (self.n, len(Programme), OFFER_GROUPS, len(OfferEvent))
        self.book = np.zeros(shape, np.int64)
        self.industry_layoffs = np.zeros(len(Industry), np.int64)
        self.claim_book = np.zeros((self.n, N_CLAIMS, 4), np.int64)
        for array in self.arrays().values():
            array[:] = 0


@dataclass
class Population:
    """Everything that lives: persons, households, firms and their posts, providers, services."""

    units: UnitTable
    workers: Workers
    households: Households
    firms: Firms
    providers: Providers
    services: Services
    fraction: int  # k of 1/k: a row of workers stands for k persons
    month: int  # the month whose end this state describes, from January 1900
    posts: Posts = field(default_factory=lambda: Posts(0))
    promises: Promises = field(default_factory=lambda: Promises(0))
    enrolments: Enrolments = field(default_factory=lambda: Enrolments(0))
    loans: Loans = field(default_factory=lambda: Loans(0))
