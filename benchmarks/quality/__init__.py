"""How good rankings are: programs that index texts, ask them judged queries and print nDCG@10."""
