"""What the business expects of retention by periods since the first event."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.cohort_retention",
    expectations=(
        Expectation(
            name="every_rate_is_a_share",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "retention_rate", "min_value": 0, "max_value": 1},
            why="A rate above one has the wrong denominator.",
        ),
        Expectation(
            name="nobody_outside_the_cohort_is_active_in_it",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "cohort_users", "column_B": "active_users", "or_equal": True},
            why="Activity is counted for people of another cohort.",
        ),
        Expectation(
            name="the_period_of_the_first_purchase_is_the_whole_cohort",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "retention_rate",
                "min_value": 1,
                "row_condition": (
                    ("cohort_kind", "=", "first_purchase"),
                    ("periods_since", "=", 0),
                ),
            },
            why="The first purchase itself must be among the purchases.",
        ),
        Expectation(
            name="not_everybody_comes_back_every_period",
            kind="ExpectColumnMeanToBeBetween",
            arguments={
                "column": "retention_rate",
                "max_value": 0.99,
                "row_condition": (("periods_since", ">", 0),),
            },
            why="Full retention later on means that activity is not counted by period.",
        ),
        Expectation(
            name="who_is_active_brings_revenue_and_who_is_not_brings_none",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "revenue",
                "max_value": 0,
                "row_condition": (("active_users", "=", 0),),
            },
            why="Revenue without buyers was joined to the wrong cohort.",
        ),
    ),
)
