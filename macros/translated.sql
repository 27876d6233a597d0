{# A source's word in the warehouse's; a word that nobody translated stays as it is: translated('gender', {'男': 'male'}) -> 男 becomes male, X stays X #}
{% macro translated(text, words) -%}
    case trim({{ text }})
        {%- for theirs, ours in words.items() %} when '{{ theirs }}' then '{{ ours }}'{% endfor %}
        else nullif(trim({{ text }}), '')
    end
{%- endmacro %}
