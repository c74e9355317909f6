/** Numbers of data types on the wire. */
export const typeNumber = {
  varchar: 1, number: 2, long: 8, date: 12, char: 96, clob: 112, timestamp: 180, zonedTimestamp: 181, localTimestamp: 231,
} as const;
