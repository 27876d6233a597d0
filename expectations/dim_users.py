"""What the business expects of people."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.dim_users",
    expectations=(
        Expectation(
            name="there_are_people",
            kind="ExpectTableRowCountToBeBetween",
            arguments={"min_value": 1},
            why="A warehouse without people is a load that went wrong.",
        ),
        Expectation(
            name="nobody_has_more_than_fifty_identifiers",
            kind="ExpectColumnMaxToBeBetween",
            arguments={"column": "identifier_count", "max_value": 50},
            why="An identifier that many share has joined strangers: it belongs to the hubs.",
        ),
        Expectation(
            name="nearly_everybody_has_at_most_twenty_identifiers",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "identifier_count", "max_value": 20, "mostly": 0.999},
            why="Several small clumps of strangers: a rule of identity_rules is too generous.",
        ),
        Expectation(
            name="most_people_say_when_they_were_met",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "met_date", "mostly": 0.6},
            why="Members without a date of joining who never did anything: a list was loaded.",
        ),
        Expectation(
            name="hardly_anybody_buys_on_most_days",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "purchase_day_count", "max_value": 400, "mostly": 0.999},
            why="A till's number or a wholesaler counts as one person.",
        ),
    ),
)
