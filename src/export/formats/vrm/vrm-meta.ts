import { z } from 'zod';
import { AsmFitError } from '../../../errors.ts';
import { readJson } from '../../../files/read-json.ts';

const words = z.string().min(1).max(4096);

/** `VRMC_vrm.meta` but for its thumbnail and the licence's own address, which VRM 1.0 fixes. */
const vrmMetaSchema = z.strictObject({
  name: words,
  version: words.optional(),
  authors: z.array(words).min(1),
  copyrightInformation: words.optional(),
  contactInformation: words.optional(),
  references: z.array(words).optional(),
  thirdPartyLicenses: words.optional(),
  avatarPermission: z.enum(['onlyAuthor', 'onlySeparatelyLicensedPerson', 'everyone']),
  allowExcessivelyViolentUsage: z.boolean(),
  allowExcessivelySexualUsage: z.boolean(),
  commercialUsage: z.enum(['personalNonProfit', 'personalProfit', 'corporation']),
  allowPoliticalOrReligiousUsage: z.boolean(),
  allowAntisocialOrHateUsage: z.boolean(),
  creditNotation: z.enum(['required', 'unnecessary']),
  allowRedistribution: z.boolean(),
  modification: z.enum(['prohibited', 'allowModification', 'allowModificationRedistribution']),
  otherLicenseUrl: words.optional(),
});
/** Who may do what with an avatar, as VRM 1.0 says it. */
export type VrmMeta = z.infer<typeof vrmMetaSchema>;

/** The one licence of VRM 1.0, which the fields of the meta fill in. */
export const VRM_LICENSE_URL = 'https://vrm.dev/licenses/1.0/';

/** Nobody said what may be done with this person's face: what VRM 1.0 allows least. */
export const STRICTEST_META: VrmMeta = {
  name: 'head',
  authors: ['not stated'],
  avatarPermission: 'onlyAuthor',
  allowExcessivelyViolentUsage: false,
  allowExcessivelySexualUsage: false,
  commercialUsage: 'personalNonProfit',
  allowPoliticalOrReligiousUsage: false,
  allowAntisocialOrHateUsage: false,
  creditNotation: 'required',
  allowRedistribution: false,
  modification: 'prohibited',
};

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
