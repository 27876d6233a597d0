{# One bound of the 95 % Wilson score interval of a proportion; null without trials. side is -1 (low) or 1 (high).
   Adding 0 turns the -0.0 of a bound just below zero into 0.0.
   wilson_bound('5', '10', -1) -> 0.236593. Source: E. B. Wilson (1927), J. Am. Stat. Assoc. 22(158), 209-212. #}
{% macro wilson_bound(successes, trials, side) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set p = "(" ~ ratio(successes, trials) ~ ")" -%}
    {%- set n = "nullif(cast(" ~ trials ~ " as double), 0)" -%}
    (round(
        ({{ p }} + {{ z * z / 2 }} / {{ n }}
            + ({{ side }}) * {{ z }} * sqrt(greatest({{ p }} * (1 - {{ p }}), 0) / {{ n }} + {{ z * z / 4 }} / ({{ n }} * {{ n }})))
        / (1 + {{ z * z }} / {{ n }})
    , 12) + 0.0e0)
{%- endmacro %}
