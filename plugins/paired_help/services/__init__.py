"""What may happen in paired help, one small file per chapter of a case's life."""
