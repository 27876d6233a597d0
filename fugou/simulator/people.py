"""Draws the people of a brand: who they are and what moves them.

Belongs here: everything about a person that is fixed at birth or at joining. Does not belong
here: what they do day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import ndtri

from fugou.simulator.profiles import SOURCES, Profile
from fugou.simulator.rows import tokens

NEVER = 30_000  # a day beyond every horizon that fits the arrays
LAUNCH_DAYS = 45
GOLDEN = (5**0.5 - 1) / 2
GENDERS = ("女", "男")
OCCUPATIONS = ("企业主", "白领", "学生", "自由职业", "公务员", "工人", "退休")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅建国文婷雪琳欣怡子涵"
# City, tier, weight: 68 % of people live in tier 1 and 2.
CITIES = (
    ("上海", 1, 10), ("北京", 1, 9), ("深圳", 1, 7), ("广州", 1, 6), ("成都", 2, 6), ("杭州", 2, 6),
    ("重庆", 2, 4), ("武汉", 2, 4), ("西安", 2, 3), ("苏州", 2, 4), ("南京", 2, 4), ("天津", 2, 3),
    ("长沙", 2, 2), ("温州", 3, 4), ("绍兴", 3, 4), ("洛阳", 3, 3), ("扬州", 3, 4), ("潍坊", 3, 3),
    ("赣州", 4, 3), ("南充", 4, 3), ("宜宾", 4, 3), ("驻马店", 4, 2), ("遵义", 4, 3),
)  # fmt: skip
CATEGORIES = ("护肤", "彩妆", "香氛", "个护", "食品", "家居", "母婴", "服饰")


@dataclass
class People:
    """One array element per person, people in the order of joining.

    Attributes:
        join_day: Day index of the first event (contact, group or membership).
        source: Index into SOURCES.
        inviter: Index of the person who invited, -1 if nobody.
        gender: Index into GENDERS, -1 unknown.
        birth_date: datetime64[D]; NaT unknown. True months of birth stand in birth_month anyway.
        birth_month: 1 to 12.
        city: Index into CITIES, -1 unknown.
        occupation: Index into OCCUPATIONS, -1 unknown.
        has_contact: Whether they add a WeCom contact at joining.
        has_group: Whether they join a community then.
        registered_day: Day of membership; the first purchase in a store brings it forward.
        first_day: Day on which they will first buy by themselves; NEVER for those who will not.
        pace: Purchases a day, once bought.
        drop_day: Latent day of drop-out from buying; service trouble can bring it forward.
        is_loyal: Whether the cycle is a short one.
        engaged_until: Latent day on which engagement ends.
        session_rate: Share of days with a session while engaged.
        online_share: Probability that a purchase is paid online.
        spend: Preferred price class, standard normal around 0.
        sensitivity: Price sensitivity in [0, 1].
        tastes: Two preferred categories, shape (people, 2).
        store: Index of the home store.
        has_consent: Whether they agree to marketing at joining.
    """

    join_day: NDArray[np.int32]
    source: NDArray[np.int8]
    inviter: NDArray[np.int32]
    gender: NDArray[np.int8]
    birth_date: NDArray[np.datetime64]
    birth_month: NDArray[np.int8]
    city: NDArray[np.int16]
    occupation: NDArray[np.int8]
    has_contact: NDArray[np.bool_]
    has_group: NDArray[np.bool_]
    registered_day: NDArray[np.int32]
    first_day: NDArray[np.int32]
    pace: NDArray[np.float32]
    drop_day: NDArray[np.int32]
    is_loyal: NDArray[np.bool_]
    engaged_until: NDArray[np.int32]
    session_rate: NDArray[np.float32]
    online_share: NDArray[np.float32]
    spend: NDArray[np.float32]
    sensitivity: NDArray[np.float32]
    tastes: NDArray[np.int8]
    store: NDArray[np.int32]
    has_consent: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Number of people."""
        return len(self.join_day)


