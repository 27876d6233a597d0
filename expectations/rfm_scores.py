"""What the business expects of RFM scores."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.rfm_scores",
    expectations=(
        *(
            Expectation(
                name=f"{measure}_scores_run_from_1_to_5",
                kind="ExpectColumnValuesToBeBetween",
                arguments={"column": f"{measure}_score", "min_value": 1, "max_value": 5},
                why="Every buyer must fall between two cut points.",
            )
            for measure in ("recency", "frequency", "monetary")
        ),
        Expectation(
            name="nobody_bought_in_the_future",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "days_since_last_purchase", "min_value": 0},
            why="Orders after as_of_date would be known too early.",
        ),
        Expectation(
            name="who_did_not_buy_within_a_year_spent_nothing_in_it",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "net_revenue",
                "max_value": 0,
                "row_condition": (("days_since_last_purchase", ">", 365),),
            },
            why="The window of the money is not that of the days.",
        ),
        Expectation(
            name="one_version_of_the_rules_is_in_force",
            kind="ExpectColumnUniqueValueCountToBeBetween",
            arguments={"column": "rule_version", "max_value": 1},
            why="Scores of two versions cannot be compared.",
        ),
    ),
)
