"""Answers and files on their way back: kept until they are known to have arrived."""