def draw_people(
    generator: np.random.Generator,
    profile: Profile,
    count: int,
    first_day: date,
    buying_factor: NDArray[np.float64],
    stores: int,
) -> People:
    """Draw all people of a brand.

    Args:
        generator: Source of randomness.
        profile: Their behaviour.
        count: How many.
        first_day: Day 0.
        buying_factor: Retail season of each day; its length is the number of days.
        stores: Number of stores.

    Returns:
        The people in the order of joining.
    """
    join_day = _join_days(generator, profile, count, buying_factor)
    source = _pick(generator, list(profile.source_shares.values()), count).astype(np.int8)
    source[join_day < LAUNCH_DAYS // 3] = SOURCES.index("store")
    inviter = _inviters(generator, profile, join_day, source)
    is_referred = inviter >= 0
    source[(source == SOURCES.index("referral")) & ~is_referred] = SOURCES.index("other")
    shares = np.array([profile.buyer_shares[name] for name in SOURCES])
    wants = _even(generator, count) < shares[source]
    first = _first_days(generator, profile, join_day, wants)
    rhythms = _rhythms(generator, profile, wants, is_referred)
    online_share, factor = _channels(generator, profile, count, source)
    drop_day = np.minimum(first + rhythms.life, NEVER)
    birth_date, birth_month = _births(generator, count, first_day)
    late_registration = generator.random(count) < 0.3
    delay = np.where(late_registration, 2 + generator.exponential(9, count), 0).astype(np.int32)
    has_contact = generator.random(count) < 0.82
    return People(
        join_day=join_day,
        source=source,
        inviter=inviter,
        gender=_unknown(generator, (generator.random(count) < 0.35).astype(np.int8), 0.06),
        birth_date=birth_date,
        birth_month=birth_month,
        city=_unknown(
            generator, _pick(generator, [c[2] for c in CITIES], count).astype(np.int16), 0.05
        ),
        occupation=_unknown(
            generator,
            _pick(generator, [8, 40, 12, 14, 8, 10, 8], count).astype(np.int8),
            0.2,
        ),
        has_contact=has_contact,
        has_group=generator.random(count) < np.where(has_contact, 0.55, 0.2),
        # Who adds neither contact nor group joins by registering; who leaves the sign-up at its
        # last step comes back to it days later.
        registered_day=join_day + np.where(has_contact, delay, 0),
        first_day=first,
        pace=(rhythms.pace * factor).astype(np.float32),
        drop_day=drop_day.astype(np.int32),
        is_loyal=rhythms.is_loyal,
        engaged_until=_engagement(generator, profile, join_day, wants, drop_day),
        session_rate=np.clip(
            generator.gamma(4.0, profile.session_share / 4.0, count), 0.02, 0.95
        ).astype(np.float32),
        online_share=online_share,
        spend=rhythms.spend,
        sensitivity=generator.beta(2, 3, count).astype(np.float32),
        tastes=rhythms.tastes,
        store=generator.integers(0, stores, count, dtype=np.int32),
        has_consent=generator.random(count) < 0.86,
    )


def _pick(generator: np.random.Generator, weights: list[Any], count: int) -> NDArray[np.int64]:
    bounds = np.cumsum(np.array(weights, dtype=float) / sum(weights))
    return np.minimum(
        np.searchsorted(bounds, generator.random(count), side="right"), len(weights) - 1
    )


def _unknown(generator: np.random.Generator, codes: NDArray[Any], share: float) -> NDArray[Any]:
    codes[generator.random(len(codes)) < share] = -1
    return codes


def _join_days(
    generator: np.random.Generator,
    profile: Profile,
    count: int,
    buying_factor: NDArray[np.float64],
) -> NDArray[np.int32]:
    days = len(buying_factor)
    weights = profile.growth ** (np.arange(days) / 365) * buying_factor**0.6
    launched = int(count * profile.launch_share * min(1.0, days / 365))
    launch = generator.integers(0, min(LAUNCH_DAYS, days), launched)
    bounds = np.cumsum(weights / weights.sum())
    later = np.searchsorted(bounds, _even(generator, count - launched), side="right")
    return np.sort(np.concatenate([launch, np.minimum(later, days - 1)])).astype(np.int32)


def _inviters(
    generator: np.random.Generator,
    profile: Profile,
    join_day: NDArray[np.int32],
    source: NDArray[np.int8],
) -> NDArray[np.int32]:
    """Only who was there before can invite, and only some people ever do."""
    sociable = np.flatnonzero(generator.random(len(join_day)) < profile.inviter_share)
    earlier = np.searchsorted(join_day[sociable], join_day, side="left")
    # Recent joiners invite more than old ones.
    drawn = (earlier * generator.random(len(join_day)) ** 0.85).astype(np.int64)
    inviter = np.full(len(join_day), -1, dtype=np.int32)
    invited = np.flatnonzero((source == SOURCES.index("referral")) & (earlier > 0))
    inviter[invited] = sociable[np.minimum(drawn[invited], earlier[invited] - 1)]
    return inviter


def _even(generator: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Draw uniforms that fill [0, 1) evenly, so that small brands resemble large ones."""
    return (generator.permutation(count) + generator.random(count)) / max(count, 1)


def _spread(
    generator: np.random.Generator, place: NDArray[np.int64], step: float
) -> NDArray[np.float64]:
    """Give uniforms that also fill [0, 1) evenly over any stretch of places.

    Loyalty is spread so over the joins, pace over loyal joins, life and spend over the paces:
    a few fast buyers with an odd price class would decide the revenue of a small brand.
    An additive recurrence with an irrational step (H. Weyl 1916).
    """
    return np.clip((place * step + generator.random()) % 1, 1e-9, 1 - 1e-9)


def _first_days(
    generator: np.random.Generator,
    profile: Profile,
    join_day: NDArray[np.int32],
    wants: NDArray[np.bool_],
) -> NDArray[np.int32]:
    count = len(join_day)
    is_late = generator.random(count) < profile.late_share
    soon = generator.integers(0, 7, count)
    late = generator.exponential(60, count).astype(np.int64)
    return np.where(wants, join_day + np.where(is_late, late, soon), NEVER).astype(np.int32)


@dataclass(frozen=True)
class _Rhythms:
    pace: NDArray[np.float64]
    life: NDArray[np.float64]
    is_loyal: NDArray[np.bool_]
    spend: NDArray[np.float32]
    tastes: NDArray[np.int8]


def _rhythms(
    generator: np.random.Generator,
    profile: Profile,
    wants: NDArray[np.bool_],
    is_referred: NDArray[np.bool_],
) -> _Rhythms:
    """Draw pace, life, loyalty, spend and tastes; evenly within each kind of buyer."""
    count = len(is_referred)
    pace, life = np.zeros(count), np.zeros(count)
    tastes = generator.integers(0, len(CATEGORIES), (count, 2), dtype=np.int8)
    is_loyal, spend = np.zeros(count, dtype=bool), np.zeros(count)
    for referred in (False, True):
        group = np.flatnonzero(wants & (is_referred == referred))
        draw = _spread(generator, np.arange(len(group)), GOLDEN)
        loyal = draw < profile.loyal_share[referred]
        is_loyal[group[loyal]] = True
        is_once = draw > 1 - profile.once_share[referred]
        for kind, days, mean in (
            (loyal, profile.loyal_days, profile.loyal_life),
            (~loyal, profile.slow_days, profile.slow_life),
        ):
            who, size = group[kind], int(kind.sum())
            rank = _spread(generator, np.arange(size), np.sqrt(2))
            spread = profile.loyal_spread * ndtri(rank)
            pace[who] = np.where(is_once[kind], 0.0, np.minimum(np.exp(-spread) / days, 0.4))
            place = np.argsort(np.argsort(rank, kind="stable"), kind="stable")
            life[who] = -np.log1p(-_spread(generator, place, np.sqrt(3))) * mean
            spend[who] = profile.spend_spread * ndtri(_spread(generator, place, GOLDEN))
            tastes[who, 0] = _spread(generator, place, np.sqrt(7)) * len(CATEGORIES)
    spend += profile.loyal_spend * is_loyal
    return _Rhythms(pace, 1 + np.floor(life), is_loyal, spend.astype(np.float32), tastes)


def _channels(
    generator: np.random.Generator, profile: Profile, count: int, source: NDArray[np.int8]
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    habit = _pick(generator, list(profile.channel_shares), count)
    from_store = (source == SOURCES.index("store")) & (habit == 0) & (generator.random(count) < 0.5)
    habit[from_store] = 1
    mixed = generator.beta(4, 3, count)
    online_share = np.choose(habit, [np.ones(count), np.zeros(count), mixed])
    return online_share.astype(np.float32), np.array(profile.channel_pace)[habit]


def _engagement(
    generator: np.random.Generator,
    profile: Profile,
    join_day: NDArray[np.int32],
    wants: NDArray[np.bool_],
    drop_day: NDArray[np.float64],
) -> NDArray[np.int32]:
    count = len(join_day)
    mean = np.where(wants, profile.engaged_buyers, profile.engaged_others)
    until = join_day + 1 + generator.exponential(1.0, count) * mean
    is_core = wants & (generator.random(count) < profile.engaged_core)
    until = np.where(is_core, NEVER, until)
    return np.minimum(until, np.where(wants, drop_day, NEVER)).astype(np.int32)


def _births(
    generator: np.random.Generator, count: int, first_day: date
) -> tuple[NDArray[np.datetime64], NDArray[np.int8]]:
    # 72 % are 25 to 45 years old.
    band = _pick(generator, [13, 72, 11, 4], count)
    low, high = np.array([18, 25, 45, 60])[band], np.array([25, 45, 60, 75])[band]
    age_days = (low + (high - low) * generator.random(count)) * 365.25
    base = np.datetime64(first_day + timedelta(days=365), "D")
    dates = base - age_days.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    dates[generator.random(count) < 0.22] = np.datetime64("NaT")
    return dates, months.astype(np.int8)


@dataclass(frozen=True)
class Identifiers:
    """What the source systems call a person; string arrays, one element per person.

    Attributes:
        phone: 11 digits of a range that no operator has.
        unionid: WeChat's id across the apps of one brand.
        openid: WeChat's id in the mini-program.
        external_userid: WeCom's id of a contact.
        pending_id: WeCom's temporary id of a contact.
        device: Id of the app's installation.
        card: Number of the store card.
        name: Surname and given name.
    """

    phone: pa.Array
    unionid: pa.Array
    openid: pa.Array
    external_userid: pa.Array
    pending_id: pa.Array
    device: pa.Array
    card: pa.Array
    name: pa.Array


def draw_identifiers(generator: np.random.Generator, count: int) -> Identifiers:
    """Draw the identifiers of all people.

    Args:
        generator: Source of randomness.
        count: Number of people.

    Returns:
        Their identifiers, all different within a kind, but names.
    """
    order = generator.permutation(count).astype(np.int64)
    surnames = pa.array(list(SURNAMES)).take(pa.array(generator.integers(0, len(SURNAMES), count)))
    given = [
        pa.array(list(GIVEN_NAMES)).take(pa.array(generator.integers(0, len(GIVEN_NAMES), count)))
        for _ in range(2)
    ]
    return Identifiers(
        phone=pa.array(12_100_000_000 + order).cast(pa.string()),
        unionid=tokens(generator, "o", count, 27),
        openid=tokens(generator, "oM", count, 26),
        external_userid=tokens(generator, "wm", count, 30),
        pending_id=tokens(generator, "pe", count, 30),
        device=tokens(generator, "d-", count, 32),
        card=pa.array(880_000_000_000 + generator.permutation(count)).cast(pa.string()),
        name=pc.binary_join_element_wise(surnames, *given, pa.scalar("")),
    )
