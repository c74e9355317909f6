import { inertOptions, setOptions } from './set-options.ts';

type SettingValue = boolean | number | string;

/** Present values of the SET options, by upper-case name. */
export class Settings {
  readonly #values = new Map<string, SettingValue>();

  constructor() {
    for (const [name, { initial }] of [...Object.entries(setOptions), ...Object.entries(inertOptions)]) this.#values.set(name.toUpperCase(), initial);
  }

  isOn(name: string): boolean {
    const value = this.#values.get(name);
    return value === true || (typeof value === 'string' && value !== '');
  }

  number(name: string): number {
    return Number(this.#values.get(name) ?? 0);
  }

  text(name: string): string {
    return String(this.#values.get(name) ?? '');
  }

  value(name: string): SettingValue | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: SettingValue): void {
    this.#values.set(name, value);
  }
}
