"""Kibana's dashboards: from readable sources to saved objects, checked without Kibana.

``definitions`` reads ``mappings/kibana/``, ``lens`` and ``objects`` make saved objects from it,
``lint`` checks them, ``installing`` imports them into Kibana.
"""
