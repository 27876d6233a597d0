"""What the business expects of the days on which people do something."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_user_days",
    expectations=(
        Expectation(
            name="somebody_did_something",
            kind="ExpectTableRowCountToBeBetween",
            arguments={"min_value": 1},
            why="Neither orders nor interactions found a person.",
        ),
        Expectation(
            name="hardly_anybody_does_five_hundred_things_a_day",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "interaction_count", "max_value": 500, "mostly": 0.999},
            why="A robot, or a client that sends every event over and over.",
        ),
        Expectation(
            name="hardly_anybody_has_fifty_sessions_a_day",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "session_count", "max_value": 48, "mostly": 0.999},
            why="Pauses of half an hour leave room for 48: somebody's identifier is shared.",
        ),
        Expectation(
            name="hardly_anybody_keeps_twenty_orders_a_day",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "kept_order_count", "max_value": 20, "mostly": 0.999},
            why="Lines were read as orders, or a till counts as a person.",
        ),
        Expectation(
            name="what_is_kept_on_a_day_is_never_negative",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "kept_amount", "min_value": 0},
            why="More was refunded than paid: refunds are matched to the wrong orders.",
        ),
    ),
)
