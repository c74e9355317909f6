-- End the instance of a restored copy; nothing in it is worth writing down.
-- (no placeholders)
shutdown abort
