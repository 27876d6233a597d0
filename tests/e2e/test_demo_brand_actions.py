"""Clusters and action lists of the simulated brand, as published."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import fugou
from warehouse import Warehouse

LISTS = ("win_back", "remind", "upgrade", "thank", "referral_ask")
LEAST_STABILITY = 0.8


def test_everybody_of_the_snapshot_is_in_one_cluster(demo_brand: Warehouse) -> None:
    ((people, clustered, users, in_profiles),) = demo_brand.rows(
        """
        select
            (select count(*) from fugou.marts.user_segments where is_current),
            count(*), count(distinct user_id),
            (select sum(user_count) from fugou.marts.cluster_profiles)
        from fugou.marts.user_clusters
        """
    )
    assert people == clustered == users == in_profiles


def test_clusters_differ_and_come_out_again_from_other_samples(demo_brand: Warehouse) -> None:
    profiles = demo_brand.rows(
        """
        select cluster_id, k, stability, mean_silhouette, name_zh, name_en, user_count
        from fugou.marts.cluster_profiles order by mean_net_revenue desc
        """
    )
    assert [one[0] for one in profiles] == list(range(1, profiles[0][1] + 1))
    assert profiles[0][1] in (4, 5)
    assert profiles[0][2] >= LEAST_STABILITY
    assert profiles[0][3] > 0.2
    assert len({one[4] for one in profiles}) == len({one[5] for one in profiles}) == len(profiles)
    assert all(one[6] > 0 for one in profiles)


def test_the_first_cluster_is_of_those_who_bring_most(demo_brand: Warehouse) -> None:
    ((differing,),) = demo_brand.rows(
        """
        with told as (
            select cluster_id, avg(net_revenue) as mean_net_revenue, count(*) as user_count
            from fugou.marts.user_clusters
            inner join fugou.marts.user_segments using (user_id)
            where is_current group by cluster_id
        )
        select count(*)
        from told
        full outer join fugou.marts.cluster_profiles as profiles using (cluster_id)
        where abs(told.mean_net_revenue - profiles.mean_net_revenue) > 0.01
            or told.user_count is distinct from profiles.user_count
        """
    )
    assert differing == 0


def test_every_list_has_people_and_reasons_with_their_numbers(demo_brand: Warehouse) -> None:
    found = demo_brand.rows(
        """
        select list_id, count(*), count(*) filter (
            reason_zh = '' or reason_en = '' or contains(reason_zh || reason_en, '{')
        )
        from fugou.marts.action_lists group by list_id
        """
    )
    assert {one[0] for one in found} == set(LISTS)
    assert all(people > 0 and broken == 0 for _, people, broken in found)


@pytest.mark.parametrize("list_id", ["win_back", "remind"])
def test_a_list_can_be_handed_out_as_it_is(
    demo_brand: Warehouse, tmp_path: Path, list_id: str
) -> None:
    target = tmp_path / "list.csv"
    query = f"select user_id from action_lists where list_id = '{list_id}'"
    words = ["--list", query, "--channel", "wecom", "--out", str(target)]
    fugou(demo_brand.workspace.home, "export-list", *words)
    with target.open(encoding="utf-8", newline="") as lines:
        handed_out = {row["user_id"] for row in csv.DictReader(lines)}
    listed = {
        user
        for (user,) in demo_brand.rows(
            f"select user_id from fugou.marts.action_lists where list_id = '{list_id}'"
        )
    }
    # Everybody on a list consents, has a live contact and did not ask to be erased.
    assert handed_out == listed
