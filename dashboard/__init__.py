"""The screens of the policy officer: published figures, over time, on a map, side by side. Above `municipalities`."""
