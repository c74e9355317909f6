/** The number Oracle makes of a moment for RESETLOGS_ID and record stamps: seconds in a calendar of 31-day months since 1988. */
export function resetlogsId(time: string): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = time.split(/\D/u).map(Number);
  return (((((year - 1988) * 12 + month - 1) * 31 + day - 1) * 24 + hour) * 60 + minute) * 60 + second;
}
