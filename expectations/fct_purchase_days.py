"""What the business expects of purchase occasions."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_purchase_days",
    expectations=(
        Expectation(
            name="every_purchase_day_brought_money",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "kept_amount", "min_value": 0, "strict_min": True},
            why="A day of gifts or refunds only is no purchase occasion.",
        ),
        Expectation(
            name="a_repurchase_is_at_least_a_day_later",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "days_since_previous", "min_value": 1},
            why="Split orders of one day would count as repurchases.",
        ),
        Expectation(
            name="the_typical_gap_is_between_a_day_and_two_years",
            kind="ExpectColumnMedianToBeBetween",
            arguments={"column": "days_since_previous", "min_value": 1, "max_value": 730},
            why="Dates were read with day and month exchanged, or from the wrong century.",
        ),
        Expectation(
            name="hardly_anybody_places_more_than_twenty_orders_a_day",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "order_count", "max_value": 20, "mostly": 0.999},
            why="A shared account or a test user is taken for a person.",
        ),
        Expectation(
            name="nobody_buys_on_more_days_than_five_years_have",
            kind="ExpectColumnMaxToBeBetween",
            arguments={"column": "occasion_number", "max_value": 1826},
            why="A default member number collects the orders of strangers.",
        ),
    ),
)
