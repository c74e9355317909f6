import { defineConfig } from 'rolldown';

// oracledb is loaded from node_modules: it picks its native binary at run time.
export default defineConfig({
  input: {
    main: 'src/main.ts',
    'lab-tool': 'src/lab/tools/main.ts',
  },
  platform: 'node',
  external: ['oracledb'],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
});
