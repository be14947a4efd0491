"""Fuzzing: what a stranger may give, made at random by the thousand, and what must hold of each.

One module a target (input files, queries, backups, side files, servers' answers, configuration);
``cases`` says what a case is, ``trial`` runs one, ``watching`` sees what it reaches for,
``shrinking`` makes a failing one small, ``running`` does it many times.
"""
