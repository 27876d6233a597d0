"""What the business expects of refunds."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_refunds",
    expectations=(
        Expectation(
            name="every_part_of_a_refund_gave_money_back",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "refund_amount", "min_value": 0, "strict_min": True},
            why="A negative refund is a sale with the wrong sign.",
        ),
        Expectation(
            name="most_refunds_of_products_are_matched_to_what_was_bought",
            kind="ExpectColumnValuesToBeInSet",
            arguments={
                "column": "is_matched",
                "value_set": [True],
                "mostly": 0.7,
                "row_condition": (("item_kind", "=", "product"),),
            },
            why="Unmatched refunds are missing from net revenue by order date.",
        ),
        Expectation(
            name="nearly_all_refunds_follow_their_order",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "refund_date",
                "column_B": "ordered_date",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
                "mostly": 0.99,
            },
            why="Refunds before their order are clock errors or matched to the wrong order.",
        ),
    ),
)
