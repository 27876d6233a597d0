-- One row per metric of the area member, grain, period and dimension value.
{{ config(enabled=is_measured('member')) }}
{{ kpi_rows('member', [
    'int_kpi_incentives', 'int_kpi_incentive_returns', 'int_kpi_coupon_tests',
    'int_kpi_points', 'int_kpi_points_earned', 'int_kpi_coupons',
]) }}
