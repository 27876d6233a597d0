{# The chance that a standard normal is as far from 0 as z or farther, on either side; null for null. To 1.2e-7 of itself.
   two_sided_p('1.959963984540054') -> 0.05. Source: erfcc of Press et al., Numerical Recipes (1992), 6.2, at |z| / sqrt(2).
   Of chi-square with one degree of freedom: two_sided_p('sqrt(chi_square)'). #}
{% macro two_sided_p(z) -%}
    {%- set x = "(abs(cast(" ~ z ~ " as double)) / 1.4142135623730951e0)" -%}
    {%- set t = "(1.0e0 / (1.0e0 + 0.5e0 * " ~ x ~ "))" -%}
    {%- set tail = namespace(sum='0.17087277e0') -%}
    {%- for factor in ['-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196', '1.00002368'] -%}
        {%- set tail.sum = "(" ~ factor ~ "e0 + " ~ t ~ " * " ~ tail.sum ~ ")" -%}
    {%- endfor -%}
    case when {{ z }} is not null then round(least({{ t }} * exp(-{{ x }} * {{ x }} - 1.26551223e0 + {{ t }} * {{ tail.sum }}), 1.0e0), 12) end
{%- endmacro %}
