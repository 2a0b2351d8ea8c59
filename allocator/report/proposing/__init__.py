"""What is put to administrations: who is asked for, when, for whom, in their language."""
