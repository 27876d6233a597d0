"""What the business expects of the observed value of first buyers."""

from expectations import Expectation, Suite

SUITE = Suite(
    table="marts.cohort_value",
    expectations=(
        Expectation(
            name="every_first_buyer_has_brought_revenue",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "revenue_per_user", "min_value": 0, "strict_min": True},
            why="A kept order is above zero: people are counted whose orders are not.",
        ),
        Expectation(
            name="nobody_counts_before_the_months_are_over",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={"column_A": "total_users", "column_B": "mature_users", "or_equal": True},
            why="Early buyers would look worth less than they are.",
        ),
        Expectation(
            name="what_is_in_a_row_is_over_for_somebody",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "mature_users", "min_value": 1},
            why="A month that nobody has completed is no observation.",
        ),
        Expectation(
            name="cost_is_told_by_month_only",
            kind="ExpectColumnValuesToBeNull",
            arguments={"column": "acquisition_cost", "row_condition": (("grain", "=", "week"),)},
            why="Cost is booked by month; a week has no share of its own.",
        ),
        Expectation(
            name="margin_is_not_made_up",
            kind="ExpectColumnValuesToBeNull",
            arguments={"column": "margin"},
            why="No source tells what a product costs.",
        ),
    ),
)
