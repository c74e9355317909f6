/** How the title of the tests ends that hold a storage system to the contract. */
export const columnEnding = ' as a SnapHandler';

/** The storage system of such a title. */
export function systemOf(title: string): string | undefined {
  return title.endsWith(columnEnding) ? title.slice(0, -columnEnding.length) : undefined;
}
