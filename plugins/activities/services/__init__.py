"""What may happen to an activity, one small file per chapter of its life."""
