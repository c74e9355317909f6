/** HTTP status of each error name, RESTful API Guide, table of error codes. */
export const faultStatus = {
  ERR_INVALID_ARG: 400,
  ERR_UNKNOWN_ARG: 400,
  ERR_MISSING_ARG: 400,
  ERR_UNAUTHORIZED: 401,
  ERR_DENIED: 403,
  ERR_NOT_FOUND: 404,
  ERR_OBJECT_EXISTS: 409,
  ERR_CONFIRM_REQUIRED: 409,
  ERR_OVER_LIMIT: 413,
  ERR_UNSUPPORTED_MEDIA: 415,
  ERR_NOT_IMPLEMENTED: 501,
  ERR_BUSY: 503,
} as const;

export type FaultName = keyof typeof faultStatus;

/** The appliance refuses a request; becomes a `fault` body. */
export class ApplianceFault extends Error {
  readonly faultName: FaultName;
  constructor(faultName: FaultName, message: string) {
    super(message);
    this.name = new.target.name;
    this.faultName = faultName;
  }
}
