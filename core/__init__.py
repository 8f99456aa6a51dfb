"""The core of Linli 邻里: communities, people, volunteers, and the platform their services plug into."""
