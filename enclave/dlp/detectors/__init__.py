"""One file per entity: the forms of its values as data, and a check where the format has one."""
