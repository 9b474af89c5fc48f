"""Who is meant: names of records and people, in whole texts and one by one."""
