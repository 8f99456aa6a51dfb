"""What can be done with the venues; views and hooks call these."""
