-- Make the sequence that numbers the rows of the result catalog.
-- ${first}  first number
create sequence restoreaction_seq start with ${first};
