/** The filer refuses something: at once, or as the end of a job. */
export class FilerFault extends Error {
  readonly code: number;
  readonly status: number;
  constructor(code: number, message: string, status = 400) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
  }
}

/** `{"error": ...}`, the code as a text. */
export function faultBody({ code, message }: Pick<FilerFault, 'code' | 'message'>): object {
  return { error: { message, code: String(code) } };
}
