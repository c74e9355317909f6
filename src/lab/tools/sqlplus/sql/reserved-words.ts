/** Words that can never name a column or an alias, so that `select from t` misses its expression. */
const reserved = new Set(
  ('ALL AND ANY AS ASC BETWEEN BY CHECK CONNECT CREATE DELETE DESC DISTINCT DROP ELSE EXISTS FOR FROM GRANT GROUP HAVING IN '
    + 'INSERT INTERSECT INTO IS LIKE MINUS NOT OF ON OR ORDER SELECT SET TABLE THEN TO UNION UPDATE VALUES VIEW WHERE WITH').split(' '),
);

export function isReserved(word: string): boolean {
  return reserved.has(word);
}
