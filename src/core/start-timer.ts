/** Calls back once so many milliseconds have passed, unless what it returned is called before. */
export type StartTimer = (expire: () => void, afterMs: number) => () => void;

/** By the clock of the machine. */
export const startTimer: StartTimer = (expire, afterMs) => {
  const timer = setTimeout(expire, afterMs);
  return () => clearTimeout(timer);
};
