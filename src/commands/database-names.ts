/** Names of a list as it is typed, separated by commas: in its order, each once. Empty when there is none in it. */
export function databaseNames(list: string): readonly string[] {
  return [...new Set(list.split(',').map((name) => name.trim()).filter((name) => name !== ''))];
}
