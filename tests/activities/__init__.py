"""Activities, each against its real neighbour where there is one."""
