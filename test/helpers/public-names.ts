import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A name that a module exports, and where it is declared. */
export interface PublicName {
  readonly name: string;
  readonly kind: 'value' | 'type';
  readonly file: string;
}

/** A member of an interface or class, and whether a docstring stands before it. */
export interface Member {
  readonly name: string;
  readonly documented: boolean;
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
  const before = text.slice(0, declaredAt(text, name)).trimEnd();
  if (!before.endsWith('*/')) return null;
  const comment = before.slice(before.lastIndexOf('/**') + 3, -2);
  return comment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''))
    .join('\n')
    .trim();
}

/** The code of a docstring's `@example`; null where it has none. */
export function exampleIn(docstring: string): string | null {
  return docstring.match(/^@example\n([\s\S]*?)(?:\n@|$(?![\s\S]))/m)?.[1] ?? null;
}

/** Fields and methods of an interface or class; none of other declarations. */
export function membersOf({ name, file }: PublicName): Member[] {
  const text = readFileSync(file, 'utf8');
  const start = declaredAt(text, name);
  const declaration = text.slice(start, text.indexOf('\n}', start)).split('\n');
  if (!/^export (interface|class) /.test(declaration[0])) return [];
  return declaration.flatMap((line, i): Member[] => {
    const member = line.match(/^ {2}(?:override )?(?:readonly )?(\w+)\??(?::|\()/);
    if (member === null || member[1] === 'constructor') return [];
    return [{ name: member[1], documented: declaration[i - 1].endsWith('*/') }];
  });
}

function declaredAt(text: string, name: string): number {
  const found = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm').exec(text);
  if (found === null) throw new Error(`${name} is not declared where it is exported from`);
  return found.index;
}
