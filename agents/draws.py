"""Counter-based luck: every draw is a pure function of (seed, stream, month, permanent id).

Two SplitMix64 finalisers make a key from (seed, stream, month); two more make the value from the
key and the id, so adding an agent, a measure or a thread never shifts anybody else's luck.

References
----------
.. [1] Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from agents.jit import kernel


class Stream(IntEnum):
    """One member per decision; numbers are never reused."""

    # population building (month 0)
    INTEGERISE = 1
    BIRTH_MONTH = 2
    HOUSEHOLD = 3
    SAMPLE = 4
    LABOUR = 5
    OCCUPATION = 6
    JOB = 7
    FIRM_SIZE = 8
    FIRM_SAMPLE = 9
    PLACE_ROUNDING = 10
    TENURE = 11
    SPELL = 12
    WAGE_RESIDUAL = 13
    GRADE = 14
    INSURED = 15
    SCHOOL_EXIT = 16
    FLAG = 17
    SEASON_FARM = 18
    FIRM_AGE = 20
    FIRM_RENT = 21
    # the month
    DEATH = 30
    RETIREMENT = 31
    ARRIVAL = 32
    DEPARTURE = 33
    RECLASSIFY = 34
    BIRTH = 35
    LEAVE_SCHOOL = 36
    DEMAND_SHOCK = 40
    DEMAND_WALK = 41
    FIRM_EXIT = 42
    FIRM_ENTRY = 43
    TARGET_ROUNDING = 44
    QUIT = 50
    LAYOFF = 51
    SEASON_BREAK = 52
    POST = 63  # 60-62: posts named by their place in the firm's list, retired
    SEARCH = 70
    SEARCH_UNIT = 71
    SEARCH_ACCEPT = 72
    SEARCH_POST = 73
    N_APPLICATIONS = 74
    PARTICIPATE = 75
    DISCOURAGE = 76
    SUIT = 77
    LOTTERY = 78
    TASTE = 79
    FLEXIBLE_ENTRY = 80
    FLEXIBLE_EXIT = 81
    SETTLE = 82
    PLACE = 83
    WAGE_REVIEW = 90
    WAGE_REVIEW_NOISE = 91
    TAKE_UP = 100
    BUDGET_LOTTERY = 101
    SURVEY = 110
    REGISTER = 111
    HARDSHIP = 112
    TRAINING_OFFER = 120
    TRAINING_END = 121
    OFFER_ERROR = 130
    OFFER_LOTTERY = 131
    # homes and distance
    RETURN = 230
    MEET_OUTSIDE = 231
    TASTE_OUTSIDE = 232
    PERCEIVE = 233
    MOVE_HOME = 234
    HARVEST = 235
    OUT_START = 236
    # training and grades
    TRAINING_COURSE = 240
    TRAINING_FADE = 241
    ASSESSMENT_REACH = 242
    ASSESSMENT = 243
    SCHOOL_CERTIFICATE = 244
    PROVIDER_SUBJECT = 245
    TRAINING_PLACES = 246
    PROVIDER_START = 247
    TRAINING_QUEUE = 248
    GRADE_YEAR = 249
    TRAINING_ORDER = 258
    INTERN_KEPT = 259
    # graduates and youth
    GRADUATE_PATH = 250
    GRADUATE_RETURN = 251
    RECRUITMENT = 252
    INTERN_PLACES = 253
    INTERN_HOST = 254
    INTERN_END = 255
    INTERN_MONTHS = 256
    INTERN_REACH = 257
    # risk watch and response
    PACING = 350
    RESERVE_PLACES = 351
    RESERVE_CONTACTS = 352
    # the occupational-mobility benchmark; its step stands in the month's place
    MOBILITY_ROUNDING = 150
    MOBILITY_SEPARATION = 151
    MOBILITY_OPENING = 152
    MOBILITY_OCCUPATION = 153
    MOBILITY_POST = 154
    MOBILITY_LOTTERY = 155
    MOBILITY_POST_KEY = 156
    # firms
    VACANCY_GIVE_UP = 200
    LOAN_DEFAULT = 201
    LOAN_LOTTERY = 202
    PROJECT_AWARD = 203
    PROJECT_SIZE = 204
    REFUND_TAKE_UP = 205
    # pay
    COMPLIANCE = 220
    # automation
    AI_ADOPTION = 210
    TASK_DELAY = 211
    AI_ROUNDING = 212
    AI_SPLIT = 213
    MACHINE_ROUNDING = 214
    MACHINE_SPLIT = 215
    TASK_ROUNDING = 216
    AI_DISPLACED = 217
    MACHINE_DISPLACED = 218
    # flexible work, insurance, assistance, rights
    BENEFIT_CLAIM = 260
    ALLOWANCE_CLAIM = 261
    ARREARS = 262
    FOUNDING = 263
    FOUNDING_PLACE = 264
    FOUNDING_MEANS = 265
    FLEXIBLE_INCOME = 266
    FLEXIBLE_COVER = 267
    # hardship persons, veterans, the disabled, part-time posts, start-ups' second chance
    VETERAN = 268
    DISABLED = 269
    OPT_IN = 270
    GROUP_CONTACT = 271
    RELIEF_MONTH = 272
    PART_TIME_PLACE = 273
    FOUNDING_CAPITAL = 274
    INCUBATOR_PLACE = 275
    # skills, schools and the young
    TRAINING_GUIDANCE = 310
    PAY_INFORMATION = 311
    ORDER_CLASS = 312
    COUNSELLING = 313
    FURTHER_SEARCH = 314
    # employment services, attracting people
    POST_LIST = 340
    POST_SERVED = 341
    SERVICE_USE = 342
    SERVICE_CONTACT = 343
    SERVICE_POST = 344
    GRADUATE_ARRIVAL = 345
    # rural workers and the south
    RURAL_OFFER = 280
    RURAL_POST = 281
    STAY_TASTE = 282
    NORTHERN_SEATS = 283
    BOARDING = 284
    RURAL_POST_AWAY = 285


GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_ODD = np.uint64(0xD1342543DE82EF95)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_SCALE = 1.0 / 9007199254740992.0  # 2**-53


@kernel
def mix(z: np.uint64) -> np.uint64:
    """Apply the SplitMix64 finaliser (Steele et al. 2014, variant 13 constants)."""
    z = np.uint64(z)
    z = (z ^ (z >> _S30)) * _MIX_A
    z = (z ^ (z >> _S27)) * _MIX_B
    return z ^ (z >> _S31)


@kernel
def _key(seed: int, stream: int, month: int) -> np.uint64:
    z = mix(np.uint64(seed) * GOLDEN + np.uint64(stream))
    return mix(z + np.uint64(month) * GOLDEN)


def key(seed: int, stream: int, month: int) -> np.uint64:
    """Return the key of one decision in one month; hoist it out of the loop over agents.

    A numpy integer, not a Python one: numba reads a Python integer as signed and half of all keys
    do not fit.
    """
    return np.uint64(_key(seed, int(stream), month))  # an enum costs numba 100 microseconds


@kernel
def bits(k: np.uint64, agent_id: int) -> np.uint64:
    """Return 64 bits for one agent under key `k`."""
    return mix(mix(k + np.uint64(agent_id) * _ODD) + GOLDEN)


@kernel
def uniform(k: np.uint64, agent_id: int) -> float:
    """Return a uniform number in [0, 1) for one agent under key `k` (53 bits)."""
    return np.float64(bits(k, agent_id) >> _S11) * _SCALE


@kernel
def chain(k: np.uint64, agent_id: int) -> np.uint64:
    """Return a sub-key for one agent, for draws with a second counter (pairs, trials)."""
    return bits(k, agent_id)


@kernel
def unit_draw(sub: np.uint64, counter: int) -> float:
    """Return the `counter`-th uniform number of a sub-key (see `chain`)."""
    return np.float64(mix(sub + np.uint64(counter)) >> _S11) * _SCALE


@kernel
def normal(k: np.uint64, agent_id: int) -> float:
    """Return a standard normal number (Box-Muller from two keyed uniforms)."""
    sub = bits(k, agent_id)
    u = 1.0 - np.float64(mix(sub + np.uint64(1)) >> _S11) * _SCALE
    v = np.float64(mix(sub + np.uint64(2)) >> _S11) * _SCALE
    return float(np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v))


@kernel
def uniforms(k: np.uint64, agent_ids: Any) -> Any:
    """Return float64[n]: `uniform` for many agents."""
    out = np.empty(agent_ids.shape[0], dtype=np.float64)
    for i in range(agent_ids.shape[0]):
        out[i] = uniform(k, agent_ids[i])
    return out


@kernel
def normals(k: np.uint64, agent_ids: Any) -> Any:
    """Return float64[n]: `normal` for many agents."""
    out = np.empty(agent_ids.shape[0], dtype=np.float64)
    for i in range(agent_ids.shape[0]):
        out[i] = normal(k, agent_ids[i])
    return out


@kernel
def bits_of(k: np.uint64, agent_ids: Any) -> Any:
    """Return uint64[n]: `bits` for many agents."""
    out = np.empty(agent_ids.shape[0], dtype=np.uint64)
    for i in range(agent_ids.shape[0]):
        out[i] = bits(k, agent_ids[i])
    return out
