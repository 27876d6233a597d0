"""What the business expects of the segments of people."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.user_segments",
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
            why="Orders after the snapshot would be known too early.",
        ),
        Expectation(
            name="who_did_not_buy_within_a_year_spent_nothing_in_it",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "net_revenue",
                "max_value": 0,
                "row_condition": (("days_since_last_purchase", ">=", 365),),
            },
            why="The window of the money is not that of the days.",
        ),
        Expectation(
            name="who_is_in_the_active_tier_has_bought",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={
                "column": "days_since_last_purchase",
                "row_condition": (("value_tier", "=", "active"),),
            },
            why="Active would mean somebody who only looks around.",
        ),
        Expectation(
            name="whose_purchases_lapsed_has_bought",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={
                "column": "days_since_last_purchase",
                "row_condition": (("purchase_state", "=", "lapsed"),),
            },
            why="Lapses and purchases come from different people.",
        ),
    ),
)
