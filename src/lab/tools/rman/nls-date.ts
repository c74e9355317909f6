const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** RMAN's own format in error stacks, used when NLS_DATE_FORMAT is not set; elsewhere DD-MON-RR is. */
const stackFormat = 'mm/dd/yyyy hh24:mi:ss';

/** Writes the database's times ('yyyy-mm-dd hh24:mi:ss') the way the environment asks for. */
export class NlsDates {
  readonly #format: string | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#format = env['NLS_DATE_FORMAT'];
  }

  text(time: string): string {
    return formatDate(time, this.#format ?? 'dd-mon-rr');
  }

  textInStack(time: string): string {
    return formatDate(time, this.#format ?? stackFormat);
  }
}

function formatDate(time: string, format: string): string {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = time.split(/[-: ]/);
  const hour12 = String(Number(hour) % 12 === 0 ? 12 : Number(hour) % 12).padStart(2, '0');
  const parts: Readonly<Record<string, string>> = {
    yyyy: year,
    rrrr: year,
    yy: year.slice(2),
    rr: year.slice(2),
    mm: month,
    mon: months[Number(month) - 1] ?? '',
    dd: day,
    hh24: hour,
    hh12: hour12,
    hh: hour12,
    mi: minute,
    ss: second,
  };
  const elements = /"([^"]*)"|yyyy|rrrr|yy|rr|mon|mm|dd|hh24|hh12|hh|mi|ss/gi;
  return format.replaceAll(elements, (element, literal?: string) => literal ?? parts[element.toLowerCase()] ?? '');
}
