/** Whether a path is a folder or lies below it, as both are written: absolute, without trailing slash, links not followed. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
