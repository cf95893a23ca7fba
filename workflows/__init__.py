"""One file per life: a region's journey, a cohort. A workflow only sequences; the rules are in `domain`."""
