"""Who may do what here: sign-in per community, sessions, roles, scoped grants, and the one policy that judges them."""
