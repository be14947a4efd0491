"""Kibana's dashboards: from readable sources to saved objects, checked without a Kibana.

``definitions`` reads ``mappings/kibana/``, ``lens`` and ``objects`` make saved objects of it,
``lint`` checks what was made, ``installing`` hands it to a Kibana.
"""
