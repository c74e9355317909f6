/** The appliance does not do what it is asked: `success: false`, with a status that says otherwise. */
export class SoftnasFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
