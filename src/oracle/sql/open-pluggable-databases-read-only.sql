-- The root was opened read only; its pluggable databases stay mounted until this.
-- (no placeholders)
alter pluggable database all open read only;
