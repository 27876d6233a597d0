"""What the business expects of contacts and communities."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="user_facts.fct_relations",
    expectations=(
        Expectation(
            name="a_relation_is_a_contact_or_a_group",
            kind="ExpectColumnValuesToBeInSet",
            arguments={"column": "relation_kind", "value_set": ["contact", "group"]},
            why="Another kind would be in no count of relationships.",
        ),
        Expectation(
            name="nearly_every_relation_is_of_somebody_known",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "user_id", "mostly": 0.95},
            why="WeCom ids that belong to nobody: they were taken for a hub.",
        ),
        Expectation(
            name="nearly_every_contact_has_a_member_of_staff",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={
                "column": "staff_id",
                "mostly": 0.95,
                "row_condition": (("relation_kind", "=", "contact"),),
            },
            why="Staff and store performance would miss them.",
        ),
        Expectation(
            name="every_stay_names_its_group",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={
                "column": "group_id",
                "mostly": 0.99,
                "row_condition": (("relation_kind", "=", "group"),),
            },
            why="Communities would lose members.",
        ),
        Expectation(
            name="who_ended_a_contact_is_the_person_or_the_staff",
            kind="ExpectColumnValuesToBeInSet",
            arguments={"column": "ended_by", "value_set": ["user", "staff"]},
            why="Relationship loss tells a person who leaves from staff who tidy up.",
        ),
    ),
)
