"""What the business expects of the profiles of clusters."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.cluster_profiles",
    expectations=(
        Expectation(
            name="no_cluster_is_empty",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "user_count", "min_value": 1},
            why="A profile of nobody has no centre.",
        ),
        Expectation(
            name="every_cluster_has_a_name_of_its_own",
            kind="ExpectColumnValuesToBeUnique",
            arguments={"column": "name_en"},
            why="Two clusters of one name cannot be told apart.",
        ),
        Expectation(
            name="there_are_four_or_five_clusters",
            kind="ExpectColumnValuesToBeInSet",
            arguments={"column": "k", "value_set": [4, 5]},
            why="More cannot be remembered, fewer say nothing.",
        ),
        Expectation(
            name="discounts_are_a_share",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "centre_discount_share", "min_value": 0, "max_value": 1},
            why="A centre outside of what people do is of another scale.",
        ),
        Expectation(
            name="clusters_lie_apart_on_the_whole",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "mean_silhouette", "min_value": 0, "max_value": 1},
            why="People would be nearer to other clusters than to their own.",
        ),
        Expectation(
            name="stability_is_better_than_chance",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "stability", "min_value": 0, "max_value": 1},
            why="Clusters that come out otherwise each time are none.",
        ),
    ),
)
