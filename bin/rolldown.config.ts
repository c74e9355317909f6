import { defineConfig } from 'rolldown';
import type { Plugin } from 'rolldown';

// What start-up time depends on is measured by `npm run bench`.
export default defineConfig({
  input: {
    main: 'src/main.ts',
    'lab-tool': 'src/lab/tools/main.ts',
    'catalog-client': 'src/catalog/catalog-client.ts',
  },
  // Finds its native part beside itself.
  external: ['oracledb'],
  platform: 'node',
  // undici's own switch for bundles: its second, experimental HTTP parser stays out.
  transform: { define: { esbuildDetection: 'true' } },
  plugins: [
    // HTTP/2, which storage connections do not speak (`allowH2: false`).
    leaveOut('node:http2', { of: 'undici', instead: 'exports.constants = {};' }),
    // For subcommands that are programs of their own; icb has none.
    leaveOut('node:child_process', { of: 'commander', instead: 'export default {};' }),
  ],
  output: {
    dir: 'dist',
    // Node.js has CommonJS running a good deal sooner than ES modules.
    format: 'cjs',
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
  },
});

/** Spares every start the loading of a built-in module that a package imports, but never uses for us. */
function leaveOut(builtin: string, { of, instead }: { readonly of: string; readonly instead: string }): Plugin {
  const id = `\0${builtin} of ${of}`;
  return {
    name: `leave out ${builtin} of ${of}`,
    resolveId: (wanted, importer = '') => (wanted === builtin && importer.includes(`/node_modules/${of}/`) ? id : null),
    load: (wanted) => (wanted === id ? instead : null),
  };
}
