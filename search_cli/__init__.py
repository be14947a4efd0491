"""The program ``fihris``: the query language, the commands, and how answers are shown."""
