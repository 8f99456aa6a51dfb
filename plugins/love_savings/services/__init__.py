"""What may happen at the savings station, one small file per chapter of a request's life."""
