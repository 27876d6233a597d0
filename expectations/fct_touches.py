"""What the business expects of messages and pushes."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_touches",
    expectations=(
        Expectation(
            name="nearly_every_touch_is_to_somebody_known",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "user_id", "mostly": 0.95},
            why="Coverage and win-back would miss them.",
        ),
        Expectation(
            name="most_touches_are_delivered",
            kind="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_delivered", "value_set": [True], "mostly": 0.5},
            why="Deliveries were not exported: open rates would have no base.",
        ),
        Expectation(
            name="what_is_opened_was_delivered",
            kind="ExpectColumnValuesToBeInSet",
            arguments={
                "column": "is_delivered",
                "value_set": [True],
                "mostly": 0.99,
                "row_condition": (("is_opened", "=", True),),
            },
            why="An open rate above 1 is near.",
        ),
        Expectation(
            name="nothing_is_opened_before_it_was_sent",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "seconds_to_open", "min_value": 0, "mostly": 0.99},
            why="Clocks of two systems differ, or a zone was read wrongly.",
        ),
        Expectation(
            name="channels_are_known_words",
            kind="ExpectColumnValuesToBeInSet",
            arguments={"column": "channel", "value_set": ["wecom", "sms", "push"], "mostly": 0.99},
            why="A new word is a channel of its own in every chart.",
        ),
    ),
)
