import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A name that a module exports, and where it is declared. */
export interface PublicName {
  readonly name: string;
  readonly kind: 'value' | 'type';
  readonly file: string;
}

/** A field of an interface or class. */
export interface Member {
  readonly name: string;
  readonly type: string;
  /** Null where no docstring stands right before it. */
  readonly docs: string | null;
}

/** The names that a file exports from others, which declare them. */
export function publicNames(file: string): PublicName[] {
  const text = readFileSync(file, 'utf8');
  return Array.from(text.matchAll(/export (type )?\{([^}]*)\} from '([^']+)'/g), ([, types, names, path]) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name): PublicName => {
        const kind = types !== undefined || name.startsWith('type ') ? 'type' : 'value';
        return { name: name.replace(/^type /, ''), kind, file: join(dirname(file), path) };
      }),
  ).flat();
}

/** The docstring right before a declaration, without its stars; null where there is none. */
export function docstringOf({ name, file }: PublicName): string | null {
  const text = readFileSync(file, 'utf8');
  return docstringBefore(text.slice(0, declaredAt(text, name)));
}

/** What a docstring says before its first tag, in one line. */
export function proseIn(docstring: string): string {
  return docstring
    .replace(/^@[\s\S]*/m, '')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The code of a docstring's `@example`, its last tag; null where it has none. */
export function exampleIn(docstring: string): string | null {
  return docstring.match(/^@example\n([\s\S]*)/m)?.[1] ?? null;
}

/** Fields of an interface or class; none of other declarations. */
export function membersOf({ name, file }: PublicName): Member[] {
  const text = readFileSync(file, 'utf8');
  const start = declaredAt(text, name);
  const declaration = text.slice(start, text.indexOf('\n}', start));
  if (!/^export (interface|class) /.test(declaration)) return [];
  const fields = declaration.matchAll(/^ {2}(?:override )?(?:readonly )?(\w+\??): (.*)$/gm);
  return Array.from(fields, ({ index, 1: member, 2: type }) => ({
    name: member,
    type: type.replace(/ = .*|;$/, '').replace(/\{$/, '{ ... }'),
    docs: docstringBefore(declaration.slice(0, index)),
  }));
}

function docstringBefore(text: string): string | null {
  const before = text.trimEnd();
  if (!before.endsWith('*/')) return null;
  return before
    .slice(before.lastIndexOf('/**') + 3, -2)
    .split('\n')
    .map((line) => line.replace(/^ *\* ?/, ''))
    .join('\n')
    .trim();
}

function declaredAt(text: string, name: string): number {
  const found = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm').exec(text);
  if (found === null) throw new Error(`${name} is not declared where it is exported from`);
  return found.index;
}
