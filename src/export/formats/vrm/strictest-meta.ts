import type { VrmMeta } from './vrm-meta.ts';

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
