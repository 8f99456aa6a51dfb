"""The operator's pages: the list of communities, and a sign-in that is no role inside any of them."""
