import { childOf, childrenOf, textOf, type XmlElement } from '#storage/ontap/zapi/xml.ts';
import { badInput, ZapiFault } from './zapi-fault.ts';

/** What a call was given. What nobody asks for is refused at the end: a client that misspells an element would not notice. */
export class CallInput {
  readonly #element: XmlElement;
  readonly #known = new Set<string>();

  constructor(element: XmlElement) {
    this.#element = element;
  }

  text(name: string): string {
    const text = this.optional(name);
    if (text === undefined) throw new ZapiFault(badInput, `Missing input: ${name}`);
    return text;
  }

  optional(name: string): string | undefined {
    this.#known.add(name);
    return textOf(this.#element, name);
  }

  /** The texts of elements of that name inside one. */
  texts(outer: string, inner: string): string[] {
    this.#known.add(outer);
    return childrenOf(childOf(this.#element, outer), inner).map(({ text }) => text.trim());
  }

  /** What stands in the one element inside `outer`, as in a query. */
  record(outer: string, name: string): XmlElement | undefined {
    this.#known.add(outer);
    return childOf(this.#element, outer, name);
  }

  end(): void {
    const unknown = this.#element.children.find(({ name }) => !this.#known.has(name));
    if (unknown !== undefined) throw new ZapiFault(badInput, `Unexpected element ${unknown.name} in ${this.#element.name}`);
  }
}
