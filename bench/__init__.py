"""Speed and memory, as ratios within one run: python -m bench (./run bench). No part of the product."""
