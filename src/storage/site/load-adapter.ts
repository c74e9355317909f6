// Finds the class a site wrote for its own storage system.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';

export interface SiteAdapterChoice {
  /** A file, relative to the folder of the configuration, or the name of a package. */
  readonly module: string;
  readonly className: string;
}

export type SiteAdapterClass = new (context: SnapHandlerContext) => object;

/** @throws {ConfigurationError} when there is no such module or it exports no such class */
export async function loadSiteAdapter({ module, className }: SiteAdapterChoice, configDir: string): Promise<SiteAdapterClass> {
  const exported = await exportsOf(module, configDir);
  const found = exported[className];
  if (isClass(found)) return found;
  const names = Object.keys(exported);
  throw new ConfigurationError(
    `snapperclass: ${fileOf(module, configDir) ?? module} exports no class ${className}${didYouMean(className, names)}`,
    { hint: names.length === 0 ? 'it exports nothing at all' : `it exports ${names.join(', ')}` },
  );
}

/** Name of the class that a module exports, when it exports one only. @throws {ConfigurationError} */
export async function onlyClassOf(module: string, configDir: string): Promise<string> {
  const exported = Object.entries(await exportsOf(module, configDir));
  const names = exported.filter(([, value]) => isClass(value)).map(([name]) => name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const found = names.length === 0 ? 'no class' : names.join(', ');
  throw new ConfigurationError(`${module} exports ${found}: which one is the adapter must be said`, { hint: 'name it with --class' });
}

async function exportsOf(module: string, configDir: string): Promise<Readonly<Record<string, unknown>>> {
  const file = fileOf(module, configDir);
  return file === undefined ? importPackage(module, configDir) : importFile(file);
}

/** Undefined for the name of a package. */
function fileOf(module: string, configDir: string): string | undefined {
  const file = resolve(configDir, module);
  const named = ['', '.js', '.mjs'].map((ending) => file + ending).find((path) => existsSync(path));
  if (named !== undefined) return named;
  return isAbsolute(module) || module.startsWith('.') || /\.[cm]?[jt]s$/.test(module) ? file : undefined;
}

async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new ConfigurationError(`snappermodule: there is no file ${file}`);
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw notLoaded(file, error);
  }
}

// A package is looked up from the configuration's folder, where the site installed it, and then from our own.
async function importPackage(name: string, configDir: string): Promise<Readonly<Record<string, unknown>>> {
  const parentURL = pathToFileURL(join(configDir, 'backup.cfg')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier !== name) return next(specifier, context);
      try {
        return next(specifier, { ...context, parentURL });
      } catch {
        return next(specifier, context);
      }
    },
  });
  try {
    return (await import(name)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !error.message.includes(`'${name}'`)) throw notLoaded(name, error);
    throw new ConfigurationError(`snappermodule: there is neither a file ${resolve(configDir, name)} nor a package ${name}`, {
      cause: error,
      hint: 'name an ES module, as a path relative to the configuration file or as an installed package',
    });
  } finally {
    hooks.deregister();
  }
}

function notLoaded(module: string, error: unknown): ConfigurationError {
  const said = error instanceof Error ? error.message : String(error);
  return new ConfigurationError(`snappermodule: ${module} cannot be loaded: ${said}`, {
    cause: error,
    hint: 'adapters are ES modules; docs/write-your-own-adapter.md says how to write one',
  });
}

function isClass(value: unknown): value is SiteAdapterClass {
  return typeof value === 'function' && 'prototype' in value;
}
