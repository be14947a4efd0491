"""Kibana's dashboards: from readable sources to saved objects, checked without a Kibana.

``definitions`` reads ``mappings/kibana/``, ``lens`` and ``objects`` make saved objects of it,
``lint`` checks saved objects, whoever made them, ``installing`` hands them to a Kibana, ``preview``
draws them without one.
"""
