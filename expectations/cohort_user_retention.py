"""What the business expects of retention N days after joining."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.cohort_user_retention",
    expectations=(
        Expectation(
            name="every_rate_is_a_share",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "retention_rate", "min_value": 0, "max_value": 1},
            why="A rate above one has the wrong denominator.",
        ),
        Expectation(
            name="mature_people_are_part_of_the_cohort",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "total_users", "column_B": "mature_users", "or_equal": True},
            why="People would be counted before, or without, joining.",
        ),
        Expectation(
            name="where_nobody_is_mature_nothing_is_known",
            kind="ExpectColumnValuesToBeNull",
            arguments={
                "column": "retention_rate",
                "row_condition": (("mature_users", "=", 0),),
            },
            why="A young cohort would look like a failed one.",
        ),
        Expectation(
            # Membership is the fourth, where a source tells of relationships.
            name="the_kinds_stand_side_by_side",
            kind="ExpectColumnDistinctValuesToContainSet",
            arguments={
                "column": "retention_kind",
                "value_set": ["on_day", "on_or_after", "bracket"],
            },
            why="One kind alone is read as if it were another.",
        ),
        Expectation(
            name="not_everybody_is_active_on_the_very_day",
            kind="ExpectColumnMeanToBeBetween",
            arguments={
                "column": "retention_rate",
                "max_value": 0.99,
                "row_condition": (
                    ("retention_kind", "=", "on_day"),
                    ("dimension", "=", "all"),
                    ("mature_users", ">", 0),
                ),
            },
            why="Full retention on day N means that activity is not counted by day.",
        ),
    ),
)
