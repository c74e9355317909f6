import { describe, expect, it } from 'vitest';
import { writingTo } from '#lab/tools/rman/write-error.ts';

function failWith(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe('writingTo', () => {
  it('turns a full target into the stack Oracle prints', () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });

    expect(() => writingTo('/area/x', 41, failWith(full))).toThrow(
      'ORA-19502: write error on file "/area/x", block number 42 (block size=8192)\nORA-27072: File I/O error\nLinux-x86_64 Error: 28: No space left on device',
    );
  });

  it('leaves a fault of the lab as it is', () => {
    expect(() => writingTo('/area/x', 0, failWith(new TypeError('a bug')))).toThrow(TypeError);
  });
});
