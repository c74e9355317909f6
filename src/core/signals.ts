import { constants } from 'node:os';
import { InterruptedError } from './errors.ts';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type EndingSignal = (typeof endingSignals)[number];

/** The part of `process` that tells of signals. */
export interface SignalSource {
  on(signal: EndingSignal, listener: () => void): unknown;
  off(signal: EndingSignal, listener: () => void): unknown;
}

/** Turns signals into one cancellation until it is disposed. */
export interface Cancellation extends Disposable {
  /** Aborted by the first signal with an {@link InterruptedError} as its reason. */
  readonly signal: AbortSignal;
}

/**
 * Listens to SIGINT, SIGTERM and SIGHUP. The first cancels, so that everything set up is given back on the way out; later
 * ones change nothing and are answered through `say`.
 */
export function cancelOnSignals(source: SignalSource, say: (sentence: string) => void): Cancellation {
  const controller = new AbortController();
  const listeners = endingSignals.map((name) => ({
    name,
    listener: () => {
      if (controller.signal.aborted) say(`${name} received: cleaning up is already under way`);
      else controller.abort(new InterruptedError(name, constants.signals[name]));
    },
  }));
  for (const { name, listener } of listeners) source.on(name, listener);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}
