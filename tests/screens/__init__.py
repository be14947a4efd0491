"""Pictures of what real terminals show. Not part of ``make test``: they are looked at by people."""
