"""What is remembered of runs and of their inputs."""
