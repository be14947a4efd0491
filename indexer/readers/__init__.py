"""From files to articles: what a newsroom has, told by name and content."""
