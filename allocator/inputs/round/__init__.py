"""The round with the administrations: what each is asked, what came back, what that changes in the plan."""
