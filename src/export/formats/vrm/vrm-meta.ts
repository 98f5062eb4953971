import { z } from 'zod';

const words = z.string().min(1).max(4096);

/** `VRMC_vrm.meta` but for its thumbnail and the licence's own address, which VRM 1.0 fixes. */
export const vrmMetaSchema = z.strictObject({
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
