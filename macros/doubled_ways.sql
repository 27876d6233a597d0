{# Common table expressions ways_1 to ways_n over ways_0 (user_id, above_user_id, referral_depth): in each the way up is twice as long
   as in the one before, or ends at the top. doubled_ways(1) with (c, b, 1), (b, a, 1) -> ways_1 (c, a, 2), (b, a, 1) #}
{% macro doubled_ways(rounds) -%}
    {% for round in range(rounds) -%}
    {{ ',' if not loop.first }}
    ways_{{ round + 1 }} as (
        select
            lower_half.user_id,
            coalesce(upper_half.above_user_id, lower_half.above_user_id) as above_user_id,
            lower_half.referral_depth + coalesce(upper_half.referral_depth, 0) as referral_depth
        from ways_{{ round }} as lower_half
        left join ways_{{ round }} as upper_half on lower_half.above_user_id = upper_half.user_id
    )
    {%- endfor %}
{%- endmacro %}
