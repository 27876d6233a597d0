"""What the business expects of repurchase within N days."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.cohort_repurchase_windows",
    expectations=(
        Expectation(
            name="every_rate_is_a_share",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "repurchase_rate", "min_value": 0, "max_value": 1},
            why="A rate above one has the wrong denominator.",
        ),
        Expectation(
            name="mature_people_are_part_of_the_cohort",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "total_users", "column_B": "mature_users", "or_equal": True},
            why="People would be counted before, or without, their first purchase.",
        ),
        Expectation(
            name="where_nobody_is_mature_nothing_is_known",
            kind="ExpectColumnValuesToBeNull",
            arguments={
                "column": "repurchase_rate",
                "row_condition": (("mature_users", "=", 0),),
            },
            why="A young cohort would look like a failed one.",
        ),
        Expectation(
            name="the_interval_holds_the_rate_from_below",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "repurchase_rate",
                "column_B": "interval_low",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            why="The uncertainty shown would be that of another number.",
        ),
        Expectation(
            name="the_interval_holds_the_rate_from_above",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "interval_high",
                "column_B": "repurchase_rate",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            why="The uncertainty shown would be that of another number.",
        ),
    ),
)
