"""What Jupyter finds of this package: settings, the page template, and the process kernels come from."""
