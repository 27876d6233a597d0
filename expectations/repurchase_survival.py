"""What the business expects of the survival curves of buyers who may buy again."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.repurchase_survival",
    expectations=(
        Expectation(
            name="survival_is_a_share",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "survival_rate", "min_value": 0, "max_value": 1},
            why="The estimate left its bounds.",
        ),
        Expectation(
            name="nobody_comes_back_on_the_day_of_a_purchase",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "repurchased_users",
                "max_value": 0,
                "row_condition": (("days_since_previous", "=", 0),),
            },
            why="A second order on the same day is no repurchase.",
        ),
        Expectation(
            name="whoever_comes_back_was_at_risk",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "at_risk_users",
                "column_B": "repurchased_users",
                "or_equal": True,
            },
            why="The risk set lost people who were still observed.",
        ),
        Expectation(
            name="there_is_a_curve_of_everybody",
            kind="ExpectColumnDistinctValuesToContainSet",
            arguments={"column": "grain", "value_set": ["all"]},
            why="The summary and the reports show this curve.",
        ),
    ),
)
