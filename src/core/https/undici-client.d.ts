// undici's index loads every dispatcher, cache and web API it has, which would double the start-up of `checkage`;
// the package has no "exports" map, so its client can be taken alone. Types come from the index, which is erased.
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}
