"""What the business expects of the published numbers."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.kpi_values",
    expectations=(
        Expectation(
            name="proportions_of_people_are_shares",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "value",
                "min_value": 0,
                "max_value": 1,
                "row_condition": (
                    ("unit", "=", "ratio"),
                    ("interval_low", ">=", 0),
                    # A relative lift, not a share.
                    ("metric_id", "!=", "birthday_month_lift"),
                ),
            },
            why="A proportion above one has the wrong denominator.",
        ),
        Expectation(
            name="counts_of_people_are_never_negative",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "value",
                "min_value": 0,
                "row_condition": (("unit", "=", "users"),),
            },
            why="People cannot be fewer than none.",
        ),
        Expectation(
            name="a_cycle_lasts_at_least_a_day",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "value",
                "min_value": 1,
                "row_condition": (("unit", "=", "days"),),
            },
            why="Two purchases on one day are one occasion.",
        ),
        Expectation(
            name="what_is_mature_is_part_of_the_whole",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "total_count", "column_B": "mature_count", "or_equal": True},
            why="More people were observed in full than there are.",
        ),
        Expectation(
            name="the_headline_is_there",
            kind="ExpectColumnDistinctValuesToContainSet",
            arguments={
                "column": "metric_id",
                "value_set": [
                    "repurchase_rate",
                    "repurchase_rate_old",
                    "repurchase_rate_new",
                    "repurchase_rate_within_90_days",
                    "repurchase_cycle_days",
                    "repurchase_cycle_days_kaplan_meier",
                    "net_revenue",
                    "buyers",
                ],
            },
            why="Dashboards and reports open with these.",
        ),
        Expectation(
            name="some_period_had_buyers",
            kind="ExpectColumnMaxToBeBetween",
            arguments={
                "column": "value",
                "min_value": 1,
                "row_condition": (("metric_id", "=", "buyers"), ("dimension", "=", "all")),
            },
            why="All numbers would be empty.",
        ),
    ),
)
