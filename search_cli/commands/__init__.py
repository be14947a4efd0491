"""The commands, a module each; ``search_cli.app`` imports the one that is asked for."""
