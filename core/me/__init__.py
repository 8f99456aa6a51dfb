"""A resident's own pages, made for the phone: what is mine, what is arranged for me, and a human's phone number."""
