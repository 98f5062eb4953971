import { z } from 'zod';
import { AsmFitError, messageOf } from '../../errors.ts';

/**
 * The packed head: magic "ASMH", format version, length of a JSON header (both u32 little endian),
 * the header, then the sections it lists, each aligned to 4 bytes (docs/head-format.md).
 */
const MAGIC = 0x484d5341;
const VERSION = 1;

const TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  i16: Int16Array,
  u8: Uint8Array,
  i8: Int8Array,
} as const;
type SectionType = keyof typeof TYPES;
export type SectionArray =
  | Float64Array
  | Float32Array
  | Uint32Array
  | Uint16Array
  | Int16Array
  | Uint8Array
  | Int8Array;

const count = z.number().int().nonnegative();
const headerSchema = z.object({
  meta: z.record(z.string(), z.unknown()),
  sections: z.array(
    z.object({
      name: z.string().max(256),
      type: z.enum(Object.keys(TYPES) as [SectionType, ...SectionType[]]),
      offset: count,
      length: count,
    }),
  ),
});
type SectionEntry = z.infer<typeof headerSchema>['sections'][number];

export interface HeadFile {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly sections: ReadonlyMap<string, SectionArray>;
}

export function encodeHeadFile(file: HeadFile): Uint8Array {
  const entries: SectionEntry[] = [];
  let size = 0;
  for (const [name, data] of file.sections) {
    const type = (Object.keys(TYPES) as SectionType[]).find((key) => data instanceof TYPES[key]);
    if (type === undefined) throw new Error(`section "${name}": unsupported array type`);
    entries.push({ name, type, offset: size, length: data.length });
    size += Math.ceil(data.byteLength / 8) * 8;
  }
  const json = new TextEncoder().encode(JSON.stringify({ meta: file.meta, sections: entries }));
  // Blanks to the next multiple of 8, in bytes: names need not be ASCII.
  const header = new Uint8Array(Math.ceil((json.length + 12) / 8) * 8 - 12).fill(32);
  header.set(json);
  const out = new Uint8Array(12 + header.length + size);
  new Uint32Array(out.buffer, 0, 3).set([MAGIC, VERSION, header.length]);
  out.set(header, 12);
  for (const entry of entries) {
    const data = file.sections.get(entry.name) as SectionArray;
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 12 + header.length + entry.offset);
  }
  return out;
}

/**
 * @param hint how a user comes to a whole file
 * @throws {AsmFitError} input: not a packed head, an unknown version, or a section outside the file.
 */
export function decodeHeadFile(
  bytes: Uint8Array,
  path: string,
  hint = 'build it again with npm run data:head',
): HeadFile {
  const fail = (requirement: string, received: string): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  };
  const copy = new Uint8Array(bytes);
  if (copy.length < 12) fail('a packed head needs at least 12 bytes', `${copy.length}`);
  const [magic, version, headerLength] = new Uint32Array(copy.buffer, 0, 3);
  if (magic !== MAGIC) fail('a packed head starts with "ASMH"', `0x${magic.toString(16)}`);
  if (version !== VERSION) fail(`this build reads format ${VERSION}`, `format ${version}`);
  if (12 + headerLength > copy.length) fail('the header must lie inside the file', `${headerLength} bytes`);
  const { meta, sections: entries } = parseHeader(copy.subarray(12, 12 + headerLength), fail);
  const sections = new Map<string, SectionArray>();
  for (const { name, type, offset, length } of entries) {
    const ArrayType = TYPES[type];
    const start = 12 + headerLength + offset;
    if (start + length * ArrayType.BYTES_PER_ELEMENT > copy.length)
      fail(`section "${name}" must lie inside the file`, `${length} x ${type} at ${offset}`);
    if (start % ArrayType.BYTES_PER_ELEMENT !== 0)
      fail(`section "${name}" must begin at a multiple of its numbers' size`, `byte ${start}`);
    if (sections.has(name)) fail('sections must have names of their own', `"${name}" twice`);
    sections.set(name, new ArrayType(copy.buffer, start, length));
  }
  return { meta, sections };
}

function parseHeader(
  header: Uint8Array,
  fail: (requirement: string, received: string) => never,
): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(header));
  } catch (error) {
    return fail('the header must be JSON', messageOf(error));
  }
  const result = headerSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return fail('the header must list sections', `${issue.path.join('.') || 'root'}: ${issue.message}`);
}
