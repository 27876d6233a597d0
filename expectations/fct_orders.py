"""What the business expects of orders."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_orders",
    expectations=(
        Expectation(
            name="there_are_orders",
            kind="ExpectTableRowCountToBeBetween",
            arguments={"min_value": 1},
            why="A warehouse without orders is a load that went wrong, not a quiet day.",
        ),
        Expectation(
            name="all_orders_are_in_one_currency",
            kind="ExpectColumnUniqueValueCountToBeBetween",
            arguments={"column": "currency", "min_value": 1, "max_value": 1},
            why="The sum of two currencies means nothing.",
        ),
        Expectation(
            name="what_is_kept_is_never_negative",
            kind="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "kept_amount",
                "min_value": 0,
                "row_condition": (("is_paid", "=", True),),
            },
            why="More was refunded than paid: refunds are matched to the wrong orders.",
        ),
        Expectation(
            name="most_paid_orders_are_kept",
            kind="ExpectColumnValuesToBeInSet",
            arguments={
                "column": "is_kept",
                "value_set": [True],
                "mostly": 0.8,
                "row_condition": (("is_paid", "=", True),),
            },
            why="If one order in five is refunded in full, refunds were loaded twice or as sales.",
        ),
        Expectation(
            name="at_least_half_of_orders_are_of_known_people",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={
                "column": "user_id",
                "mostly": 0.5,
                "row_condition": (("is_paid", "=", True),),
            },
            why="Rates of a minority do not describe the brand: was the member number lost?",
        ),
        Expectation(
            name="a_mean_order_is_worth_between_one_and_ten_thousand",
            kind="ExpectColumnMeanToBeBetween",
            arguments={
                "column": "paid_amount",
                "min_value": 1,
                "max_value": 10_000,
                "row_condition": (("is_paid", "=", True),),
            },
            why="Amounts in cents, or in thousands, read as units of the currency.",
        ),
    ),
)
