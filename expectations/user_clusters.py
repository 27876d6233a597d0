"""What the business expects of clusters of people."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.user_clusters",
    expectations=(
        Expectation(
            name="nobody_is_in_two_clusters",
            kind="ExpectColumnValuesToBeUnique",
            arguments={"column": "user_id"},
            why="Sizes of clusters would add up to more people than there are.",
        ),
        Expectation(
            name="everybody_is_in_a_numbered_cluster",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "cluster_id", "min_value": 1, "max_value": 5},
            why="Four or five clusters can be told apart and acted on.",
        ),
        Expectation(
            name="every_cluster_has_a_name",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "cluster_name"},
            why="Nobody can act on a number.",
        ),
        Expectation(
            name="no_distance_is_negative",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "distance", "min_value": 0},
            why="The most typical people would be wrong.",
        ),
        Expectation(
            name="everybody_is_placed_by_one_version",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "model_version"},
            why="Clusters of two versions are not to be compared.",
        ),
    ),
)
