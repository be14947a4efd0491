"""Fihris as a library: what another program imports.

``arabic`` makes terms of text, ``engines`` hold and search them, ``query`` reads what people write,
``answers`` makes one answer of one request for every face, ``dashboards`` are those of Kibana.
"""
