"""What a message means: a command, an answer, a list, a change said in plain words, a note, a name."""
