import { AsmFitError } from '../../../errors.ts';
import { readJson } from '../../../files/read-json.ts';
import { STRICTEST_META } from './strictest-meta.ts';
import { type VrmMeta, vrmMetaSchema } from './vrm-meta.ts';

/**
 * A file of some of the meta's fields; those that it leaves out are the strictest.
 * @throws {AsmFitError} input: no JSON, or a field that VRM 1.0 does not have or that does not take its value
 */
export function readVrmMeta(path: string): VrmMeta {
  const read = vrmMetaSchema.partial().safeParse(readJson(path, { what: 'meta', maxBytes: 2 ** 16, maxValues: 1000 }));
  if (read.success) return { ...STRICTEST_META, ...given(read.data) };
  const [issue] = read.error.issues;
  throw new AsmFitError(
    'input',
    `${path}: must hold fields of VRM 1.0's meta; received ${issue.path.join('.') || 'root'}: ${issue.message}`,
    `fields are ${Object.keys(vrmMetaSchema.shape).join(', ')}`,
  );
}

function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]-?: Exclude<Fields[Name], undefined> } {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { [Name in keyof Fields]-?: Exclude<Fields[Name], undefined> };
}
