-- The root was opened read only; its pluggable databases stay mounted until this.
-- ${except}  nothing, or ` except` with the names of those that cannot be opened
alter pluggable database all${except} open read only;
